import type { DatabaseSync } from 'node:sqlite'
import type { LoggedMessage } from '../channels/channel.ts'
import { AppError } from '../errors.ts'
import { erasedEntry, wordsOf } from './erase.ts'
import { GroupCommit } from './group-commit.ts'
import { numbered, outgoing } from './logged.ts'
import { SqliteOutbox } from './sqlite-outbox.ts'
import { SqliteSerials } from './sqlite-serials.ts'
import type { Commit, Committed, Lane, Store, StoredConversation, TurnRecord } from './store.ts'

/** What a commit has to know of a conversation: not its snapshot, which is most of the row. */
interface ConversationHead {
  readonly no: number
  readonly revision: number
  readonly last_seq: number
}

interface ConversationRow {
  readonly id: string
  readonly channel: string
  readonly revision: number
  readonly snapshot: string
  readonly updated_at_ms: number
  readonly parked: string | null
}

/**
 * A store on our own database. Writes of one tick are committed together, also with what others give to `group`;
 * `close` ends the group and leaves `db` open.
 */
export function createSqliteStore(db: DatabaseSync, group: GroupCommit = new GroupCommit(db)): Store {
  return new SqliteStore(db, group)
}

class SqliteStore implements Store {
  readonly #group
  readonly #outbox
  readonly #serials
  readonly #conversation
  readonly #head
  readonly #insertConversation
  readonly #updateConversation
  readonly #turn
  readonly #insertTurn
  readonly #turns
  readonly #insertLog
  readonly #log
  readonly #appendedLog
  readonly #setEntry
  readonly #forgetLog
  readonly #parkConversation

  constructor(db: DatabaseSync, group: GroupCommit) {
    this.#group = group
    this.#outbox = new SqliteOutbox(db)
    this.#serials = new SqliteSerials(db)
    this.#conversation = db.prepare(
      'SELECT id, channel, revision, snapshot, updated_at_ms, parked FROM conversations WHERE id = ?',
    )
    this.#head = db.prepare('SELECT no, revision, last_seq FROM conversations WHERE id = ?')
    this.#insertConversation = db.prepare(`INSERT INTO conversations
      (id, channel, revision, last_seq, snapshot, updated_at_ms) VALUES (?, ?, 1, ?, ?, ?) RETURNING no`)
    this.#updateConversation = db.prepare(`UPDATE conversations
      SET revision = revision + 1, last_seq = ?, snapshot = ?, updated_at_ms = ? WHERE no = ?`)
    this.#turn = db.prepare('SELECT from_seq, end_seq FROM turns WHERE conversation_no = ? AND inbound_id = ?')
    this.#insertTurn = db.prepare(`INSERT INTO turns (conversation_no, inbound_id, from_seq, end_seq, at_ms, record)
      VALUES (?, ?, ?, ?, ?, ?)`)
    this.#turns = db.prepare(`SELECT t.record FROM turns t JOIN conversations c ON c.no = t.conversation_no
      WHERE c.id = ? ORDER BY t.no`)
    this.#insertLog = db.prepare('INSERT INTO log (conversation_no, seq, at_ms, role, entry) VALUES (?, ?, ?, ?, ?)')
    this.#forgetLog = db.prepare('DELETE FROM log WHERE conversation_no = ?')
    this.#log = db.prepare(`SELECT l.entry FROM log l JOIN conversations c ON c.no = l.conversation_no
      WHERE c.id = ? AND l.seq > ? ORDER BY l.seq LIMIT 0 + ?`)
    this.#appendedLog = db.prepare(
      'SELECT entry FROM log WHERE conversation_no = ? AND seq >= ? AND seq < ? ORDER BY seq',
    )
    this.#setEntry = db.prepare('UPDATE log SET entry = ? WHERE conversation_no = ? AND seq = ?')
    this.#parkConversation = db.prepare('UPDATE conversations SET parked = ? WHERE id = ?')
  }

  async load(conversationId: string): Promise<StoredConversation | null> {
    return directly(() => {
      // The driver types a row as a record of values; its columns are those of the table.
      const row = this.#conversation.get(conversationId) as ConversationRow | undefined
      if (!row) return null
      const { id, channel, revision, parked } = row
      return { id, channel, revision, snapshot: JSON.parse(row.snapshot), updatedAtMs: row.updated_at_ms, parked }
    })
  }

  async committed(conversationId: string, inboundId: string): Promise<readonly LoggedMessage[] | null> {
    return directly(() => {
      const head = this.#headOf(conversationId)
      return head ? this.#appended(head, inboundId) : null
    })
  }

  commit(commit: Commit): Promise<Committed> {
    return this.#group.run(() => this.#commitNow(commit))
  }

  async log(conversationId: string, afterSeq: number, limit = -1): Promise<readonly LoggedMessage[]> {
    return directly(() => entriesOf(this.#log.all(conversationId, afterSeq, limit)))
  }

  async turns(conversationId: string): Promise<readonly TurnRecord[]> {
    return directly(() => this.#turns.all(conversationId).map((row) => JSON.parse(String(row.record))))
  }

  async claim(request: Parameters<Store['claim']>[0]): ReturnType<Store['claim']> {
    // Mostly nothing is due, and looking takes no transaction.
    if (!directly(() => this.#outbox.hasReady(request))) return []
    return this.#group.run(() => this.#outbox.claim(request))
  }

  async settle(effectId: string): Promise<void> {
    await this.#group.run(() => this.#outbox.settle(effectId))
  }

  release(effectId: string, dueAtMs: number): Promise<void> {
    return this.#group.run(() => this.#outbox.release(effectId, dueAtMs))
  }

  park(effectId: string, reason: string): Promise<void> {
    return this.#group.run(() => this.#outbox.park(effectId, reason))
  }

  async parkConversation(conversationId: string, reason: string): Promise<void> {
    await this.#group.run(() => this.#parkConversation.run(reason, conversationId))
  }

  async pending(conversationId: string, lane: Lane): Promise<number> {
    return directly(() => this.#outbox.pending(conversationId, lane))
  }

  async nextDueAtMs(): Promise<number | null> {
    return directly(() => this.#outbox.nextReadyAtMs())
  }

  async reserveSerials(day: string, count: number): Promise<readonly string[]> {
    return directly(() => this.#serials.take(day, count))
  }

  async close(): Promise<void> {
    this.#group.close()
  }

  #commitNow(commit: Commit): Committed {
    const head = this.#headOf(commit.conversationId)
    const before = head && this.#appended(head, commit.inboundId)
    if (before) return { outcome: 'duplicate', log: before }
    const revision = head?.revision ?? 0
    if (revision !== commit.expectedRevision) {
      throw new AppError('store.conflict', `expected revision ${commit.expectedRevision}`, { revision })
    }
    if (commit.settles !== undefined && !this.#outbox.settle(commit.settles)) return { outcome: 'duplicate', log: [] }
    if (head && commit.erases !== undefined) this.#erase(head, commit.erases)
    const lastSeq = head?.last_seq ?? 0
    const log = numbered(commit.log, lastSeq)
    const conversationNo = this.#writeConversation(head, commit, lastSeq + log.length)
    if (commit.forgets) this.#forgetLog.run(conversationNo)
    this.#writeTurn(conversationNo, commit, { log, lastSeq })
    this.#outbox.append(conversationNo, outgoing(commit, log), commit)
    return { outcome: 'committed', revision: revision + 1, log }
  }

  #erase(head: ConversationHead, inboundId: string): void {
    const entries = this.#appended(head, inboundId) ?? []
    const words = wordsOf(entries)
    if (words === null) return
    for (const entry of entries) this.#setEntry.run(JSON.stringify(erasedEntry(entry, words)), head.no, entry.seq)
    this.#outbox.erase(head.no, words)
  }

  #writeConversation(head: ConversationHead | undefined, commit: Commit, lastSeq: number): number {
    const snapshot = JSON.stringify(commit.snapshot)
    if (!head) {
      const inserted = this.#insertConversation.get(
        commit.conversationId,
        commit.channel,
        lastSeq,
        snapshot,
        commit.atMs,
      )
      return Number(inserted?.no)
    }
    this.#updateConversation.run(lastSeq, snapshot, commit.atMs, head.no)
    return head.no
  }

  #writeTurn(
    conversationNo: number,
    commit: Commit,
    { log, lastSeq }: { log: readonly LoggedMessage[]; lastSeq: number },
  ): void {
    for (const entry of log) {
      this.#insertLog.run(conversationNo, entry.seq, entry.atMs, entry.role, JSON.stringify(entry))
    }
    const end = lastSeq + log.length + 1
    const record = JSON.stringify(commit.turn)
    this.#insertTurn.run(conversationNo, commit.inboundId, lastSeq + 1, end, commit.turn.atMs, record)
  }

  #headOf(conversationId: string): ConversationHead | undefined {
    return this.#head.get(conversationId) as ConversationHead | undefined
  }

  #appended({ no }: ConversationHead, inboundId: string): readonly LoggedMessage[] | null {
    const turn = this.#turn.get(no, inboundId)
    return turn ? entriesOf(this.#appendedLog.all(no, turn.from_seq ?? 0, turn.end_seq ?? 0)) : null
  }
}

function entriesOf(rows: readonly { readonly [column: string]: unknown }[]): LoggedMessage[] {
  return rows.map((row) => JSON.parse(String(row['entry'])))
}

/** Runs a statement outside the group. Whatever the driver throws, the same call may succeed later. */
function directly<Result>(work: () => Result): Result {
  try {
    return work()
  } catch (cause) {
    throw new AppError('store.unavailable', 'the database did not answer', {}, { cause })
  }
}
