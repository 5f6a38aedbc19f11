import { chargeId } from '../../src/core/contract.ts'
import { type MergePlan, planMerge, remainingDays } from '../../src/core/merge.ts'
import { recordMerge } from './done.ts'
import { at, chosen, isVerified, onceKey, otherContract, receiptNumber } from './facts.ts'
import { type Context, type Scene, support } from './flow.ts'
import { priceOf } from './price.ts'
import { stopLine, stopWords, uncertainValues } from './refund-receipt.ts'
import { stopAfterwards } from './stop-afterwards.ts'
import { obstacleOf } from './unfinished.ts'
import { isFateOf, NOT_NOW } from './wish.ts'
import { ask, repeat, request, say, set } from './words.ts'

const KEY_TRIES = 3

/** Whether a refund is still open to this customer, so that "back to the refund" is a true choice. */
const refundable = (context: Context) => context.decision?.refundable === 'full' && !chosen(context).refunded
const back = (context: Context) =>
  refundable(context) ? { id: 'merge.refund' as const } : { id: 'merge.stop' as const }

/** Declining a merge is the refusal of an offer: the refund goes on, and no offer comes again. */
const DECLINED = [
  {
    guard: ({ context }: Scene) => refundable(context),
    target: '#refund.confirmGate',
    actions: [set({ refused: true }), say('offer.refused')],
  },
  { target: '#closing.summarizing', actions: set({ refused: true }) },
] as const
const LEAVING = {
  'choice.merge.refund': DECLINED,
  'choice.merge.stop': DECLINED,
  'choice.merge.no': DECLINED,
  'offer.refused': DECLINED,
  'refund.asked': DECLINED,
}

const plan = (scene: Scene): MergePlan => {
  const { target } = scene.context
  return target ? planMerge(chosen(scene.context), target, scene.event.stamp.today) : { possible: false, why: 'ended' }
}
const isPossible = (scene: Scene) => plan(scene).possible
const daysOf = (planned: MergePlan): Context['stated'] =>
  planned.possible ? { days: planned.days, newTermEnd: planned.newTermEnd } : null
const isAsStated = (scene: Scene) => daysOf(plan(scene))?.days === scene.context.stated?.days
const sameContract = (scene: Scene) => {
  const planned = plan(scene)
  return !planned.possible && planned.why === 'same-contract'
}

const receiptMail = request((scene) => ({
  command: {
    name: 'mail.send',
    template: 'merge',
    contractId: chosen(scene.context).id,
    values: { ...doneValues(scene), stopLine: stopLine(chosen(scene.context), doneValues(scene)) },
  },
  idempotencyKey: `mail:${doneValues(scene).receipt}`,
}))

const KEY_UNKNOWN = {
  guard: isFateOf('product.find'),
  target: '#closing.personSuggested',
  actions: say('identity.unavailable', at),
} as const

/** S50–S56: moving the remaining days to the contract whose product key is given. */
export const merge = support.createStateConfig({
  id: 'merge',
  initial: 'gate',
  states: {
    gate: {
      always: [
        {
          guard: ({ context }) => !isVerified(context),
          target: '#identity.again',
          actions: set({ returnTo: 'merge' }),
        },
        {
          guard: (scene) => obstacleOf(scene) !== null,
          target: '#closing.ways',
          actions: say('merge.none', noneValues),
        },
        { target: 'explaining' },
      ],
    },
    explaining: {
      meta: { expects: 'proceed', yes: 'merge.proceed' },
      entry: [
        say(({ context }) => (otherContract(context) ? 'merge.explain' : 'merge.explainUnknown'), explainValues),
        ask('merge.askProceed', ({ context }) => [back(context), { id: 'merge.proceed' }]),
      ],
      on: {
        ...LEAVING,
        'choice.merge.proceed': { target: 'askingProductKey', actions: set({ keyTries: 0 }) },
        'identifier.missing': { target: 'findingKey', actions: set({ keyTries: 0 }) },
        'offer.unclear': { actions: [say('aside.unclearText'), repeat] },
        'back.asked': {
          guard: ({ context }) => refundable(context),
          target: '#refund.askingReason',
          actions: say('aside.back'),
        },
      },
    },
    askingProductKey: {
      meta: { expects: 'productKey' },
      entry: ask('merge.key', ({ context }) => [{ id: 'key.missing' }, back(context)]),
      on: {
        ...LEAVING,
        'key.given': { target: 'checkingKey', actions: say('merge.keyEcho', last4) },
        'choice.key.missing': 'findingKey',
        'identifier.missing': 'findingKey',
        'answer.declined': 'findingKey',
        'back.asked': { target: 'explaining', actions: say('aside.back') },
      },
    },
    findingKey: {
      meta: { expects: 'productKey' },
      entry: ask('merge.keyHelp', ({ context }) => [{ id: 'key.found' }, { id: 'key.lost' }, back(context)]),
      on: {
        ...LEAVING,
        'key.given': { target: 'checkingKey', actions: say('merge.keyEcho', last4) },
        'choice.key.found': 'askingProductKey',
        'choice.key.lost': { target: '#closing.personSuggested', actions: say('merge.keyGiveUp') },
        'identifier.missing': { target: '#closing.personSuggested', actions: say('merge.keyGiveUp') },
        'answer.declined': { target: '#closing.personSuggested', actions: say('merge.keyGiveUp') },
        'back.asked': { target: 'askingProductKey', actions: say('aside.back') },
      },
    },
    checkingKey: {
      meta: { expects: 'productKey', busy: true },
      entry: request(({ context, event }) => ({
        command: {
          name: 'product.find',
          keySeal: event.type === 'key.given' ? event.keySeal : '',
          fromContractId: chosen(context).id,
        },
        idempotencyKey: `product:${event.stamp.challengeId}`,
      })),
      on: {
        ...NOT_NOW,
        'product.found': {
          target: 'checked',
          actions: set(({ event }) => (event.type === 'product.found' ? { target: event.contract } : {})),
        },
        'product.missing': [
          {
            guard: ({ context }) => context.keyTries + 1 >= KEY_TRIES,
            target: '#closing.personSuggested',
            actions: say('merge.keyGiveUp'),
          },
          {
            target: 'askingProductKey',
            actions: [
              set(({ context }) => ({ keyTries: context.keyTries + 1 })),
              say('merge.keyWrong', ({ context }) => ({ left: KEY_TRIES - context.keyTries })),
            ],
          },
        ],
        'command.failed': KEY_UNKNOWN,
        'command.refused': KEY_UNKNOWN,
        'command.delayed': { guard: isFateOf('product.find'), actions: say('busy.wait') },
      },
    },
    checked: {
      always: [
        { guard: sameContract, target: 'askingProductKey', actions: say('merge.keySame') },
        { guard: isPossible, target: 'confirming' },
        {
          guard: ({ context }) => refundable(context),
          target: '#refund.confirmGate',
          actions: say('merge.impossible', impossibleValues),
        },
        { target: '#closing.summarizing', actions: say('merge.impossible', impossibleValues) },
      ],
    },
    confirming: {
      meta: { expects: 'confirm', yes: 'merge.yes', no: 'merge.no', acts: true, nudges: true },
      entry: [
        set((scene) => ({ stated: daysOf(plan(scene)) })),
        say('merge.confirm', confirmValues),
        ask('merge.ask', ['merge.yes', 'merge.no']),
      ],
      on: {
        ...LEAVING,
        'choice.merge.yes': [
          { guard: ({ context }) => !isVerified(context), target: 'gate' },
          {
            guard: isAsStated,
            target: 'merging',
            actions: set((scene) => ({
              receipts: { action: receiptNumber('M', scene, 0), stop: receiptNumber('A', scene, 1) },
            })),
          },
          // A night passed: what is carried out must be what was confirmed, so it is confirmed anew.
          { target: 'checked', actions: say('merge.replanned') },
        ],
        'confirm.unclear': { actions: [say('refund.unclear'), { type: 'repeat' }] },
        'confirm.ambiguous-stop': { actions: ask('merge.which', ['merge.yes', 'merge.no'], confirmValues) },
        'back.asked': { target: 'askingProductKey', actions: say('aside.back') },
      },
    },
    merging: {
      meta: { expects: 'confirm', busy: true },
      entry: request((scene) => {
        const from = chosen(scene.context)
        return {
          command: {
            name: 'term.merge',
            fromContractId: from.id,
            toContractId: scene.context.target?.id ?? '',
            chargeId: chargeId(from),
            days: scene.context.stated?.days ?? 0,
            newTermEnd: scene.context.stated?.newTermEnd ?? '',
            receipt: scene.context.receipts?.action ?? '',
          },
          idempotencyKey: onceKey('merge', from),
        }
      }),
      on: {
        ...NOT_NOW,
        'term.merged': [
          { guard: ({ context }) => chosen(context).autoRenewal, target: 'stopping', actions: recordMerge },
          {
            target: '#closing.finishing',
            actions: [recordMerge, say('merge.doneStopped', doneValues), receiptMail],
          },
        ],
        'command.refused': {
          guard: isFateOf('term.merge'),
          target: '#closing.personSuggested',
          actions: say('merge.refused'),
        },
        'command.delayed': { guard: isFateOf('term.merge'), actions: say('busy.uncertain', uncertainValues) },
        'command.failed': { guard: isFateOf('term.merge'), actions: say('busy.failed', uncertainValues) },
      },
    },
    ...stopAfterwards({
      done: 'merge.done',
      stopRefused: 'merge.doneStopRefused',
      stopOpen: 'merge.doneStopOpen',
      values: doneValues,
      receiptMail,
    }),
  },
})

function last4({ event }: Scene) {
  return { last4: event.type === 'key.given' ? event.last4 : '' }
}

function noneValues(scene: Scene) {
  return { why: { key: `mergeWhy.${obstacleOf(scene) ?? 'ended'}` } }
}

function impossibleValues(scene: Scene) {
  const planned = plan(scene)
  return { why: { key: `mergeWhy.${planned.possible ? 'ended' : planned.why}` } }
}

function explainValues({ context, event }: Scene) {
  const from = chosen(context)
  const other = otherContract(context)
  // A refund that the rules refuse is nothing that the merge takes away.
  const refundKey = context.decision?.refundable === 'none' ? 'merge.refundNone' : 'merge.refundLost'
  const refundLine = { key: refundKey, values: { price: priceOf(from) } }
  const base = { fromProduct: from.product, refundLine, days: remainingDays(from, event.stamp.today) }
  const planned = other ? planMerge(from, other, event.stamp.today) : null
  return other && planned?.possible
    ? { ...base, toProduct: other.product, toEnd: other.termEnd, newEnd: planned.newTermEnd }
    : base
}

function confirmValues(scene: Scene) {
  const { context } = scene
  const planned = plan(scene)
  return {
    fromProduct: chosen(context).product,
    price: priceOf(chosen(context)),
    toProduct: context.target?.product ?? '',
    toEnd: context.target?.termEnd ?? '',
    newEnd: planned.possible ? planned.newTermEnd : '',
    days: planned.possible ? planned.days : 0,
  }
}

function doneValues({ context, event }: Scene) {
  const id = context.contractId
  const merged = context.done.find((one) => one.kind === 'merge' && one.contractId === id)
  const stopped = context.done.find((one) => one.kind === 'stop' && one.contractId === id)
  return {
    receipt: merged?.receipt ?? '',
    at: merged?.atMs ?? event.stamp.atMs,
    toProduct: context.target?.product ?? '',
    fromProduct: chosen(context).product,
    newEnd: context.target?.termEnd ?? '',
    stopReceipt: stopped?.receipt ?? '',
    stopWords: stopWords(stopped?.confirmed),
  }
}
