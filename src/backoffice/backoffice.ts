import type { Contract } from '../core/contract.ts'
import type { PlainDate } from '../core/date.ts'

/** A write that was taken. The same idempotency key always gives the first answer again. */
export interface Accepted {
  readonly receipt: string
  readonly atMs: number
}

/** A stop that was taken; `confirmed` is false while the provider has only accepted it. `already`: it was stopped before. */
export interface StopAccepted extends Omit<Accepted, 'receipt'> {
  readonly receipt: string | null
  readonly confirmed: boolean
  readonly already: boolean
}

/**
 * The company's contract system. Every write takes an idempotency key and happens at most once for it.
 * Errors: `backoffice.unavailable` (retry: the outcome may be unknown, ask again with the same key),
 * `backoffice.refused` (final: `details.why` says which rule of the back office refused).
 */
export interface BackOffice {
  /**
   * All contracts of the person who owns the one found by its original *or* renewal order number and
   * e-mail (case-insensitive). `matched` are those the number itself names. Empty when nothing matches.
   * Without a number every contract under the address is meant that is neither refunded nor merged away, or
   * all where none is left; only for an address that has been proved.
   */
  findContracts(query: {
    orderNumber: string | null
    email: string
    nowMs: number
  }): Promise<{ matched: readonly string[]; contracts: readonly Contract[]; email: string | null }>
  contractsById(ids: readonly string[], nowMs: number): Promise<readonly Contract[]>
  /** The contract whose product key has this seal. */
  findByKeySeal(keySeal: string, nowMs: number): Promise<Contract | null>
  /** Keeps the earliest wish for a contract's current charge and gives it back; wishes older than 30 days lapse. */
  registerRequest(request: {
    contractId: string
    chargeId: string
    atMs: number
  }): Promise<{ firstRequestAtMs: number }>
  refund(order: {
    idempotencyKey: string
    contractId: string
    chargeId: string
    amountYen: number
    receipt: string
    rule: string
    atMs: number
  }): Promise<Accepted>
  stopRenewal(order: {
    idempotencyKey: string
    contractId: string
    receipt: string
    atMs: number
  }): Promise<StopAccepted>
  mergeTerm(order: {
    idempotencyKey: string
    fromContractId: string
    toContractId: string
    days: number
    newTermEnd: PlainDate
    receipt: string
    atMs: number
  }): Promise<Accepted & { newTermEnd: PlainDate }>
  /** A contract as it is by now: what became of a refund, a merge, or a stop that was only accepted. Null: unknown. */
  status(contractId: string, nowMs: number): Promise<Contract | null>
  /** Remembers for 365 days, without personal data, that an offer was refused for this contract. */
  rememberRefusal(contractId: string, atMs: number): Promise<void>
  /** The address a contract's mail goes to. */
  emailOf(contractId: string): Promise<string | null>
  ledger(contractId?: string): Promise<readonly LedgerEntry[]>
}

/** One line of the ledger: a write that happened, once. */
export interface LedgerEntry {
  readonly kind: 'refund' | 'stop' | 'merge'
  readonly contractId: string
  readonly idempotencyKey: string
  readonly receipt: string
  readonly atMs: number
  /** e.g. amount, rule, days, the other contract. */
  readonly details: Readonly<Record<string, string | number>>
}
