const LIFE_MS = 60_000
/** A redelivery renews a token for events up to this age. */
const RENEWABLE_MS = 20 * 60_000

interface Issued {
  readonly userId: string
  readonly eventAtMs: number
  receivedAtMs: number
  used: boolean
}

/** Reply tokens by LINE's clock: once, within a minute of receipt; a redelivery starts the minute again. */
export class ReplyTokens {
  readonly #issued = new Map<string, Issued>()

  issue(token: string, event: { userId: string; atMs: number }): void {
    this.#issued.set(token, { userId: event.userId, eventAtMs: event.atMs, receivedAtMs: event.atMs, used: false })
  }

  /** The webhook that carries it is on its way at `nowMs`. */
  delivered(token: string, nowMs: number, redelivery: boolean): void {
    const issued = this.#issued.get(token)
    if (!issued || (redelivery && nowMs - issued.eventAtMs > RENEWABLE_MS)) return
    issued.receivedAtMs = nowMs
  }

  /** Spends a token. @returns whose it was, or null when it is unknown, used or too old */
  spend(token: string, nowMs: number): string | null {
    const issued = this.#issued.get(token)
    if (!issued || issued.used || nowMs - issued.receivedAtMs > LIFE_MS) return null
    issued.used = true
    return issued.userId
  }
}
