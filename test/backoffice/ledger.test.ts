import type { DatabaseSync } from 'node:sqlite'
import { beforeEach, describe, expect, test } from 'vitest'
import type { BackOffice } from '../../src/backoffice/backoffice.ts'
import { importContracts } from '../../src/backoffice/contract-import.ts'
import { parseContractsCsv } from '../../src/backoffice/csv.ts'
import { createLedger } from '../../src/backoffice/ledger.ts'
import { type Contract, chargeId } from '../../src/core/contract.ts'
import { createSealer } from '../../src/identity/sealer.ts'
import { openDatabase } from '../../src/store/database.ts'
import { ADD_ON, DELUXE, PREMIUM, type Row, toCsv } from './csv-fixtures.ts'

const DAY_MS = 86_400_000
const NOW = Date.parse('2026-11-18T21:40:00+09:00')
const { productKey: seal } = createSealer('a secret of some length')

let db: DatabaseSync
let ledger: BackOffice

function bring(...rows: readonly Row[]) {
  return importContracts({ db, seal }, parseContractsCsv(toCsv(...rows)))
}

async function contract(id: string, nowMs = NOW): Promise<Contract> {
  const [found] = await ledger.contractsById([id], nowMs)
  if (!found) throw new Error(`no contract ${id}`)
  return found
}

async function aRefund(changes: Partial<Parameters<BackOffice['refund']>[0]> = {}) {
  const order = {
    idempotencyKey: 'refund K-1',
    contractId: 'K-1',
    chargeId: chargeId(await contract('K-1')),
    amountYen: 7980,
    receipt: 'R-20261118-0001',
    rule: 'N-A-R',
    atMs: NOW,
  }
  return ledger.refund({ ...order, ...changes })
}

function aStop(changes: Partial<Parameters<BackOffice['stopRenewal']>[0]> = {}) {
  const order = { idempotencyKey: 'stop K-1', contractId: 'K-1', receipt: 'A-20261118-0002', atMs: NOW }
  return ledger.stopRenewal({ ...order, ...changes })
}

function aMerge(changes: Partial<Parameters<BackOffice['mergeTerm']>[0]> = {}) {
  return ledger.mergeTerm({
    idempotencyKey: 'merge K-1',
    fromContractId: 'K-1',
    toContractId: 'K-2',
    // 18 November 2026 to 19 September 2027
    days: 305,
    newTermEnd: '2028-01-30',
    receipt: 'M-20261118-0003',
    atMs: NOW,
    ...changes,
  })
}

function refusedBecause(why: string) {
  return expect.objectContaining({ code: 'backoffice.refused', details: expect.objectContaining({ why }) })
}

beforeEach(() => {
  db = openDatabase(':memory:')
  ledger = createLedger({ db })
  bring(PREMIUM, DELUXE, { ...PREMIUM, contract_id: 'K-3', email: 'taro@example.jp', order_number: 'NP33333333' })
})

describe('contracts are found', () => {
  test.each([
    { by: 'their first order number', orderNumber: 'NP12345678' },
    { by: 'their renewal order number', orderNumber: 'SY87654321' },
    { by: 'a number written in full width with spaces and hyphens', orderNumber: ' ｓｙ８７６５-４３２１ ' },
  ])('by $by', async ({ orderNumber }) => {
    const found = await ledger.findContracts({ orderNumber, email: 'Hanako@Example.JP ', nowMs: NOW })

    expect(found.matched).toEqual(['K-1'])
    expect(found.email).toBe('hanako@example.jp')
    expect(found.contracts.map(({ id }) => id)).toEqual(['K-1', 'K-2'])
  })

  test.each([
    { pair: 'number and another address', orderNumber: 'SY87654321', email: 'jiro@example.jp' },
    { pair: 'address and another number', orderNumber: 'NP99999999', email: 'hanako@example.jp' },
    { pair: "address and another person's number", orderNumber: 'NP33333333', email: 'hanako@example.jp' },
  ])('never by a right $pair', async ({ orderNumber, email }) => {
    expect(await ledger.findContracts({ orderNumber, email, nowMs: NOW })).toEqual({
      matched: [],
      contracts: [],
      email: null,
    })
  })

  test('by the seal of their product key, whose 25 characters are nowhere in the database', async () => {
    expect((await ledger.findByKeySeal(seal('ABCDE FGHIJ KLMNP QRSTU VWXY2'), NOW))?.id).toBe('K-2')
    expect(await ledger.findByKeySeal(seal('ABCDE FGHIJ KLMNP QRSTU VWXY3'), NOW)).toBeNull()

    const rows = JSON.stringify(db.prepare('SELECT * FROM contracts').all())
    expect(rows).not.toContain('ABCDE')
    expect(rows).toContain('"key_last4":"WXY2"')
  })

  test('by no key that two contracts share', async () => {
    bring({ ...PREMIUM, product_key: DELUXE.product_key ?? '' })

    expect(await ledger.findByKeySeal(seal('ABCDEFGHIJKLMNPQRSTUVWXY2'), NOW)).toBeNull()
  })

  test('by their ids, in the order asked for', async () => {
    expect((await ledger.contractsById(['K-2', 'K-9', 'K-1'], NOW)).map(({ id }) => id)).toEqual(['K-2', 'K-1'])
    expect(await ledger.emailOf('K-3')).toBe('taro@example.jp')
    expect(await ledger.emailOf('K-9')).toBeNull()
  })
})

describe('a refund', () => {
  test('is written once and shown on the contract', async () => {
    expect(await aRefund()).toEqual({ receipt: 'R-20261118-0001', atMs: NOW })

    expect((await contract('K-1')).refunded).toEqual({ atMs: NOW, receipt: 'R-20261118-0001' })
    expect(await ledger.ledger('K-1')).toEqual([
      {
        kind: 'refund',
        contractId: 'K-1',
        idempotencyKey: 'refund K-1',
        receipt: 'R-20261118-0001',
        atMs: NOW,
        details: { amountYen: 7980, rule: 'N-A-R', chargeId: 'K-1@2026-09-20T10:00:00+09:00' },
      },
    ])
  })

  test('asked for again with its key gets its first answer', async () => {
    await aRefund()

    expect(await aRefund({ receipt: 'R-20261119-0009', atMs: NOW + DAY_MS })).toEqual({
      receipt: 'R-20261118-0001',
      atMs: NOW,
    })
    expect(await ledger.ledger()).toHaveLength(1)
  })

  test('asked for 32 times at once happens once', async () => {
    const order = { chargeId: chargeId(await contract('K-1')) }

    const answers = await Promise.all(Array.from({ length: 32 }, () => aRefund(order)))

    expect(new Set(answers.map(({ receipt }) => receipt)).size).toBe(1)
    expect(await ledger.ledger()).toHaveLength(1)
  })

  test('is refused for a charge that was refunded under another key', async () => {
    await aRefund()

    await expect(aRefund({ idempotencyKey: 'other' })).rejects.toEqual(refusedBecause('already-refunded'))
    expect(await ledger.ledger()).toHaveLength(1)
  })

  test.each([
    { changes: { contractId: 'K-9' }, why: 'unknown-contract' },
    { changes: { chargeId: 'K-1@2025-09-20' }, why: 'charge-changed' },
    { changes: { amountYen: 7981 }, why: 'amount-mismatch' },
    { changes: { amountYen: 7979 }, why: 'amount-mismatch' },
    { changes: { amountYen: 0, rule: 'GB-A-R' }, why: 'amount-mismatch' },
    { changes: { amountYen: 7981, rule: 'GB-A-R' }, why: 'amount-mismatch' },
  ])('is refused: $why ($changes)', async ({ changes, why }) => {
    await expect(aRefund(changes)).rejects.toEqual(refusedBecause(why))
    expect(await ledger.ledger()).toEqual([])
  })

  test('may be a part of the price only under the rules that pro-rate', async () => {
    await aRefund({ amountYen: 4000, rule: 'GB-A-T' })

    expect((await ledger.ledger())[0]?.details.amountYen).toBe(4000)
  })

  test('is refused while nothing was charged', async () => {
    bring({ ...PREMIUM, charged_at: '' })

    await expect(aRefund()).rejects.toEqual(refusedBecause('not-charged'))
  })

  test('is refused for what was merged away', async () => {
    await aMerge()

    await expect(aRefund()).rejects.toEqual(refusedBecause('already-merged'))
  })

  test('is refused under a key that was used for something else', async () => {
    await aStop({ idempotencyKey: 'same' })

    await expect(aRefund({ idempotencyKey: 'same' })).rejects.toEqual(refusedBecause('key-reused'))
  })

  test('ends the renewal of linked add-ons under its receipt', async () => {
    bring(ADD_ON)
    await aRefund()

    expect((await contract('K-1A')).stopped).toEqual({ atMs: NOW, receipt: 'R-20261118-0001', confirmed: true })
    expect((await contract('K-1A')).refunded).toBeUndefined()
  })

  test('of an add-on leaves its main contract alone', async () => {
    bring(ADD_ON)
    await aRefund({ contractId: 'K-1A', chargeId: chargeId(await contract('K-1A')), amountYen: 1200 })

    const main = await contract('K-1')
    expect(main.refunded).toBeUndefined()
    expect(main.stopped).toBeUndefined()
  })

  test('leaves the stop of the renewal to a stop with its own receipt', async () => {
    await aRefund()
    expect((await contract('K-1')).stopped).toBeUndefined()

    expect(await aStop()).toMatchObject({ receipt: 'A-20261118-0002', already: false })
  })
})

describe('a stop', () => {
  test('is confirmed and shown on the contract, which has no next charge any more', async () => {
    bring({ ...PREMIUM, next_charge_at: '2027-09-20' })
    expect((await contract('K-1')).nextChargeAt).toBe('2027-09-20')

    expect(await aStop()).toEqual({ receipt: 'A-20261118-0002', atMs: NOW, confirmed: true, already: false })

    const stopped = await contract('K-1')
    expect(stopped.stopped).toEqual({ atMs: NOW, receipt: 'A-20261118-0002', confirmed: true })
    expect(stopped.autoRenewal).toBe(false)
    expect(stopped.nextChargeAt).toBeUndefined()
  })

  test('of what is stopped answers with the earlier receipt', async () => {
    await aStop()

    expect(await aStop({ idempotencyKey: 'other', receipt: 'A-20261119-0009', atMs: NOW + DAY_MS })).toEqual({
      receipt: 'A-20261118-0002',
      atMs: NOW,
      confirmed: true,
      already: true,
    })
    expect(await ledger.ledger()).toHaveLength(1)
  })

  test('asked for again with its key is still the first stop', async () => {
    await aStop()

    expect((await aStop()).already).toBe(false)
  })

  test.each([
    {
      known: 'a date',
      auto_renewal_stopped_at: '2026-08-02T10:00:00+09:00',
      atMs: Date.parse('2026-08-02T10:00:00+09:00'),
    },
    { known: 'no date', auto_renewal_stopped_at: '', atMs: NOW },
  ])(
    'of what the company had stopped, with $known, has no receipt to show',
    async ({ atMs, auto_renewal_stopped_at }) => {
      bring({ ...PREMIUM, auto_renewal: 'false', auto_renewal_stopped_at })

      expect(await aStop()).toEqual({ receipt: null, atMs, confirmed: true, already: true })
      expect(await ledger.ledger()).toEqual([])
    },
  )

  test('of a main contract stops its add-ons under the same receipt, and no other contract', async () => {
    bring(ADD_ON, { ...ADD_ON, contract_id: 'K-2A', add_on_of: 'K-2' })
    await aStop()

    expect((await contract('K-1A')).stopped?.receipt).toBe('A-20261118-0002')
    expect((await contract('K-2A')).stopped).toBeUndefined()
    expect((await ledger.ledger('K-1A'))[0]?.details).toEqual({ mainContractId: 'K-1' })
  })

  test('of an add-on lets its main contract renew', async () => {
    bring(ADD_ON)
    await aStop({ contractId: 'K-1A' })
    expect((await contract('K-1')).autoRenewal).toBe(true)

    await aStop({ idempotencyKey: 'main', receipt: 'A-20261118-0005' })
    expect((await contract('K-1A')).stopped?.receipt).toBe('A-20261118-0002')
  })

  test('says nothing any more of a contract that was charged on a later day', async () => {
    await aStop()
    bring({ ...PREMIUM, charged_at: '2027-09-20', term_start: '2027-09-20', term_end: '2028-09-19' })

    expect((await contract('K-1')).stopped).toBeUndefined()
    expect(await aStop({ idempotencyKey: 'again', receipt: 'A-2', atMs: NOW + 400 * DAY_MS })).toMatchObject({
      receipt: 'A-2',
      already: false,
    })
  })
})

describe('a merge', () => {
  test('moves the remaining days, ends the contract given up and stops its renewal', async () => {
    expect(await aMerge()).toEqual({ receipt: 'M-20261118-0003', atMs: NOW, newTermEnd: '2028-01-30' })

    expect(await contract('K-2')).toMatchObject({ termEnd: '2028-01-30', autoRenewal: true })
    expect(await contract('K-1')).toMatchObject({
      termEnd: '2027-09-19',
      mergedInto: 'K-2',
      autoRenewal: false,
      stopped: { atMs: NOW, receipt: 'M-20261118-0003', confirmed: true },
    })
  })

  test('asked for again with its key gets its first answer and adds nothing', async () => {
    await aMerge()

    expect((await aMerge({ receipt: 'M-2', newTermEnd: '2028-11-30' })).receipt).toBe('M-20261118-0003')
    expect((await contract('K-2')).termEnd).toBe('2028-01-30')
  })

  test('is refused under the key of a merge into another contract', async () => {
    bring({ ...DELUXE, contract_id: 'K-4', product_key: '' })
    await aMerge()

    await expect(aMerge({ toContractId: 'K-4' })).rejects.toEqual(refusedBecause('key-reused'))
  })

  test('may be followed by a stop with a receipt of its own', async () => {
    await aMerge()

    expect(await aStop()).toMatchObject({ receipt: 'A-20261118-0002', already: false })
    expect((await contract('K-1')).stopped?.receipt).toBe('A-20261118-0002')
  })

  test('adds to a term that an earlier merge has extended', async () => {
    bring({ ...DELUXE, contract_id: 'K-4', term_end: '2026-11-28', product_key: '' })
    await aMerge({ idempotencyKey: 'first', fromContractId: 'K-4', days: 10, newTermEnd: '2027-04-10' })

    await aMerge({ newTermEnd: '2028-02-09' })

    expect((await contract('K-2')).termEnd).toBe('2028-02-09')
  })

  test('confirmed before midnight is carried out after it', async () => {
    const afterMidnight = Date.parse('2026-11-19T00:00:01+09:00')

    expect((await aMerge({ atMs: afterMidnight })).newTermEnd).toBe('2028-01-30')
  })

  test('stops the add-ons of the contract given up', async () => {
    bring(ADD_ON)
    await aMerge()

    expect((await contract('K-1A')).stopped?.receipt).toBe('M-20261118-0003')
  })

  test.each<{ why: string; rows?: Row[]; order?: Partial<Parameters<BackOffice['mergeTerm']>[0]> }>([
    { why: 'unknown-contract', order: { toContractId: 'K-9' } },
    { why: 'unknown-contract', order: { fromContractId: 'K-9' } },
    { why: 'same-contract', order: { toContractId: 'K-1' } },
    { why: 'not-software', rows: [{ ...DELUXE, product_kind: 'virusRemoval1' }] },
    { why: 'different-provider', rows: [{ ...DELUXE, provider: 'trendmicro', channel: 'onlineShop' }] },
    { why: 'add-on', rows: [{ ...DELUXE, add_on_of: 'K-1' }] },
    { why: 'too-long', rows: [{ ...DELUXE, term_end: '2031-06-01' }] },
    { why: 'ended', rows: [{ ...DELUXE, term_end: '2026-11-17' }] },
    { why: 'nothing-left', rows: [{ ...PREMIUM, term_end: '2026-11-18' }] },
    { why: 'days-mismatch', order: { days: 304, newTermEnd: '2028-01-29' } },
    { why: 'days-mismatch', order: { newTermEnd: '2028-01-31' } },
  ])('is refused: $why', async ({ why, rows, order }) => {
    if (rows) bring(...rows)

    await expect(aMerge(order)).rejects.toEqual(refusedBecause(why))
    expect(await ledger.ledger()).toEqual([])
  })

  test('is refused for what was refunded or merged already', async () => {
    await aRefund()
    await expect(aMerge()).rejects.toEqual(refusedBecause('ended'))
  })

  test('is refused a second time under another key', async () => {
    await aMerge()
    await expect(aMerge({ idempotencyKey: 'other' })).rejects.toEqual(refusedBecause('ended'))
  })
})

describe('a wish', () => {
  async function wish(atMs: number): Promise<number> {
    const { firstRequestAtMs } = await ledger.registerRequest({
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
      ledger.registerRequest({ contractId: 'K-1', chargeId: 'K-1@2026-09-20T10:00:00+09:00', atMs: NOW }),
    ).rejects.toEqual(refusedBecause('charge-changed'))
  })
})

test('a refused offer is remembered for 365 days', async () => {
  await ledger.rememberRefusal('K-1', NOW)

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
    await ledger.rememberRefusal('K-1', NOW)
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

    expect((await ledger.findByKeySeal(seal(DELUXE.product_key ?? ''), NOW))?.id).toBe('K-2')
  })

  test('of an add-on without its main contract brings nothing', () => {
    expect(() => bring({ ...DELUXE, contract_id: 'K-6' }, { ...ADD_ON, add_on_of: 'K-404' })).toThrow(
      expect.objectContaining({ code: 'contracts.invalid', message: expect.stringContaining('line 3 add_on_of') }),
    )
    expect(db.prepare("SELECT 1 FROM contracts WHERE id = 'K-6'").get()).toBeUndefined()
  })
})

test('a ledger that cannot be written says to try again with the same key', async () => {
  db.exec('PRAGMA query_only = ON')
  await expect(aRefund()).rejects.toMatchObject({ code: 'backoffice.unavailable', retry: true })
  db.exec('PRAGMA query_only = OFF')

  expect((await aRefund()).receipt).toBe('R-20261118-0001')
})
