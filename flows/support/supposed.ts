import type { Contract } from '../../src/core/contract.ts'
import type { RefundQuestion, Scene } from './flow.ts'

/** What is known of a contract we have no record of. */
export type Supposition = Pick<Contract, 'plan' | 'event'> &
  Partial<Pick<Contract, 'provider' | 'productKind' | 'channel' | 'chargedAt'>>

/**
 * Asks the rules about a contract nobody has shown us: the most ordinary one that fits what was said, a
 * software licence of the official store in Japan unless told otherwise, charged on the day the customer named. Where
 * none was asked for, because none can change the answer, it is today.
 */
export const suppose = (what: (scene: Scene) => Supposition) => ({
  type: 'consult' as const,
  params: (scene: Scene): RefundQuestion => ({
    about: 'refund',
    contract: supposed(scene.context.chargeDate ?? scene.event.stamp.today, what(scene)),
    requestedAtMs: scene.event.stamp.atMs,
  }),
})

function supposed(date: string, what: Supposition): Contract {
  return {
    id: 'supposed',
    provider: 'norton',
    orderNumber: 'supposed',
    originalOrderNumber: 'supposed',
    product: 'supposed',
    productKind: 'software',
    channel: 'direct',
    chargedAt: date,
    priceYen: 0,
    currency: 'JPY',
    termStart: date,
    termEnd: date,
    region: 'JP',
    autoRenewal: true,
    ...what,
  }
}
