import { lang } from './strings.ts'

/** Builds an element: attributes by name, children as nodes or text. No string is ever read as HTML. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  made.append(...children)
  return made
}

/** Builds a button that does something. */
export function button(
  attributes: Readonly<Record<string, string>>,
  act: () => void,
  ...children: readonly (Node | string)[]
): HTMLButtonElement {
  const made = element('button', { type: 'button', ...attributes }, ...children)
  made.addEventListener('click', act)
  return made
}

/** Words of the widget's own for screen readers only. */
export function spoken(text: string): HTMLSpanElement {
  return element('span', { class: 'spoken', lang }, text)
}
