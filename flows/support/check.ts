import type { Decision } from '../../src/core/decision.ts'
import { chargeDays } from './charge-days.ts'
import { isVerified, slotsOf } from './facts.ts'
import { type Context, type Scene, support } from './flow.ts'
import { mayRemind } from './reminder.ts'
import { type Supposition, suppose } from './supposed.ts'
import { basisValues } from './verdict.ts'
import {
  chargedValues,
  crosses,
  edgeValues,
  questionsOf,
  verdictKey,
  verdictOf,
  verdictValues,
} from './verdict-of-check.ts'
import { wishFor } from './wish.ts'
import { ask, repeat, say, set } from './words.ts'

const keepDate = set((scene) => ({ ...chargeDays(scene), verdicts: [] }))
const forget = set({ chargeDate: null, chargeTo: null, checkPlan: null, verdicts: [] })
const planned = (plan: Context['checkPlan']) => set({ checkPlan: plan, verdicts: [] })
const givesDate = ({ event }: Scene) => slotsOf(event).date !== undefined || slotsOf(event).dateFrom !== undefined
const isFuture = ({ event }: Scene) => {
  const { date, dateFrom } = slotsOf(event)
  return (date ?? dateFrom ?? '') > event.stamp.today
}
const IN_FUTURE = { guard: isFuture, actions: [say('check.future'), repeat] } as const

/** Another day at the result: judged anew. */
const REJUDGED = [
  IN_FUTURE,
  {
    guard: (scene: Scene) => givesDate(scene) && scene.context.checkPlan === null,
    target: 'askingPlan',
    actions: [set({ decision: null }), keepDate],
  },
  { guard: givesDate, target: 'judging', actions: [set({ decision: null }), keepDate] },
] as const

const decisionOf = ({ event }: Scene): Decision | null => (event.type === 'policy.decided' ? event.decision : null)
const keepVerdict = set((scene) => {
  const decision = decisionOf(scene)
  return decision ? { verdicts: [...scene.context.verdicts, decision] } : {}
})

/** The next of the questions to the rules: each plan it could be, at both ends of the days it could have been. */
const next = suppose(({ context }): Supposition => {
  const { plan, date } = questionsOf(context)[context.verdicts.length] ?? { plan: 'annual' as const, date: '' }
  const event = context.checkPlan === 'trial' ? 'trialConversion' : plan === 'annual' ? 'renewal' : 'purchase'
  return { plan, event, chargedAt: date }
})

/** S10–S13: a first answer without identification, for a contract of the official store, in three inputs. */
export const check = support.createStateConfig({
  id: 'check',
  initial: 'gate',
  states: {
    gate: {
      always: [
        {
          guard: ({ context }) => isVerified(context) && context.contracts.length > 0,
          target: '#contract.picking',
          actions: set({ topic: 'refund' }),
        },
        {
          guard: ({ context }) => context.place !== null && context.place !== 'official',
          target: '#referral.gate',
        },
        {
          guard: (scene) => givesDate(scene) && !isFuture(scene),
          target: 'askingPlan',
          actions: [forget, keepDate],
        },
        { target: 'askingDate', actions: forget },
      ],
    },
    askingDate: {
      meta: { expects: 'date', settled: true },
      entry: ask('check.date', ['check.unknownDate']),
      on: {
        'date.given': [
          IN_FUTURE,
          {
            guard: ({ context }) => context.checkPlan === 'annual' || context.checkPlan === 'monthly',
            target: 'judging',
            actions: [keepDate, say('check.dateEcho', chargedValues)],
          },
          { target: 'askingPlan', actions: keepDate },
        ],
        // The plan told first is kept, and the date asked again.
        'choice.check.annual': { actions: [planned('annual'), say('check.planNoted'), repeat] },
        'choice.check.monthly': { actions: [planned('monthly'), say('check.planNoted'), repeat] },
        'choice.check.unknownDate': { target: 'showing', actions: say('check.dateUnknown', undefined, 'N-A-R') },
        'answer.declined': { target: 'showing', actions: say('check.dateUnknown', undefined, 'N-A-R') },
        'back.asked': { target: '#menu.choosingTopic', actions: say('aside.back') },
      },
    },
    askingPlan: {
      meta: { expects: 'plan', settled: true },
      entry: ask('check.plan', ['check.annual', 'check.monthly', 'check.trial', 'check.unknownPlan'], chargedValues),
      on: {
        'choice.check.annual': { target: 'judging', actions: planned('annual') },
        'choice.check.monthly': { target: 'judging', actions: planned('monthly') },
        'choice.check.trial': { target: 'judging', actions: planned('trial') },
        'choice.check.unknownPlan': { target: 'judging', actions: planned('unknown') },
        'answer.declined': { target: 'judging', actions: planned('unknown') },
        'date.given': [IN_FUTURE, { target: 'askingPlan', reenter: true, actions: keepDate }],
        corrected: [IN_FUTURE, { guard: givesDate, target: 'askingPlan', reenter: true, actions: keepDate }],
        'back.asked': { target: 'askingDate', actions: say('aside.back') },
      },
    },
    judging: {
      meta: { expects: 'plan', busy: true },
      entry: next,
      on: {
        'policy.decided': [
          {
            guard: ({ context }) => context.verdicts.length + 1 < questionsOf(context).length,
            target: 'judging',
            reenter: true,
            actions: keepVerdict,
          },
          { target: 'judged', actions: keepVerdict },
        ],
      },
    },
    judged: {
      always: [
        { guard: ({ context }) => crosses(context), target: 'askingDay' },
        {
          target: 'showing',
          actions: [set(({ context }) => ({ decision: verdictOf(context) })), say(verdictKey, verdictValues)],
        },
      ],
    },
    // The last good day lies within the days it could have been: only now the exact one matters.
    askingDay: {
      meta: { expects: 'date', settled: true },
      entry: ask('check.day', ['check.unknownDate'], edgeValues),
      on: {
        'date.given': [IN_FUTURE, { target: 'judging', actions: keepDate }],
        corrected: [IN_FUTURE, { guard: givesDate, target: 'judging', actions: keepDate }],
        'choice.check.unknownDate': { target: 'showing', actions: say('check.dayUnknown', edgeValues, 'N-A-R') },
        'answer.declined': { target: 'showing', actions: say('check.dayUnknown', edgeValues, 'N-A-R') },
        'back.asked': { target: 'askingPlan', actions: say('aside.back') },
      },
    },
    showing: {
      meta: { expects: 'result', settled: true, yes: 'check.proceed', no: 'check.end' },
      entry: ask('check.ask', (scene) => [
        { id: 'check.proceed' },
        ...(scene.context.decision ? [{ id: 'check.basis' as const }] : []),
        ...(mayRemind(scene) ? [{ id: 'remind.ask' as const }] : []),
        { id: 'check.end' },
      ]),
      on: {
        'choice.check.proceed': { target: '#menu.routing', actions: [set({ decision: null }), wishFor('refund')] },
        'choice.check.basis': { actions: [say('decision.basis', basisValues), repeat] },
        'choice.check.end': { target: '#closing.summarizing', actions: set({ decision: null }) },
        'date.given': REJUDGED,
        corrected: REJUDGED,
        'back.asked': { target: 'askingDate', actions: [set({ decision: null }), say('aside.back')] },
      },
    },
  },
})
