import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDaysTo, parseInstant, toPlainDate } from '../../src/core/date.ts'
import { parseFacts } from '../../src/core/facts.ts'
import { decide } from '../../src/core/policy.ts'
import { loadPacks } from '../../src/policies.ts'
import { RENEWAL } from './renewal.ts'

const packs = loadPacks()
const NOON = parseInstant('2026-11-21T12:00:00+09:00')

const decided = (facts: object, atMs = NOON) => decide(parseFacts({ ...RENEWAL, ...facts }), atMs, packs)

describe('a decision', () => {
  test('shows how its deadline was counted', () => {
    expect(decided({ chargedAt: '2026-09-20' })).toMatchObject({
      deadline: '2026-11-19',
      arithmetic: { baseDate: '2026-09-20', windowDays: 60, requestedOn: '2026-11-21', daysLeft: -2 },
      pack: 'norton/2026-11-21',
      clause: { section: '返金ポリシー「年次延長料金」の項', checkedOn: '2026-11-21' },
    })
  })

  test('is the same at any moment of the day of the request', () => {
    const instants = fc.integer({
      min: parseInstant('2026-11-20T00:00:00+09:00'),
      max: parseInstant('2026-11-23T00:00:00+09:00') - 1,
    })
    fc.assert(
      fc.property(instants, (atMs) => {
        const late = toPlainDate(atMs) > '2026-11-21'
        return decided({ chargedAt: '2026-09-22T10:00:00+09:00' }, atMs).refundable === (late ? 'none' : 'full')
      }),
    )
  })

  test('does not look at any clock: the same request is answered the same, whenever it is worked on', async () => {
    const facts = { chargedAt: '2026-09-22T10:00:00+09:00' }
    const first = decided(facts)
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(decided(facts)).toEqual(first)
  })

  test('never gets worse by asking earlier', () => {
    const worth = { full: 3, prorated: 2, refer: 1, none: 0 }
    const charged = '2026-06-10T10:00:00+09:00'
    const days = fc.integer({ min: 0, max: 500 })
    fc.assert(
      fc.property(days, days, fc.constantFrom('JP', 'DE', 'GB'), (a, b, region) => {
        const term = { chargedAt: charged, region, termStart: '2026-06-10', termEnd: '2027-06-09', priceYen: 8499 }
        const [earlier, later] = [Math.min(a, b), Math.max(a, b)].map((day) =>
          decided(term, parseInstant(`${addDaysTo('2026-06-10', day)}T12:00:00+09:00`)),
        )
        if (!earlier || !later) return false
        return (
          worth[earlier.refundable] >= worth[later.refundable] &&
          (earlier.proratedDays ?? 365) >= (later.proratedDays ?? 0)
        )
      }),
    )
  })

  test('takes a charge later on the same day as still to come, and a plain date as made', () => {
    expect(decided({ chargedAt: '2026-11-21T12:00:01+09:00' }).reason).toBe('not-charged-yet')
    expect(decided({ chargedAt: '2026-11-21T12:00:00+09:00' }).reason).toBe('within-window')
    expect(decided({ chargedAt: '2026-11-21' }).reason).toBe('within-window')
  })

  test('gives back no more days than the term has', () => {
    const ahead = {
      region: 'GB',
      chargedAt: '2026-06-10',
      termStart: '2027-01-01',
      termEnd: '2027-12-31',
      priceYen: 8499,
    }
    expect(decided(ahead)).toMatchObject({
      proratedFrom: '2027-01-01',
      proratedDays: 365,
      termDays: 365,
      proratedAmount: 8499,
    })
  })

  test('names no amount when the first day of the term is not known', () => {
    const decision = decided({ region: 'GB', chargedAt: '2026-06-10', termEnd: '2027-06-09', priceYen: 8499 })
    expect(decision).toMatchObject({ refundable: 'prorated', proratedDays: 191 })
    expect(decision).not.toHaveProperty('proratedAmount')
  })

  test('asks for removal of the product only where money comes back', () => {
    expect(decided({ chargedAt: '2026-09-22' }).mustUninstall).toBe(true)
    expect(decided({ chargedAt: '2026-09-22', productUninstalled: true }).mustUninstall).toBe(false)
    expect(decided({ chargedAt: '2026-09-21' })).not.toHaveProperty('mustUninstall')
  })

  test('judges an add-on about which nothing is known by asking', () => {
    expect(decided({ chargedAt: '2026-09-22', linkedAddOns: ['addon-1'] }).addOns).toMatchObject([
      { id: 'addon-1', rule: 'U-MISSING', ask: ['plan', 'event', 'chargedAt'] },
    ])
  })

  test('shows no days counted from a date nobody knows', () => {
    const used = { productKind: 'virusRemoval1', serviceUsed: true, chargedAt: null, chargedAtUnknown: true }
    const decision = decided(used)
    expect(decision).toMatchObject({ refundable: 'none', reason: 'service-used', undetermined: ['chargedAt'] })
    expect(decision).not.toHaveProperty('deadline')
  })
})
