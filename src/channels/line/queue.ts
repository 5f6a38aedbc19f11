import type { Account, Act, Exchange, Inbound, LoggedMessage } from '../channel.ts'
import { letRequestsPass } from '../let-requests-pass.ts'
import type { LineClient } from './client.ts'
import type { LineInbox, WaitingEvent } from './inbox.ts'
import type { LineLinks } from './link/links.ts'
import { conversationOf, type LineUser, type LineUsers, userOf } from './users.ts'
import type { Happening } from './webhook-events.ts'
import type { Write } from './write.ts'

export interface LineQueueOptions {
  readonly write: Write
  readonly inbox: LineInbox
  readonly users: LineUsers
  readonly links: LineLinks
  readonly client: Pick<LineClient, 'startLoading'>
  readonly receive: (inbound: Inbound) => Promise<Exchange>
  /** A conversation's log, oldest first. */
  readonly readLog: (conversationId: string) => Promise<readonly LoggedMessage[]>
  /** Shows what could not be sent before. */
  readonly showWaiting: (conversationId: string) => Promise<void>
  readonly showPage: (conversationId: string, question: LoggedMessage, page: number) => Promise<void>
  readonly now: () => number
  readonly wait: (ms: number) => Promise<void>
  readonly log: { warn(details: object, message: string): void; error(details: object, message: string): void }
}

/** Customers whose events are taken at the same time; the others wait their turn. */
const MAX_PARALLEL = 64
/** An answer that takes longer than this shows LINE's loading animation (ms). */
const LOADING_AFTER_MS = 1500
/** Shown for as long as the answer may take; it disappears with the answer (s, in steps of 5). */
const LOADING_S = 40
/** An event that cannot be taken is tried again after these (ms); then the next one gets its turn. */
const RETRY_MS = [1000, 5000, 30_000, 120_000] as const
const MAX_ATTEMPTS = RETRY_MS.length + 1

/**
 * Takes what waits in the inbox: each customer's events strictly one after the other, in the order they
 * happened, customers in parallel. One customer's failure is nobody else's.
 */
export class LineQueue {
  readonly #options: LineQueueOptions
  readonly #underWay = new Map<string, Promise<void>>()
  /** Customers whose turn comes, the one who waits longest first. */
  readonly #lined = new Set<string>()
  /** Customers for whom something came while they were being served. */
  readonly #again = new Set<string>()
  /** When the next turn may begin. */
  #begun: Promise<unknown> = Promise.resolve()
  readonly #stopping = Promise.withResolvers<void>()
  #stopped = false

  constructor(options: LineQueueOptions) {
    this.#options = options
  }

  /** Takes up what a stopped or killed process left. */
  start(): void {
    for (const userId of this.#options.inbox.usersWaiting()) this.wake(userId)
  }

  /** There may be something for this customer. */
  wake(userId: string): void {
    if (this.#underWay.has(userId)) this.#again.add(userId)
    else this.#lined.add(userId)
    this.#next()
  }

  /** Lets the events under way end; what waits stays in the inbox. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#stopping.resolve()
    await this.idle()
  }

  /** Resolves when nobody is being served. */
  async idle(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay.values())
  }

  #next(): void {
    for (const userId of this.#lined) {
      if (this.#stopped || this.#underWay.size >= MAX_PARALLEL) return
      this.#lined.delete(userId)
      const served = this.#serve(userId).catch((error: unknown) =>
        this.#options.log.error({ err: error, conversation: conversationOf(userId) }, 'LINE: the queue broke off'),
      )
      this.#underWay.set(userId, served)
      void served.then(() => this.#served(userId))
    }
  }

  #served(userId: string): void {
    this.#underWay.delete(userId)
    if (this.#again.delete(userId)) this.wake(userId)
    else this.#next()
  }

  async #serve(userId: string): Promise<void> {
    const { write, inbox, now } = this.#options
    let event = await write(() => inbox.next(userId, now()))
    while (event) {
      const tried = event
      const isOver = await this.#tried(tried)
      event = await write(() => {
        if (isOver) this.#done(tried)
        return this.#stopped ? null : inbox.next(userId, now())
      })
    }
  }

  #done({ no, userId, atMs }: WaitingEvent): void {
    const { inbox, users, links, now } = this.#options
    inbox.done(no, now())
    links.touch(userId, now())
    users.taken(userId, { eventAtMs: atMs, answeredAtMs: now(), answeredNo: inbox.newestNo() })
  }

  /** @returns whether the event is over; otherwise it is tried again */
  async #tried(event: WaitingEvent): Promise<boolean> {
    const { log, wait } = this.#options
    // One that has killed the process so often must not do it for ever.
    if (event.attempt > MAX_ATTEMPTS) return this.#givenUp(event)
    try {
      await this.#take(event)
      return true
    } catch (error) {
      const delay = RETRY_MS[event.attempt - 1]
      if (delay === undefined) return this.#givenUp(event, error)
      const details = { err: error, event: event.eventId, conversation: conversationOf(event.userId) }
      log.warn({ ...details, attempt: event.attempt }, 'LINE: an event could not be taken')
      await Promise.race([wait(delay), this.#stopping.promise])
      return false
    }
  }

  #givenUp({ eventId, attempt, userId }: WaitingEvent, error?: unknown): true {
    const details = { err: error, event: eventId, attempt, conversation: conversationOf(userId) }
    this.#options.log.error(details, 'LINE: an event was given up')
    return true
  }

  async #take(event: WaitingEvent): Promise<void> {
    const { write, users, links } = this.#options
    const { happening, userId } = event
    // Withdrawn before it was taken.
    if (happening === null) return
    const user = users.of(userId)
    const isOvertaken = event.atMs < user.lastEventAtMs
    if (happening.type === 'blocked') return isOvertaken ? undefined : this.#blocked(userId)
    if (!user.isReachable) await write(() => users.setReachable(userId, true))
    const act = await this.#actIn(event, happening)
    if (act)
      await this.#answered(
        inboundOf({ event, act, user, isLate: event.isRedelivered && isOvertaken, account: links.of(userId) }),
      )
  }

  /** To block the account is to part from it: the link ends too, also where it is unblocked later. */
  #blocked(userId: string): Promise<void> {
    const { write, users, links } = this.#options
    return write(() => {
      users.setReachable(userId, false)
      links.dissolve(userId)
    })
  }

  #actIn(event: WaitingEvent, happening: Exclude<Happening, { type: 'blocked' }>): Promise<Act | null> | Act | null {
    switch (happening.type) {
      case 'page':
        return this.#pageOrAct(event.userId, happening)
      case 'linked':
        return this.#linked(event, happening.nonceHash)
      case 'act':
        return this.#actOf(event, happening.act)
    }
  }

  /** Nobody is left with LINE's word that it linked when nothing was; a nonce that was used already changes nothing. */
  async #linked({ userId, eventId, atMs }: WaitingEvent, nonceHash: string): Promise<Act | null> {
    const { write, links, log } = this.#options
    const link = await write(() => links.complete({ userId, nonceHash, eventId, atMs }))
    if (link.outcome === 'linked') return { type: 'linked', email: link.account.email }
    log.warn(
      { outcome: link.outcome, event: eventId, conversation: conversationOf(userId) },
      'LINE: nothing was linked',
    )
    return link.outcome === 'used' ? null : { type: 'linked', email: null }
  }

  async #answered(inbound: Inbound): Promise<void> {
    const { receive, showWaiting, client, log } = this.#options
    const userId = userOf(inbound.conversationId)
    await this.#placeInLine()
    const loading = setTimeout(() => void client.startLoading(userId, LOADING_S), LOADING_AFTER_MS)
    try {
      await receive(inbound)
      // What waits can wait for the message after this one, too.
      await showWaiting(inbound.conversationId).catch((error: unknown) =>
        log.warn({ err: error, conversation: inbound.conversationId }, 'LINE: what waits could not be shown'),
      )
    } finally {
      clearTimeout(loading)
    }
  }

  /**
   * Turns cost the processor more than anything else here, most of all in a process that has just begun. They start
   * apart, so that webhooks are answered in between: LINE waits only 2 seconds.
   */
  #placeInLine(): Promise<unknown> {
    this.#begun = this.#begun.then(letRequestsPass)
    return this.#begun
  }

  /** More choices of the open question are shown without moving the talk; those of an older one are an old button. */
  async #pageOrAct(userId: string, { prompt, page }: { prompt: string; page: number }): Promise<Act | null> {
    const { readLog, showPage } = this.#options
    const log = await readLog(conversationOf(userId))
    const question = log.findLast((one) => one.prompt !== undefined)
    if (question?.prompt !== prompt) return { type: 'tapped', choice: '', prompt }
    await showPage(conversationOf(userId), question, page)
    return null
  }

  /** Edits and withdrawals name LINE's message; the conversation knows the event that brought it. */
  #actOf({ userId, atMs }: WaitingEvent, act: Act): Act | null {
    if (act.type !== 'edited' && act.type !== 'unsent') return act
    const writing = this.#options.inbox.writingOf(userId, act.of)
    if (!writing) return act.type === 'edited' ? { type: 'text', text: act.text } : null
    // Edits may come out of order; the newest says how the message reads now.
    return act.type === 'edited' && writing.atMs > atMs ? null : { ...act, of: writing.eventId }
  }
}

interface Taken {
  readonly event: WaitingEvent
  readonly act: Act
  readonly user: LineUser
  readonly isLate: boolean
  /** Whom a link names, which the act itself may just have made. */
  readonly account: Account | null
}

function inboundOf({ event, act, user, isLate, account }: Taken): Inbound {
  // By the order of arrival, and by LINE's own clock where a first delivery was held up on the way.
  const isOvertaken = event.no <= user.answeredNo || event.atMs < user.lastEventAtMs
  const isUnseen = event.isRedelivered ? event.atMs < user.answeredAtMs : isOvertaken
  return {
    id: event.eventId,
    channel: 'line',
    conversationId: conversationOf(event.userId),
    atMs: event.atMs,
    act,
    ...(account ? { account } : {}),
    ...(isLate ? { late: true } : {}),
    ...(isUnseen ? { unseen: true } : {}),
  }
}
