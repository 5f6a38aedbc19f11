import { addYearsTo, type PlainDate } from './date.ts'
import type { Expects, StateMeta } from './flow.ts'

/**
 * How a channel may show a message besides its text. The text always says everything: a channel that does not
 * know a view shows the text.
 */
export type View = Card | LinkButton | QuestionView

/** The text of a message laid out: title and rows, joined by line breaks, are the text and nothing else. */
export interface Card {
  readonly type: 'card'
  readonly kind: CardKind
  readonly title: string
  readonly rows: readonly CardRow[]
}

/** What the rules say, what is about to be done, or what was done. */
export type CardKind = 'decision' | 'details' | 'receipt'

/** One line of a card: a labelled value (受付番号：R-…), or a whole sentence. */
export interface CardRow {
  readonly label?: string
  readonly value: string
}

/** A page to open; the text says its address as well. */
export interface LinkButton {
  readonly type: 'link'
  readonly label: string
  readonly url: string
}

/** How a question wants to be shown. */
export type QuestionView = FinalConfirmation | DateQuestion | FormQuestion

/** One of the choices carries out what cannot be taken back. */
export interface FinalConfirmation {
  readonly type: 'confirm'
}

/** A day of the past is asked for; it may be picked from a calendar. */
export interface DateQuestion {
  readonly type: 'date'
  readonly min: PlainDate
  readonly max: PlainDate
}

/** Values are asked for; they may be filled into labelled fields, and are sent as the lines of one message. */
export interface FormQuestion {
  readonly type: 'form'
  readonly fields: readonly FieldName[]
}

/** What a field is for; order number and address are the facts of the same name. */
export type FieldName = 'orderNumber' | 'email' | 'code'

/** The fields of a question; those after the first are what would be asked next, unless it is known already. */
const FIELDS: Partial<Record<Expects, readonly FieldName[]>> = {
  orderNumber: ['orderNumber', 'email'],
  email: ['email'],
  code: ['code'],
}

/** Charges older than the longest term that can be reached have no window left; typing knows no bounds anyway. */
const PICKABLE_YEARS = 5

/** Where a question is asked: the state it rests in, what is known there, and the day. */
export interface Asking {
  readonly meta: StateMeta
  readonly known: Readonly<Record<string, unknown>>
  readonly today: PlainDate
}

/** How the question of a resting state wants to be shown: a final confirmation exactly where an answer may act. */
export function questionView({ meta, known, today }: Asking): QuestionView | null {
  if (meta.aside || meta.busy) return null
  if (meta.acts) return { type: 'confirm' }
  if (meta.expects === 'date') return { type: 'date', min: addYearsTo(today, -PICKABLE_YEARS), max: today }
  const fields = FIELDS[meta.expects]?.filter((name, index) => index === 0 || known[name] == null)
  return fields ? { type: 'form', fields } : null
}

/** Between a row's label and its value, in sentences and in cards alike. */
export const LABEL_MARK = '：'

/** The text a card lays out. */
export function textOfCard({ title, rows }: Card): string {
  const lines = rows.map(({ label, value }) => (label === undefined ? value : `${label}${LABEL_MARK}${value}`))
  return [title, ...lines].join('\n')
}
