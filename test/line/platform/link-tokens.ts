/** Link tokens live this long (ms) and link once. */
const LIFE_MS = 10 * 60_000

/** How an account link ended at LINE. An error is shown to the person; the bot hears of it only when it failed. */
export type LinkResult = 'ok' | 'failed' | 'error'

interface Issued {
  readonly userId: string
  readonly atMs: number
  used: boolean
}

/** Link tokens by LINE's clock, and the nonces that came back with them. */
export class LinkTokens {
  readonly #issued = new Map<string, Issued>()
  readonly #nonces = new Set<string>()

  issue(token: string, userId: string, atMs: number): void {
    this.#issued.set(token, { userId, atMs, used: false })
  }

  /** What is wrong with a nonce by LINE's rules; null: nothing. */
  wrongWith(nonce: string): string | null {
    if (nonce.length < 10 || nonce.length > 255) return `a nonce of ${nonce.length} characters, not 10 to 255`
    // 128 random bits take 22 characters of Base64.
    if (nonce.length < 22) return 'a nonce that cannot hold 128 random bits'
    return this.#nonces.has(nonce) ? 'a nonce that was used before' : null
  }

  /** Somebody with this account confirms the link. Whoever uses a token that LINE gave for another is turned away. */
  confirm(how: { token: string; nonce: string; userId: string; nowMs: number }): LinkResult {
    const issued = this.#issued.get(how.token)
    if (!issued || issued.used || how.nowMs - issued.atMs > LIFE_MS) return 'error'
    if (issued.userId !== how.userId) return 'failed'
    issued.used = true
    this.#nonces.add(how.nonce)
    return 'ok'
  }
}
