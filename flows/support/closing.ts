import { planMerge } from '../../src/core/merge.ts'
import { addOnsOf, chosen, doneItems, otherContract, requestedAtMs } from './facts.ts'
import { type Context, type Scene, support } from './flow.ts'
import { RECORD } from './record.ts'
import { mayRemind } from './reminder.ts'
import { TAKE_BACK } from './undo.ts'
import { isReferred, isUnfinished, openTopic } from './unfinished.ts'
import { wishFor } from './wish.ts'
import { ask, askOnce, say, set } from './words.ts'

/** A new case in the same conversation: refusals, offers and what was carried out stay. */
export const NEW_CASE: Partial<Context> = {
  topic: null,
  accountAside: false,
  secondWish: null,
  contractId: null,
  decision: null,
  serviceUsed: null,
  reason: null,
  target: null,
  returnTo: null,
  receipts: null,
  queue: [],
  personRequested: false,
  saved: false,
  urgent: false,
}

const hasContract = ({ context }: Scene) => context.contracts.some((one) => one.id === context.contractId)

/** S80: S80's merge is an offer too, so only when none was made or refused. */
const mayMerge = (scene: Scene) => {
  const { context, event } = scene
  if (!hasContract(scene) || context.refused || context.offered || chosen(context).offerRefused) return false
  const other = otherContract(context)
  return (
    other !== null && addOnsOf(context).length === 0 && planMerge(chosen(context), other, event.stamp.today).possible
  )
}
const mayStop = (scene: Scene) => hasContract(scene) && chosen(scene.context).autoRenewal

/** The answer that the refund hung on, said otherwise once its outcome is known. */
const SERVICE_USE = ['used.no', 'used.yes'] as const
const hangsOnUse = ({ context }: Scene) =>
  context.decision?.reason === 'service-used' || context.decision?.reason === 'service-use-unknown'
const isOwnWord = (scene: Scene) => hangsOnUse(scene) && scene.context.serviceUsed !== null
const AS_NOTED = { actions: [say('reason.thanks'), { type: 'repeat' as const }] } as const
const REVISED = {
  'choice.used.no': [
    {
      guard: isOwnWord,
      target: '#contract.judging',
      actions: [set({ serviceUsed: 'no' as const }), say('contract.serviceUseRevised')],
    },
    { guard: hangsOnUse, target: 'personSuggested', actions: say('contract.serviceUseOnRecord') },
    AS_NOTED,
  ],
  'choice.used.yes': [
    {
      guard: ({ context }: Scene) => context.serviceUsed === 'unknown',
      target: '#contract.judging',
      actions: set({ serviceUsed: 'yes' as const }),
    },
    AS_NOTED,
  ],
} as const

const END = [
  { guard: ({ context }: Scene) => context.done.length > 0 && !context.rated, target: 'rating' },
  { target: 'ended' },
] as const

/** S80, S85 and S98–S100: other ways, urgent charges, the summary, two optional questions, the end. */
export const closing = support.createStateConfig({
  id: 'closing',
  initial: 'ended',
  on: { corrected: TAKE_BACK },
  states: {
    // The refund is impossible: what was wished for in that case is the next thing asked, before any other way.
    refused: {
      always: [
        {
          guard: ({ context }) => context.secondWish === 'stop',
          target: '#renewal.gate',
          actions: [set({ topic: 'stop' }), say('ways.asWished')],
        },
        { target: 'ways' },
      ],
    },
    ways: {
      meta: { expects: 'ways', no: 'ways.end', earlier: SERVICE_USE },
      entry: [
        ask('ways.ask', (scene) => [
          ...(mayStop(scene) ? [{ id: 'ways.stop' as const }] : []),
          ...(mayMerge(scene) ? [{ id: 'ways.merge' as const }] : []),
          { id: 'ways.person' },
          { id: 'ways.end' },
        ]),
        set((scene) => (mayMerge(scene) ? { offered: 'termMerge' as const } : {})),
      ],
      on: {
        'choice.ways.stop': { target: '#renewal.gate', actions: wishFor('stop') },
        'choice.ways.merge': { target: '#merge.gate', actions: wishFor('merge') },
        'choice.ways.end': 'finishing',
        ...REVISED,
        'refund.asked': [
          {
            guard: ({ context }) => context.decision?.refundable === 'none',
            actions: [say('ways.refundNot'), { type: 'repeat' }],
          },
          { target: '#menu.routing', actions: wishFor('refund') },
        ],
      },
    },
    unknownCharge: {
      meta: { expects: 'charge' },
      entry: askOnce(
        'referral.unknownChargeMore',
        ask('referral.unknownCharge', ['topic.person', 'topic.refund', 'done.end']),
      ),
      on: {
        'choice.topic.refund': { target: '#menu.routing', actions: wishFor('refund') },
        'choice.done.end': 'summarizing',
      },
    },
    personSuggested: {
      meta: { expects: 'ways', yes: 'topic.person', no: 'done.end', earlier: SERVICE_USE },
      entry: ask('ways.ask', (scene) => [
        { id: 'topic.person' },
        ...(mayStop(scene) ? [{ id: 'ways.stop' as const }] : []),
        { id: 'done.other' },
        { id: 'done.end' },
      ]),
      on: {
        'choice.ways.stop': { target: '#renewal.gate', actions: wishFor('stop') },
        'choice.done.other': { target: '#menu.choosingTopic', actions: set(NEW_CASE) },
        'choice.done.end': 'finishing',
        ...REVISED,
        left: 'summarizing',
      },
    },
    finishing: {
      entry: set({ receipts: null }),
      always: [
        {
          guard: ({ context }) => context.queue.length > 0,
          target: '#contract.picking',
          actions: [
            set(({ context }) => ({
              contractId: context.queue[0] ?? null,
              queue: context.queue.slice(1),
              topic: context.secondWish === null ? context.topic : ('refund' as const),
              decision: null,
              serviceUsed: null,
              reason: null,
            })),
            say('contract.next', ({ context }) => ({ product: chosen(context).product })),
          ],
        },
        { target: 'summarizing' },
      ],
    },
    summarizing: {
      meta: { expects: 'done', settled: true, yes: 'done.other', no: 'done.end' },
      entry: [
        say(summaryKey, summaryValues),
        ask('summary.ask', (scene) => [
          ...(scene.context.done.length > 0 ? [{ id: 'done.record' as const }] : []),
          { id: 'done.other' },
          ...(isUnfinished(scene) && !isReferred(scene) && mayRemind(scene) ? [{ id: 'remind.ask' as const }] : []),
          { id: 'done.end' },
        ]),
      ],
      on: {
        'choice.done.record': RECORD.talk,
        'choice.done.other': { target: '#menu.choosingTopic', actions: set(NEW_CASE) },
        'choice.done.end': END,
        left: END,
        thanked: { actions: [say('aside.thanks'), { type: 'repeat' }] },
      },
    },
    rating: {
      meta: { expects: 'rating', settled: true },
      entry: ask('rating.ask', ['rating.5', 'rating.4', 'rating.3', 'rating.2', 'rating.1', 'rating.skip']),
      exit: set({ rated: true }),
      on: {
        'choice.rating.5': 'askingPressure',
        'choice.rating.4': 'askingPressure',
        'choice.rating.3': 'askingPressure',
        'choice.rating.2': 'askingPressure',
        'choice.rating.1': 'askingPressure',
        'choice.rating.skip': 'ended',
        'answer.declined': 'ended',
        left: 'ended',
        thanked: 'ended',
      },
    },
    askingPressure: {
      meta: { expects: 'rating', settled: true, yes: 'pressure.yes', no: 'pressure.no' },
      entry: ask('rating.pressure', ['pressure.no', 'pressure.little', 'pressure.yes', 'rating.skip']),
      on: {
        'choice.pressure.no': { target: 'ended', actions: say('rating.thanks') },
        'choice.pressure.little': { target: 'ended', actions: say('rating.thanks') },
        'choice.pressure.yes': { target: 'ended', actions: say('rating.thanks') },
        'choice.rating.skip': 'ended',
        'answer.declined': 'ended',
        left: 'ended',
        thanked: 'ended',
      },
    },
    ended: {
      meta: { expects: 'ended', settled: true },
      entry: ask((scene) => (isUnfinished(scene) ? 'ended.byeOpen' : 'ended.bye'), ['done.other']),
      on: {
        'resume.asked': { guard: isUnfinished, target: '#menu.routing', actions: say('aside.resumed') },
        'choice.done.other': { target: '#menu.choosingTopic', actions: set(NEW_CASE) },
        opened: { target: '#menu.choosingTopic', actions: [set(NEW_CASE), say('greeting.again')] },
        greeted: { target: '#menu.choosingTopic', actions: [set(NEW_CASE), say('greeting.reply')] },
      },
    },
  },
})

function summaryKey(scene: Scene) {
  const { context } = scene
  if (context.done.some((one) => one.kind === 'refund')) return 'summary.done' as const
  if (context.done.length > 0) return 'summary.doneStop' as const
  if (!isUnfinished(scene)) return 'summary.nothingNew' as const
  return isReferred(scene) ? ('summary.referred' as const) : ('summary.nothing' as const)
}

function summaryValues(scene: Scene) {
  const { context } = scene
  const touched = new Set(context.done.map((one) => one.contractId))
  const target = context.done.some((one) => one.kind === 'merge') ? context.target : null
  const addOns = context.contracts.filter((one) => one.addOnOf && touched.has(one.addOnOf))
  const others = context.contracts.filter(
    (one) => !touched.has(one.id) && !addOns.includes(one) && one.id !== target?.id,
  )
  const open = openTopic(scene)
  const notDone = [
    ...(open ? [{ key: 'summaryItem.open', values: { topic: { key: `topicName.${open}` } } }] : []),
    others.length > 0
      ? { key: 'summaryItem.others', values: { products: others.map((one) => one.product) } }
      : { key: 'summaryItem.noOthers' },
  ]
  const done = [
    ...doneItems(context.done),
    ...(target ? [{ key: 'summaryItem.extended', values: { product: target.product, termEnd: target.termEnd } }] : []),
    ...(addOns.length > 0
      ? [{ key: 'summaryItem.addOns', values: { products: addOns.map((one) => one.product) } }]
      : []),
  ]
  return { done, notDone, at: requestedAtMs(scene) }
}
