import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { nextOpening, publicHoliday } from '../../src/core/business-hours.ts'
import { addDaysTo, parseInstant } from '../../src/core/date.ts'
import { parseDesks } from '../../src/core/desk.ts'

const FILE = new URL('../../flows/knowledge/norton/desks.json', import.meta.url)
const raw = JSON.parse(readFileSync(FILE, 'utf8'))
const desks = parseDesks(raw, 'desks.json')
const phone = desks.find(({ id }) => id === 'norton-phone')?.hours ?? 'always'

const at = (text: string) => nextOpening(parseInstant(`${text}+09:00`), phone)

describe('the telephone desk', () => {
  test.each([
    { when: '2026-11-20T10:00:00', open: true },
    { when: '2026-11-20T18:59:59', open: true },
    { when: '2026-11-20T09:59:59', open: false },
    { when: '2026-11-20T19:00:00', open: false },
    { when: '2026-11-21T12:00:00', open: false },
    { when: '2026-11-22T12:00:00', open: false },
    { when: '2026-11-23T12:00:00', open: false },
    { when: '2026-11-24T12:00:00', open: true },
  ])('$when: open is $open', ({ when, open }) => {
    expect(at(when).open).toBe(open)
  })

  test('on Saturday says when it opens, and which holiday is in between', () => {
    expect(at('2026-11-21T12:00:00')).toEqual({
      open: false,
      opensAt: { date: '2026-11-24', time: '10:00' },
      closedBecause: 'weekday',
      holidays: [{ date: '2026-11-23', name: '勤労感謝の日' }],
      uncertain: false,
    })
  })

  test.each([
    { when: '2026-11-24T09:00:00', because: 'before-opening', opens: '2026-11-24' },
    { when: '2026-11-24T19:00:00', because: 'after-closing', opens: '2026-11-25' },
    { when: '2026-11-22T12:00:00', because: 'weekday', opens: '2026-11-24' },
    { when: '2026-11-23T12:00:00', because: 'public-holiday', opens: '2026-11-24' },
    { when: '2026-05-02T12:00:00', because: 'weekday', opens: '2026-05-07' },
    { when: '2026-09-18T20:00:00', because: 'after-closing', opens: '2026-09-24' },
  ] as const)('is closed at $when ($because) until $opens', ({ when, because, opens }) => {
    expect(at(when)).toMatchObject({ closedBecause: because, opensAt: { date: opens, time: '10:00' } })
  })

  test('names every holiday of a long weekend, and none that falls on a closed day anyway', () => {
    expect(at('2026-05-02T12:00:00').holidays.map(({ date }) => date)).toEqual([
      '2026-05-04',
      '2026-05-05',
      '2026-05-06',
    ])
  })

  test.each([
    { when: '2026-12-28T12:00:00', uncertain: false },
    { when: '2026-12-28T20:00:00', uncertain: true },
    { when: '2026-12-29T12:00:00', uncertain: true },
    { when: '2026-12-31T20:00:00', uncertain: false },
    { when: '2027-01-01T12:00:00', uncertain: false },
    { when: '2027-01-04T12:00:00', uncertain: false },
    { when: '2029-01-02T12:00:00', uncertain: true },
    { when: '2029-01-03T20:00:00', uncertain: false },
  ])('at New Year, $when: uncertain is $uncertain', ({ when, uncertain }) => {
    expect(at(when).uncertain).toBe(uncertain)
  })

  test('goes by the clock of Tokyo, whatever the zone of the process', () => {
    expect(nextOpening(Date.UTC(2026, 10, 24, 1, 0), phone).open).toBe(true)
    expect(nextOpening(Date.UTC(2026, 10, 24, 10, 0), phone).open).toBe(false)
  })
})

test('the chat never closes', () => {
  expect(nextOpening(0, 'always')).toMatchObject({ open: true, opensAt: null, uncertain: false })
})

test('a desk with a lunch break opens again the same day', () => {
  const hours = {
    weekly: {
      tue: [
        ['10:00', '12:00'],
        ['13:00', '24:00'],
      ] as const,
    },
    closedOnPublicHolidays: false,
  }
  const noon = parseInstant('2026-11-24T12:00:00+09:00')
  expect(nextOpening(noon, hours)).toMatchObject({
    closedBecause: 'before-opening',
    opensAt: { date: '2026-11-24', time: '13:00' },
  })
  expect(nextOpening(parseInstant('2026-11-24T23:59:59+09:00'), hours).open).toBe(true)
})

test('a desk that has no hours at all never opens', () => {
  expect(nextOpening(0, { weekly: {}, closedOnPublicHolidays: true })).toMatchObject({
    open: false,
    opensAt: null,
    closedBecause: 'weekday',
  })
})

describe('public holidays', () => {
  // As announced by the Cabinet Office for 2026; 2027 by the statute's rules
  const announced = {
    2026: '1/1 1/12 2/11 2/23 3/20 4/29 5/3 5/4 5/5 5/6 7/20 8/11 9/21 9/22 9/23 10/12 11/3 11/23',
    2027: '1/1 1/11 2/11 2/23 3/21 3/22 4/29 5/3 5/4 5/5 7/19 8/11 9/20 9/23 10/11 11/3 11/23',
  }

  test.each(Object.entries(announced))('of %s are those that were announced', (year, list) => {
    const found: string[] = []
    for (let date = `${year}-01-01`; date <= `${year}-12-31`; date = addDaysTo(date, 1)) {
      if (publicHoliday(date)) found.push(`${Number(date.slice(5, 7))}/${Number(date.slice(8))}`)
    }
    expect(found.join(' ')).toBe(list)
  })

  test('have their Japanese names', () => {
    expect(publicHoliday('2026-11-23')).toBe('勤労感謝の日')
    expect(publicHoliday('2026-11-24')).toBeNull()
    expect(publicHoliday('toString')).toBeNull()
  })
})

describe('desks', () => {
  test('name their source and the day it was read', () => {
    for (const { source, checkedOn } of desks) expect([source.length > 0, checkedOn]).toEqual([true, '2026-11-21'])
  })

  test.each([
    {
      flaw: 'hours that end before they begin',
      hours: { weekly: { mon: [['19:00', '10:00']] }, closedOnPublicHolidays: true },
    },
    {
      flaw: 'an hour that does not exist',
      hours: { weekly: { mon: [['25:00', '26:00']] }, closedOnPublicHolidays: true },
    },
    {
      flaw: 'a day that does not exist',
      hours: { weekly: { someday: [['10:00', '19:00']] }, closedOnPublicHolidays: true },
    },
  ])('with $flaw are refused', ({ hours }) => {
    const bad = { desks: [{ ...raw.desks[0], hours }] }
    expect(() => parseDesks(bad, 'desks.json')).toThrow(expect.objectContaining({ code: 'policy.invalid' }))
  })

  test('of one id are refused', () => {
    const twice = { desks: [raw.desks[0], raw.desks[0]] }
    expect(() => parseDesks(twice, 'desks.json')).toThrow(/two desks/)
  })
})
