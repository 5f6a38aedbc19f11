import {
  type ClientMessage,
  type EventsAnswer,
  type MessageAnswer,
  type Problem,
  type ServerEvent,
  type SessionAnswer,
  SIGN_IN_HEADER,
} from '../protocol.ts'
import { lang } from './strings.ts'

/** How long an answer may take (ms): the bot's patience and a slow line. */
const ANSWER_MS = 30_000
/** A stream that sends nothing this long after it was asked for is being held back on the way (ms). */
const FIRST_BYTE_MS = 6000
/** The server beats every 15 s; twice missed and a bit is dead (ms). */
const SILENCE_MS = 40_000
const LONG_POLL_S = 25
/** How long the page may take to say who is signed in (ms). */
const SIGN_IN_MS = 10_000
/** How often a customer who is known already is asked for before they count as a stranger. */
const SIGN_IN_TRIES = 6
/** Three parts in base64url: anything else is no JWT, and may not even fit into a header. */
const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/

/** How the way to the server is. */
export type Connection = 'idle' | 'connecting' | 'live' | 'retrying'

/** Instead of a status: no answer came at all, or none in time. */
const NO_ANSWER = 0
const TOO_LATE = -1

/** Why a call brought nothing. `status` is the answer's, or 0 and less where there was none. */
export class CallError extends Error {
  readonly status: number
  /** What the server says to the customer, if it said anything. */
  readonly notice: string | undefined
  readonly retryAfterMs: number

  constructor(status = NO_ANSWER, notice?: string, retryAfterMs = 0) {
    super()
    this.status = status
    this.notice = notice
    this.retryAfterMs = retryAfterMs
  }

  /** The token, or the sign-in, opens this conversation no more. */
  get isDenied(): boolean {
    return this.status === 401 || this.status === 403
  }

  /** The same call may succeed later. */
  get isPassing(): boolean {
    return this.status <= NO_ANSWER || this.status === 408 || this.status === 429 || this.status >= 500
  }
}

/** The stream was opened but nothing of it arrived. */
export class HeldBackError extends Error {}

export interface StreamListener {
  readonly after: number
  readonly signal: AbortSignal
  /** Something arrived, be it only a sign of life. */
  readonly onAlive: () => void
  /** What arrived together. */
  readonly onEvents: (events: readonly ServerEvent[]) => void
}

/** The calls of the protocol over `fetch`; knows nothing of state or retries. */
export class Transport {
  readonly #base: string
  readonly #fetch: typeof fetch
  readonly #isKnown: () => boolean
  /** Gives the JWT of the page's signed-in customer, or nothing. */
  signIn: SignIn | null = null
  /** Empty for a stranger; null before it was asked for. */
  #jwt: string | null = null
  /** Asked for by several calls at once, it is fetched once. */
  #asking: Promise<string> | null = null

  /** How often in a row the page could not say who is signed in. */
  #failures = 0

  /** @param isKnown whether the conversation is a signed-in customer's already */
  constructor(base: string, fetcher: typeof fetch, isKnown: () => boolean) {
    this.#base = base
    this.#fetch = fetcher
    this.#isKnown = isKnown
  }

  /** The JWT at hand; a new one when there is none, or when it is the one the server does not take any more. */
  async jwt(refused?: string): Promise<string> {
    if (this.signIn && (this.#jwt === null || this.#jwt === refused)) {
      this.#asking ??= this.#askPage(this.signIn).finally(() => {
        this.#asking = null
      })
      this.#jwt = await this.#asking
    }
    return this.#jwt ?? ''
  }

  /** Whom a page cannot name is a stranger; a customer's conversation is not given up at the first failure. */
  async #askPage(signIn: SignIn): Promise<string> {
    try {
      const said = await Promise.race([signIn(), new Promise((_, reject) => setTimeout(reject, SIGN_IN_MS))])
      const jwt = `${said}`.trim()
      this.#failures = 0
      return JWT.test(jwt) ? jwt : ''
    } catch (error) {
      this.#failures += 1
      if (this.#isKnown() && this.#failures < SIGN_IN_TRIES) throw error
      return ''
    }
  }

  signOut(): void {
    this.#jwt = null
    this.#failures = 0
  }

  async session(token: string | null, after: number, signal: AbortSignal): Promise<SessionAnswer> {
    const call = { body: token ? { token, after } : {}, signal }
    try {
      return await this.#json('session', call)
    } catch (error) {
      if (!(error as CallError).isDenied) throw error
      // A sign-in that is not taken must keep nobody from the chat: they go on as a stranger.
      this.#jwt = ''
      return this.#json('session', call)
    }
  }

  message(token: string, body: ClientMessage, signal: AbortSignal): Promise<MessageAnswer> {
    return this.#json('messages', { token, body, signal })
  }

  poll(token: string, after: number, signal: AbortSignal): Promise<EventsAnswer> {
    const timeoutMs = LONG_POLL_S * 1000 + ANSWER_MS
    return this.#json(`events?after=${after}&wait=${LONG_POLL_S}`, { token, signal, timeoutMs })
  }

  /**
   * Listens until the server ends the stream.
   *
   * @throws {HeldBackError} when not even the first byte comes through
   * @throws {CallError} when the call is refused or the line dies
   */
  async stream(token: string, listener: StreamListener): Promise<void> {
    const { after, signal, onAlive, onEvents } = listener
    const call = { token, signal, accept: 'text/event-stream', timeoutMs: FIRST_BYTE_MS }
    let isHeldBack = true
    await this.#call(`events?after=${after}`, call, async ({ body }, watch) => {
      if (!body) throw new CallError()
      for await (const blocks of blocksOf(body)) {
        isHeldBack = false
        watch.restart(SILENCE_MS)
        onAlive()
        const events = blocks.flatMap((block) => /^data: ?(.*)$/m.exec(block)?.[1] ?? [])
        if (events.length > 0) onEvents(events.map((data) => JSON.parse(data) as ServerEvent))
      }
    }).catch((error: CallError) => {
      throw isHeldBack && error.status === TOO_LATE ? new HeldBackError() : error
    })
  }

  #json<T>(path: string, call: Call): Promise<T> {
    return this.#call(path, call, (response) => response.json() as Promise<T>)
  }

  async #call<T>(path: string, call: Call, read: (response: Response, watch: Watch) => Promise<T>): Promise<T> {
    const watch = new Watch(call.signal, call.timeoutMs ?? ANSWER_MS)
    try {
      const response = await this.#ask(path, call, watch.signal)
      if (!response.ok) throw await toCallError(response)
      return await read(response, watch)
    } catch (error) {
      throw error instanceof CallError ? error : new CallError(watch.ranOut ? TOO_LATE : NO_ANSWER)
    } finally {
      watch.stop()
    }
  }

  /** A JWT that expired is replaced once, and nobody notices. */
  async #ask(path: string, call: Call, signal: AbortSignal, refused?: string): Promise<Response> {
    const jwt = await this.jwt(refused)
    const response = await this.#fetch(this.#base + path, { ...request(call, jwt), signal })
    return response.status === 401 && jwt && !refused ? this.#ask(path, call, signal, jwt) : response
  }
}

/** Gives the JWT by which the site's server names its customer. */
export type SignIn = () => Promise<string>

interface Call {
  readonly token?: string
  readonly body?: object
  readonly accept?: string
  readonly signal: AbortSignal
  readonly timeoutMs?: number
}

function request({ token, body, accept }: Call, jwt: string): RequestInit {
  return {
    // Tokens travel in a header: cookies are neither needed nor wanted on another site's page.
    credentials: 'omit',
    cache: 'no-store',
    headers: {
      'accept-language': lang,
      ...(accept && { accept }),
      ...(token && { authorization: `Bearer ${token}` }),
      ...(jwt && { [SIGN_IN_HEADER]: jwt }),
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  }
}

async function toCallError(response: Response): Promise<CallError> {
  const problem = (await response.json().catch(() => null)) as Partial<Problem> | null
  // Absent, or a date: then our own pause is enough.
  const retryAfterMs = Number(response.headers.get('retry-after')) * 1000 || 0
  return new CallError(response.status, problem?.message, retryAfterMs)
}

/** Splits a server-sent stream at its blank lines; blocks that arrive together come together. */
async function* blocksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<readonly string[]> {
  const decoder = new TextDecoder()
  const reader = body.getReader()
  let rest = ''
  for (;;) {
    const { value, done } = await reader.read()
    if (done) return
    const blocks = (rest + decoder.decode(value, { stream: true })).split('\n\n')
    rest = blocks.pop() ?? ''
    if (blocks.length > 0) yield blocks
  }
}

/** A time limit that can be set anew, joined with the caller's own signal. */
class Watch {
  readonly #controller = new AbortController()
  readonly signal: AbortSignal
  #timer: ReturnType<typeof setTimeout> | undefined
  ranOut = false

  constructor(outer: AbortSignal, ms: number) {
    this.signal = AbortSignal.any([outer, this.#controller.signal])
    this.restart(ms)
  }

  restart(ms: number): void {
    this.stop()
    this.#timer = setTimeout(() => {
      this.ranOut = true
      this.#controller.abort()
    }, ms)
  }

  stop(): void {
    clearTimeout(this.#timer)
  }
}
