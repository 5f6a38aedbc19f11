import { describe, expect, test } from 'vitest'
import { ADD_ON, PREMIUM } from './csv-fixtures.ts'
import { DAY_MS, ledgerWorld, NOW } from './ledger-world.ts'

const world = ledgerWorld()
const { bring, contract, aStop } = world

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
    expect(await world.ledger.ledger()).toHaveLength(1)
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
      expect(await world.ledger.ledger()).toEqual([])
    },
  )

  test('of a main contract stops its add-ons under the same receipt, and no other contract', async () => {
    bring(ADD_ON, { ...ADD_ON, contract_id: 'K-2A', add_on_of: 'K-2' })
    await aStop()

    expect((await contract('K-1A')).stopped?.receipt).toBe('A-20261118-0002')
    expect((await contract('K-2A')).stopped).toBeUndefined()
    expect((await world.ledger.ledger('K-1A'))[0]?.details).toEqual({ mainContractId: 'K-1' })
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
