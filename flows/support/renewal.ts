import { recordStop } from './done.ts'
import { addOnsOf, at, chosen, isVerified, namesNothingNew, receiptNumber } from './facts.ts'
import { type Scene, support } from './flow.ts'
import { stopWords, uncertainValues } from './refund-receipt.ts'
import { requestStop } from './stopping.ts'
import { isFateOf, NOT_NOW } from './wish.ts'
import { ask, request, say, set } from './words.ts'

const product = ({ context }: Scene) => ({ product: chosen(context).product })
const addOnValues = ({ context }: Scene) => ({ addOns: addOnsOf(context).map((one) => one.product) })

/** S70–S75: stopping auto-renewal, in one confirmation, with no questionnaire before or after it. */
export const renewal = support.createStateConfig({
  id: 'renewal',
  initial: 'gate',
  states: {
    gate: {
      always: [
        {
          guard: ({ context }) => !chosen(context).autoRenewal,
          target: '#closing.finishing',
          actions: say(alreadyKey, alreadyValues),
        },
        {
          guard: ({ context }) => !isVerified(context),
          target: '#identity.again',
          actions: set({ returnTo: 'stop' }),
        },
        {
          guard: ({ context }) => addOnsOf(context).length > 0,
          target: 'confirmingAddOns',
          actions: say('stop.addOns', addOnValues),
        },
        { target: 'confirming' },
      ],
    },
    confirmingAddOns: {
      meta: { expects: 'confirm', yes: 'addOns.ok', no: 'addOns.no' },
      entry: ask('stop.addOnsAsk', ['addOns.ok', 'addOns.no']),
      on: {
        'choice.addOns.ok': 'confirming',
        // The wish said again goes on to the confirmation, and no further.
        'stop.asked': { guard: namesNothingNew, target: 'confirming' },
        'choice.addOns.no': { target: '#closing.finishing', actions: say('stop.no') },
        'confirm.unclear': { target: 'confirmingAddOns', reenter: true, actions: say('refund.unclear') },
        'confirm.ambiguous-stop': { target: 'confirmingAddOns', reenter: true, actions: say('refund.unclear') },
      },
    },
    confirming: {
      meta: { expects: 'confirm', yes: 'stop.yes', no: 'stop.no', acts: true, nudges: true },
      entry: [say('stop.explain', explainValues), ask('stop.ask', ['stop.yes', 'stop.no'], product)],
      on: {
        'choice.stop.yes': [
          {
            guard: ({ context }) => isVerified(context),
            target: 'stopping',
            actions: set((scene) => ({
              receipts: { action: receiptNumber('A', scene, 0), stop: receiptNumber('A', scene, 0) },
            })),
          },
          { target: 'gate' },
        ],
        'choice.stop.no': { target: '#closing.finishing', actions: say('stop.no') },
        'stop.asked': { actions: [say('refund.unclear'), { type: 'repeat' }] },
        'confirm.unclear': { actions: [say('refund.unclear'), { type: 'repeat' }] },
        'confirm.ambiguous-stop': { actions: ask('stop.which', ['stop.yes', 'stop.no']) },
      },
    },
    stopping: {
      meta: { expects: 'confirm', busy: true },
      entry: requestStop,
      on: {
        ...NOT_NOW,
        'renewal.stopped': {
          target: '#closing.finishing',
          actions: [
            recordStop,
            say('stop.done', doneValues),
            request((scene) => ({
              command: {
                name: 'mail.send',
                template: 'stop',
                contractId: chosen(scene.context).id,
                values: doneValues(scene),
              },
              idempotencyKey: `mail:${scene.context.receipts?.stop}`,
            })),
          ],
        },
        'command.refused': {
          guard: isFateOf('renewal.stop'),
          target: '#closing.personSuggested',
          actions: say('stop.refused', at),
        },
        'command.delayed': { guard: isFateOf('renewal.stop'), actions: say('busy.uncertain', uncertainValues) },
        'command.failed': { guard: isFateOf('renewal.stop'), actions: say('busy.failed', uncertainValues) },
      },
    },
  },
})

function alreadyKey({ context }: Scene) {
  return chosen(context).stopped?.receipt ? ('stop.already' as const) : ('stop.alreadyNoReceipt' as const)
}

function alreadyValues({ context }: Scene) {
  const stopped = chosen(context).stopped
  return stopped?.receipt ? { at: stopped.atMs, receipt: stopped.receipt } : {}
}

function explainValues({ context }: Scene) {
  const { termEnd, nextChargeAt } = chosen(context)
  const nextCharge = nextChargeAt
    ? { key: 'stop.nextCharge', values: { nextChargeAt } }
    : { key: 'stop.nextChargeUnknown', values: { termEnd } }
  return { termEnd, nextCharge }
}

function doneValues({ context, event }: Scene) {
  const contract = chosen(context)
  const stopped = context.done.findLast((one) => one.kind === 'stop' && one.contractId === contract.id)
  return {
    receipt: stopped?.receipt ?? '',
    at: stopped?.atMs ?? event.stamp.atMs,
    product: contract.product,
    termEnd: contract.termEnd,
    stopWords: stopWords(stopped?.confirmed),
  }
}
