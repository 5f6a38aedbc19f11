import { isPlainDate, type PlainDate, parseInstant, toPlainDate } from '../core/date.ts'
import { AppError } from '../errors.ts'
import type { Column } from './contract-columns.ts'

/** What is wrong with a cell, a row or the file, in both languages. It never repeats a value: cells hold personal data. */
export interface Problem {
  readonly en: string
  readonly ja: string
}

/** Where a contract's dates can lie; a year outside is a slip of the keyboard. */
const FIRST_YEAR = '1990'
const LAST_YEAR = '2100'
const MAX_TEXT = 200
const KEY_LENGTH = 25
const YES = ['true', 'yes', 'on', '1']
const NO = ['false', 'no', 'off', '0']

/**
 * Reads the cells of one row. A cell that does not fit is reported and read as `null`, so that all cells
 * of a row are checked before it is given up.
 */
export class CsvCells {
  readonly #cells: Readonly<Partial<Record<Column, string>>>
  readonly #report: (column: Column, problem: Problem) => void

  constructor(cells: Readonly<Partial<Record<Column, string>>>, report: (column: Column, problem: Problem) => void) {
    this.#cells = cells
    this.#report = report
  }

  /** The cell without surrounding spaces, '' when it is empty or its column absent. */
  raw(column: Column): string {
    return (this.#cells[column] ?? '').trim()
  }

  fail(column: Column, en: string, ja: string): null {
    this.#report(column, { en, ja })
    return null
  }

  /** One line of text, full width kept. */
  text(column: Column): string | null {
    const value = this.raw(column)
    if (value === '') return this.fail(column, 'is empty; expected text', 'が空です。値を入れてください')
    if (value.length > MAX_TEXT)
      return this.fail(column, `is longer than ${MAX_TEXT} characters`, `が${MAX_TEXT}文字を超えています`)
    if (/\p{Cc}/u.test(value))
      return this.fail(column, 'contains a line break or control character', 'に改行または制御文字が含まれています')
    return value
  }

  /** Text of a fixed shape after full width was made half width. */
  shaped(column: Column, shape: RegExp, expected: Problem): string | null {
    const value = this.text(column)?.normalize('NFKC')
    if (value === undefined) return null
    return shape.test(value)
      ? value
      : this.fail(column, `expected ${expected.en}`, `は${expected.ja}で入力してください`)
  }

  oneOf<Value extends string>(column: Column, allowed: readonly Value[]): Value | null {
    const value = this.raw(column).normalize('NFKC')
    const found = allowed.find((one) => one === value)
    if (found !== undefined) return found
    return this.fail(
      column,
      `expected one of ${allowed.join(', ')}`,
      `は次のどれかで入力してください: ${allowed.join(', ')}`,
    )
  }

  whole(column: Column, atLeast: number): number | null {
    const value = this.raw(column).normalize('NFKC')
    const number = /^\d{1,10}$/.test(value) ? Number(value) : Number.NaN
    if (number >= atLeast) return number
    return this.fail(
      column,
      `expected a whole number, ${atLeast} or more, digits only (7980)`,
      `は${atLeast}以上の整数を数字だけで入力してください（例 7980）`,
    )
  }

  flag(column: Column): boolean | null {
    const value = this.raw(column).normalize('NFKC').toLowerCase()
    if (YES.includes(value)) return true
    if (NO.includes(value)) return false
    return this.fail(column, 'expected true or false', 'は true か false で入力してください')
  }

  date(column: Column): PlainDate | null {
    const value = this.raw(column)
    if (isPlainDate(value) && isOurTime(value)) return value
    return this.fail(
      column,
      `expected a date of the calendar as YYYY-MM-DD, ${FIRST_YEAR} to ${LAST_YEAR}`,
      `は実在する日付を YYYY-MM-DD の形で入力してください（${FIRST_YEAR}年〜${LAST_YEAR}年、例 2026-09-20）`,
    )
  }

  /** An ISO instant with offset, or a calendar date in Tokyo when the source knows no more; kept as written. */
  instantOrDate(column: Column): string | null {
    const value = this.raw(column)
    const date = dateOf(value)
    if (date && isOurTime(date)) return value
    return this.fail(
      column,
      `expected a date (2026-09-20) or an instant with offset (2026-09-20T10:00:00+09:00), ${FIRST_YEAR} to ${LAST_YEAR}`,
      `は日付（2026-09-20）か、時差つきの日時（2026-09-20T10:00:00+09:00）で入力してください（${FIRST_YEAR}年〜${LAST_YEAR}年）`,
    )
  }

  /** 25 letters and digits, upper case, without hyphens and spaces. */
  productKey(column: Column): string | null {
    const value = this.raw(column)
      .normalize('NFKC')
      .toUpperCase()
      .replaceAll(/[\s\p{Pd}−]/gu, '')
    if (value.length === KEY_LENGTH && /^[0-9A-Z]+$/.test(value)) return value
    return this.fail(column, `expected ${KEY_LENGTH} letters and digits`, `は英数字${KEY_LENGTH}文字で入力してください`)
  }

  /** What `read` gives, or `otherwise` when the cell is empty. */
  optional<Value, Otherwise>(column: Column, otherwise: Otherwise, read: (column: Column) => Value): Value | Otherwise {
    return this.raw(column) === '' ? otherwise : read(column)
  }
}

function dateOf(text: string): PlainDate | null {
  try {
    return toPlainDate(isPlainDate(text) ? text : parseInstant(text))
  } catch (error) {
    // Not a date is an answer here; anything else is not ours to swallow.
    if (error instanceof AppError && error.code === 'date.invalid') return null
    throw error
  }
}

function isOurTime(date: PlainDate): boolean {
  return date >= `${FIRST_YEAR}-01-01` && date <= `${LAST_YEAR}-12-31`
}
