import type { Values } from '../../src/core/effect.ts'
import { planMerge } from '../../src/core/merge.ts'
import { fittingOffer, type Offer, spareDevices } from '../../src/core/offer.ts'
import priceInformation from '../offers/price-information.json' with { type: 'json' }
import spareDevicesOffer from '../offers/spare-devices.json' with { type: 'json' }
import termMerge from '../offers/term-merge.json' with { type: 'json' }
import { chosen, otherContract } from './facts.ts'
import type { OfferId, Scene } from './flow.ts'
import { priceOf } from './price.ts'

const OFFERS = [termMerge, spareDevicesOffer, priceInformation] as readonly Offer[]

/** The one offer this case may make, or null: none after a refusal, none twice, none that is not really possible. */
export function offerFor(scene: Scene): OfferId | null {
  const { context, event } = scene
  const contract = chosen(context)
  if (context.refused || context.offered !== null || contract.offerRefused) return null
  const offer = fittingOffer(OFFERS, {
    reason: context.reason,
    contract,
    other: otherContract(context),
    today: event.stamp.today,
  })
  return offer ? (offer.id as OfferId) : null
}

/** What the offer's sentence is filled with. */
export function offerValues({ context, event }: Scene): Values {
  const contract = chosen(context)
  const other = otherContract(context)
  const base = { price: priceOf(contract), spare: spareDevices(contract) }
  if (context.offered !== 'termMerge' || !other) return base
  const plan = planMerge(contract, other, event.stamp.today)
  return plan.possible
    ? { ...base, toProduct: other.product, toEnd: other.termEnd, newEnd: plan.newTermEnd, days: plan.days }
    : base
}
