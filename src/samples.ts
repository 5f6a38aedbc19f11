import type { DatabaseSync } from 'node:sqlite'
import { importContracts } from './backoffice/contract-import.ts'
import { parseContractsCsv } from './backoffice/csv.ts'
import type { PlainDate } from './core/date.ts'
import { sampleContracts } from './demo/sample-contracts.ts'

const NOTE = 'samples-dated'

export interface SamplesOptions {
  readonly db: DatabaseSync
  readonly seal: (productKey: string) => string
  readonly today: PlainDate
}

/**
 * Loads the sample contracts into an empty database, and dates them anew on a later day as long as nobody
 * imported contracts of their own: their paths depend on the day.
 *
 * @returns the day they are dated for, or null when there are none (any more)
 */
export function loadSamples({ db, seal, today }: SamplesOptions): PlainDate | null {
  const dated = db.prepare('SELECT value FROM notes WHERE name = ?').get(NOTE)?.value
  const hasOwn = db.prepare("SELECT 1 FROM contracts WHERE id NOT LIKE 'S-%' LIMIT 1").get() !== undefined
  const isEmpty = db.prepare('SELECT 1 FROM contracts LIMIT 1').get() === undefined
  if (hasOwn || (!isEmpty && dated === undefined)) return null
  if (dated !== today) {
    importContracts({ db, seal }, parseContractsCsv(sampleContracts(today)))
    db.prepare(
      'INSERT INTO notes (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
    ).run(NOTE, today)
  }
  return today
}
