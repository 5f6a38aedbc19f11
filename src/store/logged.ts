import type { LoggedMessage } from '../channels/channel.ts'
import type { Commit, NewEffect, NewLogEntry } from './store.ts'

/** Numbers new entries on from the conversation's last one. */
export function numbered(entries: readonly NewLogEntry[], lastSeq: number): readonly LoggedMessage[] {
  return entries.map((entry, index) => ({ ...entry, seq: lastSeq + 1 + index }))
}

/** What a commit adds to the outbox: its effects, and the delivery of what the bot said unless that is pulled. */
export function outgoing(commit: Commit, log: readonly LoggedMessage[]): readonly NewEffect[] {
  const effects = commit.effects.filter((effect, index) => !isReplaced(effect, commit.effects.slice(index + 1)))
  return commit.pulled ? effects : [...effects, ...messageEffect(log, commit.atMs)]
}

/** A timer set twice in one commit is the one that was set last. */
function isReplaced({ payload }: NewEffect, later: readonly NewEffect[]): boolean {
  return (
    payload.lane === 'timer' && later.some((one) => one.payload.lane === 'timer' && one.payload.timer === payload.timer)
  )
}

/** From the bot's first entry to its last; empty when it said nothing. */
function messageEffect(log: readonly LoggedMessage[], dueAtMs: number): readonly NewEffect[] {
  const said = log.filter(({ role }) => role === 'bot')
  const first = said.at(0)
  const last = said.at(-1)
  if (!first || !last) return []
  return [{ payload: { lane: 'message', fromSeq: first.seq, toSeq: last.seq }, dueAtMs }]
}
