import { describe, expect, test } from 'vitest'
import { chargeId } from '../../src/core/contract.ts'
import { ADD_ON, DELUXE, PREMIUM } from './csv-fixtures.ts'
import { DAY_MS, ledgerWorld, NOW, refusedBecause, seal } from './ledger-world.ts'

const world = ledgerWorld()
const { bring, contract, aRefund, aStop, aMerge } = world

describe('contracts are found', () => {
  test.each([
    { by: 'their first order number', orderNumber: 'NP12345678' },
    { by: 'their renewal order number', orderNumber: 'SY87654321' },
    { by: 'a number written in full width with spaces and hyphens', orderNumber: ' ｓｙ８７６５-４３２１ ' },
  ])('by $by', async ({ orderNumber }) => {
    const found = await world.ledger.findContracts({ orderNumber, email: 'Hanako@Example.JP ', nowMs: NOW })

    expect(found.matched).toEqual(['K-1'])
    expect(found.email).toBe('hanako@example.jp')
    expect(found.contracts.map(({ id }) => id)).toEqual(['K-1', 'K-2'])
  })

  test.each([
    { pair: 'number and another address', orderNumber: 'SY87654321', email: 'jiro@example.jp' },
    { pair: 'address and another number', orderNumber: 'NP99999999', email: 'hanako@example.jp' },
    { pair: "address and another person's number", orderNumber: 'NP33333333', email: 'hanako@example.jp' },
  ])('never by a right $pair', async ({ orderNumber, email }) => {
    expect(await world.ledger.findContracts({ orderNumber, email, nowMs: NOW })).toEqual({
      matched: [],
      contracts: [],
      email: null,
    })
  })

  test('by an address alone: all of them, or with something left to do only those', async () => {
    const query = { orderNumber: null, email: 'HANAKO@example.jp', nowMs: NOW }
    expect(await world.ledger.findContracts(query)).toMatchObject({
      matched: ['K-1', 'K-2'],
      email: 'hanako@example.jp',
    })
    expect(await world.ledger.findContracts({ ...query, email: 'nobody@example.jp' })).toEqual({
      matched: [],
      contracts: [],
      email: null,
    })

    await aRefund()

    const found = await world.ledger.findContracts(query)
    expect(found.matched).toEqual(['K-2'])
    expect(found.contracts.map(({ id }) => id)).toEqual(['K-1', 'K-2'])
  })

  test('by the seal of their product key, whose 25 characters are nowhere in the database', async () => {
    expect((await world.ledger.findByKeySeal(seal('ABCDE FGHIJ KLMNP QRSTU VWXY2'), NOW))?.id).toBe('K-2')
    expect(await world.ledger.findByKeySeal(seal('ABCDE FGHIJ KLMNP QRSTU VWXY3'), NOW)).toBeNull()

    const rows = JSON.stringify(world.db.prepare('SELECT * FROM contracts').all())
    expect(rows).not.toContain('ABCDE')
    expect(rows).toContain('"key_last4":"WXY2"')
  })

  test('by no key that two contracts share', async () => {
    bring({ ...PREMIUM, product_key: DELUXE.product_key ?? '' })

    expect(await world.ledger.findByKeySeal(seal('ABCDEFGHIJKLMNPQRSTUVWXY2'), NOW)).toBeNull()
  })

  test('by their ids, in the order asked for', async () => {
    expect((await world.ledger.contractsById(['K-2', 'K-9', 'K-1'], NOW)).map(({ id }) => id)).toEqual(['K-2', 'K-1'])
    expect(await world.ledger.emailOf('K-3')).toBe('taro@example.jp')
    expect(await world.ledger.emailOf('K-9')).toBeNull()
  })
})

describe('a wish', () => {
  async function wish(atMs: number): Promise<number> {
    const { firstRequestAtMs } = await world.ledger.registerRequest({
      contractId: 'K-1',
      chargeId: chargeId(await contract('K-1')),
      atMs,
    })
    return firstRequestAtMs
  }

  test('keeps its earliest time, in whatever order it is told', async () => {
    expect(await wish(NOW)).toBe(NOW)
    expect(await wish(NOW + DAY_MS)).toBe(NOW)
    expect(await wish(NOW - DAY_MS)).toBe(NOW - DAY_MS)
    expect((await contract('K-1')).firstRequestAtMs).toBe(NOW - DAY_MS)
  })

  test('lapses after 30 days', async () => {
    await wish(NOW)
    expect((await contract('K-1', NOW + 30 * DAY_MS)).firstRequestAtMs).toBe(NOW)
    expect((await contract('K-1', NOW + 30 * DAY_MS + 1)).firstRequestAtMs).toBeUndefined()

    expect(await wish(NOW + 30 * DAY_MS + 1)).toBe(NOW + 30 * DAY_MS + 1)
  })

  test('is bound to the charge', async () => {
    await wish(NOW)
    bring({ ...PREMIUM, charged_at: '2026-11-17' })

    expect((await contract('K-1')).firstRequestAtMs).toBeUndefined()
    await expect(
      world.ledger.registerRequest({ contractId: 'K-1', chargeId: 'K-1@2026-09-20T10:00:00+09:00', atMs: NOW }),
    ).rejects.toEqual(refusedBecause('charge-changed'))
  })
})

test('a refused offer is remembered for 365 days', async () => {
  await world.ledger.rememberRefusal('K-1', NOW)

  expect((await contract('K-1', NOW + 365 * DAY_MS)).offerRefused).toBe(true)
  expect((await contract('K-1', NOW + 365 * DAY_MS + 1)).offerRefused).toBeUndefined()
  expect((await contract('K-2')).offerRefused).toBeUndefined()
})

describe('an import', () => {
  test('adds and replaces by contract id', async () => {
    expect(bring({ ...PREMIUM, price_yen: '8980' }, { ...DELUXE, contract_id: 'K-5' })).toEqual({
      added: 1,
      updated: 1,
    })
    expect((await contract('K-1')).priceYen).toBe(8980)
  })

  test('keeps what the ledger knows, also when the time of the charge is known better now', async () => {
    await aRefund()
    await aStop()
    await world.ledger.rememberRefusal('K-1', NOW)
    bring(PREMIUM)
    const same = await contract('K-1')
    expect([same.refunded?.receipt, same.stopped?.receipt, same.offerRefused]).toEqual([
      'R-20261118-0001',
      'A-20261118-0002',
      true,
    ])

    bring({ ...PREMIUM, charged_at: '2026-09-20' })
    expect((await contract('K-1')).refunded?.receipt).toBe('R-20261118-0001')
    await expect(aRefund({ idempotencyKey: 'other' })).rejects.toEqual(refusedBecause('already-refunded'))
  })

  test('keeps the term that a merge has extended, until the file has a later one', async () => {
    await aMerge()
    bring(DELUXE)
    expect((await contract('K-2')).termEnd).toBe('2028-01-30')

    bring({ ...DELUXE, term_end: '2029-01-30' })
    expect((await contract('K-2')).termEnd).toBe('2029-01-30')
  })

  test('lets a new charge be refunded again', async () => {
    await aRefund()
    bring({ ...PREMIUM, charged_at: '2027-09-20', term_end: '2028-09-19' })

    expect((await contract('K-1')).refunded).toBeUndefined()
    await aRefund({ idempotencyKey: 'next year', chargeId: 'K-1@2027-09-20', receipt: 'R-2' })
    expect((await contract('K-1')).refunded?.receipt).toBe('R-2')
  })

  test('without keys keeps those that are known', async () => {
    const { product_key: _, ...without } = DELUXE
    bring(without)

    expect((await world.ledger.findByKeySeal(seal(DELUXE.product_key ?? ''), NOW))?.id).toBe('K-2')
  })

  test('of an add-on without its main contract brings nothing', () => {
    expect(() => bring({ ...DELUXE, contract_id: 'K-6' }, { ...ADD_ON, add_on_of: 'K-404' })).toThrow(
      expect.objectContaining({ code: 'contracts.invalid', message: expect.stringContaining('line 3 add_on_of') }),
    )
    expect(world.db.prepare("SELECT 1 FROM contracts WHERE id = 'K-6'").get()).toBeUndefined()
  })
})

test('a ledger that cannot be written says to try again with the same key', async () => {
  world.db.exec('PRAGMA query_only = ON')
  await expect(aRefund()).rejects.toMatchObject({ code: 'backoffice.unavailable', retry: true })
  world.db.exec('PRAGMA query_only = OFF')

  expect((await aRefund()).receipt).toBe('R-20261118-0001')
})
