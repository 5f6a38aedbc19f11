import type { LoggedMessage } from '../channels/channel.ts'
import { withoutEcho, withoutMessage } from '../core/taken-back.ts'
import type { OutboxPayload } from './store.ts'

/** What a customer wrote, without the words; what the bot said stays, without what it repeated of them. */
export function erasedEntry(entry: LoggedMessage, words: string): LoggedMessage {
  if (entry.role === 'customer') return { ...entry, key: 'customer.erased', text: '' }
  return entry.role === 'bot' ? { ...entry, text: withoutEcho(entry.text, words) } : entry
}

/** The words an inbound brought, as far as they were kept. */
export function wordsOf(entries: readonly LoggedMessage[]): string | null {
  return entries.find(({ role }) => role === 'customer')?.text || null
}

/** An effect without what these words would have handed to people; any other effect as it is. */
export function erasedPayload(payload: OutboxPayload, words: string): OutboxPayload {
  if (payload.lane !== 'command' || payload.command.name !== 'person.request') return payload
  const { command } = payload
  const summary = withoutMessage(command.summary, words)
  return summary === command.summary ? payload : { ...payload, command: { ...command, summary } }
}
