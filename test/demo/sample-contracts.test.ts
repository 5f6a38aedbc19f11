import { describe, expect, test } from 'vitest'
import { parseContractsCsv } from '../../src/backoffice/csv.ts'
import type { PlainDate } from '../../src/core/date.ts'
import { factsOf } from '../../src/core/facts.ts'
import { planMerge } from '../../src/core/merge.ts'
import { decide } from '../../src/core/policy.ts'
import { sampleContracts, sampleGuide } from '../../src/demo/sample-contracts.ts'
import { loadPacks } from '../../src/policies.ts'

/** Ordinary days, ends of months and years, and a leap day. */
const DAYS: readonly PlainDate[] = ['2026-11-21', '2026-12-31', '2027-01-01', '2027-03-01', '2028-02-29', '2028-03-31']
const packs = loadPacks()

describe.each(DAYS)('the sample contracts on %s', (today) => {
  const rows = parseContractsCsv(sampleContracts(today))
  const contracts = new Map(rows.map(({ contract }) => [contract.id, contract]))
  const answer = (id: string) => {
    const contract = contracts.get(id)
    if (!contract) throw new Error(`no sample ${id}`)
    const { refundable, rule } = decide(factsOf(contract), Date.parse(`${today}T12:00:00+09:00`), packs)
    return `${refundable} ${rule}`
  }

  test.each([
    ['S-ANNUAL', 'full N-A-R'],
    ['S-LASTDAY', 'full N-A-R'],
    ['S-EXPIRED', 'none N-A-R'],
    ['S-STORE', 'full N-A-R'],
    ['S-TRIAL', 'full N-A-T'],
    ['S-DOUBLE-A', 'full N-A-R'],
    ['S-TWO-A', 'full N-A-R'],
    ['S-TWO-B', 'none N-A-R'],
    ['S-MONTHLY', 'none N-M-R'],
    ['S-MONTHLY-NEW', 'full N-M-P'],
    ['S-SERVICE-UNKNOWN', 'refer N-SA-P'],
    ['S-SERVICE-UNUSED', 'full N-SA-P'],
    ['S-MAIN', 'full N-A-R'],
    ['S-ADDON-VPN', 'full N-A-R'],
    ['S-APPSTORE', 'refer X-3P'],
    ['S-CARRIER', 'none MC-M'],
    ['S-GB', 'prorated GB-A-R'],
    ['S-DE', 'full E-COOL'],
  ])('%s is decided as its guide says: %s', (id, expected) => {
    expect(answer(id)).toBe(expected)
  })

  test('the pair bought twice can be merged', () => {
    const [from, to] = [contracts.get('S-DOUBLE-A'), contracts.get('S-DOUBLE-B')]
    if (!from || !to) throw new Error('no pair')
    expect(planMerge(from, to, today)).toMatchObject({ possible: true })
  })

  test('every entry of the guide names a contract by its number and e-mail, and its own key', () => {
    for (const entry of sampleGuide(today)) {
      const found = rows.filter(
        ({ contract, email }) => contract.orderNumber === entry.orderNumber && email === entry.email,
      )
      expect(found.length, entry.title).toBeGreaterThan(0)
    }
    const keys = rows.map(({ productKey }) => productKey).filter((key) => key !== null)
    const [double] = sampleGuide(today).filter(({ productKey }) => productKey)
    expect(keys).toContain(double?.productKey?.replaceAll('-', ''))
    expect(new Set(keys).size).toBe(keys.length)
  })

  test('people are told apart: no e-mail serves two cases', () => {
    const emails = sampleGuide(today).map(({ email }) => email)
    expect(new Set(emails).size).toBe(emails.length)
    expect(new Set(rows.map(({ contract }) => contract.id)).size).toBe(rows.length)
  })
})
