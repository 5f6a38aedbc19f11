import type { DatabaseSync } from 'node:sqlite'

/** What is known of a customer on LINE besides the talk. */
export interface LineUser {
  /** False after the customer blocked the account. */
  readonly isReachable: boolean
  /** When the newest event taken from them happened (epoch ms); 0 before the first. */
  readonly lastEventAtMs: number
  /** When the last event had been answered (epoch ms); what was written before could not know that answer. */
  readonly answeredAtMs: number
  /** Number of the newest event that had come by then. */
  readonly answeredNo: number
}

const UNKNOWN: LineUser = { isReachable: true, lastEventAtMs: 0, answeredAtMs: 0, answeredNo: 0 }

/** Customers on LINE, by their user id. */
export class LineUsers {
  readonly #get
  readonly #setReachable
  readonly #setTaken
  readonly #forget

  constructor(db: DatabaseSync) {
    this.#get = db.prepare('SELECT * FROM line_users WHERE user_id = ?')
    this.#setReachable = db.prepare(`INSERT INTO line_users (user_id, is_reachable) VALUES (?, ?)
      ON CONFLICT (user_id) DO UPDATE SET is_reachable = excluded.is_reachable`)
    this.#setTaken = db.prepare(`INSERT INTO line_users (user_id, last_event_at_ms, answered_at_ms, answered_no)
      VALUES (:userId, :eventAtMs, :answeredAtMs, :answeredNo)
      ON CONFLICT (user_id) DO UPDATE SET
        last_event_at_ms = max(last_event_at_ms, excluded.last_event_at_ms),
        answered_at_ms = excluded.answered_at_ms, answered_no = excluded.answered_no`)
    this.#forget = db.prepare('DELETE FROM line_users WHERE max(last_event_at_ms, answered_at_ms) < ?')
  }

  of(userId: string): LineUser {
    const row = this.#get.get(userId)
    if (!row) return UNKNOWN
    return {
      isReachable: row.is_reachable === 1,
      lastEventAtMs: Number(row.last_event_at_ms),
      answeredAtMs: Number(row.answered_at_ms),
      answeredNo: Number(row.answered_no),
    }
  }

  setReachable(userId: string, isReachable: boolean): void {
    this.#setReachable.run(userId, isReachable ? 1 : 0)
  }

  /** An event of this time was taken and answered. */
  taken(userId: string, event: { eventAtMs: number; answeredAtMs: number; answeredNo: number }): void {
    this.#setTaken.run({ userId, ...event })
  }

  forget(beforeMs: number): void {
    this.#forget.run(beforeMs)
  }
}

/** One customer, one conversation: it stays the same however often they come back. */
export function conversationOf(userId: string): string {
  return `line:${userId}`
}

export function userOf(conversationId: string): string {
  return conversationId.slice('line:'.length)
}
