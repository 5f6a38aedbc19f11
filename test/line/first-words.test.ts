import type { webhook } from '@line/bot-sdk'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type LineBot, ledgerKinds, mailedCode, startLineBot } from './line-bot.ts'

let bot: LineBot
beforeEach(async () => {
  bot = await startLineBot()
})
afterEach(() => bot.close())

test('that say everything are greeted and lead on: no question is shown that is answered already', async () => {
  const heard = await bot.platform.person().asks('NP12345678、taro@example.jp を返金してください')
  expect(heard).toContain('解約と返金を自動で受け付けます')
  expect(heard).not.toContain('ご用件でしょうか')
  expect(heard).toContain('確認コードをお送りしました')
})

test.each([
  ['in one webhook', (events: readonly webhook.Event[]) => [events]],
  ['in one webhook each', (events: readonly webhook.Event[]) => events.map((event) => [event])],
])('in several short bubbles, %s, are all taken, in order; the newest question is last', async (_how, postsOf) => {
  const hanako = bot.platform.person()
  const bubbles = ['返金したいです', '注文番号はNP12345678です', 'メールはtaro@example.jpです']
  const events = bubbles.map((bubble) => {
    bot.clock.nowMs += 700
    return hanako.typed(bubble)
  })
  for (const post of postsOf(events)) await bot.platform.deliver(post)
  await hanako.until(() => hanako.room.heard.join().includes('確認コードをお送りしました'), 'no code was sent')
  await bot.idle()
  const screen = hanako.room.heard.join('\n')
  expect(screen.indexOf('どちらでご契約されましたか')).toBeLessThan(screen.indexOf('購入時のメールアドレスを送って'))
  expect(hanako.labels).toEqual(['届かない', 'アドレスを直す'])
  expect(bot.platform.account.used).toBe(0)
})

test('a yes in a bubble behind the code is no yes to the confirmation that nobody had seen', async () => {
  const hanako = bot.platform.person()
  await hanako.asks('NP12345678 を返金してください。提案は不要です')
  await hanako.asks('taro@example.jp')
  await bot.idle()
  await bot.platform.deliver([hanako.typed(mailedCode(bot)), hanako.typed('はい'), hanako.typed('お願いします')])
  await hanako.until(() => hanako.room.heard.filter((one) => one.includes('もう一度おたずねします')).length > 0, 'no')
  await bot.idle()
  expect(await ledgerKinds(bot)).toEqual([])
  await hanako.asks('返金する')
  await bot.idle()
  expect(await ledgerKinds(bot)).toEqual(['refund', 'stop'])
})

test('one of several bubbles can be taken back without the others', async () => {
  bot = await bot.restart({ asleep: true })
  const hanako = bot.platform.person()
  await hanako.says('返金したいです')
  bot.clock.nowMs += 700
  await hanako.says('電話は 090-1234-5678 です')
  const regretted = hanako.lastMessageId
  bot.clock.nowMs += 700
  await hanako.says('公式ストアです')
  await hanako.unsends(regretted)
  bot = await bot.restart()
  await hanako.until(() => hanako.room.heard.join().includes('注文番号を送ってください'), 'not taken')
  await bot.idle()
  const said = (await bot.app.store.log(`line:${hanako.userId}`, 0)).filter(({ role }) => role === 'customer')
  expect(said.map(({ text }) => text)).toEqual(['返金したいです', '公式ストアです'])
})
