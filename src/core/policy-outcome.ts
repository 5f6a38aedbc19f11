import type { Decision, Reason, Refundable, RuleId } from './decision.ts'
import type { Explained } from './policy.ts'
import { rowsOf } from './policy-customers.ts'
import { type PolicyPack, rowName } from './policy-pack.ts'

/** What days are counted from: the charge, the later of order and charge, or the order. */
export type CountedFrom = 'billing' | 'purchase' | 'order'

/** A period in days, the day it is counted from being day 0. */
export interface Within {
  readonly days: number
  readonly from: CountedFrom
}

/** An answer of the rules without its dates, so that customers of different days can be told the same. */
export interface Outcome {
  readonly refundable: Refundable
  readonly reason: Reason
  /** The period whose last day the customer is told; absent where the answer is no. */
  readonly within?: Within
  /** A second right that is open besides. */
  readonly also?: Within
  readonly referTo?: string
  readonly ask?: readonly string[]
}

/** Where an answer stands. */
export interface Basis {
  readonly rule: RuleId
  readonly document: string
  readonly section: string
  readonly url: string
}

/** One pack's answer to one charge, in the parts by which two packs are compared. */
export interface Told {
  readonly outcome: Outcome
  /** Equal for answers that are the same to the customer, real dates included. */
  readonly answerKey: string
  /** What is said along with the answer, one word each: `advise.stop-renewal`, `mustUninstall`. */
  readonly along: readonly string[]
  readonly basis: Basis
}

/** Takes a pack's decision apart. A last day that has passed, or that comes with a no, changes nothing for anybody. */
export function toldBy(pack: PolicyPack, { decision, row }: Explained, event: string): Told {
  const { refundable, reason, referTo, ask, alsoApplicable, rule, clause } = decision
  const lastDay = openDeadline(decision)
  const within = lastDay === undefined ? undefined : periodOf(pack, { decision, row, event })
  const also = alsoApplicable && pack.coolingOff && ({ days: pack.coolingOff.days, from: 'order' } as const)
  return {
    outcome: {
      refundable,
      reason,
      ...(within && { within }),
      ...(also && { also }),
      ...(referTo && { referTo }),
      ...(ask && { ask }),
    },
    answerKey: JSON.stringify([refundable, reason, lastDay, alsoApplicable, referTo, ask]),
    along: alongWith(decision),
    basis: { rule, document: clause.document, section: clause.section, url: clause.url },
  }
}

function openDeadline({ refundable, deadline, arithmetic }: Decision): Decision['deadline'] {
  return refundable === 'none' || (arithmetic && arithmetic.daysLeft < 0) ? undefined : deadline
}

function periodOf(
  pack: PolicyPack,
  { decision, row, event }: { decision: Decision; row: string; event: string },
): Within | undefined {
  const days = decision.arithmetic?.windowDays
  if (days === undefined) return undefined
  if (pack.coolingOff && decision.rule === pack.coolingOff.rule) return { days, from: 'order' }
  const window = rowsOf(pack).find((one) => rowName(one) === row)?.window
  // Only a purchase has an order besides its charge
  return { days, from: event === 'purchase' && window ? window.from : 'billing' }
}

function alongWith(decision: Decision): readonly string[] {
  const { advise, wouldChange, mustUninstall, installmentsContinue, usableUntil, safeDeadline } = decision
  return [
    ...(advise ?? []).map((one) => `advise.${one}`),
    ...(wouldChange ?? []).map((one) => `change.${one}`),
    ...(mustUninstall ? ['mustUninstall'] : []),
    ...(installmentsContinue ? ['installmentsContinue'] : []),
    ...(usableUntil ? ['usableToMonthEnd'] : []),
    ...(safeDeadline && openDeadline(decision) ? ['safeDeadline'] : []),
  ]
}
