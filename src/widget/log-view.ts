import type { ServerEvent } from '../protocol.ts'
import type { ClientState } from './client-state.ts'
import { button, element } from './element.ts'
import { Follow } from './follow.ts'
import { type MessageActions, MessageView, OutgoingView } from './message-view.ts'
import * as strings from './strings.ts'
import { choiceState } from './timeline.ts'

/** Hidden below by at least this much, the log says that it goes on (px). */
const MORE_FROM_PX = 40

/** The conversation as a list that only ever grows at its end, so that a screen reader reads what is new. */
export class LogView {
  /** The log, and below it the strip that says that it goes on. */
  readonly node: HTMLElement
  readonly #log: HTMLElement
  readonly #more: HTMLButtonElement
  readonly #list = element('div', { class: 'list' })
  readonly #working: HTMLElement
  readonly #actions: MessageActions
  readonly #messages = new Map<number, MessageView>()
  readonly #outgoing = new Map<string, OutgoingView>()
  readonly #follow: Follow
  /** Questions whose answer is known for good: a later one took their place. */
  readonly #over = new Set<number>()
  #isPainted = false

  /** @param preface said before everything else, by the page rather than by anybody */
  constructor(actions: MessageActions, preface: Node) {
    this.#actions = actions
    const dots = [element('i'), element('i'), element('i')]
    this.#working = element('div', { class: 'working', 'aria-hidden': 'true', hidden: '' }, ...dots)
    // History is painted in silence; the first new words are the first to be read out.
    const attributes = { class: 'log', role: 'log', tabindex: '0', 'aria-label': strings.log, 'aria-live': 'off' }
    this.#log = element('div', attributes, preface, this.#list, this.#working)
    this.#follow = new Follow(this.#log)
    this.#more = this.#moreButton()
    this.node = element('div', { class: 'frame' }, this.#log, this.#more)
  }

  update(state: ClientState): void {
    const isFollowing = this.#follow.isFollowing()
    const added = [...this.#showEvents(state), ...this.#showOutbox(state)]
    this.#working.hidden = !state.isWorking
    const [first] = added
    const isMine = added.some((node) => node.classList.contains('customer'))
    if (first && (isFollowing || isMine)) this.#follow.show(first, Date.now())
    this.#showMore()
    if (!this.#isPainted && state.events.length > 0) this.#startTalking()
  }

  scrollToEnd(): void {
    this.#follow.toEnd()
  }

  /** For eyes only: readers of the log need no hint that there is more of it. */
  #moreButton(): HTMLButtonElement {
    this.#log.addEventListener('scroll', () => this.#showMore())
    const attributes = { class: 'more', tabindex: '-1', 'aria-hidden': 'true', hidden: '' }
    return button(attributes, () => this.#log.scrollBy(0, this.#log.clientHeight * 0.8), strings.more)
  }

  #showMore(): void {
    this.#more.hidden = this.#follow.belowPx < MORE_FROM_PX
  }

  #startTalking(): void {
    this.#isPainted = true
    setTimeout(() => this.#log.removeAttribute('aria-live'), 500)
  }

  /** Gives back the nodes that are new, in order. */
  #showEvents(state: ClientState): readonly HTMLElement[] {
    const { events } = state
    keepOnly(
      this.#messages,
      events.map(({ seq }) => seq),
    )
    const added: HTMLElement[] = []
    let previous: HTMLElement | null = null
    let previousEvent: ServerEvent | null = null
    for (const event of events) {
      let view = this.#messages.get(event.seq)
      if (!view) {
        view = new MessageView(event, this.#actions)
        this.#messages.set(event.seq, view)
        if (previous) previous.after(view.node)
        else this.#list.prepend(view.node)
        added.push(view.node)
      }
      if (isQuestion(event)) this.#updateQuestion(event, view, state)
      if (previous) previous.toggleAttribute('data-joined', isJoined(previousEvent, event))
      previous = view.node
      previousEvent = event
    }
    return added
  }

  #updateQuestion(question: ServerEvent, view: MessageView, state: ClientState): void {
    if (this.#over.has(question.seq)) return
    view.update(choiceState(question, state))
    if (question !== state.events.findLast(isQuestion)) this.#over.add(question.seq)
  }

  /** Gives back the nodes that are new or look different. */
  #showOutbox({ outbox }: ClientState): readonly HTMLElement[] {
    keepOnly(
      this.#outgoing,
      outbox.map(({ cid }) => cid),
    )
    const added: HTMLElement[] = []
    for (const item of outbox) {
      const view = this.#outgoing.get(item.cid)
      if (view) {
        // Ways out of a failure are brought into view like words.
        if (view.update(item)) added.push(view.node)
      } else {
        const made = new OutgoingView(item, this.#actions)
        this.#outgoing.set(item.cid, made)
        this.#list.append(made.node)
        added.push(made.node)
      }
    }
    return added
  }
}

/** Takes away what is no part of the conversation any more. */
function keepOnly<K>(views: Map<K, { readonly node: Element }>, keys: readonly K[]): void {
  const kept = new Set(keys)
  for (const [key, { node }] of views) {
    if (kept.has(key)) continue
    views.delete(key)
    node.remove()
  }
}

function isQuestion({ role, prompt }: ServerEvent): boolean {
  return role !== 'customer' && prompt !== undefined
}

/** Said by the same speaker within the same minute: one time below both is enough. */
function isJoined(before: ServerEvent | null, after: ServerEvent): boolean {
  return before?.role === after.role && Math.floor(before.at / 60_000) === Math.floor(after.at / 60_000)
}
