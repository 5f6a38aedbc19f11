import type { DatabaseSync } from 'node:sqlite'
import type { LoggedMessage } from '../channel.ts'
import type { LineCall } from './render-line.ts'

/** A call to LINE on its way, or messages that wait for the customer's next one. */
export interface Send {
  readonly no: number
  readonly conversationId: string
  readonly userId: string
  readonly how: How
  /** LINE's message objects exactly as they are sent, whatever is rendered differently by then. */
  readonly objects: LineCall
  readonly messages: readonly LoggedMessage[]
  /** It may have been carried out already. */
  readonly isUnknown: boolean
  /** LINE refused its first version; these objects are bare texts. */
  readonly isPlain: boolean
  readonly createdAtMs: number
}

/** By the free reply to an event, by a paid push under its retry key, or with the customer's next message. */
export type How =
  | { readonly kind: 'reply'; readonly inboxNo: number }
  | { readonly kind: 'push'; readonly retryKey: string }
  | { readonly kind: 'later' }

export type NewSend = Pick<Send, 'how' | 'objects' | 'messages'>

/** What becomes of a conversation's new messages; written down as one. */
export interface Plan {
  readonly conversationId: string
  readonly userId: string
  readonly toSeq: number
  /** Waiting ones that go out with this plan. */
  readonly absorbs: readonly number[]
  readonly sends: readonly NewSend[]
  readonly atMs: number
}

interface Row {
  readonly no: number
  readonly conversation: string
  readonly user_id: string
  readonly kind: How['kind']
  readonly inbox_no: number | null
  readonly retry_key: string | null
  readonly objects: string
  readonly messages: string
  readonly is_unknown: number
  readonly is_plain: number
  readonly created_at_ms: number
}

/**
 * Every call is on the disk before it is tried, with the key or token it is tried again with. Methods are
 * synchronous and run inside the caller's transaction.
 */
export class LineSends {
  readonly #insert
  readonly #of
  readonly #plannedSeq
  readonly #setPlannedSeq
  readonly #delete
  readonly #setUnknown
  readonly #setHow
  readonly #setPlain

  constructor(db: DatabaseSync) {
    this.#insert = db.prepare(`INSERT INTO line_sends
      (conversation_no, user_id, kind, inbox_no, retry_key, objects, messages, is_unknown, created_at_ms)
      SELECT no, :userId, :kind, :inboxNo, :retryKey, :objects, :messages, :isUnknown, :atMs
      FROM conversations WHERE id = :conversationId`)
    this.#of = db.prepare(`SELECT s.*, c.id AS conversation FROM line_sends s
      JOIN conversations c ON c.no = s.conversation_no WHERE s.user_id = ? ORDER BY s.no`)
    this.#plannedSeq = db.prepare(`SELECT p.planned_seq FROM line_progress p
      JOIN conversations c ON c.no = p.conversation_no WHERE c.id = ?`)
    this.#setPlannedSeq = db.prepare(`INSERT INTO line_progress (conversation_no, planned_seq)
      SELECT no, :toSeq FROM conversations WHERE id = :conversationId
      ON CONFLICT (conversation_no) DO UPDATE SET planned_seq = excluded.planned_seq`)
    this.#delete = db.prepare('DELETE FROM line_sends WHERE no = ?')
    this.#setUnknown = db.prepare('UPDATE line_sends SET is_unknown = ? WHERE no = ?')
    this.#setPlain = db.prepare(
      "UPDATE line_sends SET objects = ?, messages = '[]', is_plain = 1, is_unknown = 1 WHERE no = ?",
    )
    this.#setHow = db.prepare(
      'UPDATE line_sends SET kind = ?, inbox_no = ?, retry_key = ?, is_unknown = 0 WHERE no = ?',
    )
  }

  /** Up to which entry a conversation's messages have become sends. */
  plannedSeq(conversationId: string): number {
    return Number(this.#plannedSeq.get(conversationId)?.planned_seq ?? 0)
  }

  /** A customer's open sends, oldest first. */
  of(userId: string): readonly Send[] {
    return (this.#of.all(userId) as unknown as Row[]).map(toSend)
  }

  /** A call counts as tried from here on: a crash may come right after its try. */
  plan({ conversationId, userId, toSeq, absorbs, sends, atMs }: Plan): void {
    for (const no of absorbs) this.#delete.run(no)
    for (const { how, objects, messages } of sends) {
      this.#insert.run({
        conversationId,
        userId,
        ...columnsOf(how),
        objects: JSON.stringify(objects),
        messages: JSON.stringify(messages),
        isUnknown: how.kind === 'later' ? 0 : 1,
        atMs,
      })
    }
    this.#setPlannedSeq.run({ conversationId, toSeq })
  }

  /** It is over: shown, or given up. */
  remove(no: number): void {
    this.#delete.run(no)
  }

  setUnknown(no: number, isUnknown: boolean): void {
    this.#setUnknown.run(isUnknown ? 1 : 0, no)
  }

  /** These bare texts go in its place, from here on as they are: what they were made from would be refused again. */
  simplify(no: number, objects: LineCall): void {
    this.#setPlain.run(JSON.stringify(objects), no)
  }

  /** It goes another way, which was not tried yet. */
  reroute(no: number, how: How): void {
    const { kind, inboxNo, retryKey } = columnsOf(how)
    this.#setHow.run(kind, inboxNo, retryKey, no)
  }
}

function columnsOf(how: How) {
  return {
    kind: how.kind,
    inboxNo: how.kind === 'reply' ? how.inboxNo : null,
    retryKey: how.kind === 'push' ? how.retryKey : null,
  }
}

function toSend(row: Row): Send {
  return {
    no: row.no,
    conversationId: row.conversation,
    userId: row.user_id,
    how: howOf(row),
    objects: JSON.parse(row.objects),
    messages: JSON.parse(row.messages),
    isUnknown: row.is_unknown === 1,
    isPlain: row.is_plain === 1,
    createdAtMs: row.created_at_ms,
  }
}

function howOf({ kind, inbox_no: inboxNo, retry_key: retryKey }: Row): How {
  if (kind === 'reply') return { kind, inboxNo: inboxNo ?? 0 }
  if (kind === 'push') return { kind, retryKey: retryKey ?? '' }
  return { kind: 'later' }
}
