import { addDaysTo, addYearsTo, type PlainDate } from '../core/date.ts'

const COLUMNS = [
  'contract_id',
  'email',
  'order_number',
  'original_order_number',
  'product',
  'product_kind',
  'plan',
  'event',
  'charged_at',
  'price_yen',
  'term_start',
  'term_end',
  'channel',
  'region',
  'auto_renewal',
  'product_key',
  'add_on_of',
  'service_used',
  'previous_refund',
  'devices',
  'devices_used',
  'provider',
  'currency',
  'order_confirmed_at',
  'auto_renewal_stopped_at',
] as const
type SampleColumn = (typeof COLUMNS)[number]

/** A row of the contracts CSV; a column left out is empty. */
export type SampleRow = Readonly<Partial<Record<SampleColumn, string | number | boolean>>>

/** The rows under their header, as the import reads them. */
export function toCsv(rows: readonly SampleRow[]): string {
  const lines = rows.map((row) => COLUMNS.map((column) => cell(row[column])).join(','))
  return `${[COLUMNS.join(','), ...lines].join('\n')}\n`
}

function cell(value: string | number | boolean | undefined): string {
  const text = `${value ?? ''}`
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** A year's term, as `term_start` and `term_end`; the last day belongs to it. */
export function yearFrom(start: PlainDate): SampleRow {
  return { term_start: start, term_end: addDaysTo(addYearsTo(start, 1), -1) }
}
