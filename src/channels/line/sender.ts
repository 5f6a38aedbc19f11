import { randomUUID } from 'node:crypto'
import { AppError } from '../../errors.ts'
import type { Delivery, LoggedMessage } from '../channel.ts'
import type { LineClient, Outcome } from './client.ts'
import { type LineInbox, type ReplyToken, TOKEN_LIFE_MS } from './inbox.ts'
import { LINE_LIMITS } from './line-limits.ts'
import type { LineWords } from './line-words.ts'
import type { PushBudget } from './push-budget.ts'
import { type LineCall, renderLine, renderLinePage } from './render-line.ts'
import type { How, LineSends, NewSend, Send } from './sends.ts'
import { type LineUsers, userOf } from './users.ts'

/** The words of LINE's shape, and those before what could not be sent when it was said (先ほどのご案内です). */
export interface SenderWords extends LineWords {
  readonly earlier: string
}

export interface SenderOptions {
  readonly client: LineClient
  readonly inbox: LineInbox
  readonly sends: LineSends
  readonly users: LineUsers
  readonly budget: PushBudget
  readonly words: SenderWords
  readonly now: () => number
  readonly wait: (ms: number) => Promise<void>
  readonly log: { warn(details: object, message: string): void; error(details: object, message: string): void }
}

/** Tries again at once after these (ms, give or take a quarter); then the outbox takes over. */
const BACKOFF_MS = [250, 1000, 4000] as const
/** LINE remembers a retry key this long; after that the same push could be shown twice (ms). */
const RETRY_KEY_LIFE_MS = 24 * 3_600_000

/**
 * Brings messages to customers on LINE: by the free reply to their own message while its token lives, by a
 * paid push where the policy allows it, else together with the answer to their next message. Every call is
 * written down first, so a crash or an unknown outcome leads to the same call again and to nothing twice.
 */
export class LineSender {
  readonly #options: SenderOptions
  readonly #underWay = new Map<string, Promise<void>>()

  constructor(options: SenderOptions) {
    this.#options = options
  }

  /**
   * @throws {AppError} `channel.unavailable` when it may work later, `channel.refused` when LINE will never
   *   take it
   */
  deliver({ conversationId, messages }: Delivery): Promise<void> {
    return this.#inTurn(conversationId, () => this.#deliver(conversationId, messages))
  }

  /** The customer did something that needed no answer: what waits for them goes out by its free reply. */
  showWaiting(conversationId: string): Promise<void> {
    return this.#inTurn(conversationId, async () => {
      const userId = userOf(conversationId)
      const waits = this.#options.sends.of(userId).some(({ how }) => how.kind === 'later')
      if (waits && this.#options.inbox.usableToken(userId, this.#options.now())) await this.#sendNow(conversationId, [])
    })
  }

  /** Shows more choices of a question, free or not at all: asking again costs the customer one tap. */
  showPage(conversationId: string, question: LoggedMessage, page: number): Promise<void> {
    return this.#inTurn(conversationId, async () => {
      const { inbox, client, words, now } = this.#options
      const token = inbox.usableToken(userOf(conversationId), now())
      if (!token) return
      inbox.spend(token.inboxNo)
      await client.reply(token.token, renderLinePage(question, page, words))
    })
  }

  /** One customer's sends never overtake each other. */
  #inTurn(conversationId: string, send: () => Promise<void>): Promise<void> {
    const before = this.#underWay.get(conversationId) ?? Promise.resolve()
    const mine = before.catch(() => undefined).then(send)
    this.#underWay.set(conversationId, mine)
    const forget = () => {
      if (this.#underWay.get(conversationId) === mine) this.#underWay.delete(conversationId)
    }
    void mine.then(forget, forget)
    return mine
  }

  async #deliver(conversationId: string, messages: readonly LoggedMessage[]): Promise<void> {
    const { sends } = this.#options
    const userId = userOf(conversationId)
    const plannedSeq = sends.plannedSeq(conversationId)
    // What was left open goes first: it may be on the customer's screen already.
    for (const send of sends.of(userId)) await this.#perform(send)
    const fresh = messages.filter(({ seq }) => seq > plannedSeq)
    if (fresh.length > 0) await this.#sendNow(conversationId, fresh)
  }

  async #sendNow(conversationId: string, fresh: readonly LoggedMessage[]): Promise<void> {
    const planned = this.#plan(conversationId, fresh)
    for (const send of this.#options.sends.of(userOf(conversationId))) {
      if (planned.has(keyOf(send.how))) await this.#perform({ ...send, isUnknown: false })
    }
  }

  /** @returns the calls it made, by their token or retry key */
  #plan(conversationId: string, fresh: readonly LoggedMessage[]): ReadonlySet<string> {
    const { sends, inbox, now } = this.#options
    const userId = userOf(conversationId)
    const waiting = sends.of(userId).filter(({ how }) => how.kind === 'later')
    const messages = [...waiting.flatMap((one) => one.messages), ...fresh]
    const token = inbox.usableToken(userId, now())
    const pushes = this.#mayPush(userId, messages)
    const calls = token || pushes ? this.#calls({ waiting, fresh, pushes }) : []
    const goes = calls.length > 0
    const made = goes
      ? calls.map((objects, index) => toSend({ objects, index, messages, token, pushes }))
      : [later(fresh)]
    const toSeq = fresh.at(-1)?.seq ?? sends.plannedSeq(conversationId)
    const absorbs = goes ? waiting.map(({ no }) => no) : []
    sends.write({ conversationId, userId, toSeq, absorbs, sends: made, atMs: now() })
    return new Set(made.map(({ how }) => keyOf(how)))
  }

  /** What waited goes before what is new: its messages rendered with them, what was cut off as it is. */
  #calls({ waiting, fresh, pushes }: Going): readonly LineCall[] {
    const { words } = this.#options
    const earlier = waiting.flatMap((one) => one.messages)
    const lead: readonly LoggedMessage[] =
      waiting.length > 0 ? [{ role: 'bot', key: 'line.earlier', text: words.earlier, seq: 0, atMs: 0 }] : []
    const [first = [], ...rest] = renderLine([...lead, ...earlier, ...fresh], words, { pushes })
    const cutOff = waiting.filter((one) => one.messages.length === 0).flatMap((one) => one.objects)
    const fits = cutOff.length + first.length <= LINE_LIMITS.objectsPerCall
    const calls = fits ? [[...cutOff, ...first], ...rest] : [first, ...rest, cutOff]
    return calls.filter((objects) => objects.length > 0)
  }

  #mayPush(userId: string, messages: readonly LoggedMessage[]): boolean {
    return this.#options.users.of(userId).isReachable && this.#options.budget.allows(messages)
  }

  async #perform(send: Send): Promise<void> {
    if (send.how.kind === 'reply') return this.#reply(send, send.how.inboxNo)
    if (send.how.kind === 'push') return this.#push(send, send.how.retryKey)
  }

  async #reply(send: Send, inboxNo: number): Promise<void> {
    const { inbox, client, now } = this.#options
    const token = inbox.tokenOf(inboxNo)
    if (!token) return this.#instead(send)
    const { outcome, isUnknown } = await this.#untilKnown(send, () => client.reply(token.token, send.objects))
    if (outcome.kind === 'done') return this.#shown(send)
    if (outcome.kind !== 'token-gone') {
      // On the disk a call counts as tried; this one is known not to have happened.
      if (!isUnknown) this.#options.sends.setUnknown(send.no, false)
      return this.#failed(send, outcome)
    }
    inbox.spend(inboxNo)
    // A token works once. If this one was tried and can only be gone by having worked, it was shown.
    if (isUnknown && now() - token.atMs <= TOKEN_LIFE_MS) return this.#shown(send)
    // Tried, and old besides: nobody knows. Shown once more with the next answer rather than lost; never pushed.
    if (isUnknown) return this.#options.sends.reroute(send.no, { kind: 'later' })
    return this.#instead(send)
  }

  /** The free way is gone. */
  #instead(send: Send): Promise<void> | void {
    const { sends } = this.#options
    if (!this.#mayPush(send.userId, send.messages)) return sends.reroute(send.no, { kind: 'later' })
    const how: How = { kind: 'push', retryKey: randomUUID() }
    sends.reroute(send.no, how)
    return this.#push({ ...send, how, isUnknown: false }, how.retryKey)
  }

  async #push(send: Send, retryKey: string): Promise<void> {
    const { client, sends, users, budget, now, log } = this.#options
    const isTooOld = now() - send.createdAtMs > RETRY_KEY_LIFE_MS
    if (isTooOld || !users.of(send.userId).isReachable) return sends.reroute(send.no, { kind: 'later' })
    if (!send.isUnknown) {
      if (!budget.isLeft()) return sends.reroute(send.no, { kind: 'later' })
      budget.count()
      sends.setUnknown(send.no, true)
    }
    const { outcome } = await this.#untilKnown(send, () => client.push(send.userId, send.objects, retryKey))
    if (outcome.kind === 'done') return this.#shown(send)
    if (outcome.kind !== 'month-full') return this.#failed(send, outcome)
    budget.stopUntilNextMonth()
    log.error({ pushed: budget.pushedThisMonth() }, 'LINE: the paid messages of this month are used up; no more pushes')
    sends.reroute(send.no, { kind: 'later' })
  }

  /** Tries the very same call again while nothing certain came of it. */
  async #untilKnown(
    send: Send,
    call: () => Promise<Outcome>,
  ): Promise<{ readonly outcome: Outcome; readonly isUnknown: boolean }> {
    let { isUnknown } = send
    for (let tries = 0; ; tries++) {
      const outcome = await call()
      if (outcome.kind === 'unknown') isUnknown = true
      const wait = BACKOFF_MS[tries]
      if ((outcome.kind !== 'unknown' && outcome.kind !== 'not-sent') || wait === undefined) {
        return { outcome, isUnknown }
      }
      await this.#options.wait(wait * (0.75 + Math.random() / 2))
    }
  }

  #shown(send: Send): void {
    if (send.how.kind === 'reply') this.#options.inbox.spend(send.how.inboxNo)
    this.#options.sends.remove(send.no)
  }

  #failed(send: Send, outcome: Outcome): never {
    const { sends, log } = this.#options
    if (outcome.kind === 'refused') {
      const { status, fields } = outcome
      log.error({ status, fields, conversation: send.conversationId }, 'LINE refused a message as malformed')
      sends.remove(send.no)
      throw new AppError('channel.refused', 'LINE refused a message', { httpStatus: status })
    }
    if (outcome.kind === 'unauthorized')
      log.error({}, 'LINE refuses our access: check the channel id, secret and token')
    const why = 'why' in outcome ? outcome.why : outcome.kind
    throw new AppError('channel.unavailable', 'LINE did not take a message', { why })
  }
}

interface Going {
  readonly waiting: readonly Send[]
  readonly fresh: readonly LoggedMessage[]
  readonly pushes: boolean
}

interface PlannedCall {
  readonly objects: LineCall
  readonly index: number
  readonly messages: readonly LoggedMessage[]
  readonly token: ReplyToken | null
  readonly pushes: boolean
}

/** The first call replies while there is a token; the others are pushed, or wait for the next message. */
function toSend({ objects, index, messages, token, pushes }: PlannedCall): NewSend {
  const isFirst = index === 0
  const carries = isFirst ? messages : []
  if (isFirst && token) return { how: { kind: 'reply', inboxNo: token.inboxNo }, objects, messages: carries }
  const how: How = pushes ? { kind: 'push', retryKey: randomUUID() } : { kind: 'later' }
  return { how, objects, messages: carries }
}

const later = (messages: readonly LoggedMessage[]): NewSend => ({ how: { kind: 'later' }, objects: [], messages })

function keyOf(how: How): string {
  if (how.kind === 'reply') return `reply:${how.inboxNo}`
  return how.kind === 'push' ? `push:${how.retryKey}` : 'later'
}
