import type { ReasonId, Slots } from './event.ts'
import type { Intent, Reading } from './reading.ts'

/** The facts a reading carries besides what it wants. */
export function slotsOf({ entities, also, intent }: Pick<Reading, 'entities' | 'also' | 'intent'>): Slots {
  const reason = REASONS[intent] ?? also.map((one) => REASONS[one]).find((one) => one !== undefined)
  return {
    ...(entities.order_number ? { orderNumber: entities.order_number } : {}),
    ...(entities.email ? { email: entities.email } : {}),
    ...(entities.date ? { date: entities.date } : {}),
    ...(entities.date_from && entities.date_to ? { dateFrom: entities.date_from, dateTo: entities.date_to } : {}),
    ...(entities.date_day_only ? { dayOnly: true } : {}),
    ...(entities.carrier ? { carrier: entities.carrier } : {}),
    ...(entities.provider ? { provider: entities.provider } : {}),
    ...(also.includes('refuse_offer') || also.includes('complaint') || also.includes('abuse')
      ? { refusesOffer: true }
      : {}),
    ...(also.includes('operator') ? { asksPerson: true } : {}),
    ...(intent === 'request_refund' && also.some((one) => STOPS.has(one)) ? { otherwise: 'stop' } : {}),
    ...(reason ? { reason } : {}),
  }
}

const STOPS = new Set<Intent>(['stop_auto_renewal', 'cancel_subscription'])

/** The intents that are reasons. */
export const REASONS: Partial<Record<Intent, ReasonId>> = {
  reason_not_using_pc: 'notUsingPc',
  reason_other_norton: 'otherNorton',
  reason_competitor: 'competitor',
  reason_price: 'price',
  reason_other: 'other',
}
