import type { Contract } from '../core/contract.ts'
import { type PlainDate, toPlainDate } from '../core/date.ts'
import type { LedgerEntry } from './backoffice.ts'

const DAY_MS = 86_400_000
/** How long a wish for a refund keeps its time, and how long a refused offer is not made again. */
const REQUEST_VALID_MS = 30 * DAY_MS
const REFUSAL_VALID_MS = 365 * DAY_MS

/** A ledger entry with what ties it to contracts. */
export interface Entry extends LedgerEntry {
  /** JST date of the charge it concerns; '' when nothing was charged. */
  readonly chargedOn: PlainDate | ''
  /** For a merge: the contract that received the term. */
  readonly otherContractId: string | null
}

/** Everything we recorded about one contract. */
export interface Records {
  /** Entries that name the contract on either side, oldest first. */
  readonly entries: readonly Entry[]
  readonly refusedAtMs: number | null
  readonly firstRequestAtMs: number | null
}

type Stop = NonNullable<Contract['stopped']>

/** The contract as the company told us, with what became of it since. */
export function withRecords(contract: Contract, records: Records, nowMs: number): Contract {
  const own = records.entries.filter(({ contractId }) => contractId === contract.id)
  const ofCharge = own.filter((entry) => entry.chargedOn === chargedOn(contract))
  const refund = ofCharge.findLast(({ kind }) => kind === 'refund')
  const merge = ofCharge.findLast(({ kind }) => kind === 'merge')
  const stopped = stopOf(contract, own) ?? (merge && { atMs: merge.atMs, receipt: merge.receipt, confirmed: true })
  const { nextChargeAt, ...rest } = contract
  return {
    ...rest,
    termEnd: extendedTermEnd(contract, records.entries),
    autoRenewal: contract.autoRenewal && !stopped,
    ...(nextChargeAt !== undefined && !stopped && { nextChargeAt }),
    ...(stopped && { stopped }),
    ...(refund && { refunded: { atMs: refund.atMs, receipt: refund.receipt } }),
    ...(merge?.otherContractId && { mergedInto: merge.otherContractId }),
    ...(isWithin(records.refusedAtMs, REFUSAL_VALID_MS, nowMs) && { offerRefused: true }),
    ...(isWithin(records.firstRequestAtMs, REQUEST_VALID_MS, nowMs) && { firstRequestAtMs: records.firstRequestAtMs }),
  }
}

/**
 * The stop that still holds: ours, else the one the company told us of. A charge on a later day shows that
 * the contract renews again, so an earlier stop of ours says nothing any more. A stop that a merge brings
 * along is not among them: it has no receipt of its own, and asking for one is no repetition.
 */
export function stopOf(contract: Contract, own: readonly Entry[]): Stop | undefined {
  const stop = own.findLast(({ kind, atMs }) => kind === 'stop' && toPlainDate(atMs) >= chargedOn(contract))
  if (stop) return { atMs: stop.atMs, receipt: stop.receipt, confirmed: true }
  return contract.stopped
}

/** The JST date of a contract's charge, '' while there is none. */
export function chargedOn({ chargedAt }: Contract): PlainDate | '' {
  return chargedAt === null ? '' : toPlainDate(chargedAt)
}

/** The earlier of two wishes, or the later one when the earlier has lapsed by then. */
export function earliestRequest(earlierMs: number | null, laterMs: number): number {
  if (earlierMs === null) return laterMs
  const [first, second] = earlierMs <= laterMs ? [earlierMs, laterMs] : [laterMs, earlierMs]
  return isWithin(first, REQUEST_VALID_MS, second) ? first : second
}

/** A later import that has the merge in it, or a renewal since, brings its own later date. */
function extendedTermEnd(contract: Contract, entries: readonly Entry[]): PlainDate {
  const extended = entries
    .filter(({ otherContractId }) => otherContractId === contract.id)
    .map(({ details }) => String(details.newTermEnd))
  return [contract.termEnd, ...extended].sort().at(-1) ?? contract.termEnd
}

function isWithin(atMs: number | null, validMs: number, nowMs: number): atMs is number {
  return atMs !== null && nowMs - atMs <= validMs
}
