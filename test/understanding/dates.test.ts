import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findDate } from '../../src/core/understanding/dates.ts'
import { normalise } from '../../src/core/understanding/normalise.ts'
import { dateCasesIn } from './date-cases.ts'

const DATA = join(import.meta.dirname, 'data')

function dateIn(text: string, ref: string, prefer?: 'future'): string {
  const { date } = findDate(normalise(text).raw, { ref, prefer })
  if (!date) return 'none'
  return date.iso ?? `${date.from}..${date.to}`
}

describe.each(['dates.txt', 'dates-adversarial.txt'])('%s', (file) => {
  test.each(dateCasesIn(join(DATA, file)))('$text is $expected', ({ text, expected, ref }) => {
    expect(dateIn(text, ref)).toBe(expected)
  })
})

test('the day turns over at midnight in Tokyo', () => {
  expect(dateIn('今日', '2026-11-20T14:59:59Z')).toBe('2026-11-20')
  expect(dateIn('今日', '2026-11-20T15:00:00Z')).toBe('2026-11-21')
})

test('a bare day means the next one when the future was asked for', () => {
  const ref = '2026-11-20T14:00:00+09:00'
  expect(dateIn('3月31日', ref)).toBe('2026-03-31')
  expect(dateIn('3月31日', ref, 'future')).toBe('2027-03-31')
  expect(dateIn('5日', ref, 'future')).toBe('2026-12-05')
})

test('spelling does not change a date', () => {
  const ref = '2026-11-20T14:00:00+09:00'
  const spellings = [
    '9月20日',
    '９月２０日',
    '9 月 20 日',
    '九月二十日',
    'くがつはつか',
    '9/20',
    '９／２０',
    '2026年9月20日（日）',
    'R8.9.20',
  ]
  expect(new Set(spellings.map((text) => dateIn(text, ref)))).toEqual(new Set(['2026-09-20']))
})

test('a text without a date comes back as it was', () => {
  expect(findDate('返金してほしい', { ref: '2026-11-20T14:00:00+09:00' })).toEqual({
    date: null,
    masked: '返金してほしい',
  })
})
