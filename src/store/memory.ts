import type { LoggedMessage } from '../channels/channel.ts'
import { AppError } from '../errors.ts'
import { erasedEntry, wordsOf } from './erase.ts'
import { numbered, outgoing } from './logged.ts'
import { MemoryOutbox } from './memory-outbox.ts'
import { serial } from './serial.ts'
import type { Commit, Committed, Lane, Store, StoredConversation, TurnRecord } from './store.ts'

interface Conversation {
  readonly channel: string
  revision: number
  snapshot: string
  updatedAtMs: number
  parked: string | null
  lastSeq: number
  readonly log: LoggedMessage[]
  readonly turns: TurnRecord[]
  /** Inbound id → the entries its commit appended. */
  readonly inbox: Map<string, readonly LoggedMessage[]>
}

/** A store that keeps every promise but durability: for transcripts, tests and trying things out. */
export function createMemoryStore(): Store {
  return new MemoryStore()
}

class MemoryStore implements Store {
  readonly #conversations = new Map<string, Conversation>()
  readonly #outbox = new MemoryOutbox()
  readonly #serials = new Map<string, number>()
  #closed = false

  async load(conversationId: string): Promise<StoredConversation | null> {
    const found = this.#conversations.get(conversationId)
    if (!found) return null
    const { channel, revision, updatedAtMs, parked } = found
    return { id: conversationId, channel, revision, snapshot: JSON.parse(found.snapshot), updatedAtMs, parked }
  }

  async committed(conversationId: string, inboundId: string): Promise<readonly LoggedMessage[] | null> {
    return this.#conversations.get(conversationId)?.inbox.get(inboundId) ?? null
  }

  async commit(commit: Commit): Promise<Committed> {
    this.#mustBeOpen()
    const before = this.#conversations.get(commit.conversationId)
    const duplicate = before?.inbox.get(commit.inboundId)
    if (duplicate) return { outcome: 'duplicate', log: duplicate }
    const revision = before?.revision ?? 0
    if (revision !== commit.expectedRevision) {
      throw new AppError('store.conflict', `expected revision ${commit.expectedRevision}`, { revision })
    }
    if (commit.settles !== undefined && !this.#outbox.has(commit.settles)) return { outcome: 'duplicate', log: [] }
    // Copied through JSON before anything is touched: what cannot be written down fails here, with nothing done.
    const written = jsonCopy(commit)
    return this.#write(written, before ?? newConversation(commit.channel))
  }

  async log(conversationId: string, afterSeq: number, limit?: number): Promise<readonly LoggedMessage[]> {
    const entries = this.#conversations.get(conversationId)?.log ?? []
    return entries.filter(({ seq }) => seq > afterSeq).slice(0, limit)
  }

  async turns(conversationId: string): Promise<readonly TurnRecord[]> {
    return [...(this.#conversations.get(conversationId)?.turns ?? [])]
  }

  async claim(request: Parameters<Store['claim']>[0]): ReturnType<Store['claim']> {
    this.#mustBeOpen()
    return this.#outbox.claim(request)
  }

  async settle(effectId: string): Promise<void> {
    this.#outbox.settle(effectId)
  }

  async release(effectId: string, dueAtMs: number): Promise<void> {
    this.#outbox.release(effectId, dueAtMs)
  }

  async park(effectId: string, reason: string): Promise<void> {
    const conversationId = this.#outbox.park(effectId)
    if (conversationId !== undefined) await this.parkConversation(conversationId, reason)
  }

  async parkConversation(conversationId: string, reason: string): Promise<void> {
    const found = this.#conversations.get(conversationId)
    if (found) found.parked = reason
  }

  async pending(conversationId: string, lane: Lane): Promise<number> {
    return this.#outbox.pending(conversationId, lane)
  }

  async nextDueAtMs(): Promise<number | null> {
    return this.#outbox.nextReadyAtMs()
  }

  async reserveSerials(day: string, count: number): Promise<readonly string[]> {
    const last = this.#serials.get(day) ?? 0
    this.#serials.set(day, last + count)
    return Array.from({ length: count }, (_, index) => serial(last + 1 + index))
  }

  async close(): Promise<void> {
    this.#closed = true
  }

  #write(commit: Commit, conversation: Conversation): Committed {
    if (commit.settles !== undefined) this.#outbox.settle(commit.settles)
    if (commit.erases !== undefined) this.#erase(commit.conversationId, conversation, commit.erases)
    const log = numbered(commit.log, conversation.lastSeq)
    conversation.lastSeq += log.length
    if (commit.forgets) forget(conversation)
    conversation.revision += 1
    conversation.snapshot = JSON.stringify(commit.snapshot)
    conversation.updatedAtMs = commit.atMs
    conversation.log.push(...log)
    conversation.turns.push(commit.turn)
    conversation.inbox.set(commit.inboundId, log)
    this.#conversations.set(commit.conversationId, conversation)
    this.#outbox.append(outgoing(commit, log), commit)
    return { outcome: 'committed', revision: conversation.revision, log }
  }

  #erase(conversationId: string, conversation: Conversation, inboundId: string): void {
    const entries = conversation.inbox.get(inboundId) ?? []
    const words = wordsOf(entries)
    if (words === null) return
    const erased = entries.map((entry) => erasedEntry(entry, words))
    conversation.inbox.set(inboundId, erased)
    for (const entry of erased) {
      const at = conversation.log.findIndex(({ seq }) => seq === entry.seq)
      if (at >= 0) conversation.log[at] = entry
    }
    this.#outbox.erase(conversationId, words)
  }

  #mustBeOpen(): void {
    if (this.#closed) throw new AppError('store.unavailable', 'the store is closed')
  }
}

function newConversation(channel: string): Conversation {
  return {
    channel,
    revision: 0,
    snapshot: '',
    updatedAtMs: 0,
    parked: null,
    lastSeq: 0,
    log: [],
    turns: [],
    inbox: new Map(),
  }
}

/** The words go; that their inbounds were taken stays known. */
function forget({ log, inbox }: Conversation): void {
  log.length = 0
  for (const id of inbox.keys()) inbox.set(id, [])
}

function jsonCopy(commit: Commit): Commit {
  return JSON.parse(JSON.stringify(commit))
}
