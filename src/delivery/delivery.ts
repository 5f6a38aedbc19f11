import type { Channel, Delivery, LoggedMessage } from '../channels/channel.ts'
import type { WorldEvent } from '../core/event.ts'
import { AppError } from '../errors.ts'
import type { ClaimedEffect, Lane, Store } from '../store/store.ts'
import { type Order, type Performers, perform } from './perform.ts'

/** What delivery needs of the rest: a place to report results, a way to the customer, a clock. */
export interface DeliveryOptions {
  readonly store: Store
  readonly performers: Performers
  readonly channel: (name: string) => Channel
  readonly send: (channelName: string, delivery: Delivery) => Promise<void>
  readonly now: () => number
  /** Takes a result as a step and settles its effect in the same transaction. */
  readonly settle: (effect: ClaimedEffect, event: WorldEvent) => Promise<Appended>
  /** Takes news about an effect that stays open. */
  readonly tell: (effect: ClaimedEffect, event: WorldEvent) => Promise<Appended>
  readonly log: { warn(details: object, message: string): void; error(details: object, message: string): void }
}

/** What a step added to the log. */
interface Appended {
  readonly log: Said
}
type Said = readonly LoggedMessage[]

/** How long a claimed effect stays ours (ms); after a crash it comes back then at the latest. */
const LEASE_MS = 30_000
const RETRY_MS = [1_000, 5_000, 30_000, 120_000, 600_000, 1_800_000, 3_600_000, 7_200_000] as const
/** Looking up is only worth a few tries while the customer waits; money is followed up for hours. */
const MAX_ATTEMPTS: Readonly<Record<string, number>> = {
  'identity.challenge': 3,
  'identity.verify': 3,
  'identity.account': 3,
  'product.find': 3,
}
const QUICK_RETRY_MS = 300
const HANDLED_BADLY = 'an effect could not be handled'
/** Due messages on their way at the same time; a channel that is down must not gather more. */
const MAX_SENDING = 64
/** Commands whose delay the customer hears of at once. */
const TOLD = new Set(['refund', 'renewal.stop', 'term.merge'])

/**
 * Performs what commits left in the outbox: after the commit, in order, one at a time for each conversation
 * and lane. At least once, made safe by idempotency keys; what fails for good is parked for a person.
 */
export class Deliveries {
  readonly #options: DeliveryOptions
  readonly #sending = new Set<Promise<void>>()

  constructor(options: DeliveryOptions) {
    this.#options = options
  }

  /** Performs a conversation's due commands until none is left that can be done now; gives what was said of them. */
  async runCommands(conversationId: string): Promise<Said> {
    const said: LoggedMessage[] = []
    for (;;) {
      const claimed = await this.#claim('command', { conversationId })
      if (claimed.length === 0) return said
      for (const effect of claimed) said.push(...(await this.#command(effect)))
    }
  }

  /** Hands what was just said to its channel, and whatever of it waits in the outbox. */
  async handOver(channelName: string, conversationId: string, said: Said): Promise<void> {
    if (this.#options.channel(channelName).pulled) await this.#announce(channelName, conversationId, said)
    else await this.#flush(conversationId)
  }

  /**
   * Everything that is due: after a restart, for retries and for timers. Conversations whose exchange is under
   * way are left to it: what they want belongs to one answer. Messages come last, so that they hold what
   * timers and commands have led to; nobody waits for a channel that is slow to take them (`idle` does).
   *
   * @param underWay asked at every claim, because exchanges begin meanwhile
   */
  async runDue(underWay: () => readonly string[]): Promise<void> {
    const conversations = new Map<string, { channel: string; said: LoggedMessage[] }>()
    for (const lane of ['timer', 'command'] as const) {
      for (const effect of await this.#claim(lane, { except: underWay() })) {
        const one = conversations.get(effect.conversationId) ?? { channel: effect.channel, said: [] }
        conversations.set(effect.conversationId, one)
        const run = () => (lane === 'command' ? this.#command(effect) : this.#timer(effect))
        one.said.push(...(await this.#guarded(effect, run)))
      }
    }
    for (const [conversationId, { channel, said }] of conversations) {
      said.push(...(await this.runCommands(conversationId)))
      // To wake who pulls takes no time; what is sent may take long.
      if (this.#options.channel(channel).pulled) await this.#announce(channel, conversationId, said)
      else this.#aside({ conversationId }, () => this.#flush(conversationId))
    }
    if (this.#sending.size >= MAX_SENDING) return
    for (const effect of await this.#claim('message', { except: underWay() })) {
      this.#aside({ conversationId: effect.conversationId, effect: effect.id }, () => this.#message(effect, 0))
    }
  }

  /** Customers who pull it find it in the log whatever happens here: a failure is no reason to try again. */
  async #announce(channelName: string, conversationId: string, said: Said): Promise<void> {
    const messages = said.filter((one) => one.role !== 'customer')
    const [first] = messages
    if (!first) return
    const { send, log } = this.#options
    try {
      await send(channelName, { key: `${conversationId}:${first.seq}`, conversationId, messages })
    } catch (error) {
      log.warn({ err: error, conversation: conversationId }, 'a message was not announced')
    }
  }

  async #flush(conversationId: string): Promise<void> {
    let deliveredTo = 0
    for (;;) {
      const claimed = await this.#claim('message', { conversationId })
      if (claimed.length === 0) return
      for (const effect of claimed) deliveredTo = await this.#message(effect, deliveredTo)
    }
  }

  /** Resolves when no due message is on its way any more. */
  async idle(): Promise<void> {
    while (this.#sending.size > 0) await Promise.allSettled(this.#sending)
  }

  #aside(about: { readonly conversationId: string; readonly effect?: string }, send: () => Promise<unknown>): void {
    const { conversationId: conversation, effect } = about
    const sent: Promise<void> = send()
      .catch((error: unknown) => this.#options.log.error({ err: error, effect, conversation }, HANDLED_BADLY))
      .then(() => void this.#sending.delete(sent))
    this.#sending.add(sent)
  }

  /** One effect that breaks must not hold up the others. */
  async #guarded(effect: ClaimedEffect, run: () => Promise<Said>): Promise<Said> {
    try {
      return await run()
    } catch (error) {
      this.#options.log.error({ err: error, effect: effect.id, conversation: effect.conversationId }, HANDLED_BADLY)
      return []
    }
  }

  #claim(
    lane: Lane,
    which: { conversationId: string } | { except: readonly string[] },
  ): Promise<readonly ClaimedEffect[]> {
    return this.#options.store.claim({ lane, nowMs: this.#options.now(), leaseMs: LEASE_MS, limit: 64, ...which })
  }

  async #timer(effect: ClaimedEffect): Promise<Said> {
    if (effect.payload.lane !== 'timer') return []
    return (await this.#options.settle(effect, { type: 'timer.fired', timer: effect.payload.timer })).log
  }

  async #command(effect: ClaimedEffect): Promise<Said> {
    if (effect.payload.lane !== 'command') return []
    const { command, idempotencyKey } = effect.payload
    const { conversationId, channel: name } = effect
    const channel = this.#options.channel(name)
    const order: Order = { command, idempotencyKey, conversationId, channel, nowMs: this.#options.now() }
    let event: WorldEvent
    try {
      event = await perform(order, this.#options.performers)
    } catch (error) {
      return this.#failed(effect, command.name, error)
    }
    return (await this.#options.settle(effect, event)).log
  }

  async #failed(effect: ClaimedEffect, command: string, error: unknown): Promise<Said> {
    const { store, now, settle, tell, log } = this.#options
    const known =
      error instanceof AppError
        ? error
        : new AppError('backoffice.unavailable', 'a performer failed', {}, { cause: error })
    log.warn(
      {
        err: known.code,
        cause: String(known.cause ?? ''),
        command,
        attempt: effect.attempt,
        conversation: effect.conversationId,
      },
      'a command failed',
    )
    if (!known.retry) {
      return (await settle(effect, { type: 'command.refused', command, code: known.code })).log
    }
    const attempts = MAX_ATTEMPTS[command] ?? RETRY_MS.length + 1
    if (effect.attempt >= attempts) {
      const { log: said } = await tell(effect, { type: 'command.failed', command })
      await store.park(effect.id, known.code)
      return said
    }
    const wait = MAX_ATTEMPTS[command] ? QUICK_RETRY_MS : (RETRY_MS[effect.attempt - 1] ?? 0)
    await store.release(effect.id, now() + wait)
    // The outcome of a write may be unknown: say so once, guess nothing, and keep asking with the same key.
    if (effect.attempt !== 1 || !TOLD.has(command)) return []
    return (await tell(effect, { type: 'command.delayed', command })).log
  }

  /** @returns the seq up to which this run has delivered */
  async #message(effect: ClaimedEffect, deliveredTo: number): Promise<number> {
    if (effect.payload.lane !== 'message') return deliveredTo
    const { store, send, now } = this.#options
    const { fromSeq, toSeq } = effect.payload
    if (toSeq <= deliveredTo) {
      await store.settle(effect.id)
      return deliveredTo
    }
    // What waits behind goes along: a channel that answers once gets everything at once.
    const messages = (await store.log(effect.conversationId, fromSeq - 1)).filter((one) => one.role !== 'customer')
    try {
      await send(effect.channel, { key: effect.id, conversationId: effect.conversationId, messages })
    } catch (error) {
      await this.#undelivered(effect, error, now())
      return deliveredTo
    }
    await store.settle(effect.id)
    return lastSeq(messages, toSeq)
  }

  async #undelivered(effect: ClaimedEffect, error: unknown, nowMs: number): Promise<void> {
    const { store, log } = this.#options
    log.warn(
      { err: error, attempt: effect.attempt, conversation: effect.conversationId },
      'a message was not delivered',
    )
    const retry = error instanceof AppError ? error.retry : true
    const wait = RETRY_MS[effect.attempt - 1]
    if (retry && wait !== undefined) await store.release(effect.id, nowMs + wait)
    else await store.park(effect.id, error instanceof AppError ? error.code : 'channel.failed')
  }
}

function lastSeq(messages: readonly LoggedMessage[], atLeast: number): number {
  return Math.max(atLeast, ...messages.map((one) => one.seq))
}
