import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Commit } from '../../src/store/store.ts'

/**
 * Writes the rows of a commit by prepared statements and nothing else: no checks, no savepoint, the JSON
 * made beforehand. What the store costs above this is what its promises cost.
 */
export class RawWriter {
  readonly #db: DatabaseSync
  readonly #insertConversation: StatementSync
  readonly #update: StatementSync
  readonly #log: StatementSync
  readonly #turn: StatementSync
  readonly #clearTimers: StatementSync
  readonly #effect: StatementSync
  readonly #rows: {
    readonly snapshot: string
    readonly record: string
    readonly log: readonly { role: string; entry: string }[]
    readonly effects: readonly { lane: string; timer: string | null; payload: string }[]
  }
  readonly #atMs: number
  /** The last seq of each conversation, by its number from 1. */
  readonly #lastSeq: number[] = [0]
  #inbound = 0

  constructor(db: DatabaseSync, commit: Commit) {
    this.#db = db
    this.#atMs = commit.atMs
    this.#insertConversation = db.prepare(
      "INSERT INTO conversations (id, channel, revision, last_seq, snapshot, updated_at_ms) VALUES (?, 'widget', 0, 0, '', 0)",
    )
    this.#update = db.prepare(
      'UPDATE conversations SET revision = revision + 1, last_seq = ?, snapshot = ?, updated_at_ms = ? WHERE no = ?',
    )
    this.#log = db.prepare('INSERT INTO log (conversation_no, seq, at_ms, role, entry) VALUES (?, ?, ?, ?, ?)')
    this.#turn = db.prepare(
      'INSERT INTO turns (conversation_no, inbound_id, from_seq, end_seq, at_ms, record) VALUES (?, ?, ?, ?, ?, ?)',
    )
    this.#clearTimers = db.prepare("DELETE FROM outbox WHERE conversation_no = ? AND lane = 'timer'")
    this.#effect = db.prepare(
      'INSERT INTO outbox (conversation_no, lane, timer, payload, ready_at_ms, created_at_ms) VALUES (?, ?, ?, ?, ?, ?)',
    )
    this.#rows = {
      snapshot: JSON.stringify(commit.snapshot),
      record: JSON.stringify(commit.turn),
      log: commit.log.map((entry, index) => ({
        role: entry.role,
        entry: JSON.stringify({ seq: index + 1, ...entry }),
      })),
      effects: [
        ...commit.effects.map(({ payload }) => ({
          lane: payload.lane,
          timer: payload.lane === 'timer' ? payload.timer : null,
          payload: JSON.stringify(payload),
        })),
        { lane: 'message', timer: null, payload: JSON.stringify({ lane: 'message', fromSeq: 1, toSeq: 3 }) },
      ],
    }
  }

  /** Commits `times` transactions with one turn of each of `conversations`; returns how many turns that were. */
  commit(conversations: number, times: number): number {
    for (let time = 0; time < times; time++) {
      this.#db.exec('BEGIN IMMEDIATE')
      for (let no = 1; no <= conversations; no++) this.#writeTurn(no)
      this.#db.exec('COMMIT')
    }
    return conversations * times
  }

  #writeTurn(no: number): void {
    const before = this.#lastSeq[no]
    if (before === undefined) this.#insertConversation.run(`hand-${no}`)
    let seq = before ?? 0
    const from = seq + 1
    for (const { role, entry } of this.#rows.log) this.#log.run(no, ++seq, this.#atMs, role, entry)
    this.#lastSeq[no] = seq
    this.#turn.run(no, `in-${this.#inbound++}`, from, seq + 1, this.#atMs, this.#rows.record)
    this.#clearTimers.run(no)
    for (const { lane, timer, payload } of this.#rows.effects) {
      this.#effect.run(no, lane, timer, payload, this.#atMs, this.#atMs)
    }
    this.#update.run(seq, this.#rows.snapshot, this.#atMs, no)
  }
}
