import type { Contract } from './contract.ts'
import type { PlainDate } from './date.ts'
import type { ReasonId } from './event.ts'
import { planMerge } from './merge.ts'

/** An honest alternative to a refund, as data: for which reason, and what must really be possible. */
export interface Offer {
  readonly id: string
  readonly reason: ReasonId
  readonly needs: readonly ('mergeableContract' | 'spareDevices')[]
  readonly enabled: boolean
}

export interface OfferFacts {
  readonly reason: ReasonId | null
  readonly contract: Contract
  /** The person's one other contract, if there is exactly one. */
  readonly other: Contract | null
  readonly today: PlainDate
}

/** The offer that fits the reason and can really be carried out, or none. */
export function fittingOffer(offers: readonly Offer[], facts: OfferFacts): Offer | null {
  return (
    offers.find(
      (offer) => offer.enabled && offer.reason === facts.reason && offer.needs.every((need) => isMet(need, facts)),
    ) ?? null
  )
}

function isMet(need: Offer['needs'][number], { contract, other, today }: OfferFacts): boolean {
  if (need === 'mergeableContract') return other !== null && planMerge(contract, other, today).possible
  return spareDevices(contract) > 0
}

/** Devices the plan still has room for; 0 when unknown. */
export function spareDevices(contract: Contract): number {
  return contract.devices !== undefined && contract.devicesUsed !== undefined
    ? Math.max(0, contract.devices - contract.devicesUsed)
    : 0
}
