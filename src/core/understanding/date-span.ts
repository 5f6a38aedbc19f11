import { civil, type DayNumber } from './calendar.ts'
import { numeral } from './numerals.ts'

/** A stretch of days a piece of text may mean. `from === to` is an exact day. */
export interface Span {
  readonly from: DayNumber
  readonly to: DayNumber
  /** Only the day was named (「19日」): month and year are the nearest, not the customer's. */
  readonly dayOnly?: boolean
}

/** The named groups of a pattern that matched. */
export type DateWords = Readonly<Record<string, string | undefined>>

/** What bare dates are resolved against. */
export interface DateFrame {
  readonly today: DayNumber
  readonly future: boolean
  /** Year and month of an earlier date in the same text, for "9月20日か21日". */
  readonly month: { readonly year: number; readonly month: number } | null
}

/** One way of writing a date. `read` answers null when the words are no possible date. */
export interface DateForm {
  readonly name: string
  readonly pattern: RegExp
  /** Letters of which a text must have one for the form to be tried at all; empty: always tried. */
  readonly needs: string
  /** Dates with figures beat words like 今日 when a text names both. */
  readonly weight: number
  /** Leaves the month open to a later bare day ("9月20日か21日"). */
  readonly opensMonth?: boolean
  read(groups: DateWords, frame: DateFrame): Span | null
}

/** A span of one day; null stays null. */
export const exact = (day: DayNumber | null): Span | null => (day === null ? null : { from: day, to: day })

const ERA_START: Readonly<Record<string, number>> = {
  令: 2018,
  れ: 2018,
  r: 2018,
  平: 1988,
  へ: 1988,
  h: 1988,
  昭: 1925,
  s: 1925,
}

function yearOfWord(word: string, today: DayNumber): number {
  const { year } = civil(today)
  if (/一昨年|おととし/.test(word)) return year - 2
  if (/去|昨|きょ|さく|前年/.test(word)) return year - 1
  if (/再来|さらい/.test(word)) return year + 2
  return /来|らい/.test(word) ? year + 1 : year
}

/** The year the words give, by figure, era, word or distance; null when they give none. */
export function givenYear(groups: DateWords, today: DayNumber): number | null {
  if (groups.yearWord) return yearOfWord(groups.yearWord, today)
  if (groups.yearsAgo) return civil(today).year - numeral(groups.yearsAgo)
  if (groups.era) return (ERA_START[groups.era[0] ?? ''] ?? 0) + numeral(groups.eraYear ?? '')
  if (groups.short) return 2000 + Number(groups.short)
  return groups.year ? numeral(groups.year) : null
}

/** The nearest year in the wanted direction in which the month and day exist and lie there. */
export function nearestYear(frame: DateFrame, spanIn: (year: number) => Span | null): Span | null {
  const { year } = civil(frame.today)
  const step = frame.future ? 1 : -1
  // 29 February waits up to eight years (1896–1904).
  for (let tried = 0; tried <= 8; tried++) {
    const span = spanIn(year + step * tried)
    if (span && (frame.future ? span.to >= frame.today : span.from <= frame.today)) return span
  }
  return null
}
