import type { Channel, Inbound, LoggedMessage } from '../channels/channel.ts'
import { toPlainDate } from '../core/date.ts'
import type { FlowEvent, Stamp, WorldEvent } from '../core/event.ts'
import type { Interpreter } from '../core/interpret.ts'
import type { Renderer } from '../core/render.ts'
import type { Snapshot } from '../core/snapshot.ts'
import { metaOf, type Rulebook, restore, type Turn } from '../core/turn.ts'
import { turns } from '../core/turns.ts'
import { AppError } from '../errors.ts'
import type { ClaimedEffect, Committed, Store, StoredConversation } from '../store/store.ts'
import { accountNews } from './account-news.ts'
import { meant, type Reader } from './meant.ts'
import { rescueCommit } from './rescue.ts'
import { commitOf, openChoices } from './step.ts'

/** Everything a step needs from the world, so that tests give it a clock and ids of their own. */
export interface ConversationsOptions {
  readonly store: Store
  readonly rulebook: Rulebook
  readonly upgrade: (snapshot: Snapshot) => Snapshot
  readonly renderer: Renderer
  readonly interpreter: Interpreter
  readonly channel: (name: string) => Channel
  readonly now: () => number
  /** Told of every event the flow could not take. */
  readonly failed: (conversationId: string, error: unknown) => void
  readonly newId: () => string
  /** Takes words that a customer took back out of what the store does not hold, e.g. requests for a person. */
  readonly forgetWords: (conversationId: string, words: string) => Promise<unknown>
  /** Called for every step, e.g. by the transcript runner. */
  readonly observe?: (conversationId: string, turn: Turn, events: readonly FlowEvent[]) => void
}

/** What a step came to. */
export interface Taken {
  readonly duplicate: boolean
  readonly log: readonly LoggedMessage[]
}

/** Where an event comes from, as far as a step needs it. */
type Origin = Pick<ClaimedEffect, 'id' | 'conversationId' | 'channel'>

const MAX_TRIES = 10

/** Takes one event of one conversation from the store to the store: load, read, turn, render, commit. */
export class Conversations {
  readonly #options: ConversationsOptions

  constructor(options: ConversationsOptions) {
    this.#options = options
  }

  /** What a customer did. The same inbound id is taken once; a second time gives what the first gave. */
  async take(inbound: Inbound, unseen = false): Promise<Taken> {
    const { store } = this.#options
    const before = await store.committed(inbound.conversationId, inbound.id)
    if (before) return { duplicate: true, log: before }
    return this.#untilCommitted(async () => {
      try {
        return await this.#takeOnce(inbound, unseen || inbound.unseen === true)
      } catch (error) {
        if (error instanceof AppError && error.code === 'store.conflict') throw error
        return this.#rescue(inbound, error)
      }
    })
  }

  /** What the world answered: the result of an effect, settled in the same transaction. */
  async settle(effect: ClaimedEffect, event: WorldEvent): Promise<Taken> {
    return this.#untilCommitted(() => this.#settleOnce(effect, event))
  }

  /** News about an effect that is still open, e.g. that it takes longer. */
  async tell(effect: ClaimedEffect, event: WorldEvent): Promise<Taken> {
    return this.#untilCommitted(() => this.#worldOnce(effect, event, { inboundId: `${event.type}:${effect.id}` }))
  }

  /** The answer takes longer than the channel waits: said once for each inbound. */
  async delay(inbound: Inbound): Promise<void> {
    const open = { id: inbound.id, conversationId: inbound.conversationId, channel: inbound.channel }
    await this.#untilCommitted(() =>
      this.#worldOnce(open, { type: 'command.delayed', command: 'open' }, { inboundId: `delayed:${inbound.id}` }),
    )
  }

  /** A commit that lost a race is simply taken again on what the other one left. */
  async #untilCommitted(once: () => Promise<Committed>): Promise<Taken> {
    for (let tries = 1; ; tries++) {
      try {
        const committed = await once()
        return { duplicate: committed.outcome === 'duplicate', log: committed.log }
      } catch (error) {
        if (!(error instanceof AppError && error.code === 'store.conflict') || tries >= MAX_TRIES) throw error
      }
    }
  }

  async #takeOnce(inbound: Inbound, unseen: boolean): Promise<Committed> {
    const { store, rulebook, renderer, interpreter, channel } = this.#options
    const stored = await store.load(inbound.conversationId)
    const snapshot = await this.#restored(stored)
    const meta = metaOf(restore(snapshot, rulebook.flow))
    const before = await this.#wordsBefore(inbound)
    const reader: Reader = {
      snapshot,
      meta,
      choices: openChoices(snapshot, renderer),
      beneath: renderer.choices(snapshot?.underlying?.choices ?? []),
      ref: new Date(inbound.atMs).toISOString(),
      interpreter,
      unseen,
      late: inbound.late === true && snapshot !== null,
      before,
    }
    const { events: meantEvents, kept } = meant(inbound.act, reader)
    const news = accountNews(snapshot, inbound)
    // A first message that is no "opened" is greeted too: the bot says what it is before anything else.
    const first = snapshot === null && inbound.act.type !== 'opened' ? [{ type: 'opened' as const }] : []
    const stamp = await this.#stamp(inbound.atMs, snapshot, meta.acts === true)
    const events: FlowEvent[] = [...(news ? [news] : []), ...first, ...meantEvents].map((event) => ({
      ...event,
      stamp,
    }))
    const turn = events.length > 0 ? turns(snapshot, events, rulebook) : nothing(snapshot, meta)
    this.#options.observe?.(inbound.conversationId, turn, events)
    return store.commit(
      commitOf(
        {
          inboundId: inbound.id,
          conversationId: inbound.conversationId,
          channel: channel(inbound.channel),
          expectedRevision: stored?.revision ?? 0,
          turn,
          events,
          customer:
            kept === null
              ? null
              : { role: 'customer', atMs: inbound.atMs, key: 'customer', text: kept, inboundId: inbound.id },
          stamp,
          ...('of' in inbound.act ? { erases: inbound.act.of } : {}),
        },
        renderer,
      ),
    )
  }

  /** What the message said that was edited or withdrawn now; outside the store it is forgotten already. */
  async #wordsBefore({ act, conversationId }: Inbound): Promise<string | null> {
    if (!('of' in act)) return null
    const entries = (await this.#options.store.committed(conversationId, act.of)) ?? []
    const words = entries.find(({ role }) => role === 'customer')?.text || null
    if (words !== null) await this.#options.forgetWords(conversationId, words)
    return words
  }

  /**
   * The flow could not take what a customer did: a defect of ours. Their words are kept, they get an honest
   * answer, a person is told, and the conversation stays where it was.
   */
  async #rescue(inbound: Inbound, error: unknown): Promise<Committed> {
    const { store, channel } = this.#options
    const stored = await store.load(inbound.conversationId)
    if (!stored) throw error
    this.#options.failed(inbound.conversationId, error)
    const committed = await store.commit(
      rescueCommit({ inbound, stored, channel: channel(inbound.channel), renderer: this.#options.renderer }),
    )
    await store.parkConversation(inbound.conversationId, error instanceof AppError ? error.code : 'flow.failed')
    return committed
  }

  #settleOnce(effect: ClaimedEffect, event: WorldEvent): Promise<Committed> {
    return this.#worldOnce(effect, event, { inboundId: `result:${effect.id}`, settles: effect.id })
  }

  async #worldOnce(
    effect: Origin,
    event: WorldEvent,
    how: { inboundId: string; settles?: string },
  ): Promise<Committed> {
    const { store, rulebook, renderer, channel } = this.#options
    const stored = await store.load(effect.conversationId)
    const snapshot = await this.#restored(stored)
    const stamp = await this.#stamp(this.#options.now(), snapshot, false)
    const events: FlowEvent[] = [{ ...event, stamp: { ...stamp, idleMs: 0 } }]
    const turn = turns(snapshot, events, rulebook)
    this.#options.observe?.(effect.conversationId, turn, events)
    const step = {
      conversationId: effect.conversationId,
      channel: channel(effect.channel),
      expectedRevision: stored?.revision ?? 0,
      turn,
      events,
      customer: null,
      stamp,
    }
    return store.commit(commitOf({ ...step, ...how }, renderer))
  }

  /** A conversation that cannot be led to this flow is shown to a person, never dropped. */
  async #restored(stored: StoredConversation | null): Promise<Snapshot | null> {
    if (!stored) return null
    try {
      const snapshot = this.#options.upgrade(stored.snapshot)
      restore(snapshot, this.#options.rulebook.flow)
      return snapshot
    } catch (error) {
      await this.#options.store.parkConversation(stored.id, error instanceof AppError ? error.code : 'flow.restore')
      throw error
    }
  }

  async #stamp(atMs: number, snapshot: Snapshot | null, acts: boolean): Promise<Stamp> {
    const today = toPlainDate(atMs)
    return {
      atMs,
      today,
      idleMs: snapshot && snapshot.lastAtMs > 0 ? Math.max(0, atMs - snapshot.lastAtMs) : 0,
      challengeId: this.#options.newId(),
      serials: acts ? await this.#options.store.reserveSerials(today.replaceAll('-', ''), 2) : [],
    }
  }
}

/** An act that means nothing to the flow, e.g. a withdrawn message: only that it was received is kept. */
function nothing(snapshot: Snapshot | null, meta: Turn['meta']): Turn {
  if (!snapshot) throw new AppError('inbound.invalid', 'a conversation cannot begin with nothing')
  return { snapshot, effects: [], consulted: [], from: [], to: [], meta }
}
