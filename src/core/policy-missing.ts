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

/** What is decided when each missing fact has one of its values. */
interface World {
  readonly decision: Decision
  /** Equal for answers that are the same to the customer. */
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
  const worlds = new Worlds(
    charge,
    missing.map((fact) => valuesOf(fact, charge)),
    decide,
  )
  const ask = missing.filter((_, position) => worlds.differAlong(position))
  const first = ask[0]
  if (first) return { ...fixed, refundable: 'refer', reason: REASON_OF[first], ask, wouldChange: [] }
  return agreed(worlds.all(), missing)
}

/**
 * Every combination of values, numbered with the first fact as the slowest digit. Each is decided when it is first
 * looked at: where an answer differs, that shows after a few.
 */
class Worlds {
  readonly #charge: Charge
  readonly #values: readonly (readonly Partial<Charge>[])[]
  readonly #decide: (world: Charge) => Decision
  readonly #decided: (World | undefined)[]

  constructor(charge: Charge, values: readonly (readonly Partial<Charge>[])[], decide: (world: Charge) => Decision) {
    this.#charge = charge
    this.#values = values
    this.#decide = decide
    this.#decided = new Array(values.reduce((product, { length }) => product * length, 1))
  }

  /** Whether two worlds that differ in this fact alone are answered differently. */
  differAlong(position: number): boolean {
    const count = this.#values[position]?.length ?? 0
    const step = this.#values.slice(position + 1).reduce((product, { length }) => product * length, 1)
    for (let world = 0; world < this.#decided.length; world++) {
      // One run a combination of the other facts, from the first value of this one
      if (Math.floor(world / step) % count !== 0) continue
      const { key } = this.#at(world)
      for (let value = 1; value < count; value++) if (this.#at(world + value * step).key !== key) return true
    }
    return false
  }

  all(): readonly World[] {
    return Array.from(this.#decided, (_, world) => this.#at(world))
  }

  #at(index: number): World {
    const known = this.#decided[index]
    if (known) return known
    let rest = index
    const values = this.#values.toReversed().map((list) => {
      const value = list[rest % list.length]
      rest = Math.floor(rest / list.length)
      return value
    })
    const decision = this.#decide(Object.assign({}, this.#charge, ...values))
    const world = { decision, key: answerKey(decision) }
    this.#decided[index] = world
    return world
  }
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
