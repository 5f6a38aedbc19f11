import type { Channel, Inbound } from '../channels/channel.ts'
import { masked } from '../core/mask.ts'
import type { Renderer } from '../core/render.ts'
import type { Commit, StoredConversation } from '../store/store.ts'

export interface Rescued {
  readonly inbound: Inbound
  readonly stored: StoredConversation
  readonly channel: Channel
  readonly renderer: Renderer
}

/** What is written when the flow failed on a customer's act: their words, an apology, a request for a person. */
export function rescueCommit({ inbound, stored, channel, renderer }: Rescued): Commit {
  const { atMs, act } = inbound
  const text = act.type === 'text' || act.type === 'edited' ? masked(act.text) : null
  const customer =
    text === null ? [] : [{ role: 'customer' as const, atMs, key: 'customer', text, inboundId: inbound.id }]
  return {
    inboundId: inbound.id,
    conversationId: inbound.conversationId,
    channel: channel.name,
    expectedRevision: stored.revision,
    snapshot: stored.snapshot,
    log: [...customer, { role: 'bot', atMs, key: 'rescue.stuck', text: renderer.phrase('rescue.stuck') }],
    turn: { atMs, event: 'flow.failed', from: '', to: '', rules: [], commands: ['person.request'] },
    effects: [
      {
        payload: {
          lane: 'command',
          command: { name: 'person.request', summary: summaryOf(stored, atMs) },
          idempotencyKey: `person:rescue:${inbound.conversationId}:${inbound.id}`,
        },
        dueAtMs: atMs,
      },
    ],
    clearTimers: [],
    ...(channel.pulled ? { pulled: true } : {}),
    atMs,
  }
}

/** The facts a person needs, as far as the stored conversation has them in plain sight. */
function summaryOf({ snapshot }: StoredConversation, atMs: number) {
  const text = (name: string) => {
    const value = snapshot.context[name]
    return typeof value === 'string' ? value : null
  }
  const first = snapshot.context['firstRequestAtMs']
  return {
    topic: text('topic') ?? 'none',
    urgent: false,
    verified: typeof snapshot.context['verifiedAtMs'] === 'number',
    contractIds: text('contractId') ? [text('contractId') ?? ''] : [],
    orderNumber: text('orderNumber'),
    email: text('email'),
    decision: null,
    done: [],
    requestedAtMs: atMs,
    firstRequestAtMs: typeof first === 'number' ? first : null,
    note: null,
  }
}
