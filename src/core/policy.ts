import { endOfMonth, plainDateOf } from './date.ts'
import type { AddOnDecision, Decision } from './decision.ts'
import type { AddOnFacts, ContractFacts } from './facts.ts'
import {
  type Charge,
  type Clocks,
  clocksOf,
  isOpen,
  type Remainder,
  readCharge,
  selectBits,
  stateBits,
} from './policy-charge.ts'
import type { CompiledAnswer, CompiledPacks, CompiledRow } from './policy-compile.ts'
import { accepts } from './policy-facets.ts'
import { decideUnknown, missingFacts } from './policy-missing.ts'

/** A decision with the one path through the table that led to it, for tests and for the curious. */
export interface Explained {
  readonly decision: Decision
  /** The row's name, e.g. `X-3P/apple`. */
  readonly row: string
  /** The position in the row's list of answers, from 0. */
  readonly answer: number
}

type Draft = { -readonly [Field in keyof Decision]: Decision[Field] }

/**
 * Answers whether a charge can be refunded, by the published rules of whoever was paid.
 *
 * Pure, and a function of the moment of the *request* only: how long anything takes afterwards changes nothing.
 * A fact that is missing leads to `U-MISSING` only if some value of it would change the answer.
 *
 * @param requestedAtMs when the customer asked (epoch ms)
 * @throws {AppError} `policy.invalid` when the provider has no pack
 */
export function decide(facts: ContractFacts, requestedAtMs: number, packs: CompiledPacks): Decision {
  const decision = decideCharge(facts, requestedAtMs, packs)
  const addOns = facts.linkedAddOns ?? []
  const scope = facts.cancelTarget ?? scopeOf(facts)
  if (!scope) return decision
  return {
    ...decision,
    scope,
    mainCancelled: scope === 'main',
    ...(addOns.length > 0 && {
      addOns: addOns.map((addOn): AddOnDecision => {
        const own = decideCharge(addOnFacts(addOn, facts), requestedAtMs, packs)
        return { ...own, id: addOn.id ?? null }
      }),
    }),
  }
}

/** Decides a charge about which everything is known, and says by which row and answer. */
export function explain(charge: Charge, packs: CompiledPacks): Explained {
  const pack = packs.packFor(charge.facts.provider, charge.chargeDay ?? charge.requestDay)
  const bits = selectBits(charge, pack)
  const chosen = (row: CompiledRow): boolean => accepts(row.mask, bits)
  const row = pack.exclusions.find(chosen) ?? pack.terms.find(chosen) ?? pack.otherwise
  const clocks = clocksOf(charge, row, { pack, bits })
  const state = stateBits(charge, row, { ...clocks, pack })
  const index = row.answers.findIndex((answer) => accepts(answer.mask, state))
  const answer = row.answers[index]
  // parsePack made sure that the last answer of a list has no conditions
  if (!answer) throw new RangeError(`${pack.id}: ${row.name} has no answer`)
  const decision = decisionOf(charge, row, { answer, clocks, coolingOffRule: pack.coolingOff?.rule })
  return { decision, row: row.name, answer: index }
}

function decideCharge(facts: ContractFacts, requestedAtMs: number, packs: CompiledPacks): Decision {
  const charge = readCharge(facts, requestedAtMs)
  const missing = missingFacts(facts)
  if (missing.length === 0) return explain(charge, packs).decision
  const { missing: unknown, id } = packs.packFor(facts.provider, charge.chargeDay ?? charge.requestDay)
  return decideUnknown(charge, missing, {
    decide: (world) => explain(world, packs).decision,
    fixed: { ...unknown, pack: id },
  })
}

function decisionOf(
  charge: Charge,
  row: CompiledRow,
  {
    answer,
    clocks,
    coolingOffRule,
  }: { answer: CompiledAnswer; clocks: Clocks; coolingOffRule: Decision['rule'] | undefined },
): Decision {
  const draft: Draft = { ...answer.fixed }
  if (answer.showsDeadline) addDeadline(draft, charge, answer.byCoolingOff ? clocks.coolingOff : clocks.deadline)
  const refunds = draft.refundable === 'full' || draft.refundable === 'prorated'
  if (draft.refundable === 'prorated' && clocks.remainder) addRemainder(draft, charge, clocks.remainder)
  if (refunds && row.uninstall && !answer.byCoolingOff) draft.mustUninstall = charge.facts.productUninstalled !== true
  if (refunds && row.instalmentsContinue && paysInParts(charge.facts)) draft.installmentsContinue = true
  if (row.usableToMonthEnd) draft.usableUntil = monthEnd(charge)
  if (draft.refundable === 'full' && !answer.byCoolingOff && coolingOffRule && clocks.coolingOff) {
    if (isOpen(clocks.coolingOff, charge.requestDay)) {
      draft.alsoApplicable = [{ rule: coolingOffRule, deadline: plainDateOf(clocks.coolingOff.lastDay) }]
    }
  }
  return draft
}

function addDeadline(draft: Draft, { requestDay }: Charge, deadline: Clocks['deadline']): void {
  if (!deadline) return
  draft.deadline = plainDateOf(deadline.lastDay)
  if (deadline.safeDay < deadline.lastDay) draft.safeDeadline = plainDateOf(deadline.safeDay)
  draft.arithmetic = {
    baseDate: plainDateOf(deadline.baseDay),
    windowDays: deadline.days,
    requestedOn: plainDateOf(requestDay),
    daysLeft: deadline.lastDay - requestDay,
  }
}

function addRemainder(draft: Draft, { facts }: Charge, { from, days, termDays }: Remainder): void {
  draft.proratedFrom = plainDateOf(from)
  draft.proratedDays = days
  if (termDays === null) return
  draft.termDays = termDays
  const price = facts.priceYen ?? facts.price
  // Rounded up to the customer's favour; whole numbers well below 2^53, so the quotient cannot drift over an integer
  if (price !== undefined && price !== null) draft.proratedAmount = Math.ceil((price * days) / termDays)
}

function paysInParts({ installments }: ContractFacts): boolean {
  return installments === true || (typeof installments === 'number' && installments > 1)
}

function monthEnd({ requestDay }: Charge): string {
  return endOfMonth(plainDateOf(requestDay))
}

/** Without a target said: an add-on is cancelled alone, and a contract with add-ons takes them along. */
function scopeOf({ addOnOf, productKind, linkedAddOns }: ContractFacts): Decision['scope'] {
  if (addOnOf || productKind === 'addon') return 'addon'
  return linkedAddOns && linkedAddOns.length > 0 ? 'main' : undefined
}

/** An add-on is sold by the same seller in the same country as its main contract unless it says otherwise. */
function addOnFacts(addOn: AddOnFacts, main: ContractFacts): ContractFacts {
  return {
    ...addOn,
    provider: main.provider,
    channel: addOn.channel ?? main.channel,
    region: addOn.region ?? main.region,
    chargedAtUnknown: addOn.chargedAtUnknown ?? addOn.chargedAt === undefined,
  }
}
