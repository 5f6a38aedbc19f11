import type { Contract } from '../core/contract.ts'
import type { OfferedChoice } from '../core/reading.ts'
import type { Snapshot } from '../core/snapshot.ts'

/** The contracts a customer may mean instead of the one at hand, by product; none before one was chosen. */
export function otherContracts({ contracts, matched, contractId }: Snapshot['context']): readonly OfferedChoice[] {
  if (!Array.isArray(contracts) || !Array.isArray(matched) || typeof contractId !== 'string') return []
  return (contracts as readonly Pick<Contract, 'id' | 'product'>[])
    .filter(({ id }) => id !== contractId && matched.includes(id))
    .map(({ id, product }) => ({ id, label: product }))
}
