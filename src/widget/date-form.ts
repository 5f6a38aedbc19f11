import type { WireView } from '../protocol.ts'
import { element } from './element.ts'
import * as strings from './strings.ts'

/** The browser's own calendar under a question for a day; typing the day in words works as well. */
export class DateForm {
  readonly node: HTMLFormElement
  readonly #input: HTMLInputElement
  readonly #send = element('button', { class: 'choice' }, strings.sendDate)

  constructor({ min, max }: Extract<WireView, { type: 'date' }>, onDate: (text: string) => void) {
    this.#input = element('input', { type: 'date', min, max, required: '', 'aria-label': strings.date })
    this.node = element('form', { class: 'date' }, this.#input, this.#send)
    this.node.addEventListener('submit', (event) => {
      event.preventDefault()
      const [year, month, day] = this.#input.value.split('-').map(Number)
      if (!this.#input.disabled) onDate(`${year}年${month}月${day}日`)
    })
  }

  close(isClosed: boolean): void {
    this.#input.disabled = isClosed
    this.#send.setAttribute('aria-disabled', `${isClosed}`)
  }
}
