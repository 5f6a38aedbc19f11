import type { ServerEvent, SessionAnswer } from '../protocol.ts'
import { Backoff, Nap } from './backoff.ts'
import { CallError, HeldBackError, type Transport } from './transport.ts'

export type Connection = 'idle' | 'connecting' | 'live' | 'retrying'

export interface LineOptions {
  readonly transport: Transport
  /** The last number the page holds without a gap. */
  readonly cursor: () => number
  readonly onSession: (answer: SessionAnswer) => void
  /** Everything after the cursor. */
  readonly onEvents: (events: readonly ServerEvent[]) => void
  readonly onConnection: (connection: Connection) => void
  /** Epoch ms. */
  readonly clock: () => number
}

/** A stream silent for this long when the page comes back to life is taken for dead (ms). */
const STALE_MS = 20_000
/** Streams that end earlier are no streams (ms). */
const SHORTEST_STREAM_MS = 1000

/** The way from the server to the page: a session, then a stream (or long polls) that is never given up. */
export class Line {
  readonly #options: LineOptions
  readonly #backoff = new Backoff()
  readonly #nap = new Nap()
  token: string | null = null
  #life: AbortController | null = null
  #call = new AbortController()
  #opening: Promise<void> | null = null
  #aliveAt = 0
  /** Once a stream was held back on the way, this page polls. */
  #polls = false

  constructor(options: LineOptions) {
    this.#options = options
  }

  get isRunning(): boolean {
    return this.#life !== null
  }

  /** Ends with the line; already ended when there is none. */
  get signal(): AbortSignal {
    return this.#life?.signal ?? AbortSignal.abort()
  }

  /** @param onReady called once there is a session */
  start(onReady: () => void): void {
    if (this.#life) return
    this.#life = new AbortController()
    void this.#live(this.#life.signal, onReady)
  }

  stop(): void {
    this.#life?.abort()
    this.#life = null
    this.#nap.wake()
    this.#options.onConnection('idle')
  }

  /** The page came back to life, or the network did: make sure of the connection now. */
  wake(): void {
    this.#backoff.reset()
    if (this.#options.clock() - this.#aliveAt > STALE_MS) this.#call.abort()
    this.#nap.wake()
  }

  /** Asked for by the stream and by the outbox, perhaps at the same time: one call serves both. */
  openSession(): Promise<void> {
    this.#opening ??= this.#callSession().finally(() => {
      this.#opening = null
    })
    return this.#opening
  }

  async #callSession(): Promise<void> {
    const { transport, cursor, onSession } = this.#options
    const answer = await transport.session(this.token, cursor(), this.signal)
    this.token = answer.token
    onSession(answer)
    this.#alive()
  }

  async #live(life: AbortSignal, onReady: () => void): Promise<void> {
    this.#options.onConnection('connecting')
    await this.#untilDone(life, () => this.openSession())
    if (!life.aborted) onReady()
    while (!life.aborted) await this.#untilDone(life, () => this.#listen(life))
  }

  /** Repeats a piece of work with growing pauses until it succeeds once. */
  async #untilDone(life: AbortSignal, work: () => Promise<void>): Promise<void> {
    while (!life.aborted) {
      try {
        return await work()
      } catch (error) {
        if (life.aborted) return
        if (error instanceof HeldBackError) this.#polls = true
        else await this.#pause(error)
      }
    }
  }

  async #pause(error: unknown): Promise<void> {
    this.#options.onConnection('retrying')
    await this.#nap.sleep(this.#backoff.next(error instanceof CallError ? error.retryAfterMs : 0))
  }

  async #listen(life: AbortSignal): Promise<void> {
    const call = new AbortController()
    const hangUp = () => call.abort()
    this.#call = call
    life.addEventListener('abort', hangUp)
    try {
      await (this.#polls ? this.#poll(call.signal) : this.#stream(call.signal))
    } catch (error) {
      // Cut by `wake`, to be opened anew.
      if (call.signal.aborted) return
      if (!(error instanceof CallError) || error.status !== 401) throw error
      await this.openSession()
    } finally {
      life.removeEventListener('abort', hangUp)
    }
  }

  async #stream(signal: AbortSignal): Promise<void> {
    const { transport, cursor, onEvents, clock } = this.#options
    const since = clock()
    await transport.stream(this.token ?? '', {
      after: cursor(),
      signal,
      onAlive: () => this.#alive(),
      onEvent: (event) => onEvents([event]),
    })
    // One that ends as soon as it begins would make a loop without a pause.
    if (clock() - since < SHORTEST_STREAM_MS) throw new CallError(0)
  }

  async #poll(signal: AbortSignal): Promise<void> {
    const answer = await this.#options.transport.poll(this.token ?? '', this.#options.cursor(), signal)
    this.#alive()
    this.#options.onEvents(answer.events)
  }

  #alive(): void {
    this.#aliveAt = this.#options.clock()
    this.#backoff.reset()
    this.#options.onConnection('live')
  }
}
