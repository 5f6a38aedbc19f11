import type { Decision, Reason } from './decision.ts'
import { CHANNELS, type ContractFacts } from './facts.ts'
import type { Charge } from './policy-charge.ts'

/** The facts a customer may not know, in the order they are asked. */
const REASON_OF = {
  channel: 'missing-channel',
  plan: 'missing-plan',
  event: 'missing-event',
  chargedAt: 'missing-charge-date',
} as const satisfies Record<string, Reason>

export type MissingFact = keyof typeof REASON_OF

/** Older than every window: together with "today" it spans all answers a date can lead to. */
const LONG_AGO_DAYS = 4000

/** One way things could be: the index of the value taken for each missing fact. */
interface World {
  readonly choices: readonly number[]
  readonly decision: Decision
  readonly key: string
}

/** Which of the four facts nobody knows, in the order they are asked. */
export function missingFacts({ channel, plan, event, chargedAtUnknown, chargedAt }: ContractFacts): MissingFact[] {
  const missing: MissingFact[] = []
  if (channel === 'unknown') missing.push('channel')
  if (plan === 'unknown') missing.push('plan')
  if (event === 'unknown') missing.push('event')
  if (chargedAtUnknown && !chargedAt) missing.push('chargedAt')
  return missing
}

/**
 * Decides with facts missing: tries every value they could have. When all lead to the same answer it is given;
 * otherwise the facts that matter, and only those, are asked for.
 */
export function decideUnknown(
  charge: Charge,
  missing: readonly MissingFact[],
  { decide, fixed }: { decide: (world: Charge) => Decision; fixed: Pick<Decision, 'rule' | 'clause' | 'pack'> },
): Decision {
  const worlds = combinations(missing.map((fact) => valuesOf(fact, charge))).map(({ choices, values }): World => {
    const decision = decide(Object.assign({}, charge, ...values))
    return { choices, decision, key: answerKey(decision) }
  })
  const ask = missing.filter((_, position) => matters(worlds, position))
  const first = ask[0]
  if (first) return { ...fixed, refundable: 'refer', reason: REASON_OF[first], ask, wouldChange: [] }
  return agreed(worlds, missing)
}

/** The values a missing fact can have, the likeliest first: customers mostly ask about a yearly renewal. */
function valuesOf(fact: MissingFact, { facts, requestDay }: Charge): readonly Partial<Charge>[] {
  switch (fact) {
    case 'channel':
      return CHANNELS[facts.provider].filter((channel) => channel !== 'unknown').map((channel) => ({ channel }))
    case 'plan':
      return [{ plan: 'annual' }, { plan: 'monthly' }]
    case 'event':
      return [{ event: 'renewal' }, { event: 'purchase' }, { event: 'trialConversion' }]
    case 'chargedAt':
      return [{ chargeDay: requestDay }, { chargeDay: requestDay - LONG_AGO_DAYS }]
  }
}

function combinations<Value>(lists: readonly (readonly Value[])[]): { choices: number[]; values: Value[] }[] {
  let all: { choices: number[]; values: Value[] }[] = [{ choices: [], values: [] }]
  for (const list of lists) {
    all = all.flatMap(({ choices, values }) =>
      list.map((value, index) => ({ choices: [...choices, index], values: [...values, value] })),
    )
  }
  return all
}

/** Whether two worlds that differ in this fact alone are answered differently. */
function matters(worlds: readonly World[], position: number): boolean {
  const keyOfRest = new Map<string, string>()
  return worlds.some(({ choices, key }) => {
    const rest = choices.filter((_, index) => index !== position).join()
    const seen = keyOfRest.get(rest)
    keyOfRest.set(rest, key)
    return seen !== undefined && seen !== key
  })
}

/**
 * What makes two answers the same to a customer: a no is a no; money is the same with the same last day (or the
 * same days pro rata); a referral is the same with the same reason and place.
 */
function answerKey(decision: Decision): string {
  const { refundable, deadline, proratedDays, rule, reason, referTo } = decision
  switch (refundable) {
    case 'none':
      return 'none'
    case 'full':
      return `full ${deadline}`
    case 'prorated':
      return `prorated ${proratedDays}`
    case 'refer':
      return `refer ${rule} ${reason} ${referTo}`
  }
}

/** The answer all worlds agree on; of several rules one that can show its days, if they are real. */
function agreed(worlds: readonly World[], missing: readonly MissingFact[]): Decision {
  const dateKnown = !missing.includes('chargedAt')
  const decisions = worlds.map(({ decision }) => decision)
  const shown = decisions.find(({ deadline }) => (deadline !== undefined) === dateKnown) ?? decisions[0]
  if (!shown) throw new RangeError(`no value for ${missing.join()}`)
  if (dateKnown) return { ...shown, undetermined: missing }
  // Days counted from an invented date must not be shown
  const { deadline: _day, arithmetic: _sum, safeDeadline: _safe, ...rest } = shown
  return { ...rest, undetermined: missing }
}
