import { describe, expect, test } from 'vitest'
import type { BackOffice } from '../../src/backoffice/backoffice.ts'
import { ADD_ON, DELUXE, PREMIUM, type Row } from './csv-fixtures.ts'
import { ledgerWorld, NOW, refusedBecause } from './ledger-world.ts'

const world = ledgerWorld()
const { bring, contract, aRefund, aStop, aMerge } = world

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
    expect(await world.ledger.ledger()).toEqual([])
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
