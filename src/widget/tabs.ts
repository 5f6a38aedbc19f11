import type { ServerEvent } from '../protocol.ts'
import type { Outgoing } from './timeline.ts'
import type { Connection } from './transport.ts'

/** What tabs of one conversation tell each other. */
export type TabWord =
  /** The conversation has a new token, or was gone and another began in its place. */
  | { readonly kind: 'began'; readonly before: string; readonly token: string }
  | { readonly kind: 'events'; readonly token: string; readonly events: readonly ServerEvent[] }
  /** A message was written, or what became of it. */
  | { readonly kind: 'item'; readonly token: string; readonly item: Outgoing }
  /** A message is answered or taken back. */
  | { readonly kind: 'gone'; readonly token: string; readonly cid: string }
  /** The tab with the stream heard from the server, or lost it. */
  | { readonly kind: 'line'; readonly token: string; readonly connection: Connection }
  /** A tab is left: whoever has the stream takes its messages over. */
  | { readonly kind: 'left'; readonly token: string }
  | { readonly kind: 'reset' }

/** The part of the Web Locks API that is used. */
export interface Locks {
  request(name: string, options: { signal?: AbortSignal; steal?: boolean }, run: () => Promise<void>): Promise<unknown>
}

/** The part of a BroadcastChannel that is used. */
export type Channel = { postMessage(word: unknown): void; close(): void }

export interface TabsOptions {
  /** Absent where the browser has none: then every tab has its own stream. */
  readonly locks: Locks | undefined
  readonly openChannel: ((onWord: (word: unknown) => void) => Channel) | undefined
}

/** The other tabs of this browser: one of all holds the stream, the others are told what comes. */
export class Tabs {
  #locks: Locks | undefined
  readonly #channel: Channel | undefined

  constructor({ locks, openChannel }: TabsOptions, onWord: (word: TabWord) => void) {
    this.#locks = locks
    try {
      this.#channel = openChannel?.((word) => onWord(word as TabWord))
    } catch {
      // Denied: the log tells the other tabs in its time.
    }
  }

  tell(word: TabWord): void {
    this.#channel?.postMessage(word)
  }

  close(): void {
    this.#channel?.close()
  }

  /**
   * Waits until no other tab holds the stream, then works until the work ends or another tab takes over.
   * `work` gets a signal that ends with this tab's turn.
   */
  async lead(bid: Bid, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const turn = new AbortController()
    const run = () => work(AbortSignal.any([bid.signal, turn.signal]))
    try {
      if (!this.#locks) await run()
      else await this.#locks.request(bid.name, bid.takesOver ? { steal: true } : { signal: bid.signal }, run)
    } catch (error) {
      // Not our turn any more, or never was; or denied, as to a frame of another site: then every tab has its own.
      if ((error as Error).name !== 'AbortError') this.#locks = undefined
    } finally {
      turn.abort()
    }
  }
}

/** How a tab asks for the stream. */
export interface Bid {
  /** Tabs of the same conversation use the same. */
  readonly name: string
  /** Ends the waiting and the work. */
  readonly signal: AbortSignal
  /** Do not wait: the other tab gives no sign of life. */
  readonly takesOver: boolean
}
