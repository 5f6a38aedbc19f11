import type { PlainDate } from './date.ts'

/** Who runs the contract's terms. */
export type Provider = 'norton' | 'norton-mobile' | 'trendmicro'

export type Plan = 'annual' | 'monthly' | 'unknown'
export type ChargeEvent = 'purchase' | 'renewal' | 'trialConversion' | 'unknown'

/**
 * A contract with its latest charge, as our back office knows it. It is kept in a conversation's
 * context, so it is small and JSON only. Instants are ISO strings; dates are calendar dates in Asia/Tokyo.
 */
export interface Contract {
  readonly id: string
  readonly provider: Provider
  /** The latest order: the renewal's number when the contract was renewed. */
  readonly orderNumber: string
  /** The first order of the contract; equal to `orderNumber` for a first purchase. */
  readonly originalOrderNumber: string
  /** The product's name as customers know it, e.g. ノートン 360 プレミアム. */
  readonly product: string
  readonly productKind: string
  readonly plan: Plan
  readonly event: ChargeEvent
  /** ISO instant, or a plain JST date when the source knows no more; null when not charged yet or unknown. */
  readonly chargedAt: string | null
  /** Tax included, in minor units of `currency` (JPY: yen). */
  readonly priceYen: number
  readonly currency: string
  readonly termStart: PlainDate
  /** Last day of the paid term, inclusive. */
  readonly termEnd: PlainDate
  readonly channel: string
  /** ISO 3166-1 alpha-2. */
  readonly region: string
  readonly autoRenewal: boolean
  /** When and under which receipt renewal was stopped, if it was. `confirmed` is false while the back office only accepted it. */
  readonly stopped?: { readonly atMs: number; readonly receipt: string | null; readonly confirmed: boolean }
  /** A refund already accepted for this charge. */
  readonly refunded?: { readonly atMs: number; readonly receipt: string }
  /** The contract this one's term was merged into. */
  readonly mergedInto?: string
  readonly nextChargeAt?: PlainDate
  readonly addOnOf?: string
  /** null = unknown; only service products ask for it. */
  readonly serviceUsed?: boolean | null
  readonly previousRefund?: boolean
  readonly bundled?: boolean
  readonly devices?: number
  readonly devicesUsed?: number
  readonly orderConfirmedAt?: string
  readonly trialEndsAt?: PlainDate
  /** An offer for this contract was refused less than 365 days ago, so none is made. */
  readonly offerRefused?: boolean
  /** The earliest still valid wish for this contract and charge (epoch ms). */
  readonly firstRequestAtMs?: number
}

/** Names the latest charge of a contract: what a refund, and the wish for one, is bound to. `none` while nothing was charged. */
export function chargeId({ id, chargedAt }: Pick<Contract, 'id' | 'chargedAt'>): string {
  return `${id}@${chargedAt ?? 'none'}`
}
