import { expect, test } from 'vitest'
import { openDatabase } from '../../src/store/database.ts'
import { createPersonRequests } from '../../src/store/person-requests.ts'
import { forgetConversations } from '../../src/store/retention.ts'
import { createSqliteStore } from '../../src/store/sqlite.ts'
import { aCommit, anEffect, aSummary, aTimer, NOON, said } from '../contracts/store-fixtures.ts'

const TABLES = ['conversations', 'turns', 'log', 'outbox'] as const

test('forgets conversations that rested since then with everything that belongs to them, and no others', async () => {
  const db = openDatabase(':memory:')
  const store = createSqliteStore(db)
  const whole = { log: [said('一')], effects: [aTimer('save', NOON)] }
  for (let index = 0; index < 450; index++) {
    await store.commit(aCommit('m1', { conversationId: `old${index}`, atMs: NOON - 1, ...whole }))
  }
  await store.commit(aCommit('m1', { conversationId: 'recent', ...whole }))

  expect(forgetConversations(db, NOON)).toBe(450)

  expect(await store.load('old7')).toBeNull()
  expect(await store.log('recent', 0)).toHaveLength(1)
  const left = TABLES.map((table) => db.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n)
  expect(left).toEqual([1, 1, 1, 2])
  expect(forgetConversations(db, NOON)).toBe(0)
})

test('keeps a conversation that waits for a person or for the outcome of a command', async () => {
  const db = openDatabase(':memory:')
  const store = createSqliteStore(db)
  await store.commit(aCommit('m1', { conversationId: 'parked', atMs: NOON - 1 }))
  await store.parkConversation('parked', 'flow.restore')
  await store.commit(aCommit('m1', { conversationId: 'open', atMs: NOON - 1, effects: [anEffect('k1')] }))

  expect(forgetConversations(db, NOON)).toBe(0)
})

test('forgets requests for a person that are as old', async () => {
  const db = openDatabase(':memory:')
  const requests = createPersonRequests(db)
  const summary = aSummary({ requestedAtMs: 0 })
  await requests.record({ idempotencyKey: 'old', conversationId: 'c1', summary, atMs: NOON - 1 })
  await requests.record({ idempotencyKey: 'recent', conversationId: 'c1', summary, atMs: NOON })

  forgetConversations(db, NOON)

  expect((await requests.list()).map(({ atMs }) => atMs)).toEqual([NOON])
})

test('says to try again when nothing can be deleted now', () => {
  const db = openDatabase(':memory:')
  db.exec('PRAGMA query_only = ON')

  expect(() => forgetConversations(db, NOON)).toThrow(expect.objectContaining({ code: 'store.unavailable' }))
})

test('keeps a conversation until its reminder, without its words', async () => {
  const db = openDatabase(':memory:')
  const store = createSqliteStore(db)
  const reminded = { log: [said('一')], effects: [aTimer('remind', NOON + 1)] }
  await store.commit(aCommit('m1', { conversationId: 'reminded', atMs: NOON - 1, ...reminded }))
  db.prepare('UPDATE log SET at_ms = ?').run(NOON - 1)

  expect(forgetConversations(db, NOON)).toBe(0)

  expect(await store.load('reminded')).not.toBeNull()
  expect(await store.log('reminded', 0)).toEqual([])
  expect(await store.pending('reminded', 'timer')).toBe(1)
})
