import type { DatabaseSync } from 'node:sqlite'
import type { Account } from '../../channel.ts'

/** Who signed in on the page of ours. */
export type SignedIn = Pick<Account, 'subject' | 'email'>

/** A link token of LINE's that is still good, and whose it is. */
export interface Invitation {
  readonly userId: string
  readonly expiresAtMs: number
  /** Codes asked for with it so far. */
  readonly codes: number
}

/** What LINE says when a customer has linked. */
export interface LinkEvent {
  readonly userId: string
  readonly nonceHash: string
  /** The same event may be taken twice, e.g. after a crash. */
  readonly eventId: string
  /** When the customer did it (epoch ms): LINE may bring it much later. */
  readonly atMs: number
}

/** What became of it. Only `linked` links. */
export type LinkOutcome =
  | { readonly outcome: 'linked'; readonly account: Account }
  | { readonly outcome: 'unknown' | 'expired' | 'used' | 'foreign' }

/** Spent and expired nonces are kept this long, so that an event that comes again reads the same (ms). */
const NONCE_KEPT_MS = 86_400_000

/**
 * Links, and what leads to them. Methods are synchronous and run inside the caller's transaction; tokens and nonces
 * come in as hashes.
 */
export class LineLinks {
  readonly #invite
  readonly #invitation
  readonly #countCode
  readonly #addNonce
  readonly #nonce
  readonly #spend
  readonly #burn
  readonly #link
  readonly #of
  readonly #touch
  readonly #dissolve
  readonly #dropInvitations
  readonly #dropNonces
  readonly #forgetNonces
  readonly #forgetOpen
  readonly #forgetUnused

  constructor(db: DatabaseSync) {
    this.#invite = db.prepare(
      'INSERT OR REPLACE INTO line_link_invitations (token_hash, user_id, expires_at_ms) VALUES (?, ?, ?)',
    )
    this.#invitation = db.prepare(
      'SELECT user_id, expires_at_ms, codes FROM line_link_invitations WHERE token_hash = ? AND expires_at_ms > ?',
    )
    this.#countCode = db.prepare('UPDATE line_link_invitations SET codes = codes + 1 WHERE token_hash = ?')
    this.#addNonce = db.prepare(`INSERT INTO line_link_nonces (nonce_hash, user_id, subject, email, expires_at_ms)
      VALUES (:nonceHash, :userId, :subject, :email, :expiresAtMs)`)
    this.#nonce = db.prepare('SELECT * FROM line_link_nonces WHERE nonce_hash = ?')
    this.#spend = db.prepare(
      'UPDATE line_link_nonces SET event_id = ?, subject = NULL, email = NULL WHERE nonce_hash = ?',
    )
    this.#burn = db.prepare('DELETE FROM line_link_nonces WHERE nonce_hash = ? AND event_id IS NULL')
    this.#link = db.prepare(`INSERT OR REPLACE INTO line_links (user_id, subject, email, linked_at_ms, used_at_ms)
      VALUES (:userId, :subject, :email, :atMs, :atMs)`)
    this.#of = db.prepare('SELECT subject, email, linked_at_ms FROM line_links WHERE user_id = ?')
    this.#touch = db.prepare('UPDATE line_links SET used_at_ms = max(used_at_ms, ?) WHERE user_id = ?')
    this.#dissolve = db.prepare('DELETE FROM line_links WHERE user_id = ?')
    this.#dropInvitations = db.prepare('DELETE FROM line_link_invitations WHERE user_id = ?')
    this.#dropNonces = db.prepare('DELETE FROM line_link_nonces WHERE user_id = ? AND event_id IS NULL')
    this.#forgetNonces = db.prepare('DELETE FROM line_link_nonces WHERE user_id = ?')
    this.#forgetOpen = [
      db.prepare('DELETE FROM line_link_invitations WHERE expires_at_ms < :nowMs'),
      db.prepare(`DELETE FROM line_link_nonces WHERE expires_at_ms < :nowMs - ${NONCE_KEPT_MS}`),
    ]
    this.#forgetUnused = db.prepare('DELETE FROM line_links WHERE used_at_ms < ?')
  }

  invite(tokenHash: string, userId: string, expiresAtMs: number): void {
    this.#invite.run(tokenHash, userId, expiresAtMs)
  }

  /** Null for a token that LINE never gave us, that has expired, or by which somebody has linked. */
  invitation(tokenHash: string, nowMs: number): Invitation | null {
    const row = this.#invitation.get(tokenHash, nowMs)
    if (!row) return null
    return { userId: String(row['user_id']), expiresAtMs: Number(row['expires_at_ms']), codes: Number(row['codes']) }
  }

  countCode(tokenHash: string): void {
    this.#countCode.run(tokenHash)
  }

  /** When LINE brings this nonce back, its user is linked with who signed in. Earlier nonces of theirs are over. */
  addNonce(nonceHash: string, invitation: Invitation, { subject, email }: SignedIn): void {
    const { userId, expiresAtMs } = invitation
    this.#dropNonces.run(userId)
    this.#addNonce.run({ nonceHash, userId, subject, email, expiresAtMs })
  }

  /** Links, once for a nonce; an earlier link of this LINE account is replaced. */
  complete({ userId, nonceHash, eventId, atMs }: LinkEvent): LinkOutcome {
    const row = this.#nonce.get(nonceHash)
    if (!row) return { outcome: 'unknown' }
    if (row['user_id'] !== userId) return { outcome: 'foreign' }
    const { subject, email } = row
    if (typeof subject === 'string' && typeof email === 'string') {
      if (atMs > Number(row['expires_at_ms'])) return { outcome: 'expired' }
      this.#spend.run(eventId, nonceHash)
      this.#link.run({ userId, subject, email, atMs })
      this.#drop(userId)
    } else if (row['event_id'] !== eventId) return { outcome: 'used' }
    const account = this.of(userId)
    return account ? { outcome: 'linked', account } : { outcome: 'used' }
  }

  /** LINE says that nothing was linked by this nonce. */
  burn(nonceHash: string): void {
    this.#burn.run(nonceHash)
  }

  of(userId: string): Account | null {
    const row = this.#of.get(userId)
    if (!row) return null
    return {
      subject: String(row['subject']),
      email: String(row['email']),
      provedAtMs: Number(row['linked_at_ms']),
    }
  }

  /** The customer did something: a link that is in use is not forgotten. */
  touch(userId: string, nowMs: number): void {
    this.#touch.run(nowMs, userId)
  }

  /**
   * Ends the link, and whatever might still lead to one.
   *
   * @returns whether there was one
   */
  dissolve(userId: string): boolean {
    this.#drop(userId)
    return Number(this.#dissolve.run(userId).changes) > 0
  }

  /** Erases the link and all that led to one, spent nonces too. */
  forgetUser(userId: string): void {
    this.dissolve(userId)
    this.#forgetNonces.run(userId)
  }

  /** Forgets what has expired, and links that nobody has used since a time. */
  forget(nowMs: number, unusedSinceMs: number): void {
    for (const statement of this.#forgetOpen) statement.run({ nowMs })
    this.#forgetUnused.run(unusedSinceMs)
  }

  #drop(userId: string): void {
    this.#dropInvitations.run(userId)
    this.#dropNonces.run(userId)
  }
}
