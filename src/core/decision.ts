import type { PlainDate } from './date.ts'

/** The closed set of refund rules. */
export const RULE_IDS = [
  'N-A-P',
  'N-A-R',
  'N-A-T',
  'N-SA-P',
  'N-SA-R',
  'N-M-P',
  'N-M-R',
  'N-M-T',
  'N-SM-P',
  'N-SM-R',
  'GB-A-P',
  'GB-A-R',
  'GB-A-T',
  'GB-SA-P',
  'GB-SA-R',
  'GB-M',
  'E-COOL',
  'X-NFR',
  'X-BUNDLE',
  'X-3P',
  'X-REPURCHASE',
  'MC-AU-P',
  'MC-AU-MIGR',
  'MC-A-P',
  'MC-M',
  'T-R-90',
  'T-M',
  'T-P',
  'T-3P',
  'U-MISSING',
  'U-UNCOVERED',
] as const
export type RuleId = (typeof RULE_IDS)[number]

/** The closed set of reasons a decision gives. */
export const REASONS = [
  'within-window',
  'window-expired',
  'not-charged-yet',
  'monthly-renewal-not-refundable',
  'service-used',
  'service-use-unknown',
  'cooling-off',
  'cooling-off-service-used',
  'uk-prorated',
  'uk-prorated-nothing-left',
  'uk-monthly-not-in-policy',
  'uk-service-after-window',
  'free-or-nfr',
  'bundled-third-party',
  'third-party-appstore',
  'third-party-provider',
  'third-party-reseller',
  'third-party-retail',
  'repurchase-after-refund',
  'carrier-monthly-not-refundable',
  'carrier-migrated-monthly',
  'carrier-repeat-within-year',
  'carrier-evidence-missing',
  'carrier-not-purchaser',
  'tm-monthly-unverified',
  'tm-new-purchase-unverified',
  'tm-product-unverified',
  'tm-used-needs-review',
  'missing-channel',
  'missing-plan',
  'missing-event',
  'missing-charge-date',
  'uncovered',
] as const
export type Reason = (typeof REASONS)[number]

/**
 * - `full`: the whole charge, if asked for by `deadline`
 * - `prorated`: part of it (GB only), an estimate
 * - `none`: not under the provider's published rules; statutory rights are separate
 * - `refer`: the published rules do not decide it, or someone else decides
 */
export type Refundable = 'full' | 'prorated' | 'none' | 'refer'

/** Where a rule stands, so that a customer can check it. */
export interface Clause {
  readonly document: string
  readonly section: string
  readonly url: string
  /** The day we last read the source. */
  readonly checkedOn: PlainDate
}

/** The answer of the rules to "can this charge be refunded", with everything needed to explain it. */
export interface Decision {
  readonly refundable: Refundable
  readonly rule: RuleId
  readonly reason: Reason
  /** The date of the pack that decided, `provider/YYYY-MM-DD`. */
  readonly pack: string
  readonly clause: Clause
  /** Last good day (JST) for a full refund; present even when it has passed; absent where no window exists. */
  readonly deadline?: PlainDate
  /** `baseDate` is day 0; `baseDate + windowDays = deadline`. */
  readonly arithmetic?: {
    readonly baseDate: PlainDate
    readonly windowDays: number
    /** The day the request was made (JST), and days left (negative: days late). */
    readonly requestedOn: PlainDate
    readonly daysLeft: number
  }
  /** The missing facts to ask for, as field names of `ContractFacts`. */
  readonly ask?: readonly string[]
  /** What would change the answer, as reason-like keys, e.g. `service-unused`, `request-before-month-end`. */
  readonly wouldChange?: readonly string[]
  readonly alsoApplicable?: readonly { readonly rule: RuleId; readonly deadline: PlainDate }[]
  readonly referTo?: string
  readonly advise?: readonly string[]
  readonly mustUninstall?: boolean
  readonly proratedFrom?: PlainDate
  readonly proratedDays?: number
  readonly termDays?: number
  /** Estimate in minor units of the contract's currency, rounded up. */
  readonly proratedAmount?: number
  readonly usableUntil?: PlainDate
  readonly installmentsContinue?: boolean
  readonly scope?: 'main' | 'addon'
  readonly mainCancelled?: boolean
  /** What ends with the main contract, each judged on its own charge; `id` is null when none was given. */
  readonly addOns?: readonly AddOnDecision[]
  /**
   * The day to be safe by, when purchase and payment fell on different days: `deadline` counts from the later,
   * which decides; this one from the earlier.
   */
  readonly safeDeadline?: PlainDate
  /** Facts left open because no value of theirs changes the answer; `rule` is then one of several that agree. */
  readonly undetermined?: readonly string[]
}

/** The decision on one linked add-on. */
export interface AddOnDecision extends Decision {
  readonly id: string | null
}
