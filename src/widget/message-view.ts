import { DESK_LANGUAGE, type ServerEvent, type WireChoice } from '../protocol.ts'
import { cardContent } from './card-view.ts'
import { ChoiceGroup } from './choice-group.ts'
import { button, element, spoken } from './element.ts'
import { FormView } from './form-view.ts'
import { linkedText } from './linked-text.ts'
import { PHRASE_END } from './phrase-end.ts'
import * as strings from './strings.ts'
import type { ChoiceState, Outgoing } from './timeline.ts'

const CLOCK = new Intl.DateTimeFormat(strings.locale, { hour: '2-digit', minute: '2-digit' })

export interface MessageActions {
  readonly choose: (question: ServerEvent, choice: WireChoice) => void
  /** Sends what was filled into a form. */
  readonly fill: (text: string) => void
  readonly resend: (cid: string) => void
  readonly discard: (cid: string) => void
}

/** One bubble that has been said and stays as it is, but for what can be answered. */
export class MessageView {
  readonly node: HTMLElement
  readonly #choices: ChoiceGroup | null = null
  readonly #form: FormView | null = null

  constructor(event: ServerEvent, actions: MessageActions) {
    const { role, choices = [], view } = event
    if (choices.length > 0) this.#choices = new ChoiceGroup(choices, (choice) => actions.choose(event, choice))
    if (view?.type === 'form') this.#form = new FormView(view, actions.fill)
    this.node = element(
      'div',
      { class: `message ${role}`, 'data-seq': `${event.seq}`, ...(event.key && { 'data-key': event.key }) },
      ...(role === 'operator' ? [element('p', { class: 'badge', 'aria-hidden': 'true' }, strings.operatorBadge)] : []),
      ...(view?.type === 'confirm' ? [element('p', { class: 'badge' }, strings.confirm)] : []),
      eventBubble(event),
      time(event.at),
      ...[this.#form, this.#choices].flatMap((part) => part?.node ?? []),
    )
    if (view) this.node.dataset.view = view.type
  }

  update(state: ChoiceState): void {
    this.#choices?.update(state)
    this.#form?.close(state.state === 'closed')
  }
}

function eventBubble({ role, text, view }: ServerEvent): HTMLElement {
  if (role === 'customer') return bubble(role, [text])
  const made = bubble(role, view?.type === 'card' ? cardContent(view) : linkedText(text))
  if (view?.type === 'card') made.classList.add('card', view.kind)
  // Cut into phrases by the server: lines break at their ends only.
  if (text.includes(PHRASE_END)) made.classList.add('cut')
  return made
}

/** A message of ours on its way: waiting, or failed with two ways out. */
export class OutgoingView {
  readonly node: HTMLElement
  readonly #foot = element('div', { class: 'foot' })
  readonly #actions: MessageActions
  #shown = ''

  constructor(item: Outgoing, actions: MessageActions) {
    this.#actions = actions
    this.node = element('div', { class: 'message customer', 'data-cid': item.cid })
    this.node.append(bubble('customer', [item.label]), this.#foot)
    this.update(item)
  }

  /** True when it looks different now. */
  update(item: Outgoing): boolean {
    const shown = `${item.state} ${item.notice ?? ''}`
    if (shown === this.#shown) return false
    this.#shown = shown
    this.node.toggleAttribute('data-failed', item.state === 'failed')
    this.#foot.replaceChildren(...(item.state === 'sending' ? [strings.sending] : this.#waysOut(item)))
    return true
  }

  #waysOut({ cid, notice }: Outgoing): readonly Node[] {
    return [
      element('p', { class: 'alarm' }, notice ?? strings.failed),
      button({ class: 'small' }, () => this.#actions.resend(cid), strings.resend),
      button({ class: 'small' }, () => this.#actions.discard(cid), strings.discard),
    ]
  }
}

function bubble(role: ServerEvent['role'], content: readonly (Node | string)[]): HTMLElement {
  return element('div', { class: 'bubble', lang: DESK_LANGUAGE }, spoken(strings.speakers[role]), ...content)
}

function time(at: number): HTMLTimeElement {
  return element('time', { datetime: new Date(at).toISOString() }, CLOCK.format(at))
}
