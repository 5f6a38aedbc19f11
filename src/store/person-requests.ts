import type { DatabaseSync } from 'node:sqlite'
import type { PersonRequest } from '../core/effect.ts'
import { withoutMessage } from '../core/taken-back.ts'
import { AppError } from '../errors.ts'

/** A request for a person as it was taken. */
export interface RecordedPersonRequest {
  readonly id: string
  readonly conversationId: string
  /** When it was taken (epoch ms). */
  readonly atMs: number
  readonly summary: PersonRequest
}

/** The desk's list of customers who wait for a person; on the disk before a customer is told so. */
export interface PersonRequests {
  /** Takes a request once per idempotency key; a repetition gives the time of the first. */
  record(request: {
    idempotencyKey: string
    conversationId: string
    summary: PersonRequest
    atMs: number
  }): Promise<{ readonly atMs: number }>
  /** Takes back what a message of these words had brought. @returns how many requests had something of it */
  erase(conversationId: string, words: string): Promise<number>
  /** Deletes what a conversation gave the desk. */
  forget(conversationId: string): Promise<void>
  /** Newest first. */
  list(limit?: number): Promise<readonly RecordedPersonRequest[]>
}

interface Row {
  readonly no: number
  readonly conversation_id: string
  readonly at_ms: number
  readonly summary: string
}

/** Requests for a person in our own database. */
export function createPersonRequests(db: DatabaseSync): PersonRequests {
  // A repetition updates nothing, yet RETURNING gives the row only when something was written.
  const take = db.prepare(`INSERT INTO person_requests (idempotency_key, conversation_id, at_ms, summary)
    VALUES (?, ?, ?, ?) ON CONFLICT (idempotency_key) DO UPDATE SET at_ms = at_ms RETURNING at_ms`)
  const ofConversation = db.prepare('SELECT no, summary FROM person_requests WHERE conversation_id = ?')
  const rewrite = db.prepare('UPDATE person_requests SET summary = ? WHERE no = ?')
  const gone = db.prepare('DELETE FROM person_requests WHERE conversation_id = ?')
  const newest = db.prepare('SELECT * FROM person_requests ORDER BY no DESC LIMIT 0 + ?')
  return {
    async record({ idempotencyKey, conversationId, summary, atMs }) {
      try {
        const row = take.get(idempotencyKey, conversationId, atMs, JSON.stringify(summary))
        return { atMs: Number(row?.at_ms) }
      } catch (cause) {
        throw new AppError('store.unavailable', 'the request for a person was not taken', {}, { cause })
      }
    },

    async erase(conversationId, words) {
      try {
        let erased = 0
        for (const { no, summary } of ofConversation.all(conversationId)) {
          const before: PersonRequest = JSON.parse(String(summary))
          const after = withoutMessage(before, words)
          if (after === before) continue
          rewrite.run(JSON.stringify(after), Number(no))
          erased += 1
        }
        return erased
      } catch (cause) {
        throw new AppError('store.unavailable', 'a note could not be erased', {}, { cause })
      }
    },

    async forget(conversationId) {
      try {
        gone.run(conversationId)
      } catch (cause) {
        throw new AppError('store.unavailable', 'the requests for a person were not deleted', {}, { cause })
      }
    },

    async list(limit = 100) {
      // The driver types rows as records of values; the columns are those of the table.
      return (newest.all(limit) as unknown as Row[]).map((row) => ({
        id: String(row.no),
        conversationId: row.conversation_id,
        atMs: row.at_ms,
        summary: JSON.parse(row.summary),
      }))
    },
  }
}
