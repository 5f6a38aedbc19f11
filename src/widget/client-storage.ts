import type { ServerEvent } from '../protocol.ts'
import type { KeptText } from './kept-text.ts'
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

const VERSION = 1
/** Older entries stay on the server. */
const EVENTS_MAX = 200

/** Keeps a conversation for the next page. */
export class ClientStorage {
  readonly #text: KeptText

  constructor(text: KeptText) {
    this.#text = text
  }

  load(): Kept | null {
    const text = this.#text.load()
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
    this.#text.save(JSON.stringify({ ...kept, version: VERSION, events: kept.events.slice(-EVENTS_MAX) }))
  }

  clear(): void {
    this.#text.save(null)
  }
}
