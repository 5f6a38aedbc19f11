import { z } from 'zod'
import { AppError } from '../errors.ts'
import { isPlainDate } from './date.ts'
import { REASONS, RULE_IDS } from './decision.ts'
import { PRODUCT_KINDS } from './facts.ts'
import { type Conditions, covers, overlap, SELECT_FACETS, STATE_FACETS } from './policy-facets.ts'

/** Who decides, or where the customer applies. Each needs its words and its desk. */
export const REFERRALS = [
  'apple',
  'google',
  'provider',
  'carrier',
  'seller',
  'norton-support',
  'au-refund-site',
  'trendmicro-support',
] as const

/** What a customer should do next; each needs its words. */
export const ADVICE = [
  'stop-renewal',
  'stop-renewal-before-billing',
  'cancel-trial-before-billing',
  'request-before-month-end',
  'check-seller-terms',
  'keep-receipt',
  'ask-norton-support',
  'uninstalling-does-not-cancel',
  'register-product-first',
  'bring-receipt-and-registration',
  'purchaser-applies-in-person',
  'ask-about-instalment-contract-copy',
  'cancel-any-time',
  'may-stop-at-once',
  'apply-at-support-desk',
  'act-before-guide-date',
  'desk-maybe-closed-on-last-day',
  'have-order-confirmation',
] as const

/** What would change an answer; each needs its words. */
export const CHANGES = [
  'deadline-passes',
  'service-unused',
  'service-used',
  'charge-made',
  'request-before-month-end',
  'evidence-found',
  'purchaser-applies',
  'one-year-since-last-application',
  'product-unused',
] as const

const conditions = <Facet extends string>(facets: Readonly<Record<Facet, readonly string[]>>) => {
  const names = Object.keys(facets).filter((name): name is Facet => name in facets)
  return z.partialRecord(z.enum(names), z.array(z.string()).min(1)).superRefine((given, ctx) => {
    for (const name of names) {
      const accepted: readonly string[] = (given as Conditions<Facet>)[name] ?? []
      const unknown = accepted.find((value) => !facets[name].includes(value))
      if (unknown !== undefined) ctx.addIssue({ code: 'custom', path: [name], message: `has no value ${unknown}` })
    }
  })
}

const date = z.string().refine(isPlainDate, 'is not a date of the calendar')
const monthDay = z.string().regex(/^\d{2}-\d{2}$/, 'must be MM-DD')
const rule = z.enum(RULE_IDS)
const advise = z.array(z.enum(ADVICE)).min(1)
const clause = z.strictObject({ document: z.string(), section: z.string().min(1) })

const answer = z.strictObject({
  if: conditions(STATE_FACETS).optional(),
  /** Answers under the pack's cooling-off right instead of the rule's own id, clause and window. */
  by: z.literal('coolingOff').optional(),
  refundable: z.enum(['full', 'prorated', 'none', 'refer']),
  reason: z.enum(REASONS),
  /** Facts whose absence led here. */
  ask: z.array(z.string()).min(1).optional(),
  wouldChange: z.array(z.enum(CHANGES)).min(1).optional(),
  advise: advise.optional(),
  referTo: z.enum(REFERRALS).optional(),
  /** `false` where the day is beside the point, because no full refund was open to begin with. */
  deadline: z.literal(false).optional(),
})

const row = z.strictObject({
  rule,
  /** Tells rows of one rule apart. */
  name: z.string().optional(),
  when: conditions(SELECT_FACETS).optional(),
  /** `purchase` counts from the later of charge and order, `billing` from the charge. */
  window: z
    .strictObject({
      days: z.int().min(1).max(366),
      from: z.enum(['purchase', 'billing']),
      /** Every year's days on which the only desk may be closed. */
      deskClosed: z.strictObject({ from: monthDay, to: monthDay }).optional(),
    })
    .optional(),
  /** Paid days after the month of the request are given back pro rata. */
  prorate: z.literal(true).optional(),
  /** The refund asks for every copy to be removed. */
  uninstall: z.literal(true).optional(),
  /** Debits in instalments go on after the refund. */
  instalmentsContinue: z.literal(true).optional(),
  /** The product runs on to the end of the month of the request. */
  usableToMonthEnd: z.literal(true).optional(),
  /** For every answer of this row that refers. */
  referTo: z.enum(REFERRALS).optional(),
  /** Added to every answer of this row. */
  advise: advise.optional(),
  answers: z.string(),
  clause,
})

const packSchema = z.strictObject({
  $comment: z.string().optional(),
  provider: z.enum(['norton', 'norton-mobile', 'trendmicro']),
  /** Charges from this day on are decided by this pack; the first pack of a provider also takes all earlier ones. */
  from: date,
  checkedOn: date,
  documents: z.record(z.string(), z.strictObject({ document: z.string(), url: z.url() })),
  regions: z.partialRecord(z.enum(['GB', 'EEA-CH']), z.array(z.string().length(2)).min(1)),
  /** Products that are a service which can be used up. */
  serviceKinds: z.array(z.enum(PRODUCT_KINDS)),
  /** Statutory right to withdraw from a new order. */
  coolingOff: z.strictObject({ rule, when: conditions(SELECT_FACETS), days: z.int().min(1), clause }).optional(),
  /** Lists of answers in order: the first whose conditions hold is given. The last has none. */
  answers: z.record(z.string(), z.array(answer).min(1)),
  /** Looked at first, in order. */
  exclusions: z.array(row),
  /** No two of these can hold at once. */
  terms: z.array(row),
  /** Everything the policy is silent on. */
  otherwise: row,
  /** For charges about which too little is known. */
  missing: z.strictObject({ rule, clause }),
})

/** The refund terms of one provider from one day on: a table, nothing that runs. */
export type PolicyPack = Readonly<z.infer<typeof packSchema>>
export type PolicyRow = PolicyPack['terms'][number]
export type PolicyAnswer = z.infer<typeof answer>

/**
 * Checks a pack: its shape, that every name in it leads somewhere, that no two terms overlap, and that no row or
 * answer is hidden behind an earlier one.
 *
 * @param source names the pack in the error, e.g. its file
 * @throws {AppError} `policy.invalid`
 */
export function parsePack(value: unknown, source: string): PolicyPack {
  const parsed = packSchema.safeParse(value)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw new AppError('policy.invalid', `${source}: ${issue?.path.join('.')}: ${issue?.message}`)
  }
  for (const problem of problems(parsed.data)) throw new AppError('policy.invalid', `${source}: ${problem}`)
  return parsed.data
}

/** A row's rule, with its name where one rule has several rows. */
export function rowName(row: PolicyRow): string {
  return row.name ? `${row.rule}/${row.name}` : row.rule
}

function* problems(pack: PolicyPack): Generator<string> {
  const rows = [...pack.exclusions, ...pack.terms, pack.otherwise]
  const names = rows.map(rowName)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice) yield `two rows are called ${twice}`
  if (Object.keys(pack.otherwise.when ?? {}).length > 0) yield 'otherwise must hold for everything'
  for (const row of rows) yield* rowProblems(row, pack)
  for (const name of Object.keys(pack.answers)) {
    if (!rows.some((row) => row.answers === name)) yield `no row gives the answers ${name}`
  }
  for (const { document } of [pack.missing.clause, ...(pack.coolingOff ? [pack.coolingOff.clause] : [])]) {
    if (!(document in pack.documents)) yield `there is no document ${document}`
  }
  yield* collisions(pack)
}

function* rowProblems(row: PolicyRow, pack: PolicyPack): Generator<string> {
  const name = rowName(row)
  if (!(row.clause.document in pack.documents)) yield `${name}: there is no document ${row.clause.document}`
  const answers = pack.answers[row.answers]
  if (!answers) return yield `${name}: there are no answers ${row.answers}`
  if (Object.keys(answers.at(-1)?.if ?? {}).length > 0) yield `${name}: the last answer must have no conditions`
  for (const [index, answer] of answers.entries()) {
    const at = `${name}: answer ${index + 1}`
    if (answer.by && !pack.coolingOff) yield `${at} names a cooling-off right the pack does not have`
    if (answer.if?.window && !row.window) yield `${at} looks at a window the row does not have`
    if (answer.refundable === 'prorated' && !row.prorate) yield `${at} is pro rata, the row is not`
    const hiding = answers.slice(0, index).findIndex((earlier) => covers(earlier.if ?? {}, answer.if ?? {}))
    if (hiding >= 0) yield `${at} is hidden behind answer ${hiding + 1}`
  }
}

function* collisions(pack: PolicyPack): Generator<string> {
  for (const [index, row] of pack.terms.entries()) {
    for (const other of pack.terms.slice(index + 1)) {
      if (overlap(row.when ?? {}, other.when ?? {})) yield `${rowName(row)} and ${rowName(other)} overlap`
    }
  }
  const ordered = [...pack.exclusions, ...pack.terms]
  for (const [index, row] of ordered.entries()) {
    const hiding = pack.exclusions.slice(0, index).find((earlier) => covers(earlier.when ?? {}, row.when ?? {}))
    if (hiding) yield `${rowName(row)} is hidden behind ${rowName(hiding)}`
  }
}
