import type { Decision, Reason, Refundable, RuleId } from './decision.ts'
import type { PolicyPack, PolicyRow } from './policy-pack.ts'

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

/**
 * Takes a pack's decision apart. A last day that has passed, or that comes with a no, changes nothing for anybody.
 *
 * @param window the period of the row that decided
 */
export function toldBy(
  { coolingOff }: PolicyPack,
  decision: Decision,
  { window, event }: { window: PolicyRow['window']; event: string },
): Told {
  const { refundable, reason, referTo, ask, alsoApplicable, rule, clause } = decision
  const lastDay = openDeadline(decision)
  const days = lastDay === undefined ? undefined : decision.arithmetic?.windowDays
  // Only a purchase has an order besides its charge
  const from = rule === coolingOff?.rule ? 'order' : event === 'purchase' && window ? window.from : 'billing'
  const also = alsoApplicable && coolingOff && ({ days: coolingOff.days, from: 'order' } as const)
  return {
    outcome: {
      refundable,
      reason,
      ...(days !== undefined && { within: { days, from } }),
      ...(also && { also }),
      ...(referTo && { referTo }),
      ...(ask && { ask }),
    },
    answerKey: `${refundable} ${reason} ${lastDay} ${alsoApplicable?.map((one) => one.deadline)} ${referTo} ${ask}`,
    along: alongWith(decision),
    basis: { rule, document: clause.document, section: clause.section, url: clause.url },
  }
}

function openDeadline({ refundable, deadline, arithmetic }: Decision): Decision['deadline'] {
  return refundable === 'none' || (arithmetic && arithmetic.daysLeft < 0) ? undefined : deadline
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
