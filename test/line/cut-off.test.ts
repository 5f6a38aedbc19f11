import { expect, onTestFinished, test } from 'vitest'
import { startLineBot } from './line-bot.ts'

/** An answer of a person that takes three replies. */
const long = (conversationId: string, seq: number) => ({
  key: 'long',
  conversationId,
  messages: [{ role: 'operator', key: 'operator', text: longText(14), seq, atMs: 0 }] as const,
})
const longText = (parts: number) =>
  Array.from({ length: parts }, (_, index) => `〔${index}〕${'あ'.repeat(4990)}。\n\n`).join('')

test('what is too long for one reply comes in order with the next ones, within LINE’s limits and without a push', async () => {
  const bot = await startLineBot({ settings: { pushPolicy: 'never' } })
  onTestFinished(() => bot.close())
  const openSends = () => bot.db.prepare('SELECT kind FROM line_sends').all()
  const hanako = bot.platform.person()
  await hanako.asks('こんにちは')
  await bot.idle()
  await bot.channel.deliver(long(`line:${hanako.userId}`, 900))
  for (let asked = 0; asked < 14 && openSends().length > 0; asked++) {
    await hanako.asks('こんにちは')
    await bot.idle()
  }
  expect(openSends()).toEqual([])
  const screen = hanako.room.heard.join('\n')
  expect([...screen.matchAll(/〔(\d+)〕/g)].map(([, index]) => Number(index))).toEqual(
    Array.from({ length: 14 }, (_, index) => index),
  )
  const continued = hanako.room.heard.findIndex((words) => words.startsWith('〔5〕'))
  expect(hanako.room.heard[continued - 1]).toMatch(/〔4〕|^先ほどのご案内です。$/)
  expect(bot.platform.calls('push')).toEqual([])
})

test('what still waits never comes after an open question: its choices would be gone, and it is not worth a push', async () => {
  let bot = await startLineBot({ settings: { pushPolicy: 'never' } })
  onTestFinished(() => bot.close())
  const hanako = bot.platform.person()
  await hanako.asks('こんにちは')
  await bot.idle()
  const seq = (await bot.app.store.log(`line:${hanako.userId}`, 0)).length + 1
  await bot.channel.deliver(long(`line:${hanako.userId}`, seq))
  await hanako.asks('こんにちは')
  bot = await bot.restart({ settings: { pushPolicy: 'always' } })
  const told = await hanako.asks('返金してほしい')
  await bot.idle()
  expect(told.indexOf('〔')).toBeLessThan(told.indexOf('どちらでご契約されましたか'))
  expect(hanako.labels).toContain('ノートン公式ストア')
  expect(bot.platform.calls('push')).toEqual([])
  expect(bot.db.prepare('SELECT DISTINCT kind FROM line_sends').all()).toEqual([{ kind: 'later' }])
})
