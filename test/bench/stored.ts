import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { openDatabase } from '../../src/store/database.ts'
import { createSqliteStore } from '../../src/store/sqlite.ts'
import type { Commit } from '../../src/store/store.ts'
import { exampleCommit } from './commit.ts'
import { interleave, type Round, timedAsync } from './measure.ts'
import type { RecordedJob } from './recorded-job.ts'
import { withScratchDir } from './scratch-dir.ts'
import { floorOf, lineOf, type Section } from './section.ts'

/** Conversations that rest while others talk. */
const STORED = 50_000
const CLIENTS = 32
const EACH = 8
const ROUNDS = 7

/** What the store does for a step of a new customer, with many conversations at rest beside an empty database. */
export function benchStored(job: RecordedJob): Promise<Section> {
  return withScratchDir(async (dir) => {
    const example = exampleCommit(job)
    const empty = openDatabase(join(dir, 'empty.db'))
    const full = openDatabase(join(dir, 'full.db'))
    await fill(full, example)
    const cost = await interleave({ empty: customers(empty, example), full: customers(full, example) }, ROUNDS)
    for (const db of [empty, full]) db.close()
    return {
      title: `One step of ${CLIENTS} new customers in the store: read, commit, look for commands`,
      lines: [
        lineOf({
          what: `among ${STORED.toLocaleString('en')} stored conversations`,
          cost: cost.full,
          floor: floorOf('an empty database', cost.empty),
          goal: { ratio: true, most: { must: 1.2 } },
        }),
      ],
    }
  })
}

/** Commits one conversation and copies its rows; by hand this many would take a minute. */
async function fill(db: DatabaseSync, example: Commit): Promise<void> {
  await createSqliteStore(db).commit({ ...example, conversationId: 'stored', inboundId: 'stored' })
  const copied = {
    turns: 'inbound_id, from_seq, end_seq, at_ms, record',
    log: 'seq, at_ms, role, entry',
    outbox: 'lane, timer, payload, ready_at_ms, created_at_ms',
  }
  db.exec(`BEGIN;
    INSERT INTO conversations (id, channel, revision, last_seq, snapshot, updated_at_ms)
      WITH RECURSIVE copies (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copies WHERE n < ${STORED})
      SELECT hex(randomblob(16)), channel, revision, last_seq, snapshot, updated_at_ms FROM copies, conversations;
    ${Object.entries(copied)
      .map(([table, columns]) => {
        const own = columns.replaceAll(/\w+/g, 'one.$&')
        return `INSERT INTO ${table} (conversation_no, ${columns})
          SELECT c.no, ${own} FROM conversations c, (SELECT * FROM ${table}) one WHERE c.id <> 'stored';`
      })
      .join('\n')}
    COMMIT; PRAGMA wal_checkpoint(TRUNCATE)`)
}

/** Each client is a customer who was never here, and takes some steps. */
function customers(db: DatabaseSync, example: Commit): Round {
  const store = createSqliteStore(db)
  let next = 0
  const customer = async () => {
    const conversationId = `new-${next++}`
    for (let step = 0; step < EACH; step++) {
      const inboundId = `${conversationId}/${step}`
      await store.committed(conversationId, inboundId)
      const stored = await store.load(conversationId)
      await store.commit({ ...example, conversationId, inboundId, expectedRevision: stored?.revision ?? 0 })
      await store.pending(conversationId, 'command')
    }
  }
  return () =>
    timedAsync(async () => {
      await Promise.all(Array.from({ length: CLIENTS }, customer))
      return CLIENTS * EACH
    })
}
