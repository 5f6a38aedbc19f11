import type { DatabaseSync } from 'node:sqlite'
import type { TimerName } from '../core/effect.ts'
import { erasedPayload } from './erase.ts'
import type { ClaimedEffect, Commit, Lane, NewEffect, Store } from './store.ts'

type ClaimRequest = Parameters<Store['claim']>[0]

interface OutboxRow {
  readonly id: number
  readonly conversation: string
  readonly channel: string
  readonly payload: string
  readonly attempt: number
  readonly created_at_ms: number
}

/** Nothing open stands before it in its lane. Timers have no order among themselves. */
const IS_HEAD = `(o.lane = 'timer' OR NOT EXISTS (
  SELECT 1 FROM outbox e
  WHERE e.conversation_no = o.conversation_no AND e.lane = o.lane AND e.id < o.id AND e.parked IS NULL))`

const READY = `SELECT o.id, c.id AS conversation, c.channel, o.payload, o.attempt, o.created_at_ms
  FROM outbox o JOIN conversations c ON c.no = o.conversation_no
  WHERE o.lane = ? AND o.parked IS NULL AND o.ready_at_ms <= ? AND ${IS_HEAD}`

const NEXT_READY = `SELECT o.ready_at_ms FROM outbox o
  WHERE o.lane = ? AND o.parked IS NULL AND ${IS_HEAD} ORDER BY o.ready_at_ms LIMIT 1`

// `LIMIT ?` alone makes SQLite compile the statement anew for every value; an expression does not.
const LANES: readonly Lane[] = ['command', 'message', 'timer']

/** The outbox table. Its methods are synchronous and run inside the caller's transaction. */
export class SqliteOutbox {
  readonly #append
  readonly #clearTimers
  readonly #ready
  readonly #readyOfConversation
  readonly #lease
  readonly #settle
  readonly #release
  readonly #park
  readonly #parkConversation
  readonly #pending
  readonly #nextReady
  readonly #payloads
  readonly #setPayload

  constructor(db: DatabaseSync) {
    this.#append = db.prepare(`INSERT INTO outbox (conversation_no, lane, timer, payload, ready_at_ms, created_at_ms)
      VALUES (?, ?, ?, ?, ?, ?)`)
    this.#clearTimers = db.prepare(`DELETE FROM outbox
      WHERE conversation_no = ? AND lane = 'timer' AND timer IN (?, ?, ?) AND parked IS NULL`)
    this.#ready = db.prepare(
      `${READY} AND c.id NOT IN (SELECT value FROM json_each(?)) ORDER BY o.ready_at_ms, o.id LIMIT 0 + ?`,
    )
    this.#readyOfConversation = db.prepare(`${READY} AND c.id = ? ORDER BY o.ready_at_ms, o.id LIMIT 0 + ?`)
    this.#lease = db.prepare('UPDATE outbox SET ready_at_ms = ?, attempt = attempt + 1 WHERE id = ?')
    this.#settle = db.prepare('DELETE FROM outbox WHERE id = ?')
    this.#release = db.prepare('UPDATE outbox SET ready_at_ms = ? WHERE id = ? AND parked IS NULL')
    this.#park = db.prepare('UPDATE outbox SET parked = ? WHERE id = ? AND parked IS NULL RETURNING conversation_no')
    this.#parkConversation = db.prepare('UPDATE conversations SET parked = ? WHERE no = ?')
    this.#pending = db.prepare(`SELECT count(*) AS open FROM outbox o JOIN conversations c ON c.no = o.conversation_no
      WHERE c.id = ? AND o.lane = ? AND o.parked IS NULL`)
    this.#nextReady = db.prepare(NEXT_READY)
    this.#payloads = db.prepare("SELECT id, payload FROM outbox WHERE conversation_no = ? AND lane = 'command'")
    this.#setPayload = db.prepare('UPDATE outbox SET payload = ? WHERE id = ?')
  }

  /** Replaces the timers a commit names and appends its effects, in their order. */
  append(conversationNo: number, effects: readonly NewEffect[], commit: Commit): void {
    const named = new Set<TimerName>(commit.clearTimers)
    for (const { payload } of effects) if (payload.lane === 'timer') named.add(payload.timer)
    const [one, two = null, three = null] = named
    if (one) this.#clearTimers.run(conversationNo, one, two, three)
    for (const { payload, dueAtMs } of effects) {
      const timer = payload.lane === 'timer' ? payload.timer : null
      this.#append.run(conversationNo, payload.lane, timer, JSON.stringify(payload), dueAtMs, commit.atMs)
    }
  }

  /** Whether `claim` would give anything; it writes nothing, so it needs no transaction. */
  hasReady(request: ClaimRequest): boolean {
    return this.#readyRows({ ...request, limit: 1 }).length > 0
  }

  claim(request: ClaimRequest): ClaimedEffect[] {
    const { nowMs, leaseMs } = request
    return this.#readyRows(request).map((row) => {
      this.#lease.run(nowMs + leaseMs, row.id)
      return {
        id: String(row.id),
        conversationId: row.conversation,
        channel: row.channel,
        payload: JSON.parse(row.payload),
        attempt: row.attempt + 1,
        createdAtMs: row.created_at_ms,
      }
    })
  }

  #readyRows({ lane, nowMs, limit, conversationId, except = [] }: ClaimRequest): readonly OutboxRow[] {
    const rows =
      conversationId === undefined
        ? this.#ready.all(lane, nowMs, JSON.stringify(except), limit)
        : this.#readyOfConversation.all(lane, nowMs, conversationId, limit)
    // The driver types rows as records of values; the columns are those of the statement.
    return rows as unknown as OutboxRow[]
  }

  /** @returns whether the effect was still there */
  settle(effectId: string): boolean {
    return this.#settle.run(effectId).changes === 1
  }

  release(effectId: string, dueAtMs: number): void {
    this.#release.run(dueAtMs, effectId)
  }

  park(effectId: string, reason: string): void {
    const row = this.#park.get(reason, effectId)
    if (row) this.#parkConversation.run(reason, row.conversation_no ?? null)
  }

  /** Takes words out of the effects of a conversation. */
  erase(conversationNo: number, words: string): void {
    for (const { id, payload } of this.#payloads.all(conversationNo)) {
      const before = JSON.parse(String(payload))
      const after = erasedPayload(before, words)
      if (after !== before) this.#setPayload.run(JSON.stringify(after), id ?? null)
    }
  }

  pending(conversationId: string, lane: Lane): number {
    return Number(this.#pending.get(conversationId, lane)?.open)
  }

  nextReadyAtMs(): number | null {
    const times = LANES.flatMap((lane) => this.#nextReady.all(lane)).map((row) => Number(row.ready_at_ms))
    return times.length === 0 ? null : Math.min(...times)
  }
}
