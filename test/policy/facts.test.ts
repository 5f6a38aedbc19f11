import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Contract } from '../../src/core/contract.ts'
import { factsOf, parseFacts } from '../../src/core/facts.ts'
import { RENEWAL } from './renewal.ts'

const GOOD = { ...RENEWAL, chargedAt: '2026-09-22T10:00:00+09:00' }
const MEGABYTE = 'あ'.repeat(1_000_000)

function problemWith(facts: unknown): { message: string; field: unknown } {
  try {
    parseFacts(facts)
  } catch (error) {
    const { code, message, details } = error as { code: string; message: string; details: { field?: unknown } }
    expect(code).toBe('decide.invalid')
    return { message, field: details.field }
  }
  throw new Error('nothing was wrong')
}

describe('facts from outside', () => {
  test.each(Object.keys(GOOD))('without %s are refused by its name', (field) => {
    const { [field as keyof typeof GOOD]: _gone, ...rest } = GOOD
    expect(problemWith(rest)).toEqual({ field, message: `${field}: is missing` })
  })

  test.each([
    { field: 'chargedAt', value: '1989-12-31' },
    { field: 'chargedAt', value: '1989-12-31T14:59:59Z' },
    { field: 'chargedAt', value: '2101-01-01' },
    { field: 'chargedAt', value: '2026-02-30' },
    { field: 'chargedAt', value: '2026-02-30T10:00:00+09:00' },
    { field: 'chargedAt', value: '2026-09-22T10:00:00' },
    { field: 'chargedAt', value: 'きのう' },
    { field: 'chargedAt', value: '' },
    { field: 'chargedAt', value: 20260922 },
    { field: 'orderConfirmedAt', value: '2026-13-01' },
    { field: 'termStart', value: '1000-01-01' },
    { field: 'trialEndsAt', value: '9999-12-31' },
    { field: 'plan', value: 'weekly' },
    { field: 'plan', value: null },
    { field: 'event', value: 'gift' },
    { field: 'provider', value: 'mcafee' },
    { field: 'productKind', value: 'hardware' },
    { field: 'region', value: 'UK' },
    { field: 'region', value: 'jp' },
    { field: 'region', value: 'XX' },
    { field: 'channel', value: 'mPass' },
    { field: 'channel', value: 'anshinAutoRenew' },
    { field: 'channel', value: 'ebay' },
    { field: 'serviceUsed', value: 'yes' },
    { field: 'bundled', value: 1 },
    { field: 'termYears', value: 0 },
    { field: 'termYears', value: 1.5 },
    { field: 'installments', value: -1 },
    { field: 'priceYen', value: -1 },
    { field: 'price', value: -7980 },
    { field: 'priceYen', value: 79.8 },
    { field: 'priceYen', value: 1e300 },
    { field: 'currency', value: 'yen' },
    { field: 'amount', value: -1 },
    { field: 'orderNumber', value: MEGABYTE },
    { field: 'somethingElse', value: MEGABYTE },
    { field: 'chargedAt', value: MEGABYTE },
    { field: 'linkedAddOns', value: 'addon-1' },
  ])('are refused by name for an absurd $field (%#)', ({ field, value }) => {
    const problem = problemWith({ ...GOOD, [field]: value })

    expect(problem.field).toBe(field)
    expect(problem.message.length).toBeLessThan(400)
  })

  test('are refused when the term ends before it begins', () => {
    expect(problemWith({ ...GOOD, termStart: '2026-10-01', termEnd: '2026-09-30' }).field).toBe('termEnd')
  })

  test('are refused when a charge date is given and said to be unknown', () => {
    expect(problemWith({ ...GOOD, chargedAtUnknown: true }).field).toBe('chargedAtUnknown')
  })

  test('name the add-on that is wrong', () => {
    const linkedAddOns = [
      { id: 'a', plan: 'annual', chargedAt: '2026-09-22' },
      { id: 'b', chargedAt: '2026-02-30' },
    ]
    expect(problemWith({ ...GOOD, linkedAddOns }).field).toBe('linkedAddOns.1.chargedAt')
  })

  test.each([null, undefined, 'text', 7, [], [GOOD]])('are an object, not %o', (value) => {
    expect(problemWith(value).field).toBe('contract')
  })

  test('may not be nested without end', () => {
    let deep: unknown = 1
    for (let level = 0; level < 100_000; level++) deep = { more: deep }
    expect(problemWith({ ...GOOD, more: deep }).message).toMatch(/nested too deeply$/)
  })

  test('may have no charge date when nobody knows it', () => {
    const { chargedAt: _gone, ...rest } = GOOD
    expect(parseFacts({ ...rest, chargedAtUnknown: true })).toMatchObject({ chargedAtUnknown: true })
  })

  test('take a bare string as the id of an add-on about which nothing is known', () => {
    const { linkedAddOns } = parseFacts({ ...GOOD, linkedAddOns: ['addon-1'] })
    expect(linkedAddOns).toEqual([{ id: 'addon-1', productKind: 'addon', plan: 'unknown', event: 'unknown' }])
  })

  test('are accepted or refused with a field, whatever they are', () => {
    const value = fc.oneof(fc.anything(), fc.constantFrom(...Object.values(GOOD)))
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...Object.keys(GOOD), 'termEnd', 'linkedAddOns'), value), (change) => {
        try {
          return parseFacts({ ...GOOD, ...change }) !== null
        } catch (error) {
          return (error as { code?: string }).code === 'decide.invalid'
        }
      }),
    )
  })
})

describe('facts of our own contract', () => {
  const contract: Contract = {
    id: 'c-1',
    provider: 'norton',
    orderNumber: 'SY12345678',
    originalOrderNumber: 'SY10000000',
    product: 'ノートン 360 プレミアム',
    productKind: 'software',
    plan: 'annual',
    event: 'renewal',
    chargedAt: '2026-09-20',
    priceYen: 7980,
    currency: 'JPY',
    termStart: '2026-10-01',
    termEnd: '2027-09-30',
    channel: 'nortonstore',
    region: 'JP',
    autoRenewal: true,
  }

  test('carry everything that decides', () => {
    expect(factsOf({ ...contract, serviceUsed: null, previousRefund: true, addOnOf: 'c-0' })).toMatchObject({
      provider: 'norton',
      channel: 'nortonstore',
      chargedAt: '2026-09-20',
      chargedAtUnknown: false,
      termEnd: '2027-09-30',
      priceYen: 7980,
      serviceUsed: null,
      previousRefund: true,
      addOnOf: 'c-0',
    })
  })

  test('take a missing charge date as one nobody knows', () => {
    expect(factsOf({ ...contract, chargedAt: null })).toMatchObject({ chargedAt: null, chargedAtUnknown: true })
  })

  test.each([{ event: 'trialConversion' as const }, { trialEndsAt: '2026-12-05' }, { nextChargeAt: '2026-12-05' }])(
    'take it as a charge to come with %o',
    (change) => {
      expect(factsOf({ ...contract, chargedAt: null, ...change })).toMatchObject({ chargedAtUnknown: false })
    },
  )

  test('are refused by name when the back office holds nonsense', () => {
    expect(() => factsOf({ ...contract, productKind: 'toaster' })).toThrow(
      expect.objectContaining({ code: 'decide.invalid', details: { field: 'productKind' } }),
    )
  })
})
