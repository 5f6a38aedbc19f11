import type { ServerResponse } from 'node:http'
import type { ServerEvent } from '../../protocol.ts'

export interface LiveOptions {
  readonly read: (afterSeq: number) => Promise<readonly ServerEvent[]>
  readonly watch: (wake: () => void) => () => void
  /** Between two signs of life (ms); each also looks into the log, so that a lost wake-up costs no more. */
  readonly heartbeatMs: number
  /** After this the stream ends and the page asks again (ms): proxies and rotations never surprise it. */
  readonly lifeMs: number
  readonly onError: (error: unknown) => void
}

/** Bytes a page may leave unread before it is cut off; it will ask again from where it was. */
const BACKLOG_MAX = 1_000_000

/** Writes a conversation's new entries to one open response as server-sent events. */
export class LiveEvents {
  readonly #response: ServerResponse
  readonly #options: LiveOptions
  #seq: number
  #pumping = false
  #again = false
  #stop = () => {}

  constructor(response: ServerResponse, afterSeq: number, options: LiveOptions) {
    this.#response = response
    this.#seq = afterSeq
    this.#options = options
  }

  /** Begins at once: the first byte tells the page that nothing on the way holds the stream back. */
  start(): void {
    // Watch before the first look: what is said in between is seen by one of the two.
    const unwatch = this.#options.watch(() => this.#pump())
    const heartbeat = setInterval(() => this.#beat(), this.#options.heartbeatMs)
    const life = setTimeout(() => this.end(), this.#options.lifeMs)
    this.#stop = () => {
      unwatch()
      clearInterval(heartbeat)
      clearTimeout(life)
    }
    this.#response.on('close', () => this.#stop())
    this.#response.write(': open\n\n')
    this.#pump()
  }

  end(): void {
    this.#stop()
    this.#response.end()
  }

  #beat(): void {
    if (this.#response.writableLength > BACKLOG_MAX) {
      this.#response.destroy()
      return
    }
    this.#response.write(': beat\n\n')
    this.#pump()
  }

  /** One reader at a time; a wake-up during a read leads to another one. */
  #pump(): void {
    this.#again = true
    if (this.#pumping) return
    this.#pumping = true
    this.#drain().catch((error) => {
      this.#options.onError(error)
      this.end()
    })
  }

  async #drain(): Promise<void> {
    try {
      while (this.#again) {
        this.#again = false
        this.#write(await this.#options.read(this.#seq))
      }
    } finally {
      // In the same step as the last look at `again`, or a wake-up in between would be lost.
      this.#pumping = false
    }
  }

  /** In one piece: what was said together is shown together, and no old button outlives its answer. */
  #write(events: readonly ServerEvent[]): void {
    const fresh = events.filter(({ seq }) => seq > this.#seq)
    const last = fresh.at(-1)
    if (!last || this.#response.writableEnded) return
    this.#seq = last.seq
    this.#response.write(fresh.map((event) => `id: ${event.seq}\ndata: ${JSON.stringify(event)}\n\n`).join(''))
  }
}
