import type { Command, PersonRequest, TimerName } from '../../src/core/effect.ts'
import type { Snapshot } from '../../src/core/snapshot.ts'
import type { Commit, NewEffect, NewLogEntry } from '../../src/store/store.ts'

/** 18 November 2026, 12:00 in Tokyo (epoch ms). */
export const NOON = Date.UTC(2026, 10, 18, 3)

export function snapshot(context: Snapshot['context'] = {}): Snapshot {
  return {
    flow: 'support',
    version: 1,
    value: 'idle',
    context,
    prompt: null,
    underlying: null,
    turns: 1,
    lastAtMs: NOON,
  }
}

/** A commit of conversation `c1` that says nothing and wants nothing. */
export function aCommit(inboundId: string, changes: Partial<Commit> = {}): Commit {
  return {
    inboundId,
    conversationId: 'c1',
    channel: 'script',
    expectedRevision: 0,
    snapshot: snapshot(),
    log: [],
    turn: { atMs: NOON, event: 'opened', from: 'idle', to: 'idle', rules: [], commands: [] },
    effects: [],
    clearTimers: [],
    atMs: NOON,
    ...changes,
  }
}

export function said(text: string): NewLogEntry {
  return { role: 'bot', key: 'greeting', text, atMs: NOON }
}

export function anEffect(contractId: string, dueAtMs = NOON): NewEffect {
  const command: Command = { name: 'offer.refused', contractId }
  return { payload: { lane: 'command', command, idempotencyKey: contractId }, dueAtMs }
}

/** What people get to see of somebody who said little. */
export function aSummary(changes: Partial<PersonRequest> = {}): PersonRequest {
  return {
    topic: 'refund',
    urgent: false,
    verified: false,
    contractIds: [],
    orderNumber: null,
    email: null,
    decision: null,
    done: [],
    requestedAtMs: NOON,
    firstRequestAtMs: null,
    note: null,
    ...changes,
  }
}

/** A request for a person, with a note. */
export function aNote(note: string | null): NewEffect {
  const summary = aSummary({ note })
  const command: Command = { name: 'person.request', summary }
  return { payload: { lane: 'command', command, idempotencyKey: 'note' }, dueAtMs: NOON }
}

export function aTimer(timer: TimerName, dueAtMs: number): NewEffect {
  return { payload: { lane: 'timer', timer }, dueAtMs }
}

/** A commit that no store can write down, however far it has come: its last effect is not JSON. */
export function unwritable(inboundId: string, changes: Partial<Commit> = {}): Commit {
  const effects = [{ ...anEffect('x'), payload: { ...anEffect('x').payload, idempotencyKey: 1n as unknown as string } }]
  return aCommit(inboundId, { log: [said('lost')], effects, ...changes })
}

/** Claims of each lane, as the delivery loop makes them. */
export const COMMANDS = { lane: 'command', nowMs: NOON, leaseMs: 30_000, limit: 10 } as const
export const MESSAGES = { ...COMMANDS, lane: 'message' } as const
export const TIMERS = { ...COMMANDS, lane: 'timer' } as const
