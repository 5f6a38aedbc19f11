import type { Contract } from '../../src/core/contract.ts'
import type { Phrase } from '../../src/core/effect.ts'

/** An amount as customers read it: minor units of the contract's currency, e.g. 7,980円 or 84.99 GBP. */
export function money(minorUnits: number, currency: string): Phrase {
  if (currency === 'JPY') return { key: 'word.yen', values: { amount: minorUnits } }
  return { key: 'word.money', values: { amount: (minorUnits / 100).toFixed(2), currency } }
}

/** What the contract's latest charge was. */
export const priceOf = ({ priceYen, currency }: Contract): Phrase => money(priceYen, currency)
