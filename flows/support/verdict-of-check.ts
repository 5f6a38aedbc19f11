import type { MessageKey } from '../../locales/message-key.ts'
import { addDaysTo, type PlainDate } from '../../src/core/date.ts'
import type { Decision } from '../../src/core/decision.ts'
import type { Phrase, Values } from '../../src/core/effect.ts'
import type { Context, Scene } from './flow.ts'

type Plan = 'annual' | 'monthly'

interface Question {
  readonly plan: Plan
  readonly date: PlainDate
}

/** A trial and an unknown plan can end up as either. */
const plansOf = ({ checkPlan }: Context): readonly Plan[] =>
  checkPlan === 'annual' || checkPlan === 'monthly' ? [checkPlan] : ['annual', 'monthly']

const isRange = ({ chargeDate, chargeTo }: Context) => chargeTo !== null && chargeTo !== chargeDate

/** What the rules are asked: each plan it could be, on the first and the last day it could have been. */
export function questionsOf(context: Context): readonly Question[] {
  const { chargeDate, chargeTo } = context
  const dates = isRange(context) ? [chargeDate ?? '', chargeTo ?? ''] : [chargeDate ?? '']
  return plansOf(context).flatMap((plan) => dates.map((date) => ({ plan, date })))
}

/** The rules' answers for one plan, first day and last. */
function answersFor(plan: Plan, context: Context): { readonly first: Decision; readonly last: Decision } | null {
  const answers = context.verdicts.filter((_, index) => questionsOf(context)[index]?.plan === plan)
  const [first, last = first] = answers
  return first && last ? { first, last } : null
}

const crossingPlans = (context: Context) =>
  plansOf(context).filter((plan) => {
    const answers = answersFor(plan, context)
    return answers !== null && answers.first.refundable !== answers.last.refundable
  })

/** Whether the last day for a refund lies within the days it could have been. */
export const crosses = (context: Context): boolean => crossingPlans(context).length > 0

/** The answer that stands for all: of several days the one with the nearest deadline, of those past the latest. */
export function verdictOf(context: Context): Decision | null {
  const answers = answersFor(plansOf(context)[0] ?? 'annual', context)
  return answers && (answers.last.refundable === 'full' ? answers.first : answers.last)
}

const KEYS = {
  annual: { full: 'check.annualIn', none: 'check.annualOut' },
  monthly: { full: 'check.monthlyIn', none: 'check.monthlyOut' },
  trial: { full: 'check.trialIn', none: 'check.trialIn' },
  unknown: { full: 'check.unknown', none: 'check.unknown' },
} as const

export function verdictKey({ context }: Scene): MessageKey {
  return KEYS[context.checkPlan ?? 'unknown'][verdictOf(context)?.refundable === 'full' ? 'full' : 'none']
}

/** A day as given, or the days it could have been. */
export function chargedValues({ context }: Scene): { readonly charged: Phrase } {
  const { chargeDate, chargeTo } = context
  return isRange(context)
    ? { charged: { key: 'check.between', values: { from: chargeDate ?? '', to: chargeTo ?? '' } } }
    : { charged: { key: 'check.on', values: { date: chargeDate ?? '' } } }
}

/** The deadline is that of the first day it could have been while any is open, else that of the last. */
export function verdictValues(scene: Scene): Values {
  const { context } = scene
  const verdict = verdictOf(context)
  const deadlineOf = (plan: Plan) => {
    const answers = answersFor(plan, context)
    return (answers?.last.refundable === 'full' ? answers.first : answers?.last)?.deadline ?? ''
  }
  return {
    ...chargedValues(scene),
    deadline: verdict?.deadline ?? '',
    base: verdict?.arithmetic?.baseDate ?? '',
    windowDays: verdict?.arithmetic?.windowDays ?? 0,
    earliest: isRange(context) ? { key: verdict?.refundable === 'full' ? 'check.atEarliest' : 'check.atLatest' } : '',
    annual: deadlineOf('annual'),
    monthly: deadlineOf('monthly'),
  }
}

/** From which day on a charge is still in time, for each plan whose answer hangs on it. */
export function edgeValues(scene: Scene): Values {
  const { context, event } = scene
  const edges = crossingPlans(context).map((plan): Phrase => {
    const days = answersFor(plan, context)?.first.arithmetic?.windowDays ?? 0
    return {
      key: plan === 'annual' ? 'check.edgeAnnual' : 'check.edgeMonthly',
      values: { edge: addDaysTo(event.stamp.today, -days) },
    }
  })
  return { ...chargedValues(scene), edges }
}
