import { addDays } from 'date-fns/addDays'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addDaysTo,
  addYearsTo,
  daysBetween,
  endOfDayMs,
  endOfMonth,
  firstOfNextMonth,
  isPlainDate,
  minuteOfDay,
  parseChargedAt,
  parseInstant,
  toPlainDate,
  weekdayOf,
} from '../../src/core/date.ts'

const invalid = expect.objectContaining({ code: 'date.invalid' })

/** Any instant of the years 1970 to 2100, in ms. */
const instants = fc.integer({ min: 0, max: Date.UTC(2100, 11, 31) })
const days = fc.integer({ min: 0, max: 47_000 }).map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10))

describe('the date of an instant', () => {
  test.each([
    { at: '2026-09-21T14:59:59Z', date: '2026-09-21' },
    { at: '2026-09-21T14:59:59.999Z', date: '2026-09-21' },
    { at: '2026-09-21T15:00:00Z', date: '2026-09-22' },
    { at: '2026-09-22T00:00:00+09:00', date: '2026-09-22' },
    { at: '2026-09-21T23:59:59+09:00', date: '2026-09-21' },
    { at: '2026-12-31T10:00:00-05:00', date: '2027-01-01' },
    { at: '2026-09-22T10:00+09:00', date: '2026-09-22' },
    { at: '2026-09-22', date: '2026-09-22' },
    { at: 0, date: '1970-01-01' },
    { at: -1, date: '1970-01-01' },
  ])('$at is $date in Tokyo', ({ at, date }) => {
    expect(toPlainDate(at)).toBe(date)
  })

  test('is what the calendar of Asia/Tokyo says, at any instant', () => {
    const tokyo = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Tokyo' })
    fc.assert(fc.property(instants, (at) => toPlainDate(at) === tokyo.format(at)))
  })

  test('reads every ISO instant as the platform does', () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: -720, max: 840 }), (at, offset) => {
        const local = new Date(at + offset * 60_000).toISOString().slice(0, -1)
        const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60]
        const zone = `${offset < 0 ? '-' : '+'}${`${hours}`.padStart(2, '0')}:${`${minutes}`.padStart(2, '0')}`
        return parseInstant(`${local}${zone}`) === at
      }),
    )
  })

  test.each([
    '',
    '2026-09-22T10:00:00',
    '2026-09-22T24:00:00Z',
    '2026-09-22T10:60:00Z',
    '2026-09-22T23:59:60Z',
    '2026-02-30T10:00:00Z',
    '2026-09-22T10:00:00+15:00',
    '2026-09-22T10:00:00+09:60',
    '2026-9-22',
    '20260922',
    '令和8年9月22日',
    `2026-09-22T10:00:00.${'0'.repeat(1_000_000)}Z`,
  ])('is not read from something else (%#)', (text) => {
    expect(() => toPlainDate(text)).toThrow(invalid)
  })

  test.each([Number.NaN, Number.POSITIVE_INFINITY])('%d is no point in time', (at) => {
    expect(() => toPlainDate(at)).toThrow(invalid)
  })
})

describe('a plain date', () => {
  test.each([
    '2026-02-30',
    '2027-02-29',
    '2100-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-04-31',
    '2026-01-00',
    '0000-01-01',
  ])('%s is none', (text) => {
    expect(isPlainDate(text)).toBe(false)
  })

  test.each(['2028-02-29', '2000-02-29', '1990-01-01', '2100-12-31'])('%s is one', (text) => {
    expect(isPlainDate(text)).toBe(true)
  })

  test.each([null, undefined, 20260922, {}, ['2026-09-22']])('%o is none', (value) => {
    expect(isPlainDate(value)).toBe(false)
  })
})

describe('counting days', () => {
  test.each([
    { from: '2026-09-22', days: 60, to: '2026-11-21' },
    { from: '2026-08-31', days: 60, to: '2026-10-30' },
    { from: '2023-12-31', days: 60, to: '2024-02-29' },
    { from: '2026-12-31', days: 60, to: '2027-03-01' },
    { from: '2026-11-07', days: 14, to: '2026-11-21' },
    { from: '2026-08-23', days: 90, to: '2026-11-21' },
    { from: '2028-02-28', days: 1, to: '2028-02-29' },
    { from: '2026-03-01', days: -1, to: '2026-02-28' },
  ])('$from and $days days is $to', ({ from, days, to }) => {
    expect(addDaysTo(from, days)).toBe(to)
    expect(daysBetween(from, to)).toBe(days)
  })

  test('agrees with date-fns on any date', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: -4000, max: 4000 }), (from, count) => {
        const noon = new Date(`${from}T12:00:00Z`)
        return addDaysTo(from, count) === addDays(noon, count).toISOString().slice(0, 10)
      }),
    )
  })

  test('goes back the way it came', () => {
    fc.assert(fc.property(days, days, (from, to) => addDaysTo(from, daysBetween(from, to)) === to))
  })

  test('refuses to count from a day that does not exist', () => {
    expect(() => addDaysTo('2026-02-30', 1)).toThrow(invalid)
  })
})

describe('months, years and weekdays', () => {
  test.each([
    { date: '2027-02-10', end: '2027-02-28', next: '2027-03-01' },
    { date: '2028-02-10', end: '2028-02-29', next: '2028-03-01' },
    { date: '2026-11-30', end: '2026-11-30', next: '2026-12-01' },
    { date: '2026-12-01', end: '2026-12-31', next: '2027-01-01' },
  ])('$date: the month ends on $end', ({ date, end, next }) => {
    expect(endOfMonth(date)).toBe(end)
    expect(firstOfNextMonth(date)).toBe(next)
  })

  test('a month ends the day before the next begins', () => {
    fc.assert(fc.property(days, (date) => addDaysTo(endOfMonth(date), 1) === firstOfNextMonth(date)))
  })

  test.each([
    { date: '2025-11-21', later: '2026-11-21' },
    { date: '2024-02-29', later: '2025-02-28' },
    { date: '2023-02-28', later: '2024-02-28' },
  ])('a year after $date is $later', ({ date, later }) => {
    expect(addYearsTo(date, 1)).toBe(later)
  })

  test('knows the weekday of any date', () => {
    fc.assert(fc.property(days, (date) => weekdayOf(date) === new Date(`${date}T00:00:00Z`).getUTCDay()))
    expect(weekdayOf('1969-12-31')).toBe(3)
  })
})

describe('the date of a charge', () => {
  test('keeps the instant when there is one', () => {
    expect(parseChargedAt('2026-09-21T15:30:00Z')).toEqual({ date: '2026-09-22', atMs: Date.UTC(2026, 8, 21, 15, 30) })
  })

  test('has no instant when only the day is known', () => {
    expect(parseChargedAt('2026-09-22')).toEqual({ date: '2026-09-22', atMs: null })
  })
})

test('a day of Tokyo ends one millisecond before the next', () => {
  expect(toPlainDate(endOfDayMs('2026-11-21'))).toBe('2026-11-21')
  expect(toPlainDate(endOfDayMs('2026-11-21') + 1)).toBe('2026-11-22')
})

test('minutes of the day are counted in Tokyo', () => {
  expect(minuteOfDay(parseInstant('2026-11-21T00:00:00+09:00'))).toBe(0)
  expect(minuteOfDay(parseInstant('2026-11-21T14:59:59Z'))).toBe(1439)
})
