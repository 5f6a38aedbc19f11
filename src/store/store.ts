import type { LoggedMessage } from '../channels/channel.ts'
import type { Command, TimerName } from '../core/effect.ts'
import type { Snapshot } from '../core/snapshot.ts'

/** A conversation at rest. `revision` starts at 0 for one that does not exist yet. */
export interface StoredConversation {
  readonly id: string
  readonly channel: string
  readonly revision: number
  readonly snapshot: Snapshot
  /** Last thing that happened (epoch ms). */
  readonly updatedAtMs: number
  /** Why it waits for a person, if it does: it could not be restored, or an effect failed for good. */
  readonly parked: string | null
}

/** What goes out after the commit. Each lane of a conversation is in order; lanes do not wait for each other. */
export type OutboxPayload =
  | { readonly lane: 'command'; readonly command: Command; readonly idempotencyKey: string }
  | { readonly lane: 'message'; readonly fromSeq: number; readonly toSeq: number }
  | { readonly lane: 'timer'; readonly timer: TimerName }

export type Lane = OutboxPayload['lane']

export interface NewEffect {
  readonly payload: OutboxPayload
  readonly dueAtMs: number
}

/** A claimed effect. It comes back by itself when it is not settled within the lease. */
export interface ClaimedEffect {
  readonly id: string
  readonly conversationId: string
  readonly channel: string
  readonly payload: OutboxPayload
  /** 1 on the first try. */
  readonly attempt: number
  readonly createdAtMs: number
}

/** A log entry before the store numbers it. */
export type NewLogEntry = Omit<LoggedMessage, 'seq'>

/** What a turn did besides talking, kept for staff and for proof: facts only, no message text. */
export interface TurnRecord {
  readonly atMs: number
  readonly event: string
  readonly from: string
  readonly to: string
  /** Rule ids consulted, and command names requested. */
  readonly rules: readonly string[]
  readonly commands: readonly string[]
}

/** Everything one turn writes: all of it or nothing. */
export interface Commit {
  readonly inboundId: string
  readonly conversationId: string
  readonly channel: string
  readonly expectedRevision: number
  readonly snapshot: Snapshot
  readonly log: readonly NewLogEntry[]
  readonly turn: TurnRecord
  /** The store appends a `message` effect itself when `log` holds a bot's entry, unless `pulled`. */
  readonly effects: readonly NewEffect[]
  /** Timers replaced or removed: a name in `effects` replaces an earlier one of the same name. */
  readonly clearTimers: readonly TimerName[]
  /** Customers of this channel read the log by themselves (`Channel.pulled`): nothing has to be handed to them. */
  readonly pulled?: boolean
  /**
   * The effect whose result this turn is; settled in the same transaction. When it is gone already (settled,
   * or a timer cleared meanwhile) nothing is written and the outcome is `duplicate` with an empty log.
   */
  readonly settles?: string
  /**
   * An earlier inbound whose words the customer took back: its entry stays, without them, and so does an effect
   * that was about to hand them to a person.
   */
  readonly erases?: string
  /** Every log entry before this commit is deleted with it. */
  readonly forgets?: boolean
  readonly atMs: number
}

export type Committed =
  | { readonly outcome: 'committed'; readonly revision: number; readonly log: readonly LoggedMessage[] }
  /** This inbound id was committed before; `log` is what that commit had appended. */
  | { readonly outcome: 'duplicate'; readonly log: readonly LoggedMessage[] }

/**
 * The durable side of conversations. Promises, tested by one suite for every implementation:
 * 1. the same inbound id commits once;
 * 2. a commit is all or nothing, and durable when the promise resolves;
 * 3. an old revision is refused with `store.conflict`;
 * 4. a conversation's effects of one lane are handed out in order, one at a time;
 * 5. a claimed effect that is neither settled nor released comes back after its lease;
 * 6. a commit that forgets leaves no word of what was said before, and what was committed before still commits once.
 */
export interface Store {
  load(conversationId: string): Promise<StoredConversation | null>
  /** The log entries an inbound id appended, or null when it was never committed. */
  committed(conversationId: string, inboundId: string): Promise<readonly LoggedMessage[] | null>
  commit(commit: Commit): Promise<Committed>
  /** Entries with `seq > afterSeq`, oldest first. */
  log(conversationId: string, afterSeq: number, limit?: number): Promise<readonly LoggedMessage[]>
  turns(conversationId: string): Promise<readonly TurnRecord[]>
  /** Due effects of a lane, each leased until `nowMs + leaseMs`. With `conversationId` only that one's, without those of `except`. */
  claim(request: {
    lane: Lane
    nowMs: number
    leaseMs: number
    limit: number
    conversationId?: string
    except?: readonly string[]
  }): Promise<readonly ClaimedEffect[]>
  /** Done; it never comes back. */
  settle(effectId: string): Promise<void>
  /** Try again at `dueAtMs`. */
  release(effectId: string, dueAtMs: number): Promise<void>
  /** Failed for good: out of the queue, and the conversation is marked for a person. */
  park(effectId: string, reason: string): Promise<void>
  parkConversation(conversationId: string, reason: string): Promise<void>
  /** Open (unsettled, unparked) effects of a conversation's lane. */
  pending(conversationId: string, lane: Lane): Promise<number>
  /** When the next effect of any lane is due (epoch ms), or null. */
  nextDueAtMs(): Promise<number | null>
  /** Reserves `count` receipt serials of a JST day (`YYYYMMDD`), never given twice, e.g. ['0001','0002']. */
  reserveSerials(day: string, count: number): Promise<readonly string[]>
  close(): Promise<void>
}
