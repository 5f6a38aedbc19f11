import type { Channel, Exchange, Inbound, LoggedMessage } from '../channels/channel.ts'
import type { Deliveries } from '../delivery/delivery.ts'
import type { Store } from '../store/store.ts'
import type { Conversations } from './conversations.ts'

export interface ExchangesOptions {
  readonly store: Store
  readonly conversations: Conversations
  readonly deliveries: Deliveries
  readonly channel: (name: string) => Channel
  readonly log: { error(details: object, message: string): void }
}

/**
 * An exchange is everything between one customer's input and its answer: the step, the commands it wanted,
 * the steps their results lead to. What was said is gathered until no command is open, or until the
 * channel's patience ends; the rest then follows by itself.
 */
export class Exchanges {
  readonly #options: ExchangesOptions
  /** The exchange under way in each conversation; the next one waits for it. */
  readonly #underWay = new Map<string, Promise<unknown>>()
  /** What goes on after its exchange was answered, with its conversation. */
  readonly #background = new Map<Promise<unknown>, string>()

  constructor(options: ExchangesOptions) {
    this.#options = options
  }

  handle(inbound: Inbound): Promise<Exchange> {
    const { conversationId } = inbound
    const before = this.#underWay.get(conversationId)
    // What arrives while an answer is under way was written before that answer could be read.
    const exchange = (before ?? Promise.resolve()).then(() => this.#exchange(inbound, before !== undefined))
    const settled = exchange.catch(() => undefined)
    this.#underWay.set(conversationId, settled)
    void settled.then(() => {
      if (this.#underWay.get(conversationId) === settled) this.#underWay.delete(conversationId)
    })
    return exchange
  }

  /** Conversations whose answer, or the rest of it, is being made. */
  underWay(): readonly string[] {
    return [...this.#underWay.keys(), ...this.#background.values()]
  }

  /** Resolves when nothing is under way any more; for a clean stop. */
  async idle(): Promise<void> {
    while (this.#underWay.size > 0 || this.#background.size > 0) {
      await Promise.allSettled([...this.#underWay.values(), ...this.#background.keys()])
    }
  }

  async #exchange(inbound: Inbound, unseen: boolean): Promise<Exchange> {
    const { store, conversations, deliveries } = this.#options
    const { conversationId } = inbound
    const taken = await conversations.take(inbound, unseen)
    const wants = (await store.pending(conversationId, 'command')) > 0
    const open = wants && !(await this.#carriedOut(inbound))
    // A step that wanted nothing has said everything in its one commit.
    const messages = wants || taken.duplicate ? await this.#since(conversationId, taken.log) : taken.log
    await deliveries.handOver(inbound.channel, conversationId, messages)
    return { messages, duplicate: taken.duplicate, open }
  }

  /** Runs what the conversation wants done, as long as the channel waits; says whether all of it is done. */
  async #carriedOut(inbound: Inbound): Promise<boolean> {
    const { store, conversations, deliveries, channel } = this.#options
    const { conversationId } = inbound
    const commands = deliveries.runCommands(conversationId)
    if (await within(commands, channel(inbound.channel).patienceMs))
      return (await store.pending(conversationId, 'command')) === 0
    this.#later(inbound, commands)
    await conversations.delay(inbound)
    return false
  }

  /** The patience ended: what comes later is handed over when it comes. */
  #later({ conversationId, channel }: Inbound, commands: Promise<readonly LoggedMessage[]>): void {
    const rest = commands
      .then((said) => this.#options.deliveries.handOver(channel, conversationId, said))
      .catch((error: unknown) =>
        this.#options.log.error({ err: error, conversation: conversationId }, 'an exchange could not be finished'),
      )
    this.#background.set(rest, conversationId)
    void rest.then(() => this.#background.delete(rest))
  }

  /** The customer's entry and what was said since, up to the customer's next one (for a repeated inbound). */
  async #since(conversationId: string, log: readonly LoggedMessage[]): Promise<readonly LoggedMessage[]> {
    const first = log[0]
    if (!first) return []
    const since = await this.#options.store.log(conversationId, first.seq - 1)
    const next = since.findIndex((one, index) => index > 0 && one.role === 'customer')
    return next === -1 ? since : since.slice(0, next)
  }
}

/** Whether a promise settles within a time; a failure counts and is thrown. */
async function within(promise: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms)
  })
  try {
    return await Promise.race([promise.then(() => true as const), late])
  } finally {
    clearTimeout(timer)
  }
}
