import { expect, test } from 'vitest'
import type { PersonRequest } from '../../src/core/effect.ts'
import { openDatabase } from '../../src/store/database.ts'
import { createPersonRequests } from '../../src/store/person-requests.ts'

const SUMMARY: PersonRequest = {
  topic: 'refund',
  urgent: false,
  verified: true,
  contractIds: ['K-1'],
  orderNumber: 'NP12345678',
  email: null,
  decision: { rule: 'N-A-R', refundable: 'full', deadline: '2026-11-19' },
  done: [],
  requestedAtMs: 1,
  firstRequestAtMs: null,
  note: '折り返しを希望',
}

test('a request for a person is taken once per key, with the time of the first', async () => {
  const requests = createPersonRequests(openDatabase(':memory:'))
  const request = { idempotencyKey: 'person c1 3', conversationId: 'c1', summary: SUMMARY, atMs: 100 }

  expect(await requests.record(request)).toEqual({ atMs: 100 })
  expect(await requests.record({ ...request, atMs: 200 })).toEqual({ atMs: 100 })
  expect(await requests.list()).toEqual([{ id: '1', conversationId: 'c1', atMs: 100, summary: SUMMARY }])
})

test('requests are listed from the newest on', async () => {
  const requests = createPersonRequests(openDatabase(':memory:'))
  for (const id of ['a', 'b', 'c']) {
    await requests.record({ idempotencyKey: id, conversationId: id, summary: SUMMARY, atMs: 1 })
  }

  expect((await requests.list()).map(({ conversationId }) => conversationId)).toEqual(['c', 'b', 'a'])
  expect(await requests.list(1)).toHaveLength(1)
})

test('a note that was taken back goes from its own requests only, and the rest of them stays', async () => {
  const requests = createPersonRequests(openDatabase(':memory:'))
  for (const [id, note] of [
    ['a', '折り返しを希望'],
    ['b', '別の伝言'],
    ['c', '折り返しを希望'],
  ] as const) {
    const conversationId = id === 'c' ? 'c2' : 'c1'
    await requests.record({ idempotencyKey: id, conversationId, summary: { ...SUMMARY, note }, atMs: 1 })
  }

  expect(await requests.erase('c1', '折り返しを希望')).toBe(1)
  expect(await requests.erase('c1', '折り返しを希望')).toBe(0)
  expect((await requests.list()).map(({ summary }) => summary.note)).toEqual(['折り返しを希望', '別の伝言', null])
  expect((await requests.list()).at(-1)?.summary).toEqual({ ...SUMMARY, note: null })
})

test('what was proven stays with a request when the message that had it is taken back', async () => {
  const requests = createPersonRequests(openDatabase(':memory:'))
  const unproven = { ...SUMMARY, verified: false, email: 'Taro@example.jp', note: '返金が遅い\n電話がほしい' }
  for (const [id, summary] of [
    ['proven', { ...unproven, verified: true }],
    ['unproven', unproven],
  ] as const) {
    await requests.record({ idempotencyKey: id, conversationId: 'c1', summary, atMs: 1 })
  }

  expect(await requests.erase('c1', '電話')).toBe(0)
  expect(await requests.erase('c1', '電話がほしい')).toBe(2)
  expect(await requests.erase('c1', 'ｔａｒｏ＠example.jp、np-1234-5678')).toBe(1)
  expect((await requests.list()).map(({ summary }) => summary)).toEqual([
    { ...unproven, note: '返金が遅い', email: null, orderNumber: null },
    { ...unproven, verified: true, note: '返金が遅い' },
  ])
})

test('a request that cannot be written says to try again', async () => {
  const db = openDatabase(':memory:')
  const requests = createPersonRequests(db)
  db.exec('PRAGMA query_only = ON')

  await expect(
    requests.record({ idempotencyKey: 'k', conversationId: 'c', summary: SUMMARY, atMs: 1 }),
  ).rejects.toMatchObject({ code: 'store.unavailable', retry: true })
})
