import type { MessageKey } from '../../locales/message-key.ts'
import type { Contract } from '../../src/core/contract.ts'
import type { Choice } from '../../src/core/effect.ts'
import { candidates } from './facts.ts'
import type { Scene } from './flow.ts'
import { priceOf } from './price.ts'

/** Six contracts and 「すべて」 are the seven choices a question may have. */
const SHOWN_MAX = 6

/** The contracts to choose from, by what a customer knows them by; the end of the order number where it tells them apart. */
export function contractChoices({ context }: Scene): (Choice & { readonly id: `contract/${string}` | 'both' })[] {
  const all = candidates(context)
  const hasOneNumber = new Set(all.map(({ orderNumber }) => orderNumber)).size === 1
  return [
    ...all.slice(0, SHOWN_MAX).map((one) => choiceOf(one, hasOneNumber)),
    all.length > 2 ? { id: 'both' as const, key: 'choice.all' } : { id: 'both' as const },
  ]
}

function choiceOf(contract: Contract, hasOneNumber: boolean) {
  const { id, product, orderNumber, chargedAt, termEnd } = contract
  const tail = orderNumber.slice(-4)
  const price = priceOf(contract)
  const key = lineKey(chargedAt !== null, hasOneNumber)
  const facts = chargedAt
    ? [{ key: 'contract.charged', values: { chargedOn: chargedAt } }, price]
    : [{ key: 'contract.until', values: { termEnd } }]
  return {
    id: `contract/${id}` as const,
    key: 'choice.contract',
    values: {
      label: { key, values: { product, tail, ...(chargedAt ? { chargedOn: chargedAt, price } : { termEnd }) } },
    },
    lines: [product, ...(hasOneNumber ? [] : [{ key: 'contract.order', values: { tail } }]), ...facts],
  }
}

function lineKey(isCharged: boolean, hasOneNumber: boolean): MessageKey {
  if (hasOneNumber) return isCharged ? 'contract.line' : 'contract.lineUncharged'
  return isCharged ? 'contract.lineOrder' : 'contract.lineOrderUncharged'
}
