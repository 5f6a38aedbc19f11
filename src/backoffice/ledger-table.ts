import type { DatabaseSync } from 'node:sqlite'
import type { Contract } from '../core/contract.ts'
import { chargedOn, type Entry, earliestRequest, type Records } from './contract-state.ts'

interface EntryRow {
  readonly kind: Entry['kind']
  readonly contract_id: string
  readonly other_contract_id: string | null
  readonly charged_on: string
  readonly idempotency_key: string
  readonly receipt: string
  readonly at_ms: number
  readonly details: string
}

/** What we recorded about contracts: ledger entries, first answers, wishes and refusals. Synchronous. */
export class LedgerTable {
  readonly #append
  readonly #ofContract
  readonly #all
  readonly #answer
  readonly #keepAnswer
  readonly #request
  readonly #keepRequest
  readonly #refusal
  readonly #keepRefusal

  constructor(db: DatabaseSync) {
    this.#append = db.prepare(`INSERT INTO ledger
      (kind, contract_id, other_contract_id, charged_on, idempotency_key, receipt, at_ms, details)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)`)
    this.#ofContract = db.prepare('SELECT * FROM ledger WHERE contract_id = :id OR other_contract_id = :id ORDER BY no')
    this.#all = db.prepare('SELECT * FROM ledger ORDER BY no')
    this.#answer = db.prepare('SELECT request, answer FROM ledger_answers WHERE idempotency_key = ?')
    this.#keepAnswer = db.prepare('INSERT INTO ledger_answers (idempotency_key, request, answer) VALUES (?, ?, ?)')
    this.#request = db.prepare('SELECT at_ms FROM first_requests WHERE contract_id = ? AND charged_on = ?')
    this.#keepRequest = db.prepare(`INSERT INTO first_requests (contract_id, charged_on, at_ms) VALUES (?, ?, ?)
      ON CONFLICT (contract_id, charged_on) DO UPDATE SET at_ms = excluded.at_ms`)
    this.#refusal = db.prepare('SELECT at_ms FROM offer_refusals WHERE contract_id = ?')
    this.#keepRefusal = db.prepare(`INSERT INTO offer_refusals (contract_id, at_ms) VALUES (?, ?)
      ON CONFLICT (contract_id) DO UPDATE SET at_ms = max(at_ms, excluded.at_ms)`)
  }

  append(entry: Entry): void {
    this.#append.run(
      entry.kind,
      entry.contractId,
      entry.otherContractId,
      entry.chargedOn,
      entry.idempotencyKey,
      entry.receipt,
      entry.atMs,
      JSON.stringify(entry.details),
    )
  }

  /** Entries that name the contract on either side, or all; oldest first. */
  entries(contractId?: string): Entry[] {
    const rows = contractId === undefined ? this.#all.all() : this.#ofContract.all({ id: contractId })
    // The driver types rows as records of values; the columns are those of the table.
    return (rows as unknown as EntryRow[]).map((row) => ({
      kind: row.kind,
      contractId: row.contract_id,
      otherContractId: row.other_contract_id,
      chargedOn: row.charged_on,
      idempotencyKey: row.idempotency_key,
      receipt: row.receipt,
      atMs: row.at_ms,
      details: JSON.parse(row.details),
    }))
  }

  records(contract: Contract): Records {
    return {
      entries: this.entries(contract.id),
      refusedAtMs: atMsOf(this.#refusal.get(contract.id)),
      firstRequestAtMs: atMsOf(this.#request.get(contract.id, chargedOn(contract))),
    }
  }

  /** The first answer to a key, with the request it answered. */
  answer(idempotencyKey: string): { readonly request: string; readonly answer: unknown } | undefined {
    const row = this.#answer.get(idempotencyKey)
    return row && { request: String(row.request), answer: JSON.parse(String(row.answer)) }
  }

  keepAnswer(idempotencyKey: string, request: string, answer: unknown): void {
    this.#keepAnswer.run(idempotencyKey, request, JSON.stringify(answer))
  }

  /** Keeps the earliest valid wish for the contract's current charge. */
  keepRequest(contract: Contract, atMs: number): number {
    const firstAtMs = earliestRequest(atMsOf(this.#request.get(contract.id, chargedOn(contract))), atMs)
    this.#keepRequest.run(contract.id, chargedOn(contract), firstAtMs)
    return firstAtMs
  }

  keepRefusal(contractId: string, atMs: number): void {
    this.#keepRefusal.run(contractId, atMs)
  }
}

function atMsOf(row: Record<string, unknown> | undefined): number | null {
  return row ? Number(row.at_ms) : null
}
