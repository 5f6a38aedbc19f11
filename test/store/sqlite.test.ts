import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { afterAll, afterEach, expect, test } from 'vitest'
import { openDatabase } from '../../src/store/database.ts'
import { createSqliteStore } from '../../src/store/sqlite.ts'
import type { Store } from '../../src/store/store.ts'
import { describeStore } from '../contracts/store.ts'
import { aCommit, anEffect, said } from '../contracts/store-fixtures.ts'

const folder = mkdtempSync(join(tmpdir(), 'enman-store-'))
const opened = new Map<Store, { readonly path: string; readonly db: DatabaseSync }>()
let files = 0

function openFile(path: string): Store {
  const db = openDatabase(path)
  const store = createSqliteStore(db)
  opened.set(store, { path, db })
  return store
}

async function shut(store: Store): Promise<string> {
  const { path, db } = opened.get(store) ?? {}
  await store.close()
  db?.close()
  opened.delete(store)
  return path ?? ''
}

function newStore(): Store {
  files += 1
  return openFile(join(folder, `${files}.db`))
}

afterEach(async () => {
  for (const store of [...opened.keys()]) await shut(store)
})
afterAll(() => rmSync(folder, { recursive: true }))

describeStore({
  name: 'SQLite',
  open: async () => newStore(),
  reopen: async (store) => openFile(await shut(store)),
})

test('two processes on one file never hand out an effect or a serial twice', async () => {
  const one = newStore()
  const other = openFile(opened.get(one)?.path ?? '')
  await one.commit(aCommit('m1', { effects: [anEffect('k1')] }))
  const request = { lane: 'command', nowMs: aCommit('m1').atMs, leaseMs: 1, limit: 9 } as const

  const claims = [...(await one.claim(request)), ...(await other.claim(request))]
  const serials = [...(await one.reserveSerials('20261118', 3)), ...(await other.reserveSerials('20261118', 3))]

  expect(claims).toHaveLength(1)
  expect(new Set(serials).size).toBe(6)
})

test('writes of one tick are one transaction', async () => {
  const store = newStore()
  const { db } = opened.get(store) ?? {}
  const before = changes(db)

  const ids = ['a', 'b', 'c', 'd']
  const commits = ids.map((conversationId) => store.commit(aCommit('m1', { conversationId, log: [said('一')] })))
  // Nothing is written until the tick ends; then all of it is.
  expect(changes(db)).toBe(before)
  await commits[0]
  expect(await Promise.all(ids.map(async (id) => (await store.load(id))?.revision))).toEqual([1, 1, 1, 1])
})

test('a database that takes no write refuses the whole group with an error that says to try again', async () => {
  const store = newStore()
  const { db } = opened.get(store) ?? {}
  db?.exec('PRAGMA query_only = ON')

  const results = await Promise.allSettled([store.commit(aCommit('m1')), store.commit(aCommit('m2'))])
  db?.exec('PRAGMA query_only = OFF')

  for (const result of results) {
    expect(result).toMatchObject({ status: 'rejected', reason: { code: 'store.unavailable', retry: true } })
  }
  expect((await store.commit(aCommit('m1'))).outcome).toBe('committed')
})

function changes(db: DatabaseSync | undefined): unknown {
  return db?.prepare('SELECT total_changes() AS n').get()?.n
}
