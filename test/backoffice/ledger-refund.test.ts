import { describe, expect, test } from 'vitest'
import { chargeId } from '../../src/core/contract.ts'
import { ADD_ON, PREMIUM } from './csv-fixtures.ts'
import { DAY_MS, ledgerWorld, NOW, refusedBecause } from './ledger-world.ts'

const world = ledgerWorld()
const { bring, contract, aRefund, aStop, aMerge } = world

describe('a refund', () => {
  test('is written once and shown on the contract', async () => {
    expect(await aRefund()).toEqual({ receipt: 'R-20261118-0001', atMs: NOW })

    expect((await contract('K-1')).refunded).toEqual({ atMs: NOW, receipt: 'R-20261118-0001' })
    expect(await world.ledger.ledger('K-1')).toEqual([
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
    expect(await world.ledger.ledger()).toHaveLength(1)
  })

  test('asked for 32 times at once happens once', async () => {
    const order = { chargeId: chargeId(await contract('K-1')) }

    const answers = await Promise.all(Array.from({ length: 32 }, () => aRefund(order)))

    expect(new Set(answers.map(({ receipt }) => receipt)).size).toBe(1)
    expect(await world.ledger.ledger()).toHaveLength(1)
  })

  test('is refused for a charge that was refunded under another key', async () => {
    await aRefund()

    await expect(aRefund({ idempotencyKey: 'other' })).rejects.toEqual(refusedBecause('already-refunded'))
    expect(await world.ledger.ledger()).toHaveLength(1)
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
    expect(await world.ledger.ledger()).toEqual([])
  })

  test('may be a part of the price only under the rules that pro-rate', async () => {
    await aRefund({ amountYen: 4000, rule: 'GB-A-T' })

    expect((await world.ledger.ledger())[0]?.details.amountYen).toBe(4000)
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
