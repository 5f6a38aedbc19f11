/**
 * The published rules once more, as a person would apply them step by step: a second reading that shares nothing
 * with the tables of `flows/policies`. Where the two disagree, one of them is wrong.
 */

/** A charge with nothing left unknown. */
export interface Situation {
  readonly provider: string
  readonly channel: string
  readonly region: string
  readonly productKind: string
  readonly plan: string
  readonly event: string
  /** Days between charge and request; null: not charged yet (negative: the charge lies ahead). */
  readonly daysAgo: number | null
  readonly serviceUsed: boolean | null
  readonly previousRefund: boolean
  readonly bundled: boolean
  /** Paid days left after the month of the request; null: the term is not known. */
  readonly daysLeft: number | null
  readonly productUsed: boolean | null
  readonly evidence: boolean
  readonly purchaser: boolean
  readonly appliedDaysAgo: number | null
  readonly migrated: boolean
}

/** `refundable rule reason`, or with `days` the window a full refund was open for. */
export type Verdict = readonly [refundable: string, rule: string, reason: string, days?: number]

const SOFTWARE = ['software', 'addon', 'mobileSecurity']
const SERVICES = ['virusRemoval1', 'virusRemoval3', 'privacyMonitorAssistant']
const TREND_MICRO = ['vbTotalSecurityStandard', 'vbTotalSecurityPremium', 'vbMobile', 'passwordManager', 'software']
const CLOUD = ['vbCloud', 'vbCloudDlsPremium']

const THIRD_PARTIES: Readonly<Record<string, string>> = {
  appStore: 'third-party-appstore',
  googlePlay: 'third-party-appstore',
  serviceProvider: 'third-party-provider',
  carrier: 'third-party-provider',
  reseller: 'third-party-reseller',
  oem: 'third-party-reseller',
  retail: 'third-party-retail',
}

export function readRules(s: Situation): Verdict {
  if (s.provider === 'norton') return readNorton(s)
  return s.provider === 'norton-mobile' ? readCarriers(s) : readTrendMicro(s)
}

function readNorton(s: Situation): Verdict {
  if (s.productKind === 'nfr' || s.productKind === 'free') return ['none', 'X-NFR', 'free-or-nfr']
  if (s.bundled) return ['refer', 'X-BUNDLE', 'bundled-third-party']
  const thirdParty = THIRD_PARTIES[s.channel]
  if (thirdParty) return ['refer', 'X-3P', thirdParty]
  const service = SERVICES.includes(s.productKind)
  const known = service || SOFTWARE.includes(s.productKind)
  const purchase = s.event === 'purchase'
  const charged = s.daysAgo !== null && s.daysAgo >= 0
  const ago = s.daysAgo ?? 0
  const withdrawable = known && purchase && charged && ago <= 14 && ['GB', 'DE'].includes(s.region)
  const coolingOff = (): Verdict => {
    if (service && s.serviceUsed === true) return ['refer', 'E-COOL', 'cooling-off-service-used', 14]
    if (service && s.serviceUsed === null) return ['refer', 'E-COOL', 'service-use-unknown', 14]
    return ['full', 'E-COOL', 'cooling-off', 14]
  }
  if (known && purchase && charged && s.previousRefund) {
    return withdrawable ? coolingOff() : ['none', 'X-REPURCHASE', 'repurchase-after-refund']
  }
  const rule = nortonRule(s)
  if (rule === null) return withdrawable ? coolingOff() : ['refer', 'U-UNCOVERED', 'uncovered']
  if (!charged) return ['none', rule, 'not-charged-yet']
  if (rule === 'GB-M') return withdrawable ? coolingOff() : ['refer', rule, 'uk-monthly-not-in-policy']
  if (rule === 'N-M-R') return ['none', rule, 'monthly-renewal-not-refundable']
  const days = s.plan === 'annual' ? 60 : 14
  if (service && s.serviceUsed === true) return withdrawable ? coolingOff() : ['none', rule, 'service-used']
  if (ago <= days) {
    return service && s.serviceUsed === null
      ? ['refer', rule, 'service-use-unknown', days]
      : ['full', rule, 'within-window', days]
  }
  if (rule === 'GB-SA-R') return ['refer', rule, 'uk-service-after-window', days]
  if (rule === 'GB-A-R' || rule === 'GB-A-T') {
    if (s.daysLeft === null) return ['refer', rule, 'uk-prorated', days]
    return s.daysLeft > 0 ? ['prorated', rule, 'uk-prorated', days] : ['none', rule, 'uk-prorated-nothing-left', days]
  }
  return ['none', rule, 'window-expired', days]
}

function nortonRule({ region, productKind, plan, event }: Situation): string | null {
  const suffix = { purchase: 'P', renewal: 'R', trialConversion: 'T' }[event]
  const software = SOFTWARE.includes(productKind)
  if (!software && !SERVICES.includes(productKind)) return null
  if (region === 'GB') {
    if (plan === 'monthly') return 'GB-M'
    if (software) return `GB-A-${suffix}`
    return productKind === 'virusRemoval1' && suffix !== 'T' ? `GB-SA-${suffix}` : null
  }
  if (software) return `N-${plan === 'annual' ? 'A' : 'M'}-${suffix}`
  if (suffix === 'T') return null
  const withoutTerms = plan === 'annual' ? 'virusRemoval3' : 'virusRemoval1'
  return productKind === withoutTerms ? null : `N-S${plan === 'annual' ? 'A' : 'M'}-${suffix}`
}

function readCarriers(s: Situation): Verdict {
  if (s.productKind === 'nfr' || s.productKind === 'free') return ['none', 'X-NFR', 'free-or-nfr']
  if (s.bundled) return ['refer', 'X-BUNDLE', 'bundled-third-party']
  if (!SOFTWARE.includes(s.productKind)) return ['refer', 'U-UNCOVERED', 'uncovered']
  const charged = s.daysAgo !== null && s.daysAgo >= 0
  const au = s.channel.startsWith('au')
  if (s.plan === 'monthly') {
    if (au && s.migrated) return ['none', 'MC-AU-MIGR', 'carrier-migrated-monthly']
    return ['none', 'MC-M', charged ? 'carrier-monthly-not-refundable' : 'not-charged-yet']
  }
  const auPackage = s.channel === 'auShopPackage'
  const covered = s.event === 'purchase' && (auPackage || (s.channel === 'docomoShop' && !s.previousRefund))
  if (!covered) return ['refer', 'U-UNCOVERED', 'uncovered']
  const rule = auPackage ? 'MC-AU-P' : 'MC-A-P'
  if (!charged) return ['none', rule, 'not-charged-yet']
  if ((s.daysAgo ?? 0) > 60) return ['none', rule, 'window-expired', 60]
  if (auPackage) {
    if (s.appliedDaysAgo !== null && s.appliedDaysAgo <= 365) return ['none', rule, 'carrier-repeat-within-year', 60]
    if (s.appliedDaysAgo === null && s.previousRefund) return ['refer', rule, 'carrier-repeat-within-year', 60]
    if (!s.purchaser) return ['refer', rule, 'carrier-not-purchaser', 60]
    if (!s.evidence) return ['refer', rule, 'carrier-evidence-missing', 60]
  }
  return ['full', rule, 'within-window', 60]
}

function readTrendMicro(s: Situation): Verdict {
  if (s.bundled) return ['refer', 'T-3P', 'bundled-third-party']
  const thirdParty = THIRD_PARTIES[s.channel]
  if (thirdParty) return ['refer', 'T-3P', thirdParty]
  const cloud = CLOUD.includes(s.productKind)
  if (!cloud && !TREND_MICRO.includes(s.productKind)) return ['refer', 'U-UNCOVERED', 'uncovered']
  const charged = s.daysAgo !== null && s.daysAgo >= 0
  if (s.event === 'purchase') {
    return charged ? ['refer', 'T-P', 'tm-new-purchase-unverified'] : ['none', 'T-P', 'not-charged-yet']
  }
  if (s.channel !== 'anshinAutoRenew' || s.event !== 'renewal') return ['refer', 'U-UNCOVERED', 'uncovered']
  const rule = s.plan === 'monthly' ? 'T-M' : 'T-R-90'
  if (!charged) return ['none', rule, 'not-charged-yet']
  if (rule === 'T-M') return ['refer', rule, 'tm-monthly-unverified']
  if (!cloud) return ['refer', rule, 'tm-product-unverified', 90]
  if ((s.daysAgo ?? 0) > 90) return ['none', rule, 'window-expired', 90]
  return s.productUsed ? ['refer', rule, 'tm-used-needs-review', 90] : ['full', rule, 'within-window', 90]
}
