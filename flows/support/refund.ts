import { chargeId } from '../../src/core/contract.ts'
import { recordRefund } from './done.ts'
import { addOnsOf, at, candidates, chosen, isVerified, namesNothingNew, onceKey, receiptNumber } from './facts.ts'
import { type Context, type Scene, support } from './flow.ts'
import { offerFor, offerValues } from './offers.ts'
import { priceOf } from './price.ts'
import { doneValues, receiptMail, uncertainValues } from './refund-receipt.ts'
import { stopAfterwards } from './stop-afterwards.ts'
import { isFateOf, NOT_NOW } from './wish.ts'
import { ask, askOnce, request, say, set } from './words.ts'

const because = (reason: Context['reason']) => set({ reason })

const refundValues = ({ context }: Scene) => ({
  product: chosen(context).product,
  price: priceOf(chosen(context)),
  others: { key: addOnsOf(context).length > 0 ? 'refund.othersAddOns' : 'refund.othersSame' },
})
const addOnValues = ({ context }: Scene) => ({ addOns: addOnsOf(context).map((one) => one.product) })
const hasAddOns = ({ context }: Scene) => addOnsOf(context).length > 0

/** A refusal ends offers for this case, and for this contract for 365 days. */
const rememberRefusal = request(({ context }) => ({
  command: { name: 'offer.refused', contractId: chosen(context).id },
  idempotencyKey: `offer.refused:${chargeId(chosen(context))}`,
}))
const REFUSED = {
  target: 'confirmGate',
  actions: [set({ refused: true }), rememberRefusal, say('offer.refused')],
} as const
/** Anger at an offer is a refusal of it. */
const ANGRY = { target: 'confirmGate', actions: [set({ refused: true }), rememberRefusal, say('aside.angry')] } as const
const SORRY = { ...ANGRY, actions: [set({ refused: true }), rememberRefusal, say('aside.sorry')] } as const
/** A second vague answer: the customer's own wish is followed; nothing is recorded as refused, and no offer comes again. */
const VAGUE_AGAIN = { target: 'confirmGate', actions: say('offer.unclear') } as const

/** The customer chose to keep the contract: nothing is open any more. */
const KEPT = { target: '#closing.summarizing', actions: [say('offer.kept', at), set({ topic: null })] } as const

const GAVE_REASON = [
  {
    guard: ({ event }: Scene) => event.type === 'reason.given' && event.reason === 'other',
    target: 'confirmGate',
    actions: [because('other'), say('reason.thanks')],
  },
  { target: 'offerGate', actions: set(({ event }) => (event.type === 'reason.given' ? { reason: event.reason } : {})) },
] as const

/** S40–S44 and S60–S64: the optional reason, at most one offer, one confirmation, the refund and its stop. */
export const refund = support.createStateConfig({
  id: 'refund',
  initial: 'eligible',
  // The refund stops renewal too: who asks for the stop meanwhile keeps the refund.
  on: { 'stop.asked': { actions: [say('refund.stopsToo'), { type: 'repeat' }] } },
  states: {
    eligible: {
      always: [
        { guard: ({ context }) => context.refused, target: 'confirmGate' },
        { guard: ({ context }) => context.reason !== null, target: 'offerGate' },
        { target: 'askingReason' },
      ],
    },
    askingReason: {
      meta: { expects: 'reason' },
      entry: ask('reason.ask', [
        'reason.notUsingPc',
        'reason.otherNorton',
        'reason.competitor',
        'reason.price',
        'reason.other',
        'reason.skip',
        'reason.straight',
      ]),
      on: {
        'choice.reason.notUsingPc': { target: 'offerGate', actions: because('notUsingPc') },
        'choice.reason.otherNorton': { target: 'offerGate', actions: because('otherNorton') },
        'choice.reason.competitor': { target: 'offerGate', actions: because('competitor') },
        'choice.reason.price': { target: 'offerGate', actions: because('price') },
        'choice.reason.other': { target: 'writingReason', actions: because('other') },
        'choice.reason.skip': 'confirmGate',
        'choice.reason.straight': REFUSED,
        'offer.refused': REFUSED,
        'refund.asked': 'confirmGate',
        'answer.declined': 'confirmGate',
        'reason.given': GAVE_REASON,
        'back.asked': {
          guard: ({ context }) => candidates(context).length > 1,
          target: '#contract.choosing',
          actions: [say('aside.back'), set({ contractId: null })],
        },
      },
    },
    writingReason: {
      meta: { expects: 'reasonText' },
      entry: ask('reason.write', ['written.skip']),
      on: {
        'choice.written.skip': 'confirmGate',
        'answer.declined': 'confirmGate',
        'offer.refused': REFUSED,
        'reason.given': { target: 'confirmGate', actions: say('reason.thanks') },
        'back.asked': { target: 'askingReason', actions: say('aside.back') },
      },
    },
    offerGate: {
      always: [
        {
          guard: (scene) => offerFor(scene) !== null,
          target: 'offering',
          actions: set((scene) => ({ offered: offerFor(scene) })),
        },
        { target: 'confirmGate' },
      ],
    },
    offering: {
      meta: { expects: 'offer', no: 'offer.refund' },
      entry: askOnce(
        'offer.which',
        ask(
          (scene) => `offer.${scene.context.offered ?? 'termMerge'}`,
          ({ context }) => [{ id: 'offer.refund' }, accept(context)],
          offerValues,
        ),
      ),
      on: {
        'choice.offer.refund': REFUSED,
        'refund.asked': REFUSED,
        'offer.refused': REFUSED,
        complained: ANGRY,
        vexed: SORRY,
        'choice.offer.accept': '#merge.gate',
        'choice.offer.devices': KEPT,
        'choice.offer.price': { target: 'clarifyingOffer', actions: say('answer.ask_price_difference') },
        'offer.unclear': 'clarifyingOffer',
        'back.asked': { target: 'askingReason', actions: say('aside.back') },
      },
    },
    clarifyingOffer: {
      meta: { expects: 'offer', no: 'offer.refund' },
      entry: ask('offer.which', ({ context }) => [{ id: 'offer.refund' }, accept(context)]),
      on: {
        'choice.offer.refund': REFUSED,
        'refund.asked': REFUSED,
        'offer.refused': REFUSED,
        complained: ANGRY,
        vexed: SORRY,
        'choice.offer.accept': '#merge.gate',
        'choice.offer.devices': KEPT,
        'choice.offer.price': VAGUE_AGAIN,
        'offer.unclear': VAGUE_AGAIN,
        'back.asked': { target: 'askingReason', actions: say('aside.back') },
      },
    },
    confirmGate: {
      always: [
        // Someone else may hold the phone by now: the code is asked again before the confirmation is shown.
        {
          guard: ({ context }) => !isVerified(context),
          target: '#identity.again',
          actions: set({ returnTo: 'refund' }),
        },
        { guard: hasAddOns, target: 'confirmingAddOns', actions: say('refund.addOns', addOnValues) },
        { target: 'confirming' },
      ],
    },
    confirmingAddOns: {
      meta: { expects: 'confirm', yes: 'addOns.ok', no: 'addOns.no' },
      entry: ask('refund.addOnsAsk', ['addOns.ok', 'addOns.no']),
      on: {
        'choice.addOns.ok': 'confirming',
        // The wish said again goes on to the confirmation, and no further.
        'refund.asked': { guard: namesNothingNew, target: 'confirming' },
        'choice.addOns.no': { target: '#closing.finishing', actions: say('refund.no') },
        'confirm.unclear': { target: 'confirmingAddOns', reenter: true, actions: say('refund.unclear') },
        'confirm.ambiguous-stop': { target: 'confirmingAddOns', reenter: true, actions: say('refund.unclear') },
        'back.asked': { target: 'askingReason', actions: say('aside.back') },
      },
    },
    confirming: {
      meta: { expects: 'confirm', yes: 'refund.yes', no: 'refund.no', acts: true, nudges: true },
      entry: [say('refund.details', refundValues), ask('refund.ask', ['refund.yes', 'refund.no'], refundValues)],
      on: {
        'choice.refund.yes': [
          {
            guard: ({ context }) => isVerified(context),
            target: 'refunding',
            actions: set((scene) => ({
              receipts: { action: receiptNumber('R', scene, 0), stop: receiptNumber('A', scene, 1) },
            })),
          },
          { target: 'confirmGate' },
        ],
        'choice.refund.no': { target: '#closing.finishing', actions: say('refund.no') },
        'refund.asked': { actions: [say('refund.unclear'), { type: 'repeat' }] },
        'confirm.unclear': { actions: [say('refund.unclear'), { type: 'repeat' }] },
        'confirm.ambiguous-stop': { actions: ask('refund.which', ['refund.yes', 'refund.no']) },
        'back.asked': { target: 'askingReason', actions: say('aside.back') },
      },
    },
    refunding: {
      meta: { expects: 'confirm', busy: true },
      entry: request((scene) => {
        const contract = chosen(scene.context)
        return {
          command: {
            name: 'refund',
            contractId: contract.id,
            chargeId: chargeId(contract),
            amountYen: contract.priceYen,
            receipt: scene.context.receipts?.action ?? '',
            rule: scene.context.decision?.rule ?? '',
          },
          idempotencyKey: onceKey('refund', contract),
        }
      }),
      on: {
        ...NOT_NOW,
        'refund.accepted': [
          { guard: ({ context }) => chosen(context).autoRenewal, target: 'stopping', actions: recordRefund },
          {
            target: '#closing.finishing',
            actions: [recordRefund, say('refund.doneStopped', doneValues), receiptMail],
          },
        ],
        'command.refused': {
          guard: isFateOf('refund'),
          target: '#closing.personSuggested',
          actions: say('refund.refused', at),
        },
        'command.delayed': { guard: isFateOf('refund'), actions: say('busy.uncertain', uncertainValues) },
        'command.failed': { guard: isFateOf('refund'), actions: say('busy.failed', uncertainValues) },
      },
    },
    ...stopAfterwards({
      done: 'refund.done',
      stopRefused: 'refund.doneStopRefused',
      stopOpen: 'refund.doneStopOpen',
      values: doneValues,
      receiptMail,
    }),
  },
})

function accept(context: Context) {
  if (context.offered === 'spareDevices') return { id: 'offer.devices' as const }
  if (context.offered === 'priceInformation') return { id: 'offer.price' as const }
  return { id: 'offer.accept' as const }
}
