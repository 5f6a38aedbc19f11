import type { PlainDate } from '../core/date.ts'
import { type SampleEntry, sampleCases } from './sample-cases.ts'
import { toCsv } from './sample-row.ts'

export type { SampleEntry } from './sample-cases.ts'

/** Contracts of invented people as CSV, dated so that every path can be tried on `today`. */
export function sampleContracts(today: PlainDate): string {
  return toCsv(sampleCases(today).flatMap(({ rows }) => rows))
}

/** What can be tried with them. */
export function sampleGuide(today: PlainDate): readonly SampleEntry[] {
  return sampleCases(today).map(({ rows: _rows, ...entry }) => entry)
}
