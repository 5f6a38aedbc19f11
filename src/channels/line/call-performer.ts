import { randomUUID } from 'node:crypto'
import { AppError } from '../../errors.ts'
import type { LoggedMessage } from '../channel.ts'
import type { LineClient, Outcome } from './client.ts'
import { type LineInbox, TOKEN_LIFE_MS } from './inbox.ts'
import { plainCall } from './plain-call.ts'
import type { PushBudget } from './push-budget.ts'
import type { LineSends, Send } from './sends.ts'
import type { LineUsers } from './users.ts'
import type { Write } from './write.ts'

export interface PerformerOptions {
  readonly write: Write
  readonly client: LineClient
  readonly inbox: LineInbox
  readonly sends: LineSends
  readonly users: LineUsers
  readonly budget: PushBudget
  readonly now: () => number
  readonly wait: (ms: number) => Promise<void>
  readonly log: { warn(details: object, message: string): void; error(details: object, message: string): void }
}

/** Tries again at once after these (ms, give or take a quarter); then the outbox takes over. */
const BACKOFF_MS = [250, 1000, 4000] as const
/** LINE remembers a retry key this long; after that the same push could be shown twice (ms). */
const RETRY_KEY_LIFE_MS = 24 * 3_600_000

/** The status by which LINE says that the call itself is wrong. */
const MALFORMED = 400
type Refusal = Extract<Outcome, { kind: 'refused' }>

/** Whether these messages may be pushed to this customer. */
export function mayPush(
  { users, budget }: Pick<PerformerOptions, 'users' | 'budget'>,
  userId: string,
  messages: readonly LoggedMessage[],
): boolean {
  return users.of(userId).isReachable && budget.allows(messages)
}

/**
 * Makes the calls that are written down, until each is known to be over. What comes of a call decides what is
 * next: the same call again, another way, or nothing but the alarm.
 */
export class CallPerformer {
  readonly #options: PerformerOptions

  constructor(options: PerformerOptions) {
    this.#options = options
  }

  /**
   * @throws {AppError} `channel.unavailable` when the same call may work later, `channel.refused` when LINE will
   *   never take it
   */
  async perform(send: Send): Promise<void> {
    if (send.how.kind === 'reply') await this.#reply(send, send.how.inboxNo)
    if (send.how.kind === 'push') await this.#push(send, send.how.retryKey)
  }

  async #reply(send: Send, inboxNo: number): Promise<void> {
    const { write, inbox, sends, client, now } = this.#options
    const token = inbox.tokenOf(inboxNo)
    if (!token) return this.#instead(send)
    const { outcome, isUnknown } = await this.#untilKnown(send, () => client.reply(token.token, send.objects))
    if (outcome.kind === 'done') return this.#shown(send)
    if (outcome.kind === 'refused' && !send.isPlain) return this.#replyPlainly(send, outcome)
    if (outcome.kind !== 'token-gone') {
      // On the disk a call counts as tried; this one is known not to have happened.
      if (!isUnknown) await write(() => sends.setUnknown(send.no, false))
      return this.#failed(send, outcome)
    }
    // A token works once. If this one was tried and can only be gone by having worked, it was shown.
    if (isUnknown && !send.isPlain && now() - token.atMs <= TOKEN_LIFE_MS) return this.#shown(send)
    await write(() => inbox.spend(inboxNo))
    // Tried, and old besides: nobody knows. Shown once more with the next answer rather than lost; never pushed.
    return isUnknown || send.isPlain ? this.#later(send) : this.#instead(send)
  }

  /** Our own defect must not cost the customer the answer: it goes once more without anything that could be wrong. */
  async #replyPlainly(send: Send, refused: Refusal): Promise<void> {
    const objects = await this.#simplified(send, refused)
    await this.perform({ ...send, objects, messages: [], isPlain: true, isUnknown: false })
  }

  /** @returns the bare texts that stand in its place from now on */
  async #simplified(send: Send, refused: Refusal): Promise<Send['objects']> {
    const objects = plainCall(send.objects)
    await this.#options.write(() => this.#options.sends.simplify(send.no, objects))
    this.#alarm(send, refused)
    return objects
  }

  /** The free way is gone. */
  async #instead(send: Send): Promise<void> {
    if (!mayPush(this.#options, send.userId, send.messages)) return this.#later(send)
    const how = { kind: 'push', retryKey: randomUUID() } as const
    await this.#options.write(() => this.#options.sends.reroute(send.no, how))
    return this.#push({ ...send, how, isUnknown: false }, how.retryKey)
  }

  async #push(send: Send, retryKey: string): Promise<void> {
    const { write, client, sends, users, budget, now, log } = this.#options
    const isTooOld = now() - send.createdAtMs > RETRY_KEY_LIFE_MS
    if (isTooOld || !users.of(send.userId).isReachable) return this.#later(send)
    if (!send.isUnknown) {
      if (!budget.isLeft()) return this.#later(send)
      await write(() => {
        budget.count()
        sends.setUnknown(send.no, true)
      })
    }
    const { outcome } = await this.#untilKnown(send, () => client.push(send.userId, send.objects, retryKey))
    if (outcome.kind === 'done') return this.#shown(send)
    if (outcome.kind === 'refused' && !send.isPlain) {
      await this.#simplified(send, outcome)
      // A second try would be paid.
      return this.#later(send)
    }
    if (outcome.kind !== 'month-full') return this.#failed(send, outcome)
    await write(() => budget.stopUntilNextMonth())
    log.error({ pushed: budget.pushedThisMonth() }, 'LINE: the paid messages of this month are used up; no more pushes')
    return this.#later(send)
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

  #shown({ no, how }: Send): Promise<void> {
    const { write, inbox, sends } = this.#options
    return write(() => {
      if (how.kind === 'reply') inbox.spend(how.inboxNo)
      sends.remove(no)
    })
  }

  #later(send: Send): Promise<void> {
    return this.#options.write(() => this.#options.sends.reroute(send.no, { kind: 'later' }))
  }

  async #failed(send: Send, outcome: Outcome): Promise<never> {
    const { write, sends, log } = this.#options
    if (outcome.kind === 'refused') {
      this.#alarm(send, outcome)
      await write(() => sends.remove(send.no))
      throw new AppError('channel.refused', 'LINE refused a message', { httpStatus: outcome.status })
    }
    if (outcome.kind === 'unauthorized')
      log.error({}, 'LINE refuses our access: check the channel id, secret and token')
    const why = 'why' in outcome ? outcome.why : outcome.kind
    throw new AppError('channel.unavailable', 'LINE did not take a message', { why })
  }

  #alarm({ conversationId }: Send, { status, fields }: Refusal): void {
    const why = status === MALFORMED ? ' as malformed' : ''
    this.#options.log.error({ status, fields, conversation: conversationId }, `LINE refused a message${why}`)
  }
}
