import { addDaysTo, parseInstant } from '../../src/core/date.ts'
import { CHANNELS, type ContractFacts, PRODUCT_KINDS } from '../../src/core/facts.ts'
import type { Situation } from './reading-of-the-rules.ts'
import { RENEWAL } from './renewal.ts'

/** The day on which every cell asks. */
export const TODAY = '2026-11-21'
export const REQUESTED_AT = parseInstant(`${TODAY}T12:00:00+09:00`)

export type Axes<Values extends object> = { readonly [Axis in keyof Values]: readonly Values[Axis][] }

export const ORDINARY: Situation = {
  ...RENEWAL,
  daysAgo: 10,
  serviceUsed: null,
  previousRefund: false,
  bundled: false,
  daysLeft: null,
  productUsed: null,
  evidence: true,
  purchaser: true,
  appliedDaysAgo: null,
  migrated: false,
}

const SERVICES: readonly string[] = ['virusRemoval1', 'virusRemoval3', 'privacyMonitorAssistant']

const NORTON: Axes<Partial<Situation>> = {
  provider: ['norton'],
  channel: CHANNELS.norton.filter((channel) => channel !== 'unknown'),
  region: ['JP', 'DE', 'GB'],
  plan: ['annual', 'monthly'],
  event: ['purchase', 'renewal', 'trialConversion'],
  daysAgo: [null, -1, 0, 14, 15, 60, 61],
  previousRefund: [true, false],
  bundled: [true, false],
}

/** Every value of every facet that can matter to a provider, with each window's last day and the day after. */
const PRODUCTS: readonly Axes<Partial<Situation>>[] = [
  {
    ...NORTON,
    productKind: PRODUCT_KINDS.filter((kind) => !SERVICES.includes(kind)),
    serviceUsed: [true, null],
  },
  { ...NORTON, productKind: SERVICES, serviceUsed: [true, false, null] },
  {
    provider: ['norton'],
    region: ['JP', 'DE', 'GB'],
    productKind: ['software', 'addon', 'virusRemoval1'],
    event: ['purchase', 'renewal', 'trialConversion'],
    daysAgo: [null, -1, 0, 60, 61, 100, 400],
    serviceUsed: [true, false, null],
    daysLeft: [null, 200, 1, 0, -30],
  },
  {
    provider: ['norton-mobile'],
    channel: CHANNELS['norton-mobile'],
    productKind: PRODUCT_KINDS,
    plan: ['annual', 'monthly'],
    event: ['purchase', 'renewal', 'trialConversion'],
    daysAgo: [null, -1, 0, 60, 61],
    previousRefund: [true, false],
    bundled: [true, false],
    migrated: [true, false],
  },
  {
    provider: ['norton-mobile'],
    channel: ['auShopPackage', 'docomoShop'],
    event: ['purchase'],
    daysAgo: [null, -1, 0, 60, 61],
    previousRefund: [true, false],
    evidence: [true, false],
    purchaser: [true, false],
    appliedDaysAgo: [null, 0, 365, 366],
  },
  {
    provider: ['trendmicro'],
    channel: CHANNELS.trendmicro,
    productKind: PRODUCT_KINDS,
    plan: ['annual', 'monthly'],
    event: ['purchase', 'renewal', 'trialConversion'],
    daysAgo: [null, -1, 0, 90, 91],
    productUsed: [true, false, null],
    previousRefund: [true, false],
    bundled: [true, false],
  },
]

/** Every combination of the facts that can matter, each once. */
export function* everyCell(): Generator<Situation> {
  for (const axes of PRODUCTS) yield* combinations(axes)
}

export function factsFor(s: Situation): ContractFacts {
  const { provider, region, productKind, plan, event, channel } = s
  const unknown = Number.isNaN(s.daysAgo)
  return {
    ...({ provider, channel, region, productKind, plan, event } as Pick<
      ContractFacts,
      'provider' | 'channel' | 'region' | 'productKind' | 'plan' | 'event'
    >),
    chargedAt: s.daysAgo === null || unknown ? null : chargedDaysAgo(s.daysAgo),
    chargedAtUnknown: unknown,
    serviceUsed: s.serviceUsed,
    previousRefund: s.previousRefund,
    bundled: s.bundled,
    // The month after the request begins on 2026-12-01, which is day 1 of what is left
    ...(s.daysLeft !== null && { termStart: '2025-06-01', termEnd: addDaysTo('2026-11-30', s.daysLeft) }),
    productUsed: s.productUsed,
    hasProofOfPurchase: s.evidence,
    applicantIsPurchaser: s.purchaser,
    migratedFromAnnual: s.migrated,
    ...(s.appliedDaysAgo !== null && { previousRefundAppliedAt: addDaysTo(TODAY, -s.appliedDaysAgo) }),
  }
}

const DATES = new Map<number, string>()
function chargedDaysAgo(days: number): string {
  const known = DATES.get(days) ?? `${addDaysTo(TODAY, -days)}T10:00:00+09:00`
  DATES.set(days, known)
  return known
}

export function* combinations(axes: Axes<Partial<Situation>>, start: Situation = ORDINARY): Generator<Situation> {
  const [first, ...rest] = Object.entries(axes)
  if (!first) return yield start
  const [axis, values] = first
  for (const value of values ?? []) yield* combinations(Object.fromEntries(rest), { ...start, [axis]: value })
}
