import type { DatabaseSync } from 'node:sqlite'
import type { Happening, LineEvent } from './webhook-events.ts'

/** An event that waits to be taken, with what is needed to take it. */
export interface WaitingEvent {
  readonly no: number
  readonly eventId: string
  readonly userId: string
  readonly atMs: number
  readonly isRedelivered: boolean
  /** Null when it was withdrawn meanwhile. */
  readonly happening: Happening | null
  /** 1 on the first try. */
  readonly attempt: number
}

/** A reply token that can still be used. */
export interface ReplyToken {
  readonly inboxNo: number
  readonly token: string
  /** When LINE last gave it (epoch ms). */
  readonly atMs: number
}

interface Row {
  readonly no: number
  readonly event_id: string
  readonly user_id: string
  readonly at_ms: number
  readonly is_redelivered: number
  readonly happening: string | null
  readonly attempts: number
}

/** LINE keeps a token for about this long after giving it; beyond, nothing is known of it (ms). */
export const TOKEN_LIFE_MS = 60_000
/** Younger than this a token is used: the call itself takes time too (ms). */
const TOKEN_BUDGET_MS = 50_000

/**
 * The durable inbox of the webhook: the same event is taken once, however often and however parallel it comes.
 * Reply tokens are nowhere else. Its methods are synchronous and run inside the caller's transaction.
 */
export class LineInbox {
  readonly #insert
  readonly #withdraw
  readonly #withdrawal
  readonly #next
  readonly #start
  readonly #done
  readonly #waiting
  readonly #writing
  readonly #newest
  readonly #token
  readonly #tokenOf
  readonly #spend
  readonly #spendOld
  readonly #forget
  readonly #forgetUser

  constructor(db: DatabaseSync) {
    // A repetition of one that is not answered yet renews its reply token: LINE counts its minute anew.
    this.#insert = db.prepare(`INSERT INTO line_inbox
      (event_id, user_id, message_id, kind, at_ms, token_at_ms, is_redelivered, reply_token, happening)
      VALUES (:id, :userId, :messageId, :kind, :atMs, :nowMs, :isRedelivered, :replyToken, :happening)
      ON CONFLICT (event_id) DO UPDATE SET token_at_ms = excluded.token_at_ms
      WHERE reply_token IS NOT NULL AND excluded.is_redelivered = 1`)
    this.#withdraw = db.prepare(
      "UPDATE line_inbox SET happening = NULL, kind = 'withdrawn' WHERE user_id = ? AND message_id = ? AND started_at_ms IS NULL AND done_at_ms IS NULL",
    )
    this.#withdrawal = db.prepare("SELECT 1 FROM line_inbox WHERE user_id = ? AND message_id = ? AND kind = 'unsent'")
    this.#next = db.prepare(
      'SELECT * FROM line_inbox WHERE user_id = ? AND done_at_ms IS NULL ORDER BY at_ms, no LIMIT 1',
    )
    this.#start = db.prepare(
      'UPDATE line_inbox SET attempts = attempts + 1, started_at_ms = coalesce(started_at_ms, ?) WHERE no = ?',
    )
    this.#done = db.prepare('UPDATE line_inbox SET happening = NULL, done_at_ms = ? WHERE no = ?')
    this.#waiting = db.prepare('SELECT DISTINCT user_id FROM line_inbox WHERE done_at_ms IS NULL')
    this.#writing = db.prepare(`SELECT event_id, at_ms FROM line_inbox
      WHERE user_id = ? AND message_id = ? AND done_at_ms IS NOT NULL AND kind NOT IN ('unsent', 'withdrawn')
      ORDER BY at_ms DESC, no DESC LIMIT 1`)
    this.#newest = db.prepare('SELECT max(no) AS no FROM line_inbox')
    // The token of a call that is not known to be over belongs to that call.
    this.#token = db.prepare(`SELECT no, reply_token, token_at_ms FROM line_inbox i
      WHERE user_id = ? AND reply_token IS NOT NULL AND started_at_ms IS NOT NULL AND token_at_ms > ?
        AND NOT EXISTS (SELECT 1 FROM line_sends s WHERE s.user_id = i.user_id AND s.inbox_no = i.no)
      ORDER BY at_ms, no LIMIT 1`)
    this.#tokenOf = db.prepare('SELECT no, reply_token, token_at_ms FROM line_inbox WHERE no = ?')
    this.#spend = db.prepare('UPDATE line_inbox SET reply_token = NULL WHERE no = ?')
    this.#spendOld = db.prepare(`UPDATE line_inbox SET reply_token = NULL
      WHERE reply_token IS NOT NULL AND token_at_ms < ? AND done_at_ms IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM line_sends s WHERE s.user_id = line_inbox.user_id AND s.inbox_no = line_inbox.no)`)
    this.#forget = db.prepare('DELETE FROM line_inbox WHERE done_at_ms < ?')
    // The newest number stays the newest: what was answered is told by it. Tokens in use are still needed.
    this.#forgetUser = db.prepare(`DELETE FROM line_inbox
      WHERE user_id = ? AND done_at_ms IS NOT NULL AND reply_token IS NULL`)
  }

  /** @returns the customers who have something waiting now */
  add(events: readonly LineEvent[], nowMs: number): readonly string[] {
    for (const event of events) this.#addOne(event, nowMs)
    return [...new Set(events.map(({ userId }) => userId))]
  }

  /** The oldest event of a customer that was not taken yet. */
  next(userId: string, nowMs: number): WaitingEvent | null {
    const row = this.#next.get(userId) as Row | undefined
    if (!row) return null
    this.#start.run(nowMs, row.no)
    return {
      no: row.no,
      eventId: row.event_id,
      userId: row.user_id,
      atMs: Math.min(row.at_ms, nowMs),
      isRedelivered: row.is_redelivered === 1,
      happening: row.happening === null ? null : JSON.parse(row.happening),
      attempt: row.attempts + 1,
    }
  }

  /** It was taken, or given up: it never comes again, and what was written is no longer here. */
  done(no: number, nowMs: number): void {
    this.#done.run(nowMs, no)
  }

  usersWaiting(): readonly string[] {
    return this.#waiting.all().map((row) => String(row.user_id))
  }

  /** The newest event taken that wrote a message or edited it; null when none was. */
  writingOf(userId: string, messageId: string): { readonly eventId: string; readonly atMs: number } | null {
    const row = this.#writing.get(userId, messageId)
    return row ? { eventId: String(row.event_id), atMs: Number(row.at_ms) } : null
  }

  /** The number of the event that came last, from anybody. */
  newestNo(): number {
    return Number(this.#newest.get()?.no ?? 0)
  }

  /** The oldest usable token of what was taken from this customer. */
  usableToken(userId: string, nowMs: number): ReplyToken | null {
    return toToken(this.#token.get(userId, nowMs - TOKEN_BUDGET_MS))
  }

  tokenOf(inboxNo: number): ReplyToken | null {
    return toToken(this.#tokenOf.get(inboxNo))
  }

  /** The token was used, or is worth nothing. */
  spend(inboxNo: number): void {
    this.#spend.run(inboxNo)
  }

  /** Erases tokens that have outlived their use, and forgets events taken before a time. */
  forget(nowMs: number, beforeMs: number): void {
    this.#spendOld.run(nowMs - TOKEN_LIFE_MS)
    this.#forget.run(beforeMs)
  }

  /** Erases what is left of a customer's events that were taken and answered. */
  forgetUser(userId: string): void {
    this.#forgetUser.run(userId)
  }

  #addOne(event: LineEvent, nowMs: number): void {
    const { id, userId, messageId, atMs, isRedelivered, replyToken, happening } = event
    const kind = happening.type === 'act' ? happening.act.type : happening.type
    // Withdrawn before it was taken: then it is not taken at all.
    if (kind === 'unsent') this.#withdraw.run(userId, messageId)
    // So is one whose withdrawal was faster than itself, e.g. when LINE had to send it again.
    const isWithdrawn = kind !== 'unsent' && this.#withdrawal.get(userId, messageId) !== undefined
    this.#insert.run({
      id,
      userId,
      messageId,
      kind: isWithdrawn ? 'withdrawn' : kind,
      atMs,
      nowMs,
      isRedelivered: isRedelivered ? 1 : 0,
      replyToken,
      happening: isWithdrawn ? null : JSON.stringify(happening),
    })
  }
}

function toToken(row: Record<string, unknown> | undefined): ReplyToken | null {
  if (!row || typeof row.reply_token !== 'string') return null
  return { inboxNo: Number(row.no), token: row.reply_token, atMs: Number(row.token_at_ms) }
}
