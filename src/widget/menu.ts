import { button, element } from './element.ts'
import * as strings from './strings.ts'

export interface MenuItem {
  readonly label: string
  /** An address to go to, or what to do. */
  readonly act: string | (() => void)
  /** Asked before it is done: what cannot be taken back needs a second press. */
  readonly sure?: string
}

/** What is seldom wanted, behind a button in the header. */
export class Menu {
  readonly node: HTMLElement
  readonly #list = element('ul', { class: 'menu', hidden: '' })
  readonly #button = button({ class: 'icon dots', 'aria-label': strings.menu }, () =>
    this.#show(this.#list.hidden === true),
  )

  constructor(items: readonly MenuItem[]) {
    this.node = element('div', { class: 'corner' }, this.#button, this.#list)
    this.#list.append(...items.map((item) => element('li', {}, this.#entry(item))))
    this.node.addEventListener('focusout', ({ relatedTarget }) => {
      if (!this.node.contains(relatedTarget as Node | null)) this.#show(false)
    })
    this.#show(false)
  }

  /** True when it was open. */
  close(): boolean {
    if (this.#list.hidden) return false
    this.#show(false)
    this.#button.focus()
    return true
  }

  #entry({ label, act, sure }: MenuItem): HTMLElement {
    if (typeof act === 'string') return element('a', { href: act, target: '_blank', rel: 'noopener' }, label)
    const onPress = () => {
      if (sure && made.textContent !== sure) {
        made.textContent = sure
        return
      }
      this.close()
      act()
    }
    const made = button({}, onPress, label)
    if (sure) made.addEventListener('blur', () => made.replaceChildren(label))
    return made
  }

  #show(isShown: boolean): void {
    this.#list.hidden = !isShown
    this.#button.ariaExpanded = `${isShown}`
  }
}
