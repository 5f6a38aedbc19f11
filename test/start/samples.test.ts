import { expect, test } from 'vitest'
import { createLedger } from '../../src/backoffice/ledger.ts'
import { loadSamples } from '../../src/samples.ts'
import { openDatabase } from '../../src/store/database.ts'
import { migrate } from '../../src/store/migrate.ts'

function emptyDatabase() {
  const db = openDatabase(':memory:')
  migrate(db)
  return db
}
const seal = (key: string) => `seal of ${key}`

test('sample contracts are loaded once, and dated anew on a later day', async () => {
  const db = emptyDatabase()
  expect(loadSamples({ db, seal, today: '2026-11-18' })).toBe('2026-11-18')
  const chargedAt = async () => (await createLedger({ db }).contractsById(['S-ANNUAL'], 0))[0]?.chargedAt
  const first = await chargedAt()
  expect(loadSamples({ db, seal, today: '2026-11-18' })).toBe('2026-11-18')
  expect(await chargedAt()).toBe(first)
  expect(loadSamples({ db, seal, today: '2026-11-28' })).toBe('2026-11-28')
  expect(await chargedAt()).not.toBe(first)
})

test('contracts of the company are never mixed with samples', () => {
  const db = emptyDatabase()
  loadSamples({ db, seal, today: '2026-11-18' })
  db.prepare("UPDATE contracts SET id = 'K-1' WHERE id = 'S-ANNUAL'").run()
  expect(loadSamples({ db, seal, today: '2026-11-28' })).toBeNull()
})
