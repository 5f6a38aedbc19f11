import type { ServerEvent, SessionAnswer } from '../protocol.ts'
import { Backoff, Gate, Nap } from './backoff.ts'
import { stemOf } from './stem-of.ts'
import type { Tabs } from './tabs.ts'
import { CallError, type Connection, HeldBackError, type Transport } from './transport.ts'

export interface LineOptions {
  readonly transport: Transport
  /** The last number the page holds without a gap. */
  readonly cursor: () => number
  /** Who is signed in is known, and the token is theirs. */
  readonly ready: () => Promise<void>
  readonly onSession: (answer: SessionAnswer, before: string | null) => void
  /** Everything after the cursor. */
  readonly onEvents: (events: readonly ServerEvent[]) => void
  readonly onConnection: (connection: Connection) => void
  /** This tab holds the stream from now on. */
  readonly onLead: () => void
  readonly tabs: Pick<Tabs, 'lead'>
  /** Epoch ms. */
  readonly clock: () => number
}

/** A stream silent for this long when the page comes back to life is taken for dead (ms). */
const STALE_MS = 20_000
/** The tab with the stream is silent for this long: its stream would have failed by itself before (ms). */
const LEADER_GONE_MS = 60_000
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
  /** This tab holds the stream. */
  isLeading = false
  #takesOver = false
  #waiting = new AbortController()
  readonly #gate = new Gate()
  #watch: ReturnType<typeof setInterval> | undefined

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
    this.#gate.open()
    this.#watch = setInterval(() => this.#watchLeader(LEADER_GONE_MS), STALE_MS)
    void this.#live(this.#life.signal, onReady)
  }

  stop(): void {
    clearInterval(this.#watch)
    this.#life?.abort()
    this.#life = null
    this.#waiting.abort()
    this.#gate.open()
    this.#nap.wake()
    this.#options.onConnection('idle')
  }

  /** The page is left or put to sleep: the stream goes to another tab. Nothing goes on until `wake`. */
  rest(): void {
    if (!this.#life) return
    this.#gate.close()
    this.#waiting.abort()
    this.#call.abort()
    this.#nap.wake()
  }

  /** The page came back to life, or the network did: make sure of the connection now. */
  wake(): void {
    this.#gate.open()
    this.#backoff.reset()
    if (this.#options.clock() - this.#aliveAt > STALE_MS) this.#call.abort()
    this.#watchLeader(STALE_MS)
    this.#nap.wake()
  }

  /** Another tab holds the stream, and this is what became of it. */
  hear(connection: Connection): void {
    if (this.isLeading || !this.#life) return
    if (connection === 'live') this.#alive()
    else this.#options.onConnection(connection)
  }

  /** Asked for by the stream and by the outbox, perhaps at the same time: one call serves both. */
  openSession(): Promise<void> {
    this.#opening ??= this.#callSession().finally(() => {
      this.#opening = null
    })
    return this.#opening
  }

  async #callSession(): Promise<void> {
    const { transport, cursor, onSession, ready } = this.#options
    await ready()
    const before = this.token
    const answer = await transport.session(before, cursor(), this.signal)
    this.token = answer.token
    onSession(answer, before)
    this.#alive()
  }

  async #live(life: AbortSignal, onReady: () => void): Promise<void> {
    this.#options.onConnection('connecting')
    await this.#untilDone(life, () => this.openSession())
    if (!life.aborted) onReady()
    while (!life.aborted) {
      await this.#gate.pass()
      await this.#lead(life)
    }
  }

  async #lead(life: AbortSignal): Promise<void> {
    if (life.aborted) return
    this.#waiting = new AbortController()
    const bid = { name: `sc:${stemOf(this.token)}`, signal: this.#waiting.signal, takesOver: this.#takesOver }
    this.#takesOver = false
    await this.#options.tabs.lead(bid, async (signal) => {
      this.isLeading = true
      this.#options.onLead()
      while (!signal.aborted) await this.#untilDone(signal, () => this.#listen(signal))
    })
    this.isLeading = false
  }

  /** A tab that sleeps may still hold the stream. */
  #watchLeader(silenceMs: number): void {
    if (!this.#life || this.isLeading || this.#options.clock() - this.#aliveAt < silenceMs) return
    this.#takesOver = true
    this.#waiting.abort()
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
    this.#call = call
    const signal = AbortSignal.any([life, call.signal])
    try {
      await (this.#polls ? this.#poll(signal) : this.#stream(signal))
    } catch (error) {
      // Cut by `wake`, to be opened anew.
      if (signal.aborted) return
      if (!(error instanceof CallError && error.isDenied)) throw error
      await this.openSession()
    }
  }

  async #stream(signal: AbortSignal): Promise<void> {
    const { transport, cursor, onEvents, clock } = this.#options
    const since = clock()
    await transport.stream(this.token ?? '', {
      after: cursor(),
      signal,
      onAlive: () => this.#alive(),
      onEvents,
    })
    // One that ends as soon as it begins would make a loop without a pause.
    if (clock() - since < SHORTEST_STREAM_MS) throw new CallError()
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
