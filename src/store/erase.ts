import type { LoggedMessage } from '../channels/channel.ts'
import type { OutboxPayload } from './store.ts'

/** What a customer wrote, without the words; what the bot said stays. */
export function erasedEntry(entry: LoggedMessage): LoggedMessage {
  return entry.role === 'customer' ? { ...entry, key: 'customer.erased', text: '' } : entry
}

/** The words an inbound brought, as far as they were kept. */
export function wordsOf(entries: readonly LoggedMessage[]): string | null {
  return entries.find(({ role }) => role === 'customer')?.text || null
}

/** An effect without a note that consisted of these words; any other effect as it is. */
export function erasedPayload(payload: OutboxPayload, words: string): OutboxPayload {
  if (payload.lane !== 'command' || payload.command.name !== 'person.request') return payload
  const { command } = payload
  if (command.summary.note !== words) return payload
  return { ...payload, command: { ...command, summary: { ...command.summary, note: null } } }
}
