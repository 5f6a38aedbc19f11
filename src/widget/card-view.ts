import type { WireView } from '../protocol.ts'
import { element, spoken } from './element.ts'
import { linkedText } from './linked-text.ts'

/** A decision, details or a receipt laid out: the same words as the text, easier to find again. */
export function cardContent({ title, rows }: Extract<WireView, { type: 'card' }>): readonly Node[] {
  return [
    element('p', { class: 'title' }, ...linkedText(title)),
    ...rows.map(({ label, value }) => {
      const words = element('span', {}, ...linkedText(value))
      return label
        ? element('p', { class: 'row' }, element('b', {}, label, spoken('：')), words)
        : element('p', {}, words)
    }),
  ]
}
