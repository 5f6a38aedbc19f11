import type { PlainDate } from '../date.ts'

/** Days since 1970-01-01, so that date arithmetic is whole-number arithmetic. */
export type DayNumber = number

const DAY_MS = 86_400_000
const JST_OFFSET_MS = 9 * 3_600_000

/** The day number of a civil date, or null when the calendar has no such day (30 February). */
export function dayNumber(year: number, month: number, day: number): DayNumber | null {
  if (year < 1900 || year > 2200) return null
  const made = new Date(Date.UTC(year, month - 1, day))
  const exists = made.getUTCFullYear() === year && made.getUTCMonth() === month - 1 && made.getUTCDate() === day
  return exists ? made.getTime() / DAY_MS : null
}

/** The civil day in Asia/Tokyo at an ISO instant; NaN when the instant cannot be read. */
export function tokyoDay(instant: string): DayNumber {
  return Math.floor((Date.parse(instant) + JST_OFFSET_MS) / DAY_MS)
}

/** Year, month (1–12) and day of a day number. */
export function civil(day: DayNumber): { year: number; month: number; day: number } {
  const at = new Date(day * DAY_MS)
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() }
}

/** `YYYY-MM-DD` of a day number. */
export function plainDate(day: DayNumber): PlainDate {
  return new Date(day * DAY_MS).toISOString().slice(0, 10)
}

/** Monday = 0 … Sunday = 6. */
export function weekday(day: DayNumber): number {
  return (((day + 3) % 7) + 7) % 7
}

/** The last day of a month; months outside 1–12 roll into the neighbouring years. */
export function monthEnd(year: number, month: number): DayNumber {
  return Date.UTC(year, month, 0) / DAY_MS
}

/** The first day of a month; months outside 1–12 roll into the neighbouring years. */
export function monthStart(year: number, month: number): DayNumber {
  return Date.UTC(year, month - 1, 1) / DAY_MS
}

/** The same day of the month some months away, held at the end of shorter months. */
export function addMonths(day: DayNumber, months: number): DayNumber {
  const at = civil(day)
  const end = monthEnd(at.year, at.month + months)
  return Math.min(monthStart(at.year, at.month + months) + at.day - 1, end)
}
