import type { Contract } from '../../src/core/contract.ts'
import { toPlainDate } from '../../src/core/date.ts'
import { contractChoices } from './contract-choice.ts'
import { candidates, chosen, requestedAtMs } from './facts.ts'
import { type Context, type Scene, support } from './flow.ts'
import { forgetIdentity } from './forget-identity.ts'
import { sendRecord } from './record.ts'
import { isDecidedElsewhere, isUnfinished } from './unfinished.ts'
import { alsoValues, expiredValues, fullValues, noneValues, proratedValues, referValues } from './verdict.ts'
import { taken } from './wish.ts'
import { ask, repeat, say, set } from './words.ts'

const pick = set(({ event }) =>
  'choice' in event ? { contractId: event.choice.slice('contract/'.length), serviceUsed: null } : {},
)

/** The candidates that everything said of the contract fits; a day is the one charged on, or the last one. */
function named({ context, event }: Scene): readonly Contract[] {
  if (event.type !== 'contract.named') return []
  const { ids, amount, date } = event
  const isDay = (day: string) => day.slice(5, 10) === date?.slice(5)
  return candidates(context).filter(
    (one) =>
      (ids === undefined || ids.includes(one.id)) &&
      (amount === undefined || one.priceYen === amount) &&
      (date === undefined || isDay(toPlainDate(one.chargedAt ?? one.termEnd)) || isDay(one.termEnd)),
  )
}
const pickNamed = set((scene) => ({ contractId: named(scene)[0]?.id ?? null, serviceUsed: null }))

/** Another of the contracts, named after one was chosen: judged anew. A refusal of offers stays. */
export const OTHER_CONTRACT = [
  {
    guard: (scene: Scene) => scene.context.topic !== null && named(scene).length === 1,
    target: '#contract.judging',
    actions: [
      pickNamed,
      set({ decision: null, reason: null, target: null, returnTo: null }),
      say('contract.changed', ({ context }) => ({ product: chosen(context).product })),
    ],
  },
  { actions: repeat },
] as const

/** 両方: one after the other, in the order shown. */
const pickAll = set(({ context }) => {
  const [first, ...rest] = candidates(context).map((one) => one.id)
  return { contractId: first ?? null, queue: rest, serviceUsed: null }
})

const decided = (scene: Scene) => scene.context.decision
const is = (refundable: string) => (scene: Scene) => decided(scene)?.refundable === refundable
const because = (reason: string) => (scene: Scene) => decided(scene)?.reason === reason
const about = (topic: Context['topic']) => (scene: Scene) => scene.context.topic === topic

const lacksServiceUse = (scene: Scene) =>
  scene.context.serviceUsed === null &&
  (decided(scene)?.ask?.includes('serviceUsed') || because('service-use-unknown')(scene))

/** S30–S36: which contract, the facts that can change the answer, and the rules' answer before anything else. */
export const contract = support.createStateConfig({
  id: 'contract',
  initial: 'picking',
  states: {
    picking: {
      always: [
        {
          guard: (scene) => scene.context.returnTo === 'record' && !isUnfinished(scene),
          target: '#closing.summarizing',
          actions: [set({ returnTo: null }), sendRecord, say('summary.recordSent')],
        },
        {
          guard: ({ context }) => context.returnTo === 'record',
          target: 'picking',
          reenter: true,
          actions: [set({ returnTo: null }), sendRecord, say('summary.recordSent')],
        },
        { guard: ({ context }) => context.contracts.some((one) => one.id === context.contractId), target: 'judging' },
        {
          guard: ({ context }) => candidates(context).length === 1,
          target: 'judging',
          actions: set(({ context }) => ({ contractId: candidates(context)[0]?.id ?? null })),
        },
        { target: 'choosing' },
      ],
    },
    choosing: {
      meta: { expects: 'contract' },
      entry: ask('contract.ask', contractChoices, ({ context }) => ({ count: candidates(context).length })),
      on: {
        'choice.contract': { target: 'judging', actions: pick },
        'contract.named': [
          { guard: (scene) => named(scene).length === 1, target: 'judging', actions: pickNamed },
          { actions: [say('contract.notOne'), repeat] },
        ],
        'choice.both': { target: 'judging', actions: pickAll },
      },
    },
    judging: {
      entry: {
        type: 'consult',
        params: (scene) => ({ about: 'refund', contract: asked(scene), requestedAtMs: requestedAtMs(scene) }),
      },
      meta: { expects: 'contract', busy: true },
      on: {
        'policy.decided': {
          target: 'judged',
          actions: set(({ event }) => (event.type === 'policy.decided' ? { decision: event.decision } : {})),
        },
      },
    },
    judged: {
      always: [
        {
          guard: ({ context }) => chosen(context).refunded !== undefined,
          target: '#closing.finishing',
          actions: say('decision.refunded', refundedValues),
        },
        {
          guard: ({ context }) => chosen(context).mergedInto !== undefined,
          target: '#closing.finishing',
          actions: say('decision.merged'),
        },
        {
          guard: ({ context }) => context.returnTo === 'merge',
          target: '#merge.gate',
          actions: set({ returnTo: null }),
        },
        { guard: about('stop'), target: '#renewal.gate', actions: set({ returnTo: null }) },
        { guard: about('merge'), target: '#merge.gate' },
        { guard: lacksServiceUse, target: 'askingServiceUse' },
        {
          guard: ({ context }) => context.returnTo === 'refund',
          target: '#refund.confirmGate',
          actions: set({ returnTo: null }),
        },
        {
          guard: because('cooling-off'),
          target: '#closing.personSuggested',
          actions: say('decision.cooling', fullValues),
        },
        {
          guard: (scene) => is('full')(scene) && (decided(scene)?.alsoApplicable?.length ?? 0) > 0,
          target: '#refund.eligible',
          actions: [say('decision.full', fullValues), say('decision.also', alsoValues)],
        },
        { guard: is('full'), target: '#refund.eligible', actions: say('decision.full', fullValues) },
        {
          guard: is('prorated'),
          target: '#closing.personSuggested',
          actions: say('decision.prorated', proratedValues),
        },
        {
          guard: because('window-expired'),
          target: '#closing.refused',
          actions: say('decision.expired', expiredValues),
        },
        {
          guard: because('not-charged-yet'),
          target: '#closing.refused',
          actions: say('decision.notCharged', noneValues),
        },
        { guard: is('none'), target: '#closing.refused', actions: say('decision.none', noneValues) },
        {
          guard: ({ context }) => isDecidedElsewhere(context.decision),
          target: '#closing.personSuggested',
          actions: say('decision.elsewhere', noneValues),
        },
        { target: '#closing.personSuggested', actions: say('decision.refer', referValues) },
      ],
    },
    askingServiceUse: {
      meta: { expects: 'serviceUse' },
      entry: ask('contract.serviceUse', ['used.no', 'used.yes', 'used.unknown'], ({ context }) => ({
        product: chosen(context).product,
      })),
      on: {
        'choice.used.no': { target: 'judging', actions: set({ serviceUsed: 'no' }) },
        'choice.used.yes': { target: 'judging', actions: set({ serviceUsed: 'yes' }) },
        'choice.used.unknown': { target: 'judging', actions: set({ serviceUsed: 'unknown' }) },
        'answer.declined': { target: 'judging', actions: set({ serviceUsed: 'unknown' }) },
        'back.asked': {
          guard: ({ context }) => candidates(context).length > 1,
          target: 'choosing',
          actions: [say('aside.back'), set({ contractId: null })],
        },
      },
    },
    correcting: {
      meta: { expects: 'correction' },
      entry: ask('aside.correctWhich', ['correct.order', 'correct.email', 'correct.contract', 'correct.nothing']),
      on: {
        'choice.correct.order': { target: '#identity.askingOrderNumber', actions: set(forgetIdentity) },
        'choice.correct.email': {
          target: '#identity.askingEmail',
          actions: set((scene) => ({ ...forgetIdentity(scene), orderNumber: scene.context.orderNumber })),
        },
        'choice.correct.contract': [
          {
            guard: ({ context }) => candidates(context).length > 1,
            target: 'choosing',
            actions: set({ contractId: null }),
          },
          { target: '#identity.askingOrderNumber', actions: set(forgetIdentity) },
        ],
        'choice.correct.nothing': [
          { guard: ({ context }) => context.verifiedAtMs !== null, target: 'picking' },
          { target: '#identity.gate' },
        ],
        'order.given': { target: '#identity.gate', actions: [set(forgetIdentity), set(taken)] },
        'email.given': {
          target: '#identity.gate',
          actions: set((scene) => ({
            ...forgetIdentity(scene),
            orderNumber: scene.context.orderNumber,
            ...taken({ ...scene, context: { ...scene.context, verifiedAtMs: null } }),
          })),
        },
      },
    },
  },
})

function refundedValues({ context }: Scene) {
  const refunded = chosen(context).refunded
  return { receipt: refunded?.receipt ?? '', at: refunded?.atMs ?? 0 }
}

/** The contract with the customer's own word on service use, which our records may not know. */
function asked({ context }: Scene) {
  const contract = chosen(context)
  if (context.serviceUsed === null) return contract
  return { ...contract, serviceUsed: context.serviceUsed === 'unknown' ? null : context.serviceUsed === 'yes' }
}
