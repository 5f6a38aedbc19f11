import type { Contract } from '../../src/core/contract.ts'
import { chosen } from './facts.ts'
import type { Context, Done, Scene } from './flow.ts'
import { isMoot, withoutReminder } from './reminder.ts'
import { followStop } from './stop-follow-up.ts'
import { set } from './words.ts'

/** What was carried out shows at once in the contracts we hold, so that nothing is offered or done twice. */
function carriedOut({ contracts, target }: Context, done: Done): readonly Contract[] {
  return contracts.map((contract) => {
    const itself = done.contractId === contract.id
    if (!itself && contract.addOnOf !== done.contractId) return contract
    if (done.kind === 'stop') {
      const stopped = { atMs: done.atMs, receipt: done.receipt, confirmed: done.confirmed ?? false }
      return { ...contract, autoRenewal: false, stopped }
    }
    if (!itself) return contract
    if (done.kind === 'refund') return { ...contract, refunded: { atMs: done.atMs, receipt: done.receipt } }
    return target ? { ...contract, mergedInto: target.id } : contract
  })
}

function recorded(context: Context, done: Done): Partial<Context> {
  const contracts = carriedOut(context, done)
  const { reminder } = context
  const about = contracts.find(({ id }) => id === (reminder?.contractId ?? done.contractId))
  const settled = reminder && about && isMoot(reminder, about)
  return { done: [...context.done, done], contracts, ...(settled ? withoutReminder(context) : {}) }
}

/** The refund was accepted. */
export const recordRefund = set(({ context, event }: Scene) => {
  if (event.type !== 'refund.accepted') return {}
  const { id: contractId, priceYen: amountYen, currency } = chosen(context)
  return recorded(context, {
    kind: 'refund',
    contractId,
    receipt: event.receipt,
    atMs: event.atMs,
    amountYen,
    currency,
  })
})

/** The stop was confirmed, or accepted only: then it is followed up. */
export const recordStop = set(({ context, event }: Scene) => {
  if (event.type !== 'renewal.stopped') return {}
  const { receipt, atMs, confirmed } = event
  const known = receipt ?? context.receipts?.stop ?? ''
  const facts = recorded(context, { kind: 'stop', contractId: chosen(context).id, receipt: known, atMs, confirmed })
  return confirmed ? facts : { ...facts, ...followStop({ ...context, ...facts }, atMs) }
})

/** The days were moved; the receiving contract ends later now. */
export const recordMerge = set(({ context, event }: Scene) => {
  if (event.type !== 'term.merged') return {}
  const { receipt, atMs, newTermEnd: termEnd } = event
  return {
    ...recorded(context, { kind: 'merge', contractId: chosen(context).id, receipt, atMs }),
    target: context.target ? { ...context.target, termEnd } : null,
  }
})
