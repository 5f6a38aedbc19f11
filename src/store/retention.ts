import type { DatabaseSync } from 'node:sqlite'
import { AppError } from '../errors.ts'

/** How many conversations go in one transaction, so that nobody waits long for it. */
const BATCH = 200

/**
 * Forgets what was said before a point in time: conversations that have rested since then with all that
 * belongs to them, and requests for a person. Those that wait for a person or for the outcome of a
 * command stay until that is settled; those with a reminder to come stay without their words. The ledger is kept by law and is not touched here.
 *
 * @param beforeMs epoch ms, e.g. now − 90 days
 * @returns how many conversations are gone
 * @throws {AppError} `store.unavailable`
 */
export function forgetConversations(db: DatabaseSync, beforeMs: number): number {
  const some = db.prepare(`DELETE FROM conversations WHERE no IN (
    SELECT no FROM conversations c WHERE updated_at_ms < :before AND parked IS NULL
      AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.conversation_no = c.no AND (o.lane = 'command' OR o.timer = 'remind'))
    LIMIT :batch)`)
  const words = db.prepare(
    'DELETE FROM log WHERE at_ms < ? AND conversation_no IN (SELECT conversation_no FROM outbox WHERE timer = ?)',
  )
  try {
    words.run(beforeMs, 'remind')
    db.prepare('DELETE FROM person_requests WHERE at_ms < ?').run(beforeMs)
    for (let gone = 0; ; ) {
      const changes = Number(some.run({ before: beforeMs, batch: BATCH }).changes)
      gone += changes
      if (changes < BATCH) return gone
    }
  } catch (cause) {
    throw new AppError('store.unavailable', 'old conversations could not be forgotten', {}, { cause })
  }
}
