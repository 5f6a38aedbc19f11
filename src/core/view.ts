import { addYearsTo, type PlainDate } from './date.ts'
import type { StateMeta } from './flow.ts'

/**
 * How a channel may show a message besides its text. The text always says everything: a channel that does not
 * know a view shows the text.
 */
export type View = Card | QuestionView

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

/** How a question wants to be shown. */
export type QuestionView = FinalConfirmation | DateQuestion

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

/** Charges older than the longest term that can be reached have no window left; typing knows no bounds anyway. */
const PICKABLE_YEARS = 5

/** How the question of a resting state wants to be shown: a final confirmation exactly where an answer may act. */
export function questionView(meta: StateMeta, today: PlainDate): QuestionView | null {
  if (meta.aside || meta.busy) return null
  if (meta.acts) return { type: 'confirm' }
  return meta.expects === 'date' ? { type: 'date', min: addYearsTo(today, -PICKABLE_YEARS), max: today } : null
}

/** Between a row's label and its value, in sentences and in cards alike. */
export const LABEL_MARK = '：'

/** The text a card lays out. */
export function textOfCard({ title, rows }: Card): string {
  const lines = rows.map(({ label, value }) => (label === undefined ? value : `${label}${LABEL_MARK}${value}`))
  return [title, ...lines].join('\n')
}
