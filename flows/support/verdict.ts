import type { Decision } from '../../src/core/decision.ts'
import type { Phrase, Values } from '../../src/core/effect.ts'
import { AppError } from '../../src/errors.ts'
import { chosen, requestedAtMs } from './facts.ts'
import type { Scene } from './flow.ts'
import { money, priceOf } from './price.ts'

/** Reasons with a sentence of their own; what has none is left open by the rules. */
const EXPLAINED = new Set([
  'monthly-renewal-not-refundable',
  'service-used',
  'service-use-unknown',
  'free-or-nfr',
  'bundled-third-party',
  'third-party-appstore',
  'third-party-provider',
  'third-party-reseller',
  'third-party-retail',
  'repurchase-after-refund',
  'uk-prorated-nothing-left',
  'uk-monthly-not-in-policy',
  'uk-service-after-window',
  'cooling-off-service-used',
  'carrier-monthly-not-refundable',
  'carrier-migrated-monthly',
  'carrier-repeat-within-year',
  'carrier-evidence-missing',
  'carrier-not-purchaser',
  'tm-monthly-unverified',
  'tm-new-purchase-unverified',
  'tm-product-unverified',
  'tm-used-needs-review',
])

function decisionOf({ context }: Scene): Decision {
  if (!context.decision) throw new AppError('flow.missing-fact', 'no decision was made')
  return context.decision
}

function source(decision: Decision): Values {
  return { rule: decision.rule, document: decision.clause.document, section: decision.clause.section }
}

function whyOf(decision: Decision): Phrase {
  if (decision.reason.startsWith('missing-')) {
    const facts = (decision.ask ?? []).map((fact): Phrase => ({ key: `fact.${fact}` }))
    return { key: 'why.missing', values: { facts } }
  }
  return { key: EXPLAINED.has(decision.reason) ? `why.${decision.reason}` : 'why.uncovered' }
}

/** S32: amount, deadline, source and arithmetic of a full refund. */
export function fullValues(scene: Scene): Values {
  const decision = decisionOf(scene)
  const contract = chosen(scene.context)
  return {
    ...source(decision),
    product: contract.product,
    price: priceOf(contract),
    deadline: decision.deadline ?? '',
    base: decision.arithmetic?.baseDate ?? '',
    windowDays: decision.arithmetic?.windowDays ?? 0,
    requestedAt: requestedAtMs(scene),
  }
}

/** A statutory right that applies besides the guarantee. */
export function alsoValues(scene: Scene): Values {
  const [also] = decisionOf(scene).alsoApplicable ?? []
  return { rule: also?.rule ?? '', deadline: also?.deadline ?? '' }
}

/** S33: the same, with the days it is late. */
export function expiredValues(scene: Scene): Values {
  const decision = decisionOf(scene)
  return {
    ...fullValues(scene),
    requestedOn: decision.arithmetic?.requestedOn ?? '',
    daysLate: -(decision.arithmetic?.daysLeft ?? 0),
  }
}

export function proratedValues(scene: Scene): Values {
  const decision = decisionOf(scene)
  const contract = chosen(scene.context)
  return {
    ...source(decision),
    product: contract.product,
    deadline: decision.deadline ?? '',
    proratedFrom: decision.proratedFrom ?? '',
    proratedDays: decision.proratedDays ?? 0,
    termDays: decision.termDays ?? 0,
    amount: money(decision.proratedAmount ?? 0, contract.currency),
  }
}

/** S34: not refundable, and why. */
export function noneValues(scene: Scene): Values {
  const decision = decisionOf(scene)
  return { ...source(decision), product: chosen(scene.context).product, why: whyOf(decision) }
}

/** S35: what is missing or who decides. */
export function referValues(scene: Scene): Values {
  return { ...noneValues(scene), requestedAt: requestedAtMs(scene) }
}

/** S36: rule, place in the document, arithmetic, check date. */
export function basisValues(scene: Scene): Values {
  const decision = decisionOf(scene)
  const { arithmetic } = decision
  return {
    ...source(decision),
    checkedOn: decision.clause.checkedOn,
    url: decision.clause.url,
    arithmetic:
      arithmetic && decision.deadline
        ? {
            key: 'decision.arithmetic',
            values: { base: arithmetic.baseDate, windowDays: arithmetic.windowDays, deadline: decision.deadline },
          }
        : { key: 'decision.arithmeticNone' },
  }
}
