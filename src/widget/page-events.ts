import type { ClientState } from './client-state.ts'
import { PHRASE_END } from './phrase-end.ts'

/** Tells the page an event by name. */
export type Tell = (name: string, detail: object) => void

/** Tells a page what happens in its chat; not what was said unless asked to: what listens may be an analytics tag. */
export class PageEvents {
  readonly #tell: Tell
  #lastSeq: number | null = null
  #unread = 0
  #connection = 'idle'
  #hasOperator = false
  #failed = 0

  constructor(tell: Tell) {
    this.#tell = tell
  }

  update({ events, unread, connection, outbox }: ClientState, isTextWanted: boolean): void {
    // What a page finds kept from before is no news.
    const after = this.#lastSeq ?? Number.POSITIVE_INFINITY
    for (const { seq, role, text } of events) {
      if (seq > after)
        this.#tell('message', { seq, role, ...(isTextWanted && { text: text.replaceAll(PHRASE_END, '') }) })
    }
    this.#lastSeq = events.at(-1)?.seq ?? 0
    const failed = outbox.filter(({ state }) => state === 'failed').length
    if (failed > this.#failed) this.#tell('error', { failed })
    this.#failed = failed
    if (unread !== this.#unread) this.#tell('unread', { unread })
    this.#unread = unread
    if (connection !== this.#connection) this.#tell('status', { connection })
    this.#connection = connection
    const hasOperator = events.some(({ role }) => role === 'operator')
    if (hasOperator && !this.#hasOperator) this.#tell('handoff', {})
    this.#hasOperator = hasOperator
  }
}
