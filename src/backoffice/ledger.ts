import type { DatabaseSync } from 'node:sqlite'
import { type Contract, chargeId } from '../core/contract.ts'
import { addDaysTo, toPlainDate } from '../core/date.ts'
import { planMerge } from '../core/merge.ts'
import { AppError } from '../errors.ts'
import type { Accepted, BackOffice, LedgerEntry, StopAccepted } from './backoffice.ts'
import { chargedOn, type Entry, stopOf, withRecords } from './contract-state.ts'
import { ContractTable, type StoredContract } from './contract-table.ts'
import { LedgerTable } from './ledger-table.ts'
import { inTransaction } from './transaction.ts'

type Order<Write extends 'refund' | 'stopRenewal' | 'mergeTerm'> = Parameters<BackOffice[Write]>[0]

/** Why the ledger refuses for good: `details.why` of `backoffice.refused`. Merges add core's `MergeObstacle`. */
export type Refusal =
  | 'unknown-contract'
  | 'key-reused'
  | 'charge-changed'
  | 'not-charged'
  | 'already-refunded'
  | 'already-merged'
  | 'amount-mismatch'
  | 'days-mismatch'

/** Rules under which less than the whole charge is paid back (UK pro-rating, refund-rules 2.4). */
const PRORATED_RULES: readonly string[] = ['GB-A-R', 'GB-A-T']

/**
 * The embedded back office: contracts imported from CSV, and a ledger of what was done, in our own database.
 * Each write is one synchronous transaction that is on the disk when its promise resolves.
 */
export function createLedger({ db }: { readonly db: DatabaseSync }): BackOffice {
  return new Ledger(db)
}

class Ledger implements BackOffice {
  readonly #db: DatabaseSync
  readonly #contracts: ContractTable
  readonly #ledger: LedgerTable

  constructor(db: DatabaseSync) {
    this.#db = db
    this.#contracts = new ContractTable(db)
    this.#ledger = new LedgerTable(db)
  }

  async findContracts({ orderNumber, email, nowMs }: Parameters<BackOffice['findContracts']>[0]) {
    const named = orderNumber === null ? null : this.#contracts.byOrder(orderNumber, email)
    if (named?.length === 0) return { matched: [], contracts: [], email: null }
    const person = this.#contracts.byPerson(email)
    const contracts = person.map(({ contract }) => this.#current(contract, nowMs))
    const matched = named?.map(({ contract }) => contract) ?? openOnes(contracts)
    const [first] = named ?? person
    return { matched: matched.map(({ id }) => id), contracts, email: first?.email ?? null }
  }

  async contractsById(ids: readonly string[], nowMs: number): Promise<readonly Contract[]> {
    const found = ids.map((id) => this.#contracts.byId(id)).filter((one): one is StoredContract => one !== undefined)
    return found.map(({ contract }) => this.#current(contract, nowMs))
  }

  async findByKeySeal(keySeal: string, nowMs: number): Promise<Contract | null> {
    const found = this.#contracts.byKeySeal(keySeal)
    return found ? this.#current(found.contract, nowMs) : null
  }

  async status(contractId: string, nowMs: number): Promise<Contract | null> {
    const found = this.#contracts.byId(contractId)
    return found ? this.#current(found.contract, nowMs) : null
  }

  async registerRequest(request: Parameters<BackOffice['registerRequest']>[0]): Promise<{ firstRequestAtMs: number }> {
    return inTransaction(this.#db, () => {
      const contract = this.#need(request.contractId, request.atMs)
      if (chargeId(contract) !== request.chargeId) throw refused('charge-changed', contract.id)
      return { firstRequestAtMs: this.#ledger.keepRequest(contract, request.atMs) }
    })
  }

  async refund(order: Order<'refund'>): Promise<Accepted> {
    return this.#once('refund', order, (contract) => {
      const why = whyNoRefund(contract, order)
      if (why) throw refused(why, contract.id)
      const { amountYen, rule } = order
      this.#append('refund', contract, order, { details: { amountYen, rule, chargeId: order.chargeId } })
      this.#stopAddOns(contract, order)
      return { receipt: order.receipt, atMs: order.atMs }
    })
  }

  async stopRenewal(order: Order<'stopRenewal'>): Promise<StopAccepted> {
    return this.#once('stop', order, (contract) => {
      const earlier = this.#earlierStop(contract, order.atMs)
      if (earlier) return { ...earlier, already: true }
      this.#append('stop', contract, order)
      this.#stopAddOns(contract, order)
      return { receipt: order.receipt, atMs: order.atMs, confirmed: true, already: false }
    })
  }

  async mergeTerm(order: Order<'mergeTerm'>): ReturnType<BackOffice['mergeTerm']> {
    const { fromContractId: contractId, toContractId } = order
    return this.#once('merge', { ...order, contractId, about: toContractId }, (from) => {
      const why = whyNoMerge(from, this.#need(toContractId, order.atMs), order)
      if (why) throw refused(why, from.id)
      const { days, newTermEnd } = order
      const details = { toContractId, days, newTermEnd, chargeId: chargeId(from) }
      this.#append('merge', from, order, { otherContractId: toContractId, details })
      this.#stopAddOns(from, order)
      return { receipt: order.receipt, atMs: order.atMs, newTermEnd }
    })
  }

  async rememberRefusal(contractId: string, atMs: number): Promise<void> {
    inTransaction(this.#db, () => this.#ledger.keepRefusal(contractId, atMs))
  }

  async emailOf(contractId: string): Promise<string | null> {
    return this.#contracts.byId(contractId)?.email ?? null
  }

  async ledger(contractId?: string): Promise<readonly LedgerEntry[]> {
    const entries = this.#ledger.entries(contractId)
    const own = contractId === undefined ? entries : entries.filter((entry) => entry.contractId === contractId)
    return own.map(({ chargedOn: _, otherContractId: __, ...entry }) => entry)
  }

  /** Answers a key for the first time, or again as it did then. A refusal is no answer: it changed nothing. */
  #once<Answer>(
    kind: Entry['kind'],
    order: {
      readonly idempotencyKey: string
      readonly contractId: string
      readonly atMs: number
      readonly about?: string
    },
    act: (contract: Contract) => Answer,
  ): Answer {
    return inTransaction(this.#db, () => {
      const request = [kind, order.contractId, order.about].join(' ').trimEnd()
      const first = this.#ledger.answer(order.idempotencyKey)
      if (first && first.request !== request) throw refused('key-reused', order.contractId)
      // Written by this very method for the same kind of request, so it is an Answer.
      if (first) return first.answer as Answer
      const answer = act(this.#need(order.contractId, order.atMs))
      this.#ledger.keepAnswer(order.idempotencyKey, request, answer)
      return answer
    })
  }

  #append(
    kind: Entry['kind'],
    contract: Contract,
    order: { readonly idempotencyKey: string; readonly receipt: string; readonly atMs: number },
    more: { readonly otherContractId?: string; readonly details?: Entry['details'] } = {},
  ): void {
    const { idempotencyKey, receipt, atMs } = order
    this.#ledger.append({
      kind,
      contractId: contract.id,
      otherContractId: more.otherContractId ?? null,
      chargedOn: chargedOn(contract),
      idempotencyKey,
      receipt,
      atMs,
      details: more.details ?? {},
    })
  }

  /** Linked add-ons do not renew without their main contract (refund-rules 2.1, add-ons). */
  #stopAddOns(
    main: Contract,
    order: { readonly idempotencyKey: string; readonly receipt: string; readonly atMs: number },
  ): void {
    for (const { contract } of this.#contracts.addOnsOf(main.id)) {
      if (this.#earlierStop(contract, order.atMs)) continue
      const idempotencyKey = `${order.idempotencyKey}/${contract.id}`
      this.#append('stop', contract, { ...order, idempotencyKey }, { details: { mainContractId: main.id } })
    }
  }

  /** What a stop finds already done. A contract that does not renew by itself counts, with no receipt to show. */
  #earlierStop({ id }: Contract, atMs: number): Omit<StopAccepted, 'already'> | null {
    const imported = this.#contracts.byId(id)?.contract
    if (!imported) return null
    const own = this.#ledger.entries(id).filter(({ contractId }) => contractId === id)
    return stopOf(imported, own) ?? (imported.autoRenewal ? null : { receipt: null, atMs, confirmed: true })
  }

  #need(contractId: string, nowMs: number): Contract {
    const found = this.#contracts.byId(contractId)
    if (!found) throw refused('unknown-contract', contractId)
    return this.#current(found.contract, nowMs)
  }

  #current(contract: Contract, nowMs: number): Contract {
    return withRecords(contract, this.#ledger.records(contract), nowMs)
  }
}

/** Contracts something can still be done with, or all where nothing can. */
function openOnes(contracts: readonly Contract[]): readonly Contract[] {
  const open = contracts.filter((one) => !one.refunded && !one.mergedInto)
  return open.length > 0 ? open : contracts
}

function whyNoRefund(contract: Contract, order: Order<'refund'>): Refusal | null {
  if (contract.refunded) return 'already-refunded'
  if (contract.mergedInto) return 'already-merged'
  if (contract.chargedAt === null) return 'not-charged'
  if (chargeId(contract) !== order.chargeId) return 'charge-changed'
  const { amountYen, rule } = order
  const fits = amountYen === contract.priceYen || (amountYen < contract.priceYen && PRORATED_RULES.includes(rule))
  return fits && amountYen > 0 ? null : 'amount-mismatch'
}

function whyNoMerge(from: Contract, to: Contract, order: Order<'mergeTerm'>): string | null {
  const today = toPlainDate(order.atMs)
  const plan = planMerge(from, to, today)
  if (!plan.possible) return plan.why
  // Confirmed before midnight and carried out after it, the plan that was confirmed is yesterday's.
  const plans = [plan, planMerge(from, to, addDaysTo(today, -1))]
  const asConfirmed = plans.some(
    (one) => one.possible && one.days === order.days && one.newTermEnd === order.newTermEnd,
  )
  return asConfirmed ? null : 'days-mismatch'
}

function refused(why: string, contractId: string): AppError {
  return new AppError('backoffice.refused', `the ledger refuses: ${why}`, { why, contractId })
}
