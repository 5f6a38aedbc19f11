import type { DatabaseSync } from 'node:sqlite'

/**
 * Ends the leases of a process that is gone, so that what it was doing goes on at once and not only when
 * they run out. Only for a database that no other process uses, as the embedded one.
 *
 * @returns how many effects are free again; retries that were waiting are tried now too
 */
export function recoverEffects(db: DatabaseSync, nowMs: number): number {
  const freed = db
    .prepare(
      "UPDATE outbox SET ready_at_ms = ? WHERE lane IN ('command', 'message') AND parked IS NULL AND ready_at_ms > ?",
    )
    .run(nowMs, nowMs)
  return Number(freed.changes)
}
