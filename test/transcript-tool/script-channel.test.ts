import { expect, test } from 'vitest'
import type { Delivery } from '../../src/channels/channel.ts'
import { ScriptChannel } from '../../src/channels/script/script-channel.ts'

const delivery = (key: string, conversationId: string, text: string): Delivery => ({
  key,
  conversationId,
  messages: [{ key: 'greet', text, seq: 1, role: 'bot', atMs: 0 }],
})

test('keeps deliveries in order until they are taken', async () => {
  const channel = new ScriptChannel()
  await channel.deliver(delivery('1', 'a', '一'))
  await channel.deliver(delivery('2', 'b', '二'))
  expect(channel.take().map(({ key }) => key)).toEqual(['1', '2'])
  expect(channel.take()).toEqual([])
})

test('a delivery that is tried again arrives once, even after it was taken', async () => {
  const channel = new ScriptChannel()
  await channel.deliver(delivery('1', 'a', '一'))
  await channel.deliver(delivery('1', 'a', '一'))
  expect(channel.takeMessages().map(({ text }) => text)).toEqual(['一'])
  await channel.deliver(delivery('1', 'a', '一'))
  expect(channel.takeMessages()).toEqual([])
})

test('hands out the messages of one conversation and keeps the others', async () => {
  const channel = new ScriptChannel()
  await channel.deliver(delivery('1', 'a', '一'))
  await channel.deliver(delivery('2', 'b', '二'))
  expect(channel.takeMessages('b').map(({ text }) => text)).toEqual(['二'])
  expect(channel.takeMessages('a').map(({ text }) => text)).toEqual(['一'])
})

test('waits as long as the widget does', () => {
  const { name, timerDueAtMs, patienceMs } = new ScriptChannel()
  expect(name).toBe('script')
  const timers = ['nudge', 'save', 'pardon'] as const
  expect(timers.map((timer) => timerDueAtMs(timer, 1_000))).toEqual([601_000, 1_801_000, 1_801_000])
  expect(patienceMs).toBeGreaterThan(60_000)
})
