import type { LineClient } from './client.ts'

export interface OwnAccountOptions {
  /** Our bot's user id as it was configured; null: LINE is asked. */
  readonly userId: string | null
  readonly client: Pick<LineClient, 'ownUserId'>
  readonly wait: (ms: number) => Promise<void>
  readonly log: { error(details: object, message: string): void }
}

/** LINE that gives no answer is asked again after these (ms); from then on after the last. */
const ASK_AGAIN_MS = [1000, 10_000, 60_000, 300_000] as const

/**
 * Knows which webhooks are for our account. One that LINE signed with our secret and that is for another account
 * means that secret and access belong to different channels: its customers could not be answered, so nothing of
 * it is taken. Until LINE has said who we are, the signature has to do, and what was taken is looked at afterwards:
 * refusing would lose messages whenever LINE's API is down.
 */
export class OwnAccount {
  readonly #options: OwnAccountOptions
  readonly #stopping = Promise.withResolvers<void>()
  readonly #unchecked = new Set<string>()
  #userId: string | null
  #stopped = false

  constructor(options: OwnAccountOptions) {
    this.#options = options
    this.#userId = options.userId
  }

  /** Whether a webhook may be taken; says so in the log when not. */
  takes(destination: string): boolean {
    if (this.#userId === null) this.#unchecked.add(destination)
    const isOurs = this.#userId === null || this.#userId === destination
    if (!isOurs) this.#alarm(destination)
    return isOurs
  }

  /** Asks LINE who we are, for as long as it takes; nobody waits for it. */
  async learn(): Promise<void> {
    const { client, wait } = this.#options
    for (let tries = 0; this.#userId === null && !this.#stopped; tries++) {
      this.#userId = await client.ownUserId()
      if (this.#userId !== null) break
      await Promise.race([wait(ASK_AGAIN_MS[tries] ?? 300_000), this.#stopping.promise])
    }
    if (this.#userId === null) return
    for (const destination of this.#unchecked) if (destination !== this.#userId) this.#alarm(destination)
    this.#unchecked.clear()
  }

  stop(): void {
    this.#stopped = true
    this.#stopping.resolve()
  }

  #alarm(destination: string): void {
    const details = { destination, ours: this.#userId }
    this.#options.log.error(
      details,
      'LINE: a webhook for another account: channel id, token and secret do not belong together',
    )
  }
}
