import type { FastifyRequest } from 'fastify'
import { AppError } from '../../errors.ts'
import { SIGN_IN_HEADER } from '../../protocol.ts'
import type { Account } from '../channel.ts'
import type { Session, Sessions } from './sessions.ts'
import type { SignIn } from './sign-in.ts'

const NOTE_EVERY_MS = 10_000

/** Who is let in where: the bearer token opens a conversation, and a signed-in customer's only together with their sign-in. */
export class Door {
  readonly #sessions: Sessions
  readonly #signIn: SignIn | null
  #notedAtMs = 0

  constructor(sessions: Sessions, signIn: SignIn | null) {
    this.#sessions = sessions
    this.#signIn = signIn
  }

  /**
   * Whom the company's site names, or null for a stranger.
   *
   * @throws {AppError} `account.expired` or `account.refused`
   */
  async accountOf(request: FastifyRequest, nowMs: number): Promise<Account | null> {
    const jwt = request.headers[SIGN_IN_HEADER]
    if (jwt === undefined || jwt === '') return null
    try {
      if (!this.#signIn || typeof jwt !== 'string') throw new AppError('account.refused', 'no sign-in is set up here')
      return await this.#signIn(jwt, nowMs)
    } catch (error) {
      if (error instanceof AppError && error.code === 'account.refused') this.#note(request, error, nowMs)
      throw error
    }
  }

  /** A site that signs wrongly finds out here why; who sends anything in a loop does not fill the log. */
  #note(request: FastifyRequest, { message, details }: AppError, nowMs: number): void {
    if (nowMs - this.#notedAtMs < NOTE_EVERY_MS) return
    this.#notedAtMs = nowMs
    request.log.warn({ why: message, ...details }, 'a sign-in token was refused')
  }

  /** The session a token may go on with, or null when another conversation has to begin. */
  resumable(token: string, account: Account | null, nowMs: number): Session | null {
    try {
      const session = this.#sessions.find(token, nowMs)
      return session.subject === null || session.subject === account?.subject ? session : null
    } catch (error) {
      if (error instanceof AppError && error.code === 'inbound.unauthorized') return null
      throw error
    }
  }

  /**
   * The conversation a call is about, and who calls.
   *
   * @throws {AppError} `inbound.unauthorized` for a token that opens nothing now (a conversation of anybody's is
   *   made a customer's by a new session first), `account.expired` without the sign-in it needs, `account.refused`
   *   with another customer's
   */
  async enter(request: FastifyRequest, nowMs: number): Promise<{ conversationId: string; account: Account | null }> {
    const session = this.#sessions.find(bearerOf(request), nowMs)
    const account = await this.accountOf(request, nowMs)
    if (session.subject === null && account)
      throw new AppError('inbound.unauthorized', 'the conversation is not this customer’s yet')
    if (session.subject !== null && !account) throw new AppError('account.expired', 'the sign-in is missing')
    if (session.subject !== (account?.subject ?? null))
      throw new AppError('account.refused', 'the conversation is another customer’s')
    this.#sessions.use(session, nowMs)
    return { conversationId: session.conversationId, account }
  }
}

function bearerOf(request: FastifyRequest): string {
  const [scheme, token] = request.headers.authorization?.split(' ') ?? []
  if (scheme?.toLowerCase() !== 'bearer' || !token) throw new AppError('inbound.unauthorized', 'no bearer token')
  return token
}
