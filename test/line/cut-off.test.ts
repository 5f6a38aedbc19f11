import { expect, onTestFinished, test } from 'vitest'
import { startLineBot } from './line-bot.ts'

test('what is too long for one reply comes in order with the next ones, within LINE’s limits and without a push', async () => {
  const bot = await startLineBot({ settings: { pushPolicy: 'never' } })
  onTestFinished(() => bot.close())
  const openSends = () => bot.db.prepare('SELECT kind FROM line_sends').all()
  const hanako = bot.platform.person()
  await hanako.asks('こんにちは')
  await bot.idle()
  const part = (index: number) => `〔${index}〕${'あ'.repeat(4990)}。\n\n`
  const text = Array.from({ length: 14 }, (_, index) => part(index)).join('')
  await bot.channel.deliver({
    key: 'long',
    conversationId: `line:${hanako.userId}`,
    messages: [{ role: 'operator', key: 'operator', text, seq: 900, atMs: 0 }],
  })
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
