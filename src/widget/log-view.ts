import type { ClientState } from './client.ts'
import { element } from './element.ts'
import { type MessageActions, MessageView, OutgoingView } from './message-view.ts'
import { strings } from './strings.ts'
import { choiceState } from './timeline.ts'

/** Closer to the end than this counts as being there (px). */
const NEAR_END_PX = 80

/** The conversation as a list that only ever grows at its end, so that a screen reader reads what is new. */
export class LogView {
  readonly node: HTMLElement
  readonly #list = element('div', { class: 'list' })
  readonly #working: HTMLElement
  readonly #actions: MessageActions
  readonly #messages = new Map<number, MessageView>()
  readonly #outgoing = new Map<string, OutgoingView>()
  #isPainted = false

  constructor(actions: MessageActions) {
    this.#actions = actions
    const dots = [element('i'), element('i'), element('i')]
    this.#working = element('div', { class: 'working', 'aria-hidden': 'true', hidden: '' }, ...dots)
    // History is painted in silence; the first new words are the first to be read out.
    const attributes = { class: 'log', role: 'log', tabindex: '0', 'aria-label': strings.log, 'aria-live': 'off' }
    this.node = element('div', attributes, this.#list, this.#working)
  }

  update(state: ClientState): void {
    const wasNearEnd = this.#isNearEnd
    const before = this.#list.childElementCount
    this.#showEvents(state)
    this.#showOutbox(state)
    this.#working.hidden = !state.isWorking
    if (wasNearEnd || this.#list.childElementCount > before) this.scrollToEnd()
    if (!this.#isPainted && state.events.length > 0) this.#startTalking()
  }

  scrollToEnd(): void {
    this.node.scrollTop = this.node.scrollHeight
  }

  #startTalking(): void {
    this.#isPainted = true
    setTimeout(() => this.node.removeAttribute('aria-live'), 500)
  }

  #showEvents({ events, outbox }: ClientState): void {
    const known = new Set(events.map(({ seq }) => seq))
    for (const [seq, view] of this.#messages) if (!known.has(seq)) this.#remove(this.#messages, seq, view.node)
    let previous: Element | null = null
    for (const event of events) {
      const view = this.#messages.get(event.seq) ?? new MessageView(event, this.#actions)
      if (!this.#messages.has(event.seq)) {
        this.#messages.set(event.seq, view)
        if (previous) previous.after(view.node)
        else this.#list.prepend(view.node)
      }
      if (event.choices) view.update(choiceState(event, events, outbox))
      previous = view.node
    }
  }

  #showOutbox({ outbox }: ClientState): void {
    const known = new Set(outbox.map(({ cid }) => cid))
    for (const [cid, view] of this.#outgoing) if (!known.has(cid)) this.#remove(this.#outgoing, cid, view.node)
    for (const item of outbox) {
      const view = this.#outgoing.get(item.cid)
      if (view) {
        view.update(item)
      } else {
        const made = new OutgoingView(item, this.#actions)
        this.#outgoing.set(item.cid, made)
        this.#list.append(made.node)
      }
    }
  }

  #remove<K>(views: Map<K, unknown>, key: K, node: Element): void {
    views.delete(key)
    node.remove()
  }

  get #isNearEnd(): boolean {
    const { scrollHeight, scrollTop, clientHeight } = this.node
    return scrollHeight - scrollTop - clientHeight < NEAR_END_PX
  }
}
