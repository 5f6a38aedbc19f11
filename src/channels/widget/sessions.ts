import type { DatabaseSync } from 'node:sqlite'
import { AppError } from '../../errors.ts'
import { createTokens, type TokenName, type Tokens } from './token.ts'

/** A token that was replaced stays good this long, for calls and tabs under way (ms). */
const GRACE_MS = 60_000
/** A conversation nobody has opened for this long is closed to its token (ms). */
const IDLE_MS = 30 * 86_400_000
/** How exactly the last use is known (ms): a message costs no write. */
const USE_MS = 86_400_000

export interface SessionsOptions {
  readonly db: DatabaseSync
  /** At least 32 characters; the same on every process that serves the same visitors. */
  readonly secret: string
  /** Writes with the tick's other writes. */
  readonly write: <Result>(work: () => Result) => Promise<Result>
  /** Told when a use could not be noted: nothing is lost but the end of an older token. */
  readonly failed: (error: unknown) => void
}

/** What a good token opens. */
export interface Session extends TokenName {
  /** The signed-in customer it belongs to; null: whoever holds the token. */
  readonly subject: string | null
  /** Its use is known already. */
  readonly isNoted: boolean
}

interface Row {
  readonly generation: number
  readonly taken_at_ms: number | null
  readonly subject: string | null
  readonly used_at_ms: number
}

/**
 * Which tokens open which conversations. A token is replaced whenever a page begins or resumes; the one before
 * it ends soon after the new one was used, and a conversation of a signed-in customer stays theirs.
 */
export class Sessions {
  readonly #options: SessionsOptions
  readonly #tokens: Tokens
  readonly #get
  readonly #insert
  readonly #replace
  readonly #claim
  readonly #use
  readonly #forget

  constructor(options: SessionsOptions) {
    const { db, secret } = options
    this.#options = options
    this.#tokens = createTokens(secret)
    this.#get = db.prepare('SELECT * FROM widget_sessions WHERE conversation_id = ?')
    this.#insert = db.prepare(
      'INSERT INTO widget_sessions (conversation_id, generation, subject, used_at_ms) VALUES (?, 1, ?, ?)',
    )
    this.#replace =
      db.prepare(`UPDATE widget_sessions SET generation = generation + 1, taken_at_ms = NULL, used_at_ms = ?
      WHERE conversation_id = ? AND generation = ?`)
    this.#claim = db.prepare('UPDATE widget_sessions SET subject = ? WHERE conversation_id = ? AND subject IS NULL')
    this.#use = db.prepare(`UPDATE widget_sessions SET used_at_ms = :now, taken_at_ms = coalesce(taken_at_ms, :now)
      WHERE conversation_id = :id AND generation = :generation`)
    this.#forget = db.prepare('DELETE FROM widget_sessions WHERE used_at_ms < ?')
  }

  /** Begins a conversation; it is on the disk once `written` resolves. */
  begin(subject: string | null, nowMs: number): { token: string; conversationId: string; written: Promise<unknown> } {
    const conversationId = this.#tokens.newConversation()
    const written = this.#options.write(() => this.#insert.run(conversationId, subject, nowMs))
    return { token: this.#tokens.of({ conversationId, generation: 1 }), conversationId, written }
  }

  /**
   * What a token opens.
   *
   * @throws {AppError} `inbound.unauthorized` for a token that is not ours, was replaced, or rested too long
   */
  find(token: string, nowMs: number): Session {
    const { conversationId, generation } = this.#tokens.read(token)
    const row = this.#row(conversationId)
    if (!row || !isGood(row, generation, nowMs))
      throw new AppError('inbound.unauthorized', 'the widget token is not good any more')
    const isNoted = generation !== row.generation || (row.taken_at_ms !== null && nowMs - row.used_at_ms < USE_MS)
    return { conversationId, generation, subject: row.subject, isNoted }
  }

  /** The token was used: the one before it ends now, and the conversation was not idle. */
  use({ conversationId, generation, isNoted }: Session, nowMs: number): void {
    if (isNoted) return
    this.#options
      .write(() => this.#use.run({ now: nowMs, id: conversationId, generation }))
      .catch((error: unknown) => this.#options.failed(error))
  }

  /**
   * Replaces a session's token, or gives the newest where that was done already. With a subject, a conversation
   * that was anybody's becomes that customer's.
   *
   * @throws {AppError} `inbound.unauthorized` when it became another customer's meanwhile
   */
  async renew({ conversationId, generation }: Session, subject: string | null, nowMs: number): Promise<string> {
    const row = await this.#options.write(() => {
      if (subject !== null) this.#claim.run(subject, conversationId)
      this.#replace.run(nowMs, conversationId, generation)
      return this.#row(conversationId)
    })
    if (!row || row.subject !== subject)
      throw new AppError('inbound.unauthorized', 'the conversation became another customer’s')
    return this.#tokens.of({ conversationId, generation: row.generation })
  }

  /** Drops what nobody can open any more. */
  forget(nowMs: number): void {
    this.#forget.run(nowMs - IDLE_MS)
  }

  #row(conversationId: string): Row | undefined {
    // The driver types a row as a record of values; the columns are those of the table.
    return this.#get.get(conversationId) as unknown as Row | undefined
  }
}

function isGood(row: Row, generation: number, nowMs: number): boolean {
  if (nowMs - row.used_at_ms > IDLE_MS + USE_MS) return false
  if (generation === row.generation) return true
  const isBefore = generation === row.generation - 1
  return isBefore && (row.taken_at_ms === null || nowMs - row.taken_at_ms < GRACE_MS)
}
