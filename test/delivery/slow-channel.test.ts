import { expect, test } from 'vitest'
import { createApp, createParts } from '../../src/app.ts'
import type { Channel, Delivery } from '../../src/channels/channel.ts'
import { openDatabase } from '../../src/store/database.ts'
import { migrate } from '../../src/store/migrate.ts'
import { SCRIPT_DESK } from '../../src/transcript/app-world.ts'

const HOUR_MS = 3_600_000

test('a channel that does not take one customer’s message holds up no other customer', async () => {
  const db = openDatabase(':memory:')
  migrate(db)
  const released = Promise.withResolvers<void>()
  const delivered: Delivery[] = []
  let isDown = false
  const channel: Channel = {
    name: 'slow',
    patienceMs: 1000,
    timerDueAtMs: (_timer, setAtMs) => setAtMs + HOUR_MS,
    async deliver(delivery) {
      if (isDown && delivery.conversationId === 'stuck') await released.promise
      delivered.push(delivery)
    },
  }
  let nowMs = Date.parse('2026-11-18T12:00:00+09:00')
  const app = createApp({
    db,
    secret: 'a secret for this test, of some length',
    mailer: { send: async () => {} },
    channels: [channel],
    desk: SCRIPT_DESK,
    parts: createParts(SCRIPT_DESK),
    log: { warn: () => {}, error: () => {} },
    now: () => nowMs,
  })
  for (const conversationId of ['stuck', 'other']) {
    const inbound = { id: `m-${conversationId}`, channel: 'slow', conversationId, atMs: nowMs }
    await app.receive({ ...inbound, act: { type: 'text', text: '返金してほしい' } })
  }
  delivered.length = 0
  isDown = true
  nowMs += 2 * HOUR_MS
  // Both are saved after a while. Twice, because what is on its way must not be sent again.
  await app.runDue()
  await app.runDue()
  const saidTo = (conversationId: string) =>
    delivered.filter((one) => one.conversationId === conversationId).flatMap(({ messages }) => messages)
  await expect.poll(() => saidTo('other').map(({ key }) => key)).toEqual(['aside.saved'])
  expect(saidTo('stuck')).toEqual([])
  released.resolve()
  await app.idle()
  expect(saidTo('stuck').map(({ key }) => key)).toEqual(['aside.saved'])
  await app.close()
})
