import type { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type App, createApp } from '../../src/app.ts'
import type { Act, Exchange } from '../../src/channels/channel.ts'
import { createWidgetChannel, type WidgetChannel } from '../../src/channels/widget/channel.ts'
import { openDatabase } from '../../src/store/database.ts'

const AT_MS = Date.parse('2026-11-18T14:00:00+09:00')
const DESK = {
  deskName: '円満サポート',
  supportEmail: 'support@example.jp',
  mailFrom: 'no-reply@example.jp',
  logDays: 90,
  lawYears: 7,
  refundWeeks: '1〜2週間',
}
let db: DatabaseSync
let channel: WidgetChannel
let app: App
let nowMs = AT_MS
const warnings: string[] = []

beforeEach(() => {
  nowMs = AT_MS
  warnings.length = 0
  db = openDatabase(':memory:')
  channel = createWidgetChannel()
  app = createApp({
    db,
    secret: 'a secret of thirty-two characters',
    mailer: { send: async () => {} },
    channels: [channel],
    desk: DESK,
    log: { warn: (_, message) => warnings.push(message), error: (_, message) => warnings.push(message) },
    now: () => nowMs,
  })
})
afterEach(async () => {
  await app.close()
  db.close()
})

let sent = 0
function say(act: Act): Promise<Exchange> {
  return app.receive({ id: `c1/${sent++}`, channel: 'widget', conversationId: 'c1', atMs: nowMs, act })
}

test('an exchange that only talks is one transaction, and leaves nothing to hand over', async () => {
  await say({ type: 'opened' })
  const exec = vi.spyOn(db, 'exec')
  const { messages } = await say({ type: 'text', text: '返金してほしいです' })

  expect(messages.map(({ role }) => role)).toContain('bot')
  expect(exec.mock.calls.filter(([sql]) => sql === 'COMMIT')).toHaveLength(1)
  expect(await app.store.pending('c1', 'message')).toBe(0)
})

test('the answer holds what the log holds', async () => {
  await say({ type: 'opened' })
  const { messages } = await say({ type: 'text', text: 'NP12345678 を返金してください' })

  expect(messages).toEqual((await app.store.log('c1', 0)).slice(-messages.length))
})

test('pages that are looking are woken by every exchange and by what a timer says', async () => {
  const look = vi.fn()
  channel.watch('c1', look)
  await say({ type: 'opened' })
  await say({ type: 'text', text: '返金してほしいです' })
  expect(look).toHaveBeenCalledTimes(2)

  nowMs = channel.timerDueAtMs('save', nowMs)
  await app.runDue()
  expect(look).toHaveBeenCalledTimes(3)
})

test('a customer is answered although waking the pages fails', async () => {
  channel.watch('c1', () => {
    throw new Error('a page that is gone')
  })
  const { messages } = await say({ type: 'opened' })

  expect(messages.length).toBeGreaterThan(0)
  expect(warnings).toEqual(['a message was not announced'])
  expect((await app.store.load('c1'))?.parked).toBeNull()
})
