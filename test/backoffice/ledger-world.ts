import type { DatabaseSync } from 'node:sqlite'
import { beforeEach, expect } from 'vitest'
import type { BackOffice } from '../../src/backoffice/backoffice.ts'
import { importContracts } from '../../src/backoffice/contract-import.ts'
import { parseContractsCsv } from '../../src/backoffice/csv.ts'
import { createLedger } from '../../src/backoffice/ledger.ts'
import { type Contract, chargeId } from '../../src/core/contract.ts'
import { createSealer } from '../../src/identity/sealer.ts'
import { openDatabase } from '../../src/store/database.ts'
import { DELUXE, PREMIUM, type Row, toCsv } from './csv-fixtures.ts'

export const DAY_MS = 86_400_000
export const NOW = Date.parse('2026-11-18T21:40:00+09:00')
export const { productKey: seal } = createSealer('a secret of some length')

/** A ledger with two contracts of one customer, K-1 and K-2, and K-3 of another, and orders for K-1. */
export interface LedgerWorld {
  readonly db: DatabaseSync
  readonly ledger: BackOffice
  bring(...rows: readonly Row[]): ReturnType<typeof importContracts>
  contract(id: string, nowMs?: number): Promise<Contract>
  aRefund(changes?: Partial<Parameters<BackOffice['refund']>[0]>): ReturnType<BackOffice['refund']>
  aStop(changes?: Partial<Parameters<BackOffice['stopRenewal']>[0]>): ReturnType<BackOffice['stopRenewal']>
  aMerge(changes?: Partial<Parameters<BackOffice['mergeTerm']>[0]>): ReturnType<BackOffice['mergeTerm']>
}

/** Each test of the file that calls this gets a new one. */
export function ledgerWorld(): LedgerWorld {
  let db: DatabaseSync
  let ledger: BackOffice
  beforeEach(() => {
    db = openDatabase(':memory:')
    ledger = createLedger({ db })
    bring(PREMIUM, DELUXE, { ...PREMIUM, contract_id: 'K-3', email: 'taro@example.jp', order_number: 'NP33333333' })
  })

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

  return {
    get db() {
      return db
    },
    get ledger() {
      return ledger
    },
    bring,
    contract,
    aRefund,
    aStop,
    aMerge,
  }
}

export function refusedBecause(why: string) {
  return expect.objectContaining({ code: 'backoffice.refused', details: expect.objectContaining({ why }) })
}
