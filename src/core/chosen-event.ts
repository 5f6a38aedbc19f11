import type { CustomerEvent, Slots } from './event.ts'

/** The event of a tapped or named choice; `contract/K-1` is `choice.contract`. */
export function chosen(choice: string, slots: Slots = {}): CustomerEvent {
  if (choice.startsWith('ask/')) return { type: 'question.asked', topic: 'chosen', entry: choice.slice(4) }
  const as = choice.startsWith('as.') ? AS_EVENTS[choice.slice(3)] : undefined
  if (as) return { type: as, slots } as CustomerEvent
  return { type: `choice.${choice.split('/')[0]}`, choice, slots }
}

/** Candidates offered to clarify stand for the wish itself. */
export const AS_EVENTS: Readonly<Record<string, CustomerEvent['type']>> = {
  request_refund: 'refund.asked',
  stop_auto_renewal: 'stop.asked',
  cancel_subscription: 'cancel.asked',
  unknown_charge: 'charge.unknown',
  operator: 'person.asked',
}
