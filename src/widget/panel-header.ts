import type { ClientState } from './client-state.ts'
import { element } from './element.ts'
import { Menu, type MenuItem } from './menu.ts'
import * as strings from './strings.ts'

/** Who is speaking here, what is seldom wanted, and the way out. */
export class PanelHeader {
  readonly node: HTMLElement
  readonly menu: Menu
  readonly #note = element('p', { 'aria-live': 'polite' }, strings.note)

  constructor(heading: string, items: readonly MenuItem[], buttons: readonly Node[]) {
    this.menu = new Menu(items)
    const title = element('h2', { id: 'heading' }, heading)
    this.node = element('header', {}, element('div', {}, title, this.#note), this.menu.node, ...buttons)
  }

  update({ events }: ClientState): void {
    const isPerson = events.findLast(({ role }) => role !== 'customer')?.role === 'operator'
    const note = isPerson ? strings.withOperator : strings.note
    // The same words put in anew would be read out anew.
    if (this.#note.textContent !== note) this.#note.textContent = note
  }
}
