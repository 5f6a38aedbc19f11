import type { Contract } from '../../src/core/contract.ts'
import type { Phrase } from '../../src/core/effect.ts'
import { chosen, requestedAtMs } from './facts.ts'
import type { Scene } from './flow.ts'
import { priceOf } from './price.ts'
import { request } from './words.ts'

/** 停止しました only once confirmed; else 受け付けました. */
export function stopWords(confirmed: boolean | undefined) {
  return { key: confirmed ? 'stopWords.confirmed' : 'stopWords.accepted' }
}

/** Receipt numbers, times and amounts of what was carried out for this contract. */
export function doneValues({ context, event }: Scene) {
  const contract = chosen(context)
  const refunded = context.done.find((one) => one.kind === 'refund' && one.contractId === contract.id)
  const stopped = context.done.find((one) => one.kind === 'stop' && one.contractId === contract.id)
  return {
    receipt: refunded?.receipt ?? context.receipts?.action ?? '',
    at: refunded?.atMs ?? event.stamp.atMs,
    price: priceOf(contract),
    stopReceipt: stopped?.receipt ?? '',
    stopWords: stopWords(stopped?.confirmed),
  }
}

/** S64: the provisional receipt number and the time of the request, which stays. */
export function uncertainValues(scene: Scene) {
  return { receipt: scene.context.receipts?.action ?? '', at: requestedAtMs(scene) }
}

/** Auto-renewal as a receipt states it: stopped now, stopped before, or still to be stopped. */
export function stopLine(contract: Contract, { stopReceipt, stopWords }: StopValues): Phrase {
  if (stopReceipt) return { key: 'mailStop.stopped', values: { receipt: stopReceipt, stopWords } }
  return { key: contract.autoRenewal ? 'mailStop.open' : 'mailStop.before' }
}

interface StopValues {
  readonly stopReceipt: string
  readonly stopWords: Phrase
}

/** The mail that carries the same numbers as the chat. */
function receiptMailOrder(scene: Scene) {
  const { context } = scene
  const contract = chosen(context)
  const values = doneValues(scene)
  return {
    command: {
      name: 'mail.send' as const,
      template: 'refund',
      contractId: contract.id,
      values: {
        receipt: values.receipt,
        at: values.at,
        amount: priceOf(contract),
        product: contract.product,
        rule: context.decision?.rule ?? '',
        stopLine: stopLine(contract, values),
      },
    },
    idempotencyKey: `mail:${values.receipt}`,
  }
}
export const receiptMail = request(receiptMailOrder)
