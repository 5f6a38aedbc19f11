import type { Contract } from './contract.ts'
import { addDaysTo, daysBetween, type PlainDate } from './date.ts'

/** Why two contracts cannot be merged. */
export type MergeObstacle =
  | 'same-contract'
  | 'not-software'
  | 'different-provider'
  | 'add-on'
  | 'ended'
  | 'nothing-left'
  | 'too-long'

/** What a merge would bring: whole days added one to one, and the receiving contract's new last day. */
export type MergePlan =
  | { readonly possible: true; readonly days: number; readonly newTermEnd: PlainDate }
  | { readonly possible: false; readonly why: MergeObstacle }

const MAX_DAYS_AHEAD = 5 * 366

/** Days that `from` still has: from tomorrow to its last day, or its whole term if it has not begun. */
export function remainingDays(from: Contract, today: PlainDate): number {
  if (from.termStart > today) return daysBetween(from.termStart, from.termEnd) + 1
  return daysBetween(today, from.termEnd)
}

/**
 * Plans moving the remaining days of `from` to `to`.
 * Source: rulings, "Merge": whole days, remaining = termEnd of the contract given up − today (JST);
 * software main licences of one provider; the result at most 5 years ahead.
 */
export function planMerge(from: Contract, to: Contract, today: PlainDate): MergePlan {
  const why = obstacle(from, to, today)
  if (why) return { possible: false, why }
  const days = remainingDays(from, today)
  const newTermEnd = addDaysTo(to.termEnd, days)
  if (daysBetween(today, newTermEnd) > MAX_DAYS_AHEAD) return { possible: false, why: 'too-long' }
  return { possible: true, days, newTermEnd }
}

function obstacle(from: Contract, to: Contract, today: PlainDate): MergeObstacle | null {
  if (from.id === to.id) return 'same-contract'
  if (from.addOnOf || to.addOnOf) return 'add-on'
  if (from.productKind !== 'software' || to.productKind !== 'software') return 'not-software'
  if (from.provider !== to.provider) return 'different-provider'
  if (hasEnded(from) || hasEnded(to) || to.termEnd < today) return 'ended'
  if (remainingDays(from, today) <= 0) return 'nothing-left'
  return null
}

const hasEnded = (contract: Contract) => contract.refunded !== undefined || contract.mergedInto !== undefined
