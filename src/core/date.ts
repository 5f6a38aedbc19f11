import { AppError } from '../errors.ts'

/** A calendar date in Asia/Tokyo, `YYYY-MM-DD`. The core never handles clock time. */
export type PlainDate = string

/** Days since 1970-01-01 of a calendar date: what deadlines are counted in. */
export type DayNumber = number

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/** Japan has kept UTC+9 without summer time since 1952, so the offset is a constant. */
const JST_OFFSET_MS = 9 * 60 * MINUTE_MS

const DAYS_PER_ERA = 146_097
const INSTANT =
  /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,9}))?)?(Z|([+-])(\d{2}):(\d{2}))$/

/**
 * The calendar date in Tokyo of an instant (epoch ms, or ISO with offset), or of a plain date itself.
 *
 * @throws {AppError} `date.invalid` when the text is neither, or names a day that does not exist
 */
export function toPlainDate(at: number | string): PlainDate {
  if (typeof at === 'string' && isPlainDate(at)) return at
  return plainDateOf(toDayNumber(typeof at === 'string' ? parseInstant(at) : at))
}

/** Whether a value is a date of the calendar, `YYYY-MM-DD`; 2026-02-30 is not. */
export function isPlainDate(value: unknown): value is PlainDate {
  return typeof value === 'string' && !Number.isNaN(readDate(value))
}

/** The date `days` later (earlier when negative); leap days count like any other. */
export function addDaysTo(date: PlainDate, days: number): PlainDate {
  return plainDateOf(dayNumberOf(date) + days)
}

/** Whole days from one date to another: 0 on the same day, negative backwards. */
export function daysBetween(from: PlainDate, to: PlainDate): number {
  return dayNumberOf(to) - dayNumberOf(from)
}

/** The same day `years` later; 02-29 becomes 02-28 where there is no such day. */
export function addYearsTo(date: PlainDate, years: number): PlainDate {
  const [year, month, day] = partsOf(dayNumberOf(date))
  const target = year + years
  return format(target, month, Math.min(day, lengthOfMonth(target, month)))
}

/** The last day of the month a date is in. */
export function endOfMonth(date: PlainDate): PlainDate {
  const [year, month] = partsOf(dayNumberOf(date))
  return format(year, month, lengthOfMonth(year, month))
}

/** The first day of the calendar month after the one a date is in. */
export function firstOfNextMonth(date: PlainDate): PlainDate {
  const [year, month] = partsOf(dayNumberOf(date))
  return month === 12 ? format(year + 1, 1, 1) : format(year, month + 1, 1)
}

/** 0 is Sunday, 6 is Saturday. */
export function weekdayOf(date: PlainDate): number {
  // 1970-01-01 was a Thursday
  return (((dayNumberOf(date) + 4) % 7) + 7) % 7
}

/**
 * The date a charge counts from, and its instant when the source knows one.
 *
 * @throws {AppError} `date.invalid`
 */
export function parseChargedAt(text: string): { readonly date: PlainDate; readonly atMs: number | null } {
  if (isPlainDate(text)) return { date: text, atMs: null }
  const atMs = parseInstant(text)
  return { date: plainDateOf(toDayNumber(atMs)), atMs }
}

/**
 * Epoch ms of an ISO instant. The offset is required: a clock time without one is not a point in time.
 *
 * @throws {AppError} `date.invalid`
 */
export function parseInstant(text: string): number {
  const match = text.length <= 40 ? INSTANT.exec(text) : null
  const day = match ? readDate(match[1] ?? '') : Number.NaN
  if (!match || Number.isNaN(day)) throw invalid('is neither an ISO instant with offset nor a date of the calendar')
  const [, , hours, minutes, seconds = '0', fraction = '0', , sign, offsetHours = '0', offsetMinutes = '0'] = match
  const offset = Number(offsetHours) * 60 + Number(offsetMinutes)
  // 14:00 is the largest offset in use (Kiritimati)
  if (offset > 14 * 60 || Number(offsetMinutes) > 59) throw invalid('has an offset that no clock uses')
  const clock = (Number(hours) * 60 + Number(minutes) - (sign === '-' ? -offset : offset)) * MINUTE_MS
  return day * DAY_MS + clock + Number(seconds) * 1000 + Math.floor(Number(`0.${fraction}`) * 1000)
}

/** The day of an instant as Tokyo's calendar has it. */
export function toDayNumber(atMs: number): DayNumber {
  if (!Number.isFinite(atMs)) throw invalid('is not a point in time')
  return Math.floor((atMs + JST_OFFSET_MS) / DAY_MS)
}

/** Minutes since midnight in Tokyo, 0 to 1439. */
export function minuteOfDay(atMs: number): number {
  return Math.floor((atMs + JST_OFFSET_MS - toDayNumber(atMs) * DAY_MS) / MINUTE_MS)
}

/** Epoch ms of the last millisecond of a day in Tokyo: until then a request counts for that day. */
export function endOfDayMs(date: PlainDate): number {
  return (dayNumberOf(date) + 1) * DAY_MS - JST_OFFSET_MS - 1
}

/** Epoch ms of a minute of a day in Tokyo, 600 for 10:00. */
export function minuteMs(date: PlainDate, minute: number): number {
  return dayNumberOf(date) * DAY_MS - JST_OFFSET_MS + minute * MINUTE_MS
}

/** @throws {AppError} `date.invalid` */
export function dayNumberOf(date: PlainDate): DayNumber {
  const day = readDate(date)
  if (Number.isNaN(day)) throw invalid('is not a date of the calendar')
  return day
}

export function plainDateOf(day: DayNumber): PlainDate {
  const [year, month, date] = partsOf(day)
  if (!(year >= 1 && year <= 9999)) throw invalid('is outside the years 1 to 9999')
  return format(year, month, date)
}

/** NaN when the text is no date: callers decide whether that is an error. */
function readDate(text: string): DayNumber {
  if (text.length !== 10 || text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45) return Number.NaN
  const year = readDigits(text, 0, 4)
  const month = readDigits(text, 5, 7)
  const day = readDigits(text, 8, 10)
  if (!(year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= lengthOfMonth(year, month))) return Number.NaN
  return daysSinceEpoch(year, month, day)
}

function readDigits(text: string, from: number, to: number): number {
  let value = 0
  for (let at = from; at < to; at++) {
    const digit = text.charCodeAt(at) - 48
    if (!(digit >= 0 && digit <= 9)) return Number.NaN
    value = value * 10 + digit
  }
  return value
}

/**
 * Pure integer arithmetic of the Gregorian calendar in eras of 400 years that begin on 1 March,
 * so that the leap day is the last of a year. Exact, needs no `Date` and knows no time zone of the process.
 * Source: Howard Hinnant, chrono-Compatible Low-Level Date Algorithms (days_from_civil, civil_from_days).
 */
function daysSinceEpoch(year: number, month: number, day: number): DayNumber {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * DAYS_PER_ERA + dayOfEra - 719_468
}

function partsOf(dayNumber: DayNumber): readonly [year: number, month: number, day: number] {
  const z = dayNumber + 719_468
  const era = Math.floor(z / DAYS_PER_ERA)
  const dayOfEra = z - era * DAYS_PER_ERA
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1
  return [yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day]
}

function lengthOfMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

function format(year: number, month: number, day: number): PlainDate {
  const yyyy = year > 999 ? `${year}` : `${year}`.padStart(4, '0')
  return `${yyyy}-${month < 10 ? '0' : ''}${month}-${day < 10 ? '0' : ''}${day}`
}

// The text itself stays out of the error: it may be long, or not ours to repeat
function invalid(what: string): AppError {
  return new AppError('date.invalid', what)
}
