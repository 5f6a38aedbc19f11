import { chosen, requestedAtMs } from './facts.ts'
import type { Scene } from './flow.ts'
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
    priceYen: contract.priceYen,
    stopReceipt: stopped?.receipt ?? '',
    stopWords: stopWords(stopped?.confirmed),
  }
}

/** S64: the provisional receipt number and the time of the request, which stays. */
export function uncertainValues(scene: Scene) {
  return { receipt: scene.context.receipts?.action ?? '', at: requestedAtMs(scene) }
}

/** The mail that carries the same numbers as the chat. */
function receiptMailOrder(scene: Scene) {
  const { context } = scene
  const contract = chosen(context)
  const values = doneValues(scene)
  const stopLine = values.stopReceipt
    ? { key: 'mailStop.stopped', values: { receipt: values.stopReceipt, stopWords: values.stopWords } }
    : { key: 'mailStop.before' }
  return {
    command: {
      name: 'mail.send' as const,
      template: 'refund',
      contractId: contract.id,
      values: {
        receipt: values.receipt,
        at: values.at,
        amount: contract.priceYen,
        product: contract.product,
        rule: context.decision?.rule ?? '',
        stopLine,
      },
    },
    idempotencyKey: `mail:${values.receipt}`,
  }
}
export const receiptMail = request(receiptMailOrder)
