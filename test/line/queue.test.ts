import { expect, onTestFinished, test } from 'vitest'
import { LineInbox } from '../../src/channels/line/inbox.ts'
import { LineLinks } from '../../src/channels/line/link/links.ts'
import { LineQueue } from '../../src/channels/line/queue.ts'
import { LineUsers } from '../../src/channels/line/users.ts'
import { writeDirectly } from '../../src/channels/line/write.ts'
import { openDatabase } from '../../src/store/database.ts'

test('of many customers’ turns each starts in passes of the event loop of its own, so that webhooks come in between', async () => {
  const db = openDatabase(':memory:')
  onTestFinished(() => db.close())
  const inbox = new LineInbox(db)
  const people = Array.from({ length: 40 }, (_, index) => `U${index}`)
  inbox.add(
    people.map((userId, index) => ({
      ...{ id: `event-${index}`, userId, messageId: null, atMs: 1000, isRedelivered: false, replyToken: null },
      happening: { type: 'act', act: { type: 'text', text: '返金したい' } },
    })),
    1000,
  )
  let passes = 0
  let counting = setImmediate(function count() {
    passes += 1
    counting = setImmediate(count)
  })
  onTestFinished(() => clearImmediate(counting))
  const starts: number[] = []
  const queue = new LineQueue({
    ...{ inbox, users: new LineUsers(db), links: new LineLinks(db), write: writeDirectly(db) },
    client: { startLoading: async () => ({ kind: 'done', requestId: '' }) },
    receive: async () => {
      starts.push(passes)
      return { messages: [], duplicate: false, open: false }
    },
    readLog: async () => [],
    showWaiting: async () => {},
    showPage: async () => {},
    now: () => 2000,
    wait: async () => {},
    log: { warn: () => {}, error: () => {} },
  })
  queue.start()
  await queue.idle()
  expect(starts).toHaveLength(people.length)
  const between = starts.slice(1).map((start, index) => start - (starts[index] ?? 0))
  expect(Math.min(...between)).toBeGreaterThanOrEqual(10)
})
