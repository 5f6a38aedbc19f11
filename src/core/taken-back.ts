import type { PersonRequest } from './effect.ts'
import { emailKey, orderNumberKey } from './identifier.ts'

/** A note is made of one message or of several, one under the other; the words that were taken back are one of them. */
export function withoutWords(note: string | null, words: string): string | null {
  if (note === null || words === '' || !`\n${note}\n`.includes(`\n${words}\n`)) return note
  return `\n${note}\n`.replace(`\n${words}\n`, () => '\n').slice(1, -1) || null
}

/** What people were given, without what a message had brought; what was proven stays. The same object when nothing goes. */
export function withoutMessage(summary: PersonRequest, words: string): PersonRequest {
  const { verified, email, orderNumber } = summary
  const note = withoutWords(summary.note, words)
  const brought = {
    email: !verified && email !== null && emailKey(words).includes(emailKey(email)),
    orderNumber: !verified && orderNumber !== null && orderNumberKey(words).includes(orderNumberKey(orderNumber)),
  }
  if (note === summary.note && !brought.email && !brought.orderNumber) return summary
  return {
    ...summary,
    note,
    email: brought.email ? null : email,
    orderNumber: brought.orderNumber ? null : orderNumber,
  }
}

/** An order number, an address or a telephone number, as the bot repeats it. */
const IDENTIFIER = /[A-Za-z\d@._+-]{6,}/g

/** What the bot said, without the numbers and addresses it repeated from these words. */
export function withoutEcho(said: string, words: string): string {
  const key = orderNumberKey(words)
  return said.replace(IDENTIFIER, (one) => (key.includes(orderNumberKey(one)) ? '…' : one))
}
