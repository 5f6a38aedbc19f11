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
