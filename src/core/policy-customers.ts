import { addDaysTo, type DayNumber, endOfDayMs, endOfMonth, firstOfNextMonth, plainDateOf } from './date.ts'
import { CHANNELS, type ContractFacts } from './facts.ts'
import { type Charge, readCharge } from './policy-charge.ts'
import { SELECT_FACETS, STATE_FACETS } from './policy-facets.ts'
import type { PolicyPack, PolicyRow } from './policy-pack.ts'
import { REGIONS } from './regions.ts'

/**
 * What tells one customer from another. The first nine choose a rule, the others its answer. `order` says when a
 * purchase was ordered: on the day of the charge, before it or after it.
 */
export const CUSTOMER_AXES = [
  'channel',
  'region',
  'productKind',
  'plan',
  'event',
  'bundled',
  'repurchase',
  'migrated',
  'charge',
  'order',
  'service',
  'product',
  'evidence',
  'applicant',
  'repeat',
  'remaining',
  'lastDay',
] as const
export type CustomerAxis = (typeof CUSTOMER_AXES)[number]

/** One value on every axis; `region` is a country. */
export type Customer = Readonly<Record<CustomerAxis, string>>

/** An axis as two packs see it: values that neither pack tells apart stand in one class, and are walked as one. */
export interface Axis {
  readonly name: CustomerAxis
  readonly classes: readonly (readonly string[])[]
}

/** When a charge was made, how many days later it was ordered, and how many days later the refund is asked for. */
export interface Moment {
  readonly chargeDay: DayNumber
  readonly orderedAfter: number
  readonly askedAfter: number
}

/** All values of the axes that are no select facet; the ordinary customer's value first. */
const STATE_VALUES = {
  order: ['same', 'before', 'after'],
  service: ['used', 'unused', 'unknown'],
  product: STATE_FACETS.product,
  evidence: STATE_FACETS.evidence,
  applicant: STATE_FACETS.applicant,
  repeat: STATE_FACETS.repeat,
  remaining: STATE_FACETS.remaining,
  lastDay: STATE_FACETS.lastDay,
} as const satisfies Partial<Record<CustomerAxis, readonly string[]>>

/**
 * The axes along which two packs of one provider can differ, each value in exactly one class.
 * Every class stands for all of its values: no condition of either pack accepts one of them and refuses another.
 */
export function axesFor(packs: readonly PolicyPack[]): readonly Axis[] {
  const values = axisValues(packs[0]?.provider ?? 'norton')
  return CUSTOMER_AXES.map((name) => ({ name, classes: classesOf(values[name], (value) => mark(name, value, packs)) }))
}

/** Every value of every axis for one provider's customers. */
export function axisValues(provider: PolicyPack['provider']): Readonly<Record<CustomerAxis, readonly string[]>> {
  return {
    ...SELECT_FACETS,
    ...STATE_VALUES,
    channel: CHANNELS[provider].filter((channel) => channel !== 'unknown'),
    region: [...REGIONS],
  }
}

/** A charge of this customer, as the rules read it. */
export function chargeOf(customer: Customer, provider: PolicyPack['provider'], moment: Moment): Charge {
  const chargedAt = plainDateOf(moment.chargeDay)
  const today = plainDateOf(moment.chargeDay + moment.askedAfter)
  const facts = {
    provider,
    channel: customer.channel,
    region: customer.region,
    productKind: customer.productKind,
    plan: customer.plan,
    event: customer.event,
    chargedAt: customer.charge === 'made' ? chargedAt : null,
    orderConfirmedAt: addDaysTo(chargedAt, moment.orderedAfter),
    bundled: customer.bundled === 'yes',
    previousRefund: customer.repurchase === 'yes',
    previousRefundAppliedAt: appliedAt(customer.repeat, today),
    migratedFromAnnual: customer.migrated === 'yes',
    serviceUsed: usage(customer.service),
    productUsed: usage(customer.product),
    hasProofOfPurchase: customer.evidence !== 'missing',
    applicantIsPurchaser: customer.applicant !== 'other',
    // So that a row's word on instalments shows wherever it applies
    installments: true,
    ...termEnd(customer.remaining, today),
    // The values come from the closed lists above, which the type of a parsed contract repeats
  } as ContractFacts
  return readCharge(facts, endOfDayMs(today))
}

/**
 * Whether such a customer can exist: an earlier refund of unknown date belongs to somebody who is known to have had
 * one, and an application without its date leaves the year unknown.
 */
export function canExist({ repurchase, repeat }: Pick<Customer, 'repurchase' | 'repeat'>): boolean {
  return repeat !== 'unknown' || repurchase === 'yes'
}

function classesOf(values: readonly string[], markOf: (value: string) => string): string[][] {
  const classes = new Map<string, string[]>()
  for (const value of values) {
    const key = markOf(value)
    const members = classes.get(key)
    if (members) members.push(value)
    else classes.set(key, [value])
  }
  return [...classes.values()]
}

/** Equal for two values exactly when no condition of any pack tells them apart. */
function mark(name: CustomerAxis, value: string, packs: readonly PolicyPack[]): string {
  // These three also decide what days are counted from, whatever the conditions say
  if (name === 'event' || name === 'charge' || name === 'plan') return value
  if (name === 'order') return packs.some(countsDays) ? value : ''
  return packs
    .map((pack) => {
      const seen = name === 'region' ? regionClass(value, pack) : value
      const service = name === 'productKind' && (pack.serviceKinds as readonly string[]).includes(value) ? 's' : ''
      return (
        service +
        conditionsOn(name, pack)
          .map((accepted) => (accepted.includes(seen) ? '1' : '0'))
          .join('')
      )
    })
    .join('|')
}

function countsDays(pack: PolicyPack): boolean {
  return pack.coolingOff !== undefined || rowsOf(pack).some(({ window }) => window)
}

/** GB, EEA-CH or other, as the pack sorts countries. */
export function regionClass(country: string, pack: PolicyPack): string {
  return Object.entries(pack.regions).find(([, codes]) => codes?.includes(country))?.[0] ?? 'other'
}

function conditionsOn(name: CustomerAxis, pack: PolicyPack): readonly (readonly string[])[] {
  const select = [...rowsOf(pack), ...(pack.coolingOff ? [pack.coolingOff] : [])].map(({ when }) => when ?? {})
  const state = Object.values(pack.answers).flatMap((list) => list.map((answer) => answer.if ?? {}))
  return [...select, ...state].flatMap((given: Partial<Record<string, readonly string[]>>) => {
    const accepted = given[name]
    return accepted ? [accepted] : []
  })
}

/** Every row of a pack in the order they are looked at. */
export function rowsOf(pack: PolicyPack): readonly PolicyRow[] {
  return [...pack.exclusions, ...pack.terms, pack.otherwise]
}

function usage(value: string): boolean | null {
  if (value === 'unknown') return null
  return value === 'used'
}

function appliedAt(repeat: string, today: string): string | null {
  if (repeat === 'unknown') return null
  return addDaysTo(today, repeat === 'barred' ? -10 : -800)
}

function termEnd(remaining: string, today: string): Pick<ContractFacts, 'termStart' | 'termEnd'> {
  if (remaining === 'unknown') return {}
  const termStart = addDaysTo(today, -200)
  return { termStart, termEnd: remaining === 'nothing' ? endOfMonth(today) : addDaysTo(firstOfNextMonth(today), 99) }
}
