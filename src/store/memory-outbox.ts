import { erasedPayload } from './erase.ts'
import type { ClaimedEffect, Commit, Lane, NewEffect, Store } from './store.ts'

/** An effect that is not settled. A parked one is out of its conversation's queue, but its result may still come. */
interface Unsettled {
  readonly no: number
  readonly conversationId: string
  readonly channel: string
  readonly lane: Lane
  readonly timer: string | null
  /** JSON, so that nobody's later change reaches it. */
  payload: string
  readonly createdAtMs: number
  readyAtMs: number
  attempt: number
}

/** The outbox in memory: the open effects of each conversation in the order of appending. */
export class MemoryOutbox {
  readonly #unsettled = new Map<string, Unsettled>()
  readonly #ofConversation = new Map<string, Set<Unsettled>>()
  #last = 0

  append(effects: readonly NewEffect[], commit: Commit): void {
    for (const timer of commit.clearTimers) this.#clearTimer(commit.conversationId, timer)
    for (const effect of effects) {
      if (effect.payload.lane === 'timer') this.#clearTimer(commit.conversationId, effect.payload.timer)
      this.#add(effect, commit)
    }
  }

  claim({ lane, nowMs, leaseMs, limit, conversationId, except = [] }: Parameters<Store['claim']>[0]): ClaimedEffect[] {
    const heads = conversationId === undefined ? this.#heads(lane) : this.#headsOf(conversationId, lane)
    const ready = heads
      .filter((effect) => effect.readyAtMs <= nowMs && !except.includes(effect.conversationId))
      .sort((a, b) => a.readyAtMs - b.readyAtMs || a.no - b.no)
    return ready.slice(0, limit).map((effect) => {
      effect.readyAtMs = nowMs + leaseMs
      effect.attempt += 1
      return {
        id: String(effect.no),
        conversationId: effect.conversationId,
        channel: effect.channel,
        payload: JSON.parse(effect.payload),
        attempt: effect.attempt,
        createdAtMs: effect.createdAtMs,
      }
    })
  }

  has(effectId: string): boolean {
    return this.#unsettled.has(effectId)
  }

  settle(effectId: string): void {
    const effect = this.#unsettled.get(effectId)
    if (effect) this.#remove(effect)
  }

  release(effectId: string, dueAtMs: number): void {
    const effect = this.#unsettled.get(effectId)
    if (effect) effect.readyAtMs = dueAtMs
  }

  /** @returns the conversation whose effect it was */
  park(effectId: string): string | undefined {
    const effect = this.#unsettled.get(effectId)
    if (!effect || !this.#dequeue(effect)) return undefined
    return effect.conversationId
  }

  /** Takes words out of the effects of a conversation. */
  erase(conversationId: string, words: string): void {
    for (const effect of this.#unsettled.values()) {
      if (effect.conversationId !== conversationId) continue
      effect.payload = JSON.stringify(erasedPayload(JSON.parse(effect.payload), words))
    }
  }

  pending(conversationId: string, lane: Lane): number {
    return this.#effectsOf(conversationId, lane).length
  }

  nextReadyAtMs(): number | null {
    let next: number | null = null
    for (const lane of ['command', 'message', 'timer'] as const) {
      for (const { readyAtMs } of this.#heads(lane)) next = Math.min(next ?? readyAtMs, readyAtMs)
    }
    return next
  }

  #heads(lane: Lane): Unsettled[] {
    return [...this.#ofConversation.keys()].flatMap((conversationId) => this.#headsOf(conversationId, lane))
  }

  /** What nothing open stands before; timers have no order among themselves. */
  #headsOf(conversationId: string, lane: Lane): Unsettled[] {
    const effects = this.#effectsOf(conversationId, lane)
    return lane === 'timer' ? effects : effects.slice(0, 1)
  }

  #effectsOf(conversationId: string, lane: Lane): Unsettled[] {
    return [...(this.#ofConversation.get(conversationId) ?? [])].filter((effect) => effect.lane === lane)
  }

  #clearTimer(conversationId: string, timer: string): void {
    for (const effect of this.#effectsOf(conversationId, 'timer')) {
      if (effect.timer === timer) this.#remove(effect)
    }
  }

  #add({ payload, dueAtMs }: NewEffect, { conversationId, channel, atMs }: Commit): void {
    this.#last += 1
    const effect: Unsettled = {
      no: this.#last,
      conversationId,
      channel,
      lane: payload.lane,
      timer: payload.lane === 'timer' ? payload.timer : null,
      payload: JSON.stringify(payload),
      createdAtMs: atMs,
      readyAtMs: dueAtMs,
      attempt: 0,
    }
    this.#unsettled.set(String(effect.no), effect)
    const others = this.#ofConversation.get(conversationId)
    if (others) others.add(effect)
    else this.#ofConversation.set(conversationId, new Set([effect]))
  }

  #remove(effect: Unsettled): void {
    this.#unsettled.delete(String(effect.no))
    this.#dequeue(effect)
  }

  /** @returns whether it was in the queue */
  #dequeue(effect: Unsettled): boolean {
    const others = this.#ofConversation.get(effect.conversationId)
    const wasQueued = others?.delete(effect) ?? false
    if (others?.size === 0) this.#ofConversation.delete(effect.conversationId)
    return wasQueued
  }
}
