import type { LoggedMessage } from '../channels/channel.ts'
import type { NewEffect, NewLogEntry } from './store.ts'

/** Numbers new entries on from the conversation's last one. */
export function numbered(entries: readonly NewLogEntry[], lastSeq: number): readonly LoggedMessage[] {
  return entries.map((entry, index) => ({ ...entry, seq: lastSeq + 1 + index }))
}

/** The delivery of what the bot said in one commit: from its first entry to its last; empty when it said nothing. */
export function messageEffect(log: readonly LoggedMessage[], dueAtMs: number): readonly NewEffect[] {
  const said = log.filter(({ role }) => role === 'bot')
  const first = said.at(0)
  const last = said.at(-1)
  if (!first || !last) return []
  return [{ payload: { lane: 'message', fromSeq: first.seq, toSeq: last.seq }, dueAtMs }]
}
