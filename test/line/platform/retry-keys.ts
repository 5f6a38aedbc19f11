const KEPT_MS = 24 * 60 * 60_000

interface Accepted {
  readonly requestId: string
  readonly body: string
  readonly atMs: number
  readonly sentMessages: readonly { id: string }[]
}

/** Accepted pushes by their `X-Line-Retry-Key`, kept for a day. */
export class RetryKeys {
  readonly #accepted = new Map<string, Accepted>()

  accept(key: string, accepted: Accepted): void {
    this.#accepted.set(key.toLowerCase(), accepted)
  }

  find(key: string, nowMs: number): Accepted | null {
    const accepted = this.#accepted.get(key.toLowerCase())
    return accepted && nowMs - accepted.atMs <= KEPT_MS ? accepted : null
  }
}
