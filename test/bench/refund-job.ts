import type { Act } from '../../src/channels/channel.ts'
import { addDaysTo, toPlainDate } from '../../src/core/date.ts'
import { toCsv, yearFrom } from '../../src/demo/sample-row.ts'

/** A customer with one renewed contract that can be refunded. */
export interface Customer {
  readonly conversationId: string
  readonly orderNumber: string
  readonly email: string
}

/** What a customer sees before the next input. */
export interface Seen {
  /** The open question. */
  readonly prompt: string
  /** The code of the last mail. */
  readonly code: () => string
}

/** Numbers a customer, so that thousands of them can be served at once. */
export function customer(index: number): Customer {
  return {
    conversationId: `customer-${index}`,
    orderNumber: `NP${10_000_000 + index}`,
    email: `customer-${index}@example.jp`,
  }
}

/** The contracts of the first `count` customers, charged ten days before `nowMs`, as a CSV to import. */
export function contractsCsv(count: number, nowMs: number): string {
  const chargedOn = addDaysTo(toPlainDate(nowMs), -10)
  return toCsv(
    Array.from({ length: count }, (_, index) => {
      const { orderNumber, email } = customer(index)
      return {
        contract_id: `K-${index}`,
        email,
        order_number: orderNumber,
        original_order_number: orderNumber,
        product: 'ノートン 360 プレミアム',
        product_kind: 'software',
        plan: 'annual',
        event: 'renewal',
        charged_at: `${chargedOn}T10:00:00+09:00`,
        price_yen: 7980,
        channel: 'direct',
        region: 'JP',
        auto_renewal: true,
        devices: 3,
        ...yearFrom(addDaysTo(chargedOn, 10)),
      }
    }),
  )
}

/**
 * The whole way to a refund as a customer goes it: a typed wish, where it was bought, number, address, code,
 * no offers please, yes. The opening of the window comes before it and is no input.
 */
export const REFUND_JOB: readonly ((customer: Customer, seen: Seen) => Act)[] = [
  () => text('自動延長されていたので返金してほしいです'),
  (_, { prompt }) => tap('place.official', prompt),
  ({ orderNumber }) => text(`${orderNumber}です`),
  ({ email }) => text(email),
  (_, { code }) => text(code()),
  (_, { prompt }) => tap('reason.straight', prompt),
  (_, { prompt }) => tap('refund.yes', prompt),
]

/** The way to the refund: how many inputs after the opening, and the message that shows it got there. */
export const WHOLE_JOB = { steps: REFUND_JOB.length, endsWith: 'refund.done' }

/** Its first inputs, which only talk: nothing is looked up, mailed or carried out. */
export const ONLY_TALK = { steps: 3, endsWith: 'identity.email' }

const text = (words: string): Act => ({ type: 'text', text: words })
const tap = (choice: string, prompt: string): Act => ({ type: 'tapped', choice, prompt })
