import { afterEach, beforeEach, expect, test } from 'vitest'
import { type LineBot, ledgerKinds, mailedCode, startLineBot } from './line-bot.ts'

let bot: LineBot
beforeEach(async () => {
  bot = await startLineBot()
})
afterEach(() => bot.close())

test('a full refund, each answer within a minute, costs no push at all', async () => {
  const { platform, clock } = bot
  const hanako = platform.person()
  const steps: (() => Promise<string>)[] = [
    async () => {
      await hanako.follows()
      return (await hanako.hears()).map(({ message }) => String(message['text'])).join('\n')
    },
    () => hanako.chooses('返金してほしい'),
    () => hanako.chooses('ノートン公式ストア'),
    () => hanako.asks('NP12345678'),
    () => hanako.asks('taro@example.jp'),
    () => hanako.asks(mailedCode(bot)),
    () => hanako.chooses('提案なしで返金へ'),
    () => hanako.chooses('返金する'),
  ]
  const heard: string[] = []
  for (const step of steps) {
    heard.push(await step())
    await bot.idle()
    clock.nowMs += 55_000
  }

  expect(await ledgerKinds(bot)).toEqual(['refund', 'stop'])
  const [entry] = await bot.app.backOffice.ledger()
  expect(heard.at(-1)).toContain(entry?.receipt)
  expect(heard.at(-2)).toContain('まだ完了していません')
  expect(platform.calls('reply')).toHaveLength(steps.length)
  expect(platform.calls('push')).toHaveLength(0)
  expect(platform.account.used).toBe(0)
})
