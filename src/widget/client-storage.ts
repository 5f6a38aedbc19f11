import type { ServerEvent } from '../protocol.ts'
import type { Outgoing } from './timeline.ts'

/** What a page keeps, so that a reload goes on where it was. */
export interface Kept {
  readonly token: string | null
  readonly cursor: number
  readonly events: readonly ServerEvent[]
  readonly outbox: readonly Outgoing[]
  readonly isOpen: boolean
  /** Whom the page named with `identify`. */
  readonly user: string | null
  /** The last number that was shown. */
  readonly seen: number
}

/** The three calls of Web Storage we need. */
export type TextStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

const VERSION = 1
/** Older entries stay on the server. */
const EVENTS_MAX = 200

/** Keeps a conversation in the browser, or in memory where the browser keeps nothing for us. */
export class ClientStorage {
  readonly #key: string
  readonly #storage: () => TextStorage
  #memory: string | null = null

  /** @param storage read on every use: merely touching it can throw where storage is denied */
  constructor(key: string, storage: () => TextStorage) {
    this.#key = key
    this.#storage = storage
  }

  load(): Kept | null {
    const text = this.#attempt((storage) => storage.getItem(this.#key)) ?? this.#memory
    if (!text) return null
    try {
      const kept = JSON.parse(text) as Kept & { version: number }
      return kept.version === VERSION && Array.isArray(kept.events) && Array.isArray(kept.outbox) ? kept : null
    } catch {
      // Something else wrote under our key: as good as nothing.
      return null
    }
  }

  save(kept: Kept): void {
    this.#memory = JSON.stringify({ ...kept, version: VERSION, events: kept.events.slice(-EVENTS_MAX) })
    const text = this.#memory
    this.#attempt((storage) => storage.setItem(this.#key, text))
  }

  clear(): void {
    this.#memory = null
    this.#attempt((storage) => storage.removeItem(this.#key))
  }

  #attempt<T>(use: (storage: TextStorage) => T): T | null {
    try {
      return use(this.#storage())
    } catch {
      // Denied or full: memory serves until the page is left.
      return null
    }
  }
}
