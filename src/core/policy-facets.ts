import { CHANNELS, PRODUCT_KINDS } from './facts.ts'

/** What a rule is chosen by: the kind of contract and charge. Every facet has a closed list of values. */
export const SELECT_FACETS = {
  channel: [...new Set(Object.values(CHANNELS).flat())].filter((channel) => channel !== 'unknown'),
  /** GB; the rest of the EEA and Switzerland; everywhere else. Which countries those are is the pack's to say. */
  region: ['GB', 'EEA-CH', 'other'],
  productKind: PRODUCT_KINDS,
  plan: ['annual', 'monthly'],
  event: ['purchase', 'renewal', 'trialConversion'],
  bundled: ['yes', 'no'],
  repurchase: ['yes', 'no'],
  migrated: ['yes', 'no'],
  charge: ['made', 'pending'],
} as const satisfies Record<string, readonly string[]>

/** What a chosen rule's answer depends on: where the request stands, and what happened since. */
export const STATE_FACETS = {
  event: ['purchase', 'renewal', 'trialConversion'],
  charge: ['made', 'pending'],
  /** Whether the rule's own window still takes the request. */
  window: ['open', 'closed'],
  /** The statutory 14 days of a new order; `closed` also where there are none. */
  coolingOff: ['open', 'closed'],
  /** `none`: this product is no service that could be used up. */
  service: ['none', 'used', 'unused', 'unknown'],
  product: ['used', 'unused', 'unknown'],
  evidence: ['given', 'missing'],
  applicant: ['purchaser', 'other'],
  /** Whether an earlier refund application of less than a year ago bars a second one. */
  repeat: ['free', 'barred', 'unknown'],
  /** Paid days left after the month of the request; `unknown` without the term's end. */
  remaining: ['some', 'nothing', 'unknown'],
  /** Whether the only desk may have been closed on the last day, and ever since. */
  lastDay: ['workday', 'desk-closed'],
} as const satisfies Record<string, readonly string[]>

export type SelectFacet = keyof typeof SELECT_FACETS
export type StateFacet = keyof typeof STATE_FACETS

/** For each facet the values a rule accepts; a facet that is not named accepts all. */
export type Conditions<Facet extends string> = Readonly<Partial<Record<Facet, readonly string[]>>>

/** One value for every facet. */
export type Cell<Facet extends string> = Readonly<Record<Facet, string>>

/** Conditions as one bit mask a facet, so that a test is a handful of integer operations. */
export type Mask = readonly (readonly [slot: number, accepted: number])[]

/** The bits of a cell, one slot a facet. */
export type Bits = readonly number[]

type Facets = Readonly<Record<string, readonly string[]>>

/** Turns cells and conditions over the same facets into bits. */
export class FacetCode<Facet extends string> {
  readonly names: readonly Facet[]
  readonly #values: readonly ReadonlyMap<string, number>[]

  constructor(facets: Readonly<Record<Facet, readonly string[]>>) {
    this.names = Object.keys(facets).filter((name): name is Facet => name in facets)
    const lists: Facets = facets
    this.#values = this.names.map((name) => new Map((lists[name] ?? []).map((value, index) => [value, 1 << index])))
  }

  /** 0 in the slot of a value the facet does not have: no condition on that facet accepts it. */
  bits(cell: Cell<Facet>): Bits {
    const bits = new Array<number>(this.names.length)
    for (let slot = 0; slot < this.names.length; slot++) {
      const name = this.names[slot]
      bits[slot] = name === undefined ? 0 : this.#bit(slot, cell[name])
    }
    return bits
  }

  mask(conditions: Conditions<Facet>): Mask {
    return this.names.flatMap((name, slot) => {
      const accepted = conditions[name]
      return accepted ? [[slot, accepted.reduce((all, value) => all | this.#bit(slot, value), 0)] as const] : []
    })
  }

  #bit(slot: number, value: string): number {
    return this.#values[slot]?.get(value) ?? 0
  }
}

export const SELECT_CODE = new FacetCode<SelectFacet>(SELECT_FACETS)
export const STATE_CODE = new FacetCode<StateFacet>(STATE_FACETS)

/** Whether a cell meets all of a rule's conditions. */
export function accepts(mask: Mask, bits: Bits): boolean {
  for (const [slot, accepted] of mask) if (((bits[slot] ?? 0) & accepted) === 0) return false
  return true
}

/** Whether some cell meets both: the two conditions overlap. */
export function overlap<Facet extends string>(a: Conditions<Facet>, b: Conditions<Facet>): boolean {
  return keysOf(a).every((facet) => {
    const other = b[facet]
    return !other || (a[facet] ?? []).some((value) => other.includes(value))
  })
}

/** Whether every cell that meets `narrow` also meets `wide`. */
export function covers<Facet extends string>(wide: Conditions<Facet>, narrow: Conditions<Facet>): boolean {
  return keysOf(wide).every((facet) => narrow[facet]?.every((value) => wide[facet]?.includes(value)) ?? false)
}

function keysOf<Facet extends string>(conditions: Conditions<Facet>): Facet[] {
  return Object.keys(conditions).filter((key): key is Facet => key in conditions)
}
