import type { CustomerEvent } from './event.ts'
import type { Entities, Intent, OfferedChoice, Reading } from './reading.ts'

const ELSEWHERE = new Set<Intent>(['operator', 'back', 'restart', 'hold', 'ask_repeat'])

/**
 * Which of the offered contracts a text names by product, amount or day, as data: the flow knows their facts and takes
 * only a name that fits exactly one. Null when the text names none of these.
 *
 * @param read reads a text as customers' texts are read, so that a label's product is known by the same words
 */
export function contractNamed(
  { intent, entities }: Reading,
  choices: readonly OfferedChoice[],
  read: (label: string) => Entities,
): CustomerEvent | null {
  const { product, amount, date } = entities
  if (ELSEWHERE.has(intent) || (product === undefined && amount === undefined && date === undefined)) return null
  const ids = choices.filter(({ id, label }) => id.startsWith('contract/') && read(label).product === product)
  return {
    type: 'contract.named',
    ...(product === undefined ? {} : { ids: ids.map(({ id }) => id.slice('contract/'.length)) }),
    ...(amount === undefined ? {} : { amount }),
    ...(date === undefined ? {} : { date }),
  }
}

/** Words that may mean another of the contracts when they name its product: no answer of their own, or the wish again. */
const YIELDING = new Set<CustomerEvent['type']>([
  'not.understood',
  'clarification.needed',
  'corrected',
  'off.topic',
  'refund.asked',
  'confirm.unclear',
])

/** 「プレミアムも返金できますか」, of a contract we know. */
const WHETHER = new Set<Intent>(['request_refund', 'ask_policy', 'ask_deadline'])

/**
 * 「やっぱりプレミアムの方です」 after one contract was chosen: the other one that the text names by its product.
 *
 * @param others the customer's contracts beside the one at hand
 */
export function otherContractNamed(
  event: CustomerEvent,
  { intent, entities: { product } }: Reading,
  { others, read }: { readonly others: readonly OfferedChoice[]; readonly read: (label: string) => Entities },
): CustomerEvent {
  const asks = event.type === 'question.asked' && WHETHER.has(intent)
  if (product === undefined || !(asks || YIELDING.has(event.type))) return event
  const slots = 'slots' in event ? event.slots : undefined
  if (slots?.orderNumber || slots?.email) return event
  const ids = others.filter(({ label }) => read(label).product === product).map(({ id }) => id)
  return ids.length > 0 ? { type: 'contract.named', ids } : event
}
