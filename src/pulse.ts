import type { App } from './app.ts'

/** How often due work is looked for when nothing announces it (ms). */
const PULSE_MS = 500

/** Performs what falls due by itself: retries, timers, and at the start what a crash left behind. */
export class Pulse {
  readonly #app: Pick<App, 'runDue'>
  readonly #log: { error(details: object, message: string): void }
  #timer: NodeJS.Timeout | undefined
  #beat: Promise<void> = Promise.resolve()
  #stopped = false

  constructor({
    app,
    log,
  }: { readonly app: Pick<App, 'runDue'>; readonly log: { error(details: object, message: string): void } }) {
    this.#app = app
    this.#log = log
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
    } catch (error) {
      this.#log.error({ err: error }, 'due work could not be performed')
    }
  }
}
