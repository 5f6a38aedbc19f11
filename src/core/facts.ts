import { z } from 'zod'
import { AppError } from '../errors.ts'
import type { Contract } from './contract.ts'
import { parseChargedAt } from './date.ts'
import { REGIONS } from './regions.ts'

/** Where a charge can come from, for each provider. `unknown` exists only where the customer may not know it. */
export const CHANNELS = {
  norton: [
    'direct',
    'nortonstore',
    'appStore',
    'googlePlay',
    'serviceProvider',
    'retail',
    'reseller',
    'oem',
    'unknown',
  ],
  'norton-mobile': ['auShopPackage', 'auShopMonthly', 'docomoShop', 'mwNortonStore', 'mPass'],
  trendmicro: ['anshinAutoRenew', 'onlineShop', 'appStore', 'googlePlay', 'carrier', 'serviceProvider', 'retail'],
} as const
export type Channel = (typeof CHANNELS)[keyof typeof CHANNELS][number]

export const PRODUCT_KINDS = [
  'software',
  'addon',
  'virusRemoval1',
  'virusRemoval3',
  'privacyMonitorAssistant',
  'nfr',
  'free',
  'mobileSecurity',
  'vbCloud',
  'vbCloudDlsPremium',
  'vbTotalSecurityStandard',
  'vbTotalSecurityPremium',
  'vbMobile',
  'passwordManager',
] as const

/** A string longer than this is no fact of a contract, whatever the field. */
const MAX_TEXT = 200
const MAX_DEPTH = 4
const PROVIDERS = ['norton', 'norton-mobile', 'trendmicro'] as const
const ALL_CHANNELS: readonly Channel[] = [...new Set(Object.values(CHANNELS).flat())]

const text = z.string().min(1, 'is empty').max(MAX_TEXT, `is longer than ${MAX_TEXT} characters`)
const flag = z.boolean().nullish()
const day = z.string().superRefine((value, ctx) => {
  const problem = dateProblem(value)
  if (problem) ctx.addIssue({ code: 'custom', message: problem })
})
/** Minor units of the currency: yen, or pence. */
const price = z.int('must be a whole number of minor units').min(0).max(10_000_000_000, 'is absurd')

const chargeShape = {
  plan: z.enum(['annual', 'monthly', 'unknown']),
  event: z.enum(['purchase', 'renewal', 'trialConversion', 'unknown']),
  chargedAt: day.nullish(),
  /** The charge happened, but nobody here knows when. Without it, a `chargedAt` of null means: not charged yet. */
  chargedAtUnknown: flag,
  orderConfirmedAt: day.nullish(),
  termStart: day.nullish(),
  termEnd: day.nullish(),
  termYears: z.int().min(1, 'is less than 1').max(10, 'is more than 10').nullish(),
  trialStartedAt: day.nullish(),
  trialEndsAt: day.nullish(),
  startedAsTrial: flag,
  /** Within the charged term; null = unknown. */
  serviceUsed: flag,
  serviceUsedInEarlierTerm: flag,
  productUsed: flag,
  productUninstalled: flag,
  autoRenewal: flag,
  /** This purchase buys again what was refunded before. */
  previousRefund: flag,
  previousRefundAppliedAt: day.nullish(),
  /** This very charge is part of a third party's bundle. */
  bundled: flag,
  /** Where the contract began. It decides nothing: a charge is judged by its own channel. */
  originalChannel: text.nullish(),
  orderNumber: text.nullish(),
  addOnOf: text.nullish(),
  cancelTarget: z.enum(['main', 'addon']).nullish(),
  hasProofOfPurchase: flag,
  applicantIsPurchaser: flag,
  migratedFromAnnual: flag,
  /** Whether, or in how many parts, the carrier debits the price. */
  installments: z.union([z.boolean(), z.int().min(0).max(120)], 'must be true, false or 0 to 120').nullish(),
  priceYen: price.nullish(),
  /** The same as `priceYen` under its other name. */
  price: price.nullish(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code')
    .nullish(),
}

const region = z
  .string()
  .refine((code) => REGIONS.has(code), 'must be an ISO 3166-1 alpha-2 code (the United Kingdom is GB)')

const addOnSchema = z.preprocess(
  (value) => (typeof value === 'string' ? { id: value } : value),
  z.object({
    ...chargeShape,
    id: text.nullish(),
    channel: z.enum(ALL_CHANNELS).nullish(),
    region: region.nullish(),
    productKind: z.enum(PRODUCT_KINDS).default('addon'),
    plan: chargeShape.plan.default('unknown'),
    event: chargeShape.event.default('unknown'),
  }),
)

const factsSchema = z
  .object({
    ...chargeShape,
    provider: z.enum(PROVIDERS),
    channel: z.enum(ALL_CHANNELS),
    region,
    productKind: z.enum(PRODUCT_KINDS),
    /** The add-ons that end with this contract; each is judged on its own charge. A bare string is an id. */
    linkedAddOns: z.array(addOnSchema).max(50, 'has more than 50 entries').nullish(),
  })
  .superRefine((facts, ctx) => {
    for (const [path, message] of contradictions(facts))
      ctx.addIssue({ code: 'custom', path: path.split('.'), message })
  })

/**
 * What the rules need to know of one charge, checked. The fields are those of a worked example; dates are ISO
 * instants or calendar dates in Asia/Tokyo, prices minor units. An absent optional fact is taken as ordinary
 * (not bundled, not bought again); the four that can be `unknown` lead to a question when they matter.
 */
export type ContractFacts = Readonly<z.infer<typeof factsSchema>>
export type AddOnFacts = NonNullable<ContractFacts['linkedAddOns']>[number]

/**
 * Checks facts that come from outside. Unknown fields are dropped.
 *
 * @throws {AppError} `decide.invalid`, whose message begins with the field's name and never repeats its value
 */
export function parseFacts(value: unknown): ContractFacts {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalidField('contract', 'is not an object')
  const absurd = findAbsurd(value)
  if (absurd) throw invalidField(absurd.field, absurd.problem)
  const parsed = factsSchema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const path = issue?.path ?? []
  const missing = issue?.code !== 'custom' && valueAt(value, path) === undefined
  throw invalidField(path.join('.') || 'contract', missing ? 'is missing' : issue ? problemOf(issue) : 'is invalid')
}

/**
 * The facts of a contract of our own back office, for `decide`. A charge date of null is a charge that is still to
 * come when a trial or a next charge is on record, and a date nobody knows otherwise.
 *
 * @throws {AppError} `decide.invalid` when the back office holds a value outside the closed sets
 */
export function factsOf(contract: Contract): ContractFacts {
  const { plan, event, chargedAt, termStart, termEnd, priceYen, currency, orderNumber, autoRenewal } = contract
  const toCome =
    event === 'trialConversion' || contract.trialEndsAt !== undefined || contract.nextChargeAt !== undefined
  return parseFacts({
    provider: contract.provider,
    channel: contract.channel,
    region: contract.region,
    productKind: contract.productKind,
    ...{ plan, event, chargedAt, termStart, termEnd, priceYen, currency, orderNumber, autoRenewal },
    chargedAtUnknown: chargedAt === null && !toCome,
    serviceUsed: contract.serviceUsed,
    previousRefund: contract.previousRefund,
    bundled: contract.bundled,
    addOnOf: contract.addOnOf,
    orderConfirmedAt: contract.orderConfirmedAt,
    trialEndsAt: contract.trialEndsAt,
  })
}

/** An error about one named fact. */
export function invalidField(field: string, problem: string): AppError {
  const name = field.slice(0, 80)
  return new AppError('decide.invalid', `${name}: ${problem}`, { field: name })
}

/** What is wrong with a text as a date of a contract, or null. */
export function dateProblem(value: string): string | null {
  try {
    const year = Number(parseChargedAt(value).date.slice(0, 4))
    return year < 1990 || year > 2100 ? 'is outside the years 1990 to 2100' : null
  } catch (error) {
    if (error instanceof AppError) return error.message
    throw error
  }
}

function* contradictions(facts: z.infer<typeof factsSchema>): Generator<[field: string, problem: string]> {
  const channels: readonly string[] = CHANNELS[facts.provider]
  if (!channels.includes(facts.channel)) yield ['channel', `is not a channel of ${facts.provider}`]
  yield* chargeContradictions(facts, '')
  if (facts.chargedAt === undefined && !facts.chargedAtUnknown) yield ['chargedAt', 'is missing']
  for (const [index, addOn] of (facts.linkedAddOns ?? []).entries()) {
    const at = `linkedAddOns.${index}.`
    if (addOn.channel && !channels.includes(addOn.channel))
      yield [`${at}channel`, `is not a channel of ${facts.provider}`]
    yield* chargeContradictions(addOn, at)
  }
}

type Charge = Pick<z.infer<typeof factsSchema>, 'chargedAt' | 'chargedAtUnknown' | 'termStart' | 'termEnd'>

function* chargeContradictions(charge: Charge, at: string): Generator<[field: string, problem: string]> {
  if (charge.chargedAt && charge.chargedAtUnknown) yield [`${at}chargedAtUnknown`, 'contradicts chargedAt']
  if (!charge.termStart || !charge.termEnd) return
  if (parseChargedAt(charge.termEnd).date < parseChargedAt(charge.termStart).date) {
    yield [`${at}termEnd`, 'is before termStart']
  }
}

/**
 * Looks at every value, known field or not, before anything else touches it: neither a megabyte nor a thousand
 * levels have a place in a contract.
 */
function findAbsurd(value: object, parent = '', depth = 1): { field: string; problem: string } | null {
  for (const [key, inner] of Object.entries(value)) {
    const field = parent ? `${parent}.${key}` : key
    if (key.length > MAX_TEXT) return { field, problem: 'is no name of a field' }
    if (typeof inner === 'string' && inner.length > MAX_TEXT) {
      return { field, problem: `is longer than ${MAX_TEXT} characters` }
    }
    // No fact of a contract counts below zero, and a price under a name we do not know is still a price
    if (typeof inner === 'number' && inner < 0) return { field, problem: 'is negative' }
    if (typeof inner !== 'object' || inner === null) continue
    if (depth > MAX_DEPTH) return { field, problem: 'is nested too deeply' }
    const absurd = findAbsurd(inner, field, depth + 1)
    if (absurd) return absurd
  }
  return null
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at: unknown = value
  for (const key of path) {
    if (typeof at !== 'object' || at === null) return undefined
    at = Reflect.get(at, key)
  }
  return at
}

/** Zod's own words for the plain cases are longer than the problem. */
function problemOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.join(', ')}`
  if (issue.code === 'invalid_type')
    return `must be ${issue.expected === 'int' ? 'a whole number' : `a ${issue.expected}`}`
  return issue.message
}
