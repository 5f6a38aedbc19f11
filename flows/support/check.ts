import type { MessageKey } from '../../locales/message-key.ts'
import type { Decision } from '../../src/core/decision.ts'
import { isVerified, slotsOf } from './facts.ts'
import { type Context, type Scene, support } from './flow.ts'
import { mayRemind } from './reminder.ts'
import { suppose } from './supposed.ts'
import { basisValues } from './verdict.ts'
import { wishFor } from './wish.ts'
import { ask, repeat, say, set } from './words.ts'

const keepDate = set(({ event }) => ({ chargeDate: slotsOf(event).date ?? null }))
const planned = (plan: CheckedPlan | null) => set({ checkPlan: plan })

const dateOf = ({ event }: Scene) => ({ date: slotsOf(event).date ?? '' })

/** What the customer says of the plan; a trial and an unknown one are judged as both. */
type CheckedPlan = NonNullable<Context['checkPlan']>

const question = (plan: 'annual' | 'monthly') =>
  suppose(({ context }) => ({
    plan,
    event: context.checkPlan === 'trial' ? 'trialConversion' : plan === 'annual' ? 'renewal' : 'purchase',
  }))
const decisionOf = ({ event }: Scene): Decision | null => (event.type === 'policy.decided' ? event.decision : null)

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
          guard: ({ event }) => slotsOf(event).date !== undefined,
          target: 'askingPlan',
          actions: [keepDate, planned(null)],
        },
        { target: 'askingDate', actions: planned(null) },
      ],
    },
    askingDate: {
      meta: { expects: 'date', settled: true },
      entry: ask('check.date', ['check.unknownDate']),
      on: {
        'date.given': [
          {
            guard: ({ context }) => context.checkPlan === 'annual',
            target: 'judgingAnnual',
            actions: [keepDate, say('check.dateEcho', dateOf)],
          },
          {
            guard: ({ context }) => context.checkPlan === 'monthly',
            target: 'judgingMonthly',
            actions: [keepDate, say('check.dateEcho', dateOf)],
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
      entry: ask(
        'check.plan',
        ['check.annual', 'check.monthly', 'check.trial', 'check.unknownPlan'],
        ({ context }) => ({
          date: context.chargeDate ?? '',
        }),
      ),
      on: {
        'choice.check.annual': { target: 'judgingAnnual', actions: planned('annual') },
        'choice.check.monthly': { target: 'judgingMonthly', actions: planned('monthly') },
        'choice.check.trial': { target: 'judgingAnnual', actions: planned('trial') },
        'choice.check.unknownPlan': { target: 'judgingAnnual', actions: planned('unknown') },
        'answer.declined': { target: 'judgingAnnual', actions: planned('unknown') },
        'date.given': { target: 'askingPlan', reenter: true, actions: keepDate },
        corrected: {
          guard: ({ event }) => slotsOf(event).date !== undefined,
          target: 'askingPlan',
          reenter: true,
          actions: keepDate,
        },
        'back.asked': { target: 'askingDate', actions: say('aside.back') },
      },
    },
    judgingAnnual: {
      meta: { expects: 'plan', busy: true },
      entry: question('annual'),
      on: {
        'policy.decided': [
          {
            guard: ({ context }) => context.checkPlan === 'annual',
            target: 'showing',
            actions: [set((scene) => ({ decision: decisionOf(scene) })), say(verdictKey, verdictValues)],
          },
          { target: 'judgingMonthly', actions: set((scene) => ({ decision: decisionOf(scene) })) },
        ],
      },
    },
    judgingMonthly: {
      meta: { expects: 'plan', busy: true },
      entry: question('monthly'),
      on: {
        'policy.decided': [
          {
            guard: ({ context }) => context.checkPlan === 'monthly',
            target: 'showing',
            actions: [set((scene) => ({ decision: decisionOf(scene) })), say(verdictKey, verdictValues)],
          },
          { target: 'showing', actions: say(verdictKey, bothValues) },
        ],
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
        'date.given': { target: 'askingPlan', actions: keepDate },
        'back.asked': { target: 'askingDate', actions: [set({ decision: null }), say('aside.back')] },
      },
    },
  },
})

const VERDICTS: Readonly<Record<CheckedPlan, { in: MessageKey; out: MessageKey }>> = {
  annual: { in: 'check.annualIn', out: 'check.annualOut' },
  monthly: { in: 'check.monthlyIn', out: 'check.monthlyOut' },
  trial: { in: 'check.trialIn', out: 'check.trialIn' },
  unknown: { in: 'check.unknown', out: 'check.unknown' },
}

function verdictKey(scene: Scene): MessageKey {
  const decision = decisionOf(scene) ?? scene.context.decision
  return VERDICTS[scene.context.checkPlan ?? 'unknown'][decision?.refundable === 'full' ? 'in' : 'out']
}

function verdictValues(scene: Scene) {
  const decision = decisionOf(scene)
  return {
    date: scene.context.chargeDate ?? '',
    deadline: decision?.deadline ?? '',
    windowDays: decision?.arithmetic?.windowDays ?? 0,
  }
}

/** Annual and monthly side by side, where the plan is open. */
function bothValues(scene: Scene) {
  return {
    date: scene.context.chargeDate ?? '',
    annual: scene.context.decision?.deadline ?? '',
    monthly: decisionOf(scene)?.deadline ?? '',
  }
}
