import { openDatabase } from '../../src/store/database.ts'
import { createSqliteStore } from '../../src/store/sqlite.ts'
import { aCommit, anEffect, said } from '../contracts/store-fixtures.ts'

/** Commits for ever and writes one line for each promise that was kept; killed by `crash.test.ts`. */
const store = createSqliteStore(openDatabase(process.argv[2] ?? ''))
const { atMs } = aCommit('m0')
await store.commit(aCommit('m0', { conversationId: 'claimed', effects: [anEffect('k1')] }))
const [effect] = await store.claim({ lane: 'command', nowMs: atMs, leaseMs: 30_000, limit: 1 })
process.stdout.write(`claimed ${effect?.id}\n`)
for (let revision = 0; ; revision++) {
  const day = '20261118'
  const [serial] = await store.reserveSerials(day, 1)
  await store.commit(aCommit(`m${revision}`, { expectedRevision: revision, log: [said(`${revision}`)] }))
  process.stdout.write(`committed ${revision + 1} ${serial}\n`)
}
