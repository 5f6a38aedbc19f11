import type { App } from './app.ts'

/** How often due work is looked for when nothing announces it (ms). */
const PULSE_MS = 500

export interface PulseOptions {
  readonly app: Pick<App, 'runDue'>
  readonly log: { error(details: object, message: string): void }
  /** Forgets conversations past their time; called now and then. */
  readonly forget: () => unknown
}

/** Beats between two rounds of forgetting: about an hour. */
const FORGET_EVERY = 7_200

/** Performs what falls due by itself: retries, timers, and at the start what a crash left behind. */
export class Pulse {
  readonly #app: PulseOptions['app']
  readonly #log: PulseOptions['log']
  readonly #forget: PulseOptions['forget']
  #timer: NodeJS.Timeout | undefined
  #beat: Promise<void> = Promise.resolve()
  #stopped = false
  #beats = 0

  constructor({ app, log, forget }: PulseOptions) {
    this.#app = app
    this.#log = log
    this.#forget = forget
  }

  /** The first beat is taken before anybody is served. */
  async start(): Promise<void> {
    await this.#run()
    this.#next()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#timer)
    await this.#beat
  }

  #next(): void {
    if (this.#stopped) return
    this.#timer = setTimeout(() => {
      this.#beat = this.#run().then(() => this.#next())
    }, PULSE_MS)
    this.#timer.unref()
  }

  async #run(): Promise<void> {
    try {
      await this.#app.runDue()
      if (this.#beats++ % FORGET_EVERY === 0) this.#forget()
    } catch (error) {
      this.#log.error({ err: error }, 'due work could not be performed')
    }
  }
}
