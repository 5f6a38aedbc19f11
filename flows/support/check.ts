import { addDaysTo } from '../../src/core/date.ts'
import { isVerified, slotsOf } from './facts.ts'
import { type Scene, support } from './flow.ts'
import { wishFor } from './wish.ts'
import { ask, say, set } from './words.ts'

const ANNUAL_DAYS = 60
const MONTHLY_DAYS = 14

const dateOf = ({ context }: Scene) => context.chargeDate ?? ''
const annualEnd = (scene: Scene) => addDaysTo(dateOf(scene), ANNUAL_DAYS)
const monthlyEnd = (scene: Scene) => addDaysTo(dateOf(scene), MONTHLY_DAYS)
const keepDate = set(({ event }) => ({ chargeDate: slotsOf(event).date ?? null }))
const inTime = (end: (scene: Scene) => string) => (scene: Scene) => scene.event.stamp.today <= end(scene)

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
        { guard: ({ context }) => context.place !== null && context.place !== 'official', target: '#closing.referred' },
        { guard: ({ event }) => slotsOf(event).date !== undefined, target: 'askingPlan', actions: keepDate },
        { target: 'askingDate' },
      ],
    },
    askingDate: {
      meta: { expects: 'date', settled: true },
      entry: ask('check.date', ['check.unknownDate']),
      on: {
        'date.given': { target: 'askingPlan', actions: keepDate },
        'choice.check.unknownDate': { target: 'showing', actions: say('check.dateUnknown') },
        'answer.declined': { target: 'showing', actions: say('check.dateUnknown') },
        'back.asked': { target: '#menu.choosingTopic', actions: say('aside.back') },
      },
    },
    askingPlan: {
      meta: { expects: 'plan', settled: true },
      entry: ask('check.plan', ['check.annual', 'check.monthly', 'check.trial', 'check.unknownPlan'], (scene) => ({
        date: dateOf(scene),
      })),
      on: {
        'choice.check.annual': [
          {
            guard: inTime(annualEnd),
            target: 'showing',
            actions: say('check.annualIn', (scene) => ({ date: dateOf(scene), deadline: annualEnd(scene) })),
          },
          {
            target: 'showing',
            actions: say('check.annualOut', (scene) => ({ date: dateOf(scene), deadline: annualEnd(scene) })),
          },
        ],
        'choice.check.monthly': [
          {
            guard: inTime(monthlyEnd),
            target: 'showing',
            actions: say('check.monthlyIn', (scene) => ({ deadline: monthlyEnd(scene) })),
          },
          { target: 'showing', actions: say('check.monthlyOut', (scene) => ({ deadline: monthlyEnd(scene) })) },
        ],
        'choice.check.trial': { target: 'showing', actions: say('check.trialIn', bothEnds) },
        'choice.check.unknownPlan': { target: 'showing', actions: say('check.unknown', bothEnds) },
        'answer.declined': { target: 'showing', actions: say('check.unknown', bothEnds) },
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
    showing: {
      meta: { expects: 'result', settled: true, yes: 'check.proceed', no: 'check.end' },
      entry: ask('check.ask', ['check.proceed', 'check.end']),
      on: {
        'choice.check.proceed': { target: '#menu.routing', actions: wishFor('refund') },
        'choice.check.end': '#closing.summarizing',
        'date.given': { target: 'askingPlan', actions: keepDate },
        'back.asked': { target: 'askingDate', actions: say('aside.back') },
      },
    },
  },
})

function bothEnds(scene: Scene) {
  return { date: dateOf(scene), annual: annualEnd(scene), monthly: monthlyEnd(scene) }
}
