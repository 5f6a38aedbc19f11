import { TEXT_MAX } from '../protocol.ts'
import { maskCardNumbers } from './card-number.ts'
import { button, element } from './element.ts'
import type { KeptText } from './kept-text.ts'
import * as strings from './strings.ts'

/** How near the limit the count begins to show (characters). */
const COUNT_FROM = 200

export interface ComposerOptions {
  readonly onSend: (text: string) => void
  readonly draft: KeptText
  /** Enter begins a new line; it does on a phone in any case, where the button sends. */
  readonly isEnterNewline: boolean
}

/** Where the customer types. What is typed is kept over a reload. */
export class Composer {
  readonly node: HTMLFormElement
  readonly input: HTMLTextAreaElement
  readonly #send: HTMLButtonElement
  readonly #count = element('p', { class: 'count', id: 'count', hidden: '' })
  readonly #warning = element('div', { class: 'warning', role: 'alert' })
  readonly #onSend: (text: string) => void
  readonly #draft: KeptText
  readonly #isEnterNewline: boolean

  constructor(options: ComposerOptions) {
    this.#onSend = options.onSend
    this.#draft = options.draft
    this.#isEnterNewline = options.isEnterNewline || isTouch()
    this.input = element('textarea', {
      rows: '1',
      'aria-label': strings.input,
      'aria-describedby': 'count',
      placeholder: strings.placeholder,
      enterkeyhint: this.#isEnterNewline ? 'enter' : 'send',
      autocomplete: 'off',
    })
    this.input.value = options.draft.load() ?? ''
    this.#send = element('button', { type: 'submit', class: 'send' }, strings.send)
    this.node = element('form', { class: 'composer' }, this.#warning, this.input, this.#send, this.#count)
    this.node.addEventListener('submit', (event) => {
      event.preventDefault()
      this.#submit()
    })
    this.input.addEventListener('input', () => this.refresh())
    this.input.addEventListener('keydown', (event) => this.#onKey(event))
    this.refresh()
  }

  /** Puts words back, e.g. of a message that was taken back, without losing what is being typed. */
  putBack(text: string): void {
    this.input.value = [text, this.input.value].filter((part) => part !== '').join('\n')
    this.refresh()
    this.input.focus()
  }

  clear(): void {
    this.input.value = ''
    this.refresh()
  }

  /** Fits the height and the count to what is typed. */
  refresh(): void {
    this.#draft.save(this.input.value)
    this.#warning.replaceChildren()
    this.input.style.height = 'auto'
    this.input.style.height = `${this.input.scrollHeight}px`
    const left = TEXT_MAX - [...this.input.value.trim()].length
    this.#count.hidden = left > COUNT_FROM
    this.#count.textContent = left >= 0 ? strings.tooLong(left) : strings.tooLongOver(-left)
    this.#send.setAttribute('aria-disabled', `${left < 0 || left === TEXT_MAX}`)
  }

  /** Where the focus belongs once something was sent: on touch the keyboard would cover the answer. */
  takeFocus(): void {
    const next = isTouch() ? this.#send : this.input
    next.focus()
  }

  #onKey(event: KeyboardEvent): void {
    // 229: Safari ends the composition before this key, which still belongs to it.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return
    if (this.#isEnterNewline && !event.ctrlKey && !event.metaKey) return
    event.preventDefault()
    this.#submit()
  }

  #submit(): void {
    if (this.#send.getAttribute('aria-disabled') === 'true') return
    const text = this.input.value
    const masked = maskCardNumbers(text)
    if (masked === text) this.#sendOff(text)
    else this.#warn(text, masked)
  }

  /** Nothing leaves before the customer has seen this; what leaves then is the customer's to say. */
  #warn(text: string, masked: string): void {
    const way = (label: string, words: string) => button({ class: 'small' }, () => this.#sendOff(words), label)
    this.#warning.replaceChildren(
      element('p', { class: 'alarm' }, strings.cardNumber),
      way(strings.sendMasked, masked),
      way(strings.sendAnyway, text),
    )
  }

  #sendOff(text: string): void {
    this.#onSend(text)
    this.clear()
    this.takeFocus()
  }
}

function isTouch(): boolean {
  return matchMedia('(pointer: coarse)').matches
}
