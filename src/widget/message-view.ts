import type { ServerEvent, WireChoice } from '../protocol.ts'
import { element, spoken } from './element.ts'
import { linkedText } from './linked-text.ts'
import { strings } from './strings.ts'
import type { ChoiceState, Outgoing } from './timeline.ts'

const SPEAKER = { customer: strings.customer, bot: strings.bot, operator: strings.operator } as const

const CLOCK = new Intl.DateTimeFormat('ja-JP', { hour: '2-digit', minute: '2-digit' })

export interface MessageActions {
  readonly choose: (question: ServerEvent, choice: WireChoice) => void
  readonly resend: (cid: string) => void
  readonly discard: (cid: string) => void
}

/** One bubble that has been said and stays as it is, but for its choices. */
export class MessageView {
  readonly node: HTMLElement
  readonly #buttons: readonly HTMLButtonElement[]

  constructor(event: ServerEvent, actions: MessageActions) {
    const { role, choices = [] } = event
    this.#buttons = choices.map((choice) => choiceButton(choice, () => actions.choose(event, choice)))
    this.node = element(
      'div',
      { class: `message ${role}`, 'data-seq': `${event.seq}`, ...(event.key && { 'data-key': event.key }) },
      ...(role === 'operator' ? [element('p', { class: 'badge', 'aria-hidden': 'true' }, strings.operatorBadge)] : []),
      bubble(role, role === 'customer' ? [event.text] : linkedText(event.text)),
      time(event.at),
      ...(choices.length > 0 ? [this.#choiceGroup()] : []),
    )
  }

  /** Choices are never taken away: used ones stay to be read and keep the focus, but do nothing. */
  update(choices: ChoiceState): void {
    const isClosed = choices.state === 'closed'
    for (const button of this.#buttons) {
      const isChosen = isClosed && choices.chosen === button.dataset.choice
      button.toggleAttribute('data-chosen', isChosen)
      button.setAttribute('aria-disabled', `${isClosed}`)
      button.tabIndex = isClosed ? -1 : 0
      const mark = button.querySelector('.spoken')
      if (mark) mark.textContent = isChosen ? strings.chosen : ''
    }
  }

  #choiceGroup(): HTMLElement {
    return element('div', { class: 'choices', role: 'group', 'aria-label': strings.choices }, ...this.#buttons)
  }
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

  update(item: Outgoing): void {
    const shown = `${item.state} ${item.notice ?? ''}`
    if (shown === this.#shown) return
    this.#shown = shown
    this.node.toggleAttribute('data-failed', item.state === 'failed')
    this.#foot.replaceChildren(...(item.state === 'sending' ? [strings.sending] : this.#waysOut(item)))
  }

  #waysOut({ cid, notice }: Outgoing): readonly Node[] {
    return [
      element('p', {}, notice ?? strings.failed),
      smallButton(strings.resend, () => this.#actions.resend(cid)),
      smallButton(strings.discard, () => this.#actions.discard(cid)),
    ]
  }
}

function bubble(role: ServerEvent['role'], content: readonly (Node | string)[]): HTMLElement {
  return element('div', { class: 'bubble' }, spoken(SPEAKER[role]), ...content)
}

function choiceButton(choice: WireChoice, act: () => void): HTMLButtonElement {
  const attributes = { type: 'button', class: 'choice', 'data-choice': choice.id }
  const button = element('button', attributes, spoken(''), choice.label)
  button.addEventListener('click', () => {
    if (button.getAttribute('aria-disabled') !== 'true') act()
  })
  return button
}

function smallButton(label: string, act: () => void): HTMLButtonElement {
  const button = element('button', { type: 'button', class: 'small' }, label)
  button.addEventListener('click', act)
  return button
}

function time(at: number): HTMLTimeElement {
  return element('time', { datetime: new Date(at).toISOString() }, CLOCK.format(at))
}
