import { AppError } from '../../errors.ts'

export interface RateLimitOptions {
  /** How many may come at once. */
  readonly burst: number
  /** How many more every minute. */
  readonly perMinute: number
}

/** Buckets above which full ones are swept out, so that many visitors do not fill the memory. */
const SWEEP_ABOVE = 5000

/** A token bucket for each key. */
export class RateLimit {
  readonly #burst: number
  readonly #perMs: number
  readonly #buckets = new Map<string, { left: number; atMs: number }>()

  constructor(options: RateLimitOptions) {
    this.#burst = options.burst
    this.#perMs = options.perMinute / 60_000
  }

  /** @throws {AppError} `inbound.too-many` with `retryAfter` (s) when the key has used up its share */
  take(key: string, nowMs: number): void {
    const bucket = this.#buckets.get(key) ?? { left: this.#burst, atMs: nowMs }
    const left = this.#leftAt(bucket, nowMs)
    if (left < 1) {
      const retryAfter = Math.ceil((1 - left) / this.#perMs / 1000)
      throw new AppError('inbound.too-many', 'too many requests', { retryAfter })
    }
    this.#buckets.set(key, { left: left - 1, atMs: nowMs })
    if (this.#buckets.size > SWEEP_ABOVE) this.#sweep(nowMs)
  }

  /** Keys remembered at the moment. */
  get size(): number {
    return this.#buckets.size
  }

  #leftAt(bucket: { left: number; atMs: number }, nowMs: number): number {
    return Math.min(this.#burst, bucket.left + (nowMs - bucket.atMs) * this.#perMs)
  }

  #sweep(nowMs: number): void {
    for (const [key, bucket] of this.#buckets) {
      if (this.#leftAt(bucket, nowMs) >= this.#burst) this.#buckets.delete(key)
    }
  }
}
