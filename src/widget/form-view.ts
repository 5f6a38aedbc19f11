import type { WireField, WireForm } from '../protocol.ts'
import { maskCardNumbers } from './card-number.ts'
import { element } from './element.ts'
import { plainWidth } from './plain-width.ts'
import * as strings from './strings.ts'

/** What the server may say of an input: nothing that runs. */
const ATTRIBUTES = ['type', 'min', 'max', 'autocomplete', 'inputmode'] as const

/** Fields under a question; what they hold could as well be typed into the composer. */
export class FormView {
  readonly node: HTMLFormElement
  readonly #fields: readonly Field[]
  readonly #send: HTMLButtonElement

  constructor({ fields, required, send }: WireForm, onSend: (text: string) => void) {
    this.#fields = fields.map((field) => new Field(field, required))
    this.#send = element('button', { class: 'choice' }, send)
    this.node = element(
      'form',
      { class: 'fields', novalidate: '' },
      ...this.#fields.map(({ node }) => node),
      this.#send,
    )
    this.node.addEventListener('submit', (event) => {
      event.preventDefault()
      if (this.#send.ariaDisabled === 'true') return
      const [wrong] = this.#fields.filter((field) => !field.check())
      if (wrong) wrong.input.focus()
      else onSend(this.#fields.map(({ value }) => value).join('\n'))
    })
  }

  /** Used, it stays to be read; the focus is not taken from it. */
  close(isClosed: boolean): void {
    const inputs = this.#fields.map(({ input }) => input)
    for (const input of inputs) input.readOnly = isClosed
    for (const node of [...inputs, this.#send]) {
      node.ariaDisabled = `${isClosed}`
      node.tabIndex = isClosed ? -1 : 0
    }
  }
}

/** Of all forms on the page: what is wrong with a field is named by an id. */
let count = 0

class Field {
  readonly node: HTMLElement
  readonly input = element('input', { required: '' })
  readonly #field: WireField
  readonly #error = element('p', { class: 'alarm' })

  constructor(field: WireField, required: string) {
    this.#field = field
    for (const name of ATTRIBUTES) if (field[name]) this.input.setAttribute(name, field[name])
    this.#error.id = `e${++count}`
    this.input.setAttribute('aria-describedby', this.#error.id)
    const label = element('label', {}, field.label, element('b', { class: 'badge' }, required), this.input)
    this.node = element('div', {}, label, this.#error)
  }

  /** What is sent; the field itself stays as it was typed. */
  get value(): string {
    const value = plainWidth(this.input.value)
    const [year, month, day] = value.split('-').map(Number)
    return this.#field.type === 'date' ? `${year}年${month}月${day}日` : value
  }

  /** Says what is wrong; true when nothing is. */
  check(): boolean {
    const { error, pattern = '' } = this.#field
    const isCard = maskCardNumbers(this.value) !== this.value
    const isWrong = isCard || !this.input.validity.valid || !RegExp(pattern).test(this.value)
    this.#error.textContent = isWrong ? (isCard ? strings.cardNumber : error) : ''
    this.input.ariaInvalid = `${isWrong}`
    return !isWrong
  }
}
