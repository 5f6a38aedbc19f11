import type { Decision } from '../../src/core/decision.ts'
import { remainingDays } from '../../src/core/merge.ts'
import { addOnsOf, chosen } from './facts.ts'
import type { Context, Scene, Topic } from './flow.ts'

/** Why this contract's days cannot go anywhere at all, before a key is asked for. */
export function obstacleOf({ context, event }: Scene): string | null {
  const from = chosen(context)
  if (from.refunded || from.mergedInto) return 'ended'
  if (from.addOnOf || addOnsOf(context).length > 0) return 'add-on'
  if (from.productKind !== 'software') return 'not-software'
  if (from.channel !== 'direct' && from.channel !== 'nortonstore') return 'different-provider'
  return remainingDays(from, event.stamp.today) > 0 ? null : 'nothing-left'
}

/**
 * What is still open of what the customer came for; null when nothing is, so that leaving leaves nothing
 * undone: it was carried out, now or before, the rules said no, or nothing was asked for.
 */
export function openTopic(scene: Scene): Topic | null {
  const { context } = scene
  const { topic } = context
  if (topic === 'undo') return topic
  if (isHalfDone(context)) return 'stop'
  if (context.queue.length > 0) return topic
  if (topic === null || topic === 'check') return null
  const contract = context.contracts.find((one) => one.id === context.contractId)
  if (!contract || topic === 'charge') return topic
  if (topic === 'stop') return contract.autoRenewal ? topic : null
  if (contract.refunded || contract.mergedInto) return null
  if (topic === 'merge') return obstacleOf(scene) === null ? topic : null
  return context.decision?.refundable === 'none' ? null : topic
}

/** Refunded or merged, but the renewal that was to stop with it still runs. */
function isHalfDone({ done, contracts, contractId }: Context): boolean {
  const contract = contracts.find((one) => one.id === contractId)
  return contract?.autoRenewal === true && done.some((one) => one.kind !== 'stop' && one.contractId === contractId)
}

export const isUnfinished = (scene: Scene): boolean => openTopic(scene) !== null

/** Someone else decides about this contract; talking here is no application there. */
export const isReferred = ({ context }: Scene): boolean =>
  context.contracts.length === 0
    ? context.place !== null && context.place !== 'official'
    : context.topic !== 'stop' && isDecidedElsewhere(context.decision)

/** The seller decides, although the contract is known here. */
export const isDecidedElsewhere = (decision: Decision | null): boolean => /third-party/.test(decision?.reason ?? '')
