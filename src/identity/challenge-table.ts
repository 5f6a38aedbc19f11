import type { DatabaseSync } from 'node:sqlite'

/** A challenge as it is kept: for a match and for no match alike. */
export interface Challenge {
  readonly id: string
  /** null when it was asked for outside a conversation. */
  readonly conversationId: string | null
  /** HMAC of order number and e-mail. */
  readonly person: string
  readonly contractIds: readonly string[]
  readonly matchedContractIds: readonly string[]
  /** null when nothing matched. */
  readonly email: string | null
  readonly codeSeal: string
  /** Wrong seals seen, so that a command that is repeated after a crash is not a second try. */
  readonly wrongSeals: readonly string[]
  readonly expiresAtMs: number
  readonly verifiedAtMs: number | null
}

/** What is known of a person's wrong tries. */
export interface Tries {
  readonly wrong: number
  readonly lastAtMs: number
  readonly lockedUntilMs: number
}

interface ChallengeRow {
  readonly id: string
  readonly conversation_id: string | null
  readonly person: string
  readonly contract_ids: string
  readonly matched_contract_ids: string
  readonly email: string | null
  readonly code_seal: string
  readonly wrong_seals: string
  readonly expires_at_ms: number
  readonly verified_at_ms: number | null
}

/** The tables behind mailed codes. Synchronous. */
export class ChallengeTable {
  readonly #put
  readonly #get
  readonly #wrong
  readonly #verified
  readonly #tries
  readonly #putTries
  readonly #clearTries
  readonly #mailed
  readonly #mails
  readonly #forgetConversation
  readonly #cleanup

  constructor(db: DatabaseSync) {
    this.#put = db.prepare(`INSERT OR REPLACE INTO challenges
      (id, conversation_id, person, contract_ids, matched_contract_ids, email, code_seal, expires_at_ms)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)`)
    this.#get = db.prepare('SELECT * FROM challenges WHERE id = ?')
    this.#wrong = db.prepare('UPDATE challenges SET wrong_seals = ? WHERE id = ?')
    this.#verified = db.prepare('UPDATE challenges SET verified_at_ms = ? WHERE id = ?')
    this.#tries = db.prepare('SELECT wrong, last_at_ms, locked_until_ms FROM code_tries WHERE person = ?')
    this.#putTries = db.prepare(
      'INSERT OR REPLACE INTO code_tries (person, wrong, last_at_ms, locked_until_ms) VALUES (?, ?, ?, ?)',
    )
    this.#clearTries = db.prepare('DELETE FROM code_tries WHERE person = ?')
    this.#mailed = db.prepare('INSERT INTO code_mails (address, at_ms) VALUES (?, ?)')
    this.#mails = db.prepare('SELECT count(*) AS mails FROM code_mails WHERE address = ? AND at_ms > ?')
    this.#forgetConversation = db.prepare('DELETE FROM challenges WHERE conversation_id = ?')
    this.#cleanup = [
      db.prepare('DELETE FROM challenges WHERE max(expires_at_ms, coalesce(verified_at_ms, 0)) < ?'),
      db.prepare('DELETE FROM code_tries WHERE max(last_at_ms, locked_until_ms) < ?'),
      db.prepare('DELETE FROM code_mails WHERE at_ms < ?'),
    ]
  }

  put(challenge: Omit<Challenge, 'wrongSeals' | 'verifiedAtMs'>): void {
    const { id, conversationId, person, contractIds, matchedContractIds, email, codeSeal, expiresAtMs } = challenge
    const [ids, matched] = [JSON.stringify(contractIds), JSON.stringify(matchedContractIds)]
    this.#put.run(id, conversationId, person, ids, matched, email, codeSeal, expiresAtMs)
  }

  get(id: string): Challenge | null {
    // The driver types a row as a record of values; the columns are those of the table.
    const row = this.#get.get(id) as ChallengeRow | undefined
    if (!row) return null
    return {
      id: row.id,
      conversationId: row.conversation_id,
      person: row.person,
      contractIds: JSON.parse(row.contract_ids),
      matchedContractIds: JSON.parse(row.matched_contract_ids),
      email: row.email,
      codeSeal: row.code_seal,
      wrongSeals: JSON.parse(row.wrong_seals),
      expiresAtMs: row.expires_at_ms,
      verifiedAtMs: row.verified_at_ms,
    }
  }

  addWrong({ id, wrongSeals }: Challenge, seal: string): void {
    this.#wrong.run(JSON.stringify([...wrongSeals, seal]), id)
  }

  setVerified(id: string, atMs: number): void {
    this.#verified.run(atMs, id)
  }

  tries(person: string): Tries {
    const row = this.#tries.get(person)
    if (!row) return { wrong: 0, lastAtMs: 0, lockedUntilMs: 0 }
    return { wrong: Number(row.wrong), lastAtMs: Number(row.last_at_ms), lockedUntilMs: Number(row.locked_until_ms) }
  }

  putTries(person: string, { wrong, lastAtMs, lockedUntilMs }: Tries): void {
    this.#putTries.run(person, wrong, lastAtMs, lockedUntilMs)
  }

  clearTries(person: string): void {
    this.#clearTries.run(person)
  }

  addMail(address: string, atMs: number): void {
    this.#mailed.run(address, atMs)
  }

  mailsSince(address: string, sinceMs: number): number {
    return Number(this.#mails.get(address, sinceMs)?.mails)
  }

  forgetConversation(conversationId: string): void {
    this.#forgetConversation.run(conversationId)
  }

  /** Forgets everything that was last used before then. */
  forgetBefore(atMs: number): void {
    for (const statement of this.#cleanup) statement.run(atMs)
  }
}
