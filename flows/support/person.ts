import type { Decision } from '../../src/core/decision.ts'
import type { PersonRequest, Phrase, Values } from '../../src/core/effect.ts'
import { doneItems, isVerified, requestedAtMs, slotsOf } from './facts.ts'
import type { Scene } from './flow.ts'

/** What a person of the desk gets: facts only, nothing composed. */
export function personRequest(scene: Scene): PersonRequest {
  const { context, event } = scene
  const note = context.note
  const { decision } = context
  return {
    topic: context.topic ?? 'none',
    urgent: context.urgent,
    verified: isVerified(context),
    contractIds: context.contractId ? [context.contractId] : [],
    orderNumber: context.orderNumber,
    email: context.email ?? slotsOf(event).email ?? null,
    decision: decision
      ? { rule: decision.rule, refundable: decision.refundable, deadline: decision.deadline ?? null }
      : null,
    done: context.done.map((one) => one.receipt),
    requestedAtMs: event.stamp.atMs,
    firstRequestAtMs: context.firstRequestAtMs,
    note,
  }
}

/** The rules' answer in a few words, e.g. 全額返金の対象（N-A-R）、期限 …. */
function decisionName({ refundable, rule, deadline }: Decision): Phrase {
  if (refundable === 'full' && deadline) return { key: 'decisionName.due', values: { rule, deadline } }
  return { key: `decisionName.${refundable}`, values: { rule } }
}

/** The same facts as the customer reads them before they are passed on (S90). */
export function personValues(scene: Scene): Values {
  const { context } = scene
  const none = { key: 'word.none' }
  return {
    topic: { key: `topicName.${context.topic ?? 'none'}` },
    verified: { key: isVerified(context) ? 'word.verified' : 'word.unverified' },
    orderNumber: context.orderNumber ?? none,
    decision: context.decision ? decisionName(context.decision) : none,
    done: context.done.length > 0 ? doneItems(context.done) : none,
    requested: context.firstRequestAtMs === null ? none : { key: 'word.time', values: { at: requestedAtMs(scene) } },
  }
}
