import holidayJp from '@holiday-jp/holiday_jp'
import { addDaysTo, minuteOfDay, type PlainDate, toPlainDate, weekdayOf } from './date.ts'

/** Sunday first, as `weekdayOf` counts. */
export const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const
export type Weekday = (typeof WEEKDAYS)[number]

/** From and to in Tokyo time, `HH:MM`; the end itself is closed, `24:00` is midnight. */
export type OpeningSpan = readonly [from: string, to: string]

/** When a desk answers, as its owner publishes it. */
export interface WeeklyHours {
  /** A weekday that is not named is closed; the spans of a day are in order. */
  readonly weekly: Readonly<Partial<Record<Weekday, readonly OpeningSpan[]>>>
  readonly closedOnPublicHolidays: boolean
  /** Days of every year (`MM-DD`, inclusive) for which no hours are published, e.g. New Year. */
  readonly unpublished?: { readonly from: string; readonly to: string }
}

/** `always` is a desk that never closes. */
export type DeskHours = 'always' | WeeklyHours

/** Why a desk is closed at the moment asked about. */
export type ClosedBecause = 'before-opening' | 'after-closing' | 'weekday' | 'public-holiday'

export interface Opening {
  readonly open: boolean
  /** When it opens next; null while open, or when it never does. */
  readonly opensAt: { readonly date: PlainDate; readonly time: string } | null
  readonly closedBecause: ClosedBecause | null
  /** The public holidays, today or on the way to `opensAt`, without which the desk would have opened. */
  readonly holidays: readonly { readonly date: PlainDate; readonly name: string }[]
  /** The answer rests on a day for which no hours are published: say it with a reservation. */
  readonly uncertain: boolean
}

/** No desk we can name is closed for longer. */
const SEARCH_DAYS = 60

const HOLIDAYS: ReadonlyMap<string, { readonly name: string }> = new Map(Object.entries(holidayJp.holidays))

/** The Japanese name of a public holiday, substitute holidays included; null on ordinary days. Known for 1970–2050. */
export function publicHoliday(date: PlainDate): string | null {
  return HOLIDAYS.get(date)?.name ?? null
}

/**
 * Whether a desk is open at an instant, and when it opens next.
 *
 * @param atMs epoch ms
 */
export function nextOpening(atMs: number, hours: DeskHours): Opening {
  if (hours === 'always') return { open: true, opensAt: null, closedBecause: null, holidays: [], uncertain: false }
  const today = toPlainDate(atMs)
  const minute = minuteOfDay(atMs)
  const spans = spansOn(today, hours)
  if (spans.some(([from, to]) => minutes(from) <= minute && minute < minutes(to))) {
    return { open: true, opensAt: null, closedBecause: null, holidays: [], uncertain: isUnpublished(today, hours) }
  }
  const opensAt = findOpening(today, minute, hours)
  return {
    open: false,
    opensAt,
    closedBecause: whyClosed(today, minute, hours),
    holidays: holidaysBetween(today, opensAt?.date ?? today, hours),
    uncertain: opensAt !== null && isUnpublished(opensAt.date, hours),
  }
}

function findOpening(today: PlainDate, minute: number, hours: WeeklyHours): Opening['opensAt'] {
  for (let ahead = 0; ahead <= SEARCH_DAYS; ahead++) {
    const date = addDaysTo(today, ahead)
    const span = spansOn(date, hours).find(([from]) => ahead > 0 || minutes(from) > minute)
    if (span) return { date, time: span[0] }
  }
  return null
}

function whyClosed(today: PlainDate, minute: number, hours: WeeklyHours): ClosedBecause {
  const regular = regularSpans(today, hours)
  if (regular.length === 0) return 'weekday'
  if (spansOn(today, hours).length === 0) return 'public-holiday'
  return regular.some(([from]) => minutes(from) > minute) ? 'before-opening' : 'after-closing'
}

function holidaysBetween(from: PlainDate, to: PlainDate, hours: WeeklyHours): Opening['holidays'] {
  if (!hours.closedOnPublicHolidays) return []
  const found: { date: PlainDate; name: string }[] = []
  for (let date = from; date <= to; date = addDaysTo(date, 1)) {
    const name = publicHoliday(date)
    if (name && regularSpans(date, hours).length > 0) found.push({ date, name })
  }
  return found
}

function spansOn(date: PlainDate, hours: WeeklyHours): readonly OpeningSpan[] {
  return hours.closedOnPublicHolidays && publicHoliday(date) ? [] : regularSpans(date, hours)
}

function regularSpans(date: PlainDate, { weekly }: WeeklyHours): readonly OpeningSpan[] {
  return weekly[WEEKDAYS[weekdayOf(date)] ?? 'sun'] ?? []
}

function isUnpublished(date: PlainDate, { unpublished }: WeeklyHours): boolean {
  if (!unpublished) return false
  const { from, to } = unpublished
  const monthDay = date.slice(5)
  return from <= to ? monthDay >= from && monthDay <= to : monthDay >= from || monthDay <= to
}

function minutes(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
}
