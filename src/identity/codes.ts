import { createHmac, createSecretKey, randomBytes, timingSafeEqual } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import type { BackOffice } from '../backoffice/backoffice.ts'
import { emailKey, orderNumberKey } from '../core/identifier.ts'
import { AppError } from '../errors.ts'
import type { Mail, Mailer } from '../mail/mail.ts'
import { type Challenge, ChallengeTable, type Tries } from './challenge-table.ts'
import type { ChallengeOutcome, Identity, VerifyOutcome } from './identity.ts'
import { createSealer } from './sealer.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const CODE_VALID_MS = 10 * MINUTE_MS
const MAX_TRIES = 5
const LOCK_MS = 30 * MINUTE_MS
const MAX_MAILS_AN_HOUR = 5
/** Wrong tries that led to no lock, and challenges that are over, are forgotten after this. */
const FORGET_MS = 24 * HOUR_MS
const CLEANUP_EVERY_MS = 10 * MINUTE_MS
/** How long an unreachable mail server is believed to be unreachable for everybody. */
const OUTAGE_MS = MINUTE_MS
/** Longest pretended sending: a slow server may not hold up the conversation for nothing. */
const MAX_PRETENCE_MS = 3_000

export interface IdentityOptions {
  readonly db: DatabaseSync
  readonly secret: string
  readonly backOffice: Pick<BackOffice, 'findContracts'>
  readonly mailer: Mailer
  /** The mail's words around a code; they live in `locales`. */
  readonly compose: (code: string) => Pick<Mail, 'subject' | 'text'>
  /** Monotonic ms, to learn how long sending takes. */
  readonly clock?: () => number
}

interface CodeMail {
  readonly challengeId: string
  readonly to: string
  readonly nowMs: number
  readonly isKnown: boolean
}

/** Identity by mailed codes, with what a verified challenge has proved. */
export interface CodeIdentity extends Identity {
  /** The contracts of a challenge that was verified less than a day ago, or null. */
  verifiedContractIds(challengeId: string): Promise<readonly string[] | null>
}

/** Proves ownership by a code mailed to the contract's address, in our own database. */
export function createIdentity(options: IdentityOptions): CodeIdentity {
  return new MailedCodes(options)
}

class MailedCodes implements CodeIdentity {
  readonly #options: Required<IdentityOptions>
  readonly #table: ChallengeTable
  readonly #sealer
  readonly #key
  /** How long the last mail took, and until when the server is taken to be unreachable (monotonic ms). */
  #mail = { tookMs: 0, outUntilMs: Number.NEGATIVE_INFINITY }
  #cleanedAtMs = 0

  constructor(options: IdentityOptions) {
    this.#options = { clock: () => performance.now(), ...options }
    this.#table = new ChallengeTable(options.db)
    this.#sealer = createSealer(options.secret)
    this.#key = createSecretKey(options.secret, 'utf8')
  }

  async challenge(request: Parameters<Identity['challenge']>[0]): Promise<ChallengeOutcome> {
    const { challengeId, orderNumber, email, account, conversationId = null, nowMs } = request
    this.#cleanUp(nowMs)
    const person = this.#hmac('person', `${orderNumberKey(orderNumber ?? '')} ${emailKey(email)}`)
    const found = await this.#options.backOffice.findContracts({ orderNumber, email, nowMs })
    const { lockedUntilMs } = this.#table.tries(person)
    if (lockedUntilMs > nowMs) return { outcome: 'locked', untilMs: lockedUntilMs }
    const code = this.#code(challengeId)
    const address = account ? email : found.matched.length > 0 ? found.email : null
    this.#table.put({
      id: challengeId,
      conversationId,
      person,
      contractIds: found.contracts.map(({ id }) => id),
      matchedContractIds: found.matched,
      email: found.email,
      // Without an address no code is right, not even the one that would have been mailed.
      codeSeal: address !== null ? this.#sealer.code(challengeId, code) : randomBytes(32).toString('base64url'),
      expiresAtMs: nowMs + CODE_VALID_MS,
    })
    if (address !== null) await this.#mailCode({ challengeId, to: address, nowMs, isKnown: account })
    else await this.#pretendToMail()
    return { outcome: 'sent' }
  }

  async verify({ challengeId, seal, nowMs }: Parameters<Identity['verify']>[0]): Promise<VerifyOutcome> {
    const { db } = this.#options
    // One transaction: a try that is answered is a try that is counted.
    db.exec('BEGIN IMMEDIATE')
    try {
      const outcome = this.#judge(this.#table.get(challengeId), seal, nowMs)
      db.exec('COMMIT')
      return outcome
    } catch (error) {
      if (db.isOpen && db.isTransaction) db.exec('ROLLBACK')
      throw new AppError('store.unavailable', 'the try could not be counted', {}, { cause: error })
    }
  }

  async verifiedContractIds(challengeId: string): Promise<readonly string[] | null> {
    const challenge = this.#table.get(challengeId)
    return challenge?.verifiedAtMs ? challenge.contractIds : null
  }

  async forget(conversationId: string): Promise<void> {
    this.#table.forgetConversation(conversationId)
  }

  #judge(challenge: Challenge | null, seal: string, nowMs: number): VerifyOutcome {
    if (!challenge) return { outcome: 'expired' }
    const tries = freshTries(this.#table.tries(challenge.person), nowMs)
    if (tries.lockedUntilMs > nowMs) return { outcome: 'locked', untilMs: tries.lockedUntilMs }
    if (challenge.expiresAtMs <= nowMs) return { outcome: 'expired' }
    if (!this.#isEqual(seal, challenge.codeSeal)) return this.#countWrong(challenge, { seal, tries, nowMs })
    this.#table.clearTries(challenge.person)
    this.#table.setVerified(challenge.id, nowMs)
    const { contractIds, matchedContractIds, email } = challenge
    return { outcome: 'verified', contractIds, matchedContractIds, email: email ?? '' }
  }

  #countWrong(
    challenge: Challenge,
    { seal, tries, nowMs }: { seal: string; tries: Tries; nowMs: number },
  ): VerifyOutcome {
    // The same wrong code again is the same try: a repeated command must not cost a customer one.
    if (challenge.wrongSeals.includes(seal)) return { outcome: 'rejected', triesLeft: MAX_TRIES - tries.wrong }
    const wrong = tries.wrong + 1
    const lockedUntilMs = wrong < MAX_TRIES ? 0 : nowMs + LOCK_MS
    this.#table.addWrong(challenge, seal)
    this.#table.putTries(challenge.person, { wrong, lastAtMs: nowMs, lockedUntilMs })
    if (lockedUntilMs > 0) return { outcome: 'locked', untilMs: lockedUntilMs }
    return { outcome: 'rejected', triesLeft: MAX_TRIES - wrong }
  }

  /** To whom the address is known (`isKnown`) it is said when no mail goes out; nobody else learns that there is one. */
  async #mailCode({ challengeId, to, nowMs, isKnown }: CodeMail): Promise<void> {
    const { mailer, compose, clock } = this.#options
    const address = this.#hmac('address', emailKey(to))
    if (this.#table.mailsSince(address, nowMs - HOUR_MS) >= MAX_MAILS_AN_HOUR) {
      if (isKnown) throw new AppError('mail.too-many', 'no further code is mailed to this address within the hour')
      return this.#pretendToMail()
    }
    const startedAtMs = clock()
    try {
      await mailer.send({ to, key: `code ${challengeId}`, ...compose(this.#code(challengeId)) })
      this.#mail = { tookMs: clock() - startedAtMs, outUntilMs: Number.NEGATIVE_INFINITY }
      this.#table.addMail(address, nowMs)
    } catch (error) {
      // An address that is refused for good looks like one that does not exist.
      if (error instanceof AppError && !error.retry) {
        if (isKnown) throw error
        return
      }
      this.#mail = { ...this.#mail, outUntilMs: clock() + OUTAGE_MS }
      throw error
    }
  }

  #cleanUp(nowMs: number): void {
    if (nowMs - this.#cleanedAtMs < CLEANUP_EVERY_MS) return
    this.#cleanedAtMs = nowMs
    this.#table.forgetBefore(nowMs - FORGET_MS)
  }

  /** Takes the time of a mail and fails when mails fail, so that neither shows whether a contract matched. */
  async #pretendToMail(): Promise<void> {
    if (this.#options.clock() < this.#mail.outUntilMs) {
      throw new AppError('mail.unavailable', 'the mail server was not reachable a moment ago')
    }
    // Always the very same time would tell as well.
    const pretendedMs = this.#mail.tookMs * (0.8 + 0.4 * Math.random())
    if (pretendedMs >= 1) await pause(Math.min(pretendedMs, MAX_PRETENCE_MS))
  }

  /** 48 bits for a million codes: no code is noticeably likelier than another. */
  #code(challengeId: string): string {
    const hmac = createHmac('sha256', this.#key).update(`code:${challengeId}`).digest()
    return String(hmac.readUIntBE(0, 6) % 1_000_000).padStart(6, '0')
  }

  #hmac(use: string, text: string): string {
    return createHmac('sha256', this.#key).update(`${use}:${text}`).digest('base64url')
  }

  /** Compares digests, which have one length whatever was given. */
  #isEqual(given: string, expected: string): boolean {
    const digest = (text: string) => createHmac('sha256', this.#key).update(text).digest()
    return timingSafeEqual(digest(given), digest(expected))
  }
}

/** Tries after a lock that is over, or after a day, start from nothing. */
function freshTries(tries: Tries, nowMs: number): Tries {
  const lockIsOver = tries.lockedUntilMs > 0 && tries.lockedUntilMs <= nowMs
  const isOld = nowMs - tries.lastAtMs > FORGET_MS
  return lockIsOver || isOld ? { wrong: 0, lastAtMs: tries.lastAtMs, lockedUntilMs: 0 } : tries
}
