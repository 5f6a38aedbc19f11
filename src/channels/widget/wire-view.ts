import words from '../../../locales/ja/form.json' with { type: 'json' }
import type { FieldName, LinkButton, View } from '../../core/view.ts'
import type { WireField, WireView } from '../../protocol.ts'

/** Marks in a text where its lines may end (U+200B); nothing else changes. */
export type Mark = (text: string) => string

/** How a view goes to the widget, with the words of its fields. A card's words may break where its text's may. */
export function wireView(view: Exclude<View, LinkButton>, mark: Mark): WireView {
  const { required } = words
  switch (view.type) {
    case 'confirm':
      return view
    case 'card':
      return { ...view, title: mark(view.title), rows: view.rows.map((row) => ({ ...row, value: mark(row.value) })) }
    case 'form':
      return { type: 'form', required, send: words.send, fields: view.fields.map((name) => FIELDS[name]) }
    case 'date': {
      const { min, max } = view
      return {
        type: 'form',
        required,
        send: words.sendDate,
        fields: [{ ...words.fields.date, type: 'date', min, max }],
      }
    }
  }
}

/**
 * The shapes are wider than anything the conversation reads as such a value: a form spares a customer an obvious
 * slip, and what a value is worth is never its business.
 */
const FIELDS: Readonly<Record<FieldName, WireField>> = {
  orderNumber: { ...words.fields.orderNumber, type: 'text', autocomplete: 'off', pattern: '(\\d\\D*){6}' },
  // No `type=email`: browsers rewrite or refuse full-width characters in it, and here they are allowed.
  email: {
    ...words.fields.email,
    type: 'text',
    autocomplete: 'email',
    inputmode: 'email',
    pattern: '@|アット|あっと|[(\\[]at',
  },
  code: {
    ...words.fields.code,
    type: 'text',
    autocomplete: 'one-time-code',
    inputmode: 'numeric',
    pattern: '(\\d\\D*){6}',
  },
}
