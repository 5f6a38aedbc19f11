import type { ClientMessage, MessageAnswer } from '../protocol.ts'
import { Backoff, Nap } from './backoff.ts'
import type { Outgoing } from './timeline.ts'
import { CallError } from './transport.ts'

export interface OutboxOptions {
  /** Sends one message; repeated with the same client id until it is answered. */
  readonly send: (message: ClientMessage) => Promise<MessageAnswer>
  /** Called with the answer after the message has left the outbox. */
  readonly onAnswer: (answer: MessageAnswer) => void
  /** The token is not good any more: gets another one. False when the messages cannot go on with it. */
  readonly onUnauthorized: () => Promise<boolean>
  readonly onChange: () => void
  /** For the other tabs: a message was written or what became of it, or it is answered or taken back. */
  readonly onItem: (item: Outgoing) => void
  readonly onGone: (cid: string) => void
  readonly isOnline: () => boolean
  readonly clock: () => number
  /** A message that fails this long while online is put before the customer (ms). */
  readonly giveUpMs: number
}

/** Messages on their way: one at a time and in order, each until it is answered or given up. */
export class Outbox {
  readonly #options: OutboxOptions
  readonly #backoff = new Backoff()
  readonly #nap = new Nap()
  #items: readonly Outgoing[] = []
  /** Ids of what this tab sends; the rest is sent by the tab it was written in. */
  readonly #mine = new Set<string>()
  readonly #done = new Set<string>()
  #isCalling = false
  #running = false
  #stopped = true

  constructor(options: OutboxOptions) {
    this.#options = options
  }

  get items(): readonly Outgoing[] {
    return this.#items
  }

  /** The line has failed at least once for the message at the head. */
  get isRetrying(): boolean {
    return this.#backoff.failures > 0 && this.#head !== undefined
  }

  /** A message waits for its answer, even if the log shows already that it arrived. */
  get isSending(): boolean {
    return this.#isCalling || this.#items.some(({ state }) => state === 'sending')
  }

  /** Puts back what was kept. Another tab may be sending it too: the client ids make it act once. */
  restore(items: readonly Outgoing[]): void {
    this.#items = items
    this.adopt()
  }

  /** The tab that was sending may be gone. */
  adopt(): void {
    for (const { cid } of this.#items) this.#mine.add(cid)
    this.#run()
  }

  /** Another tab has written this, or says what became of it. */
  hear(item: Outgoing): void {
    if (this.#done.has(item.cid)) return
    if (item.state === 'sending') this.#mine.delete(item.cid)
    this.#set(item.state === 'sending' ? [...this.#without(item.cid), item] : this.#replaced(item))
  }

  hearGone(cid: string): void {
    this.#done.add(cid)
    this.#set(this.#without(cid))
  }

  start(): void {
    this.#stopped = false
    this.#run()
  }

  stop(): void {
    this.#stopped = true
    this.#nap.wake()
  }

  add(written: Omit<Outgoing, 'state'>): void {
    const item: Outgoing = { ...written, state: 'sending' }
    this.#send(item)
    this.#run()
  }

  /** Sends a failed one again, under the client id it had: if it did arrive, it acts no second time. */
  resend(cid: string): void {
    const item = this.#items.find((candidate) => candidate.cid === cid)
    if (item?.state !== 'failed') return
    const { notice: _notice, ...rest } = item
    this.#send({ ...rest, state: 'sending' })
    this.wake()
  }

  /** Takes a failed message back; one on its way cannot be caught any more. */
  discard(cid: string): Outgoing | null {
    const item = this.#items.find((candidate) => candidate.cid === cid && candidate.state === 'failed')
    if (item) this.#forget(cid)
    return item ?? null
  }

  /** The log shows that these did arrive, whatever became of the answers. */
  settle(cids: ReadonlySet<string>): void {
    this.#items = this.#items.filter(({ cid }) => !cids.has(cid))
  }

  /** The conversation is another one: taps of the old are void, words are offered to be sent again. */
  moveToNewConversation(): void {
    this.#set(this.#items.flatMap((item) => ('text' in item.body ? [{ ...item, state: 'failed' as const }] : [])))
  }

  /** The line may be better now: try at once. */
  wake(): void {
    this.#backoff.reset()
    this.#nap.wake()
    this.#run()
  }

  get #head(): Outgoing | undefined {
    return this.#items.find(({ state, cid }) => state === 'sending' && this.#mine.has(cid))
  }

  #run(): void {
    if (this.#running || this.#stopped) return
    this.#running = true
    void this.#drain()
  }

  async #drain(): Promise<void> {
    let since = this.#options.clock()
    for (let item = this.#head; item && !this.#stopped; item = this.#head) {
      const isDone = await this.#attempt(item, since)
      if (isDone) since = this.#options.clock()
    }
    // In the same step as the last look at the head, so that nothing added now is left lying.
    this.#running = false
  }

  /** True when the message has left the line, answered or failed. */
  async #attempt(item: Outgoing, since: number): Promise<boolean> {
    try {
      const answer = await this.#call(item)
      this.#backoff.reset()
      this.#forget(item.cid)
      this.#options.onAnswer(answer)
      return true
    } catch (error) {
      if (this.#stopped) return false
      return this.#recover(item, toCallError(error), since)
    }
  }

  async #call(item: Outgoing): Promise<MessageAnswer> {
    this.#isCalling = true
    try {
      return await this.#options.send({ cid: item.cid, at: item.at, ...item.body })
    } finally {
      this.#isCalling = false
    }
  }

  async #recover(item: Outgoing, error: CallError, since: number): Promise<boolean> {
    // A token the server does not know any more: with a new one the message is as good as before.
    const isPassing = error.isDenied ? await this.#options.onUnauthorized() : error.isPassing
    const tooLong = this.#options.isOnline() && this.#options.clock() - since > this.#options.giveUpMs
    if (!isPassing || tooLong) {
      this.#backoff.reset()
      this.#fail(item, error.notice)
      return true
    }
    const waitMs = this.#backoff.next(error.retryAfterMs)
    this.#options.onChange()
    await this.#nap.sleep(waitMs)
    return false
  }

  #fail(item: Outgoing, notice: string | undefined): void {
    // Another tab may have had the answer meanwhile.
    if (!this.#items.includes(item)) return
    const failed: Outgoing = { ...item, state: 'failed', ...(notice !== undefined && { notice }) }
    this.#set(this.#replaced(failed))
    this.#options.onItem(failed)
  }

  #send(item: Outgoing): void {
    this.#mine.add(item.cid)
    this.#set([...this.#without(item.cid), item])
    this.#options.onItem(item)
  }

  #forget(cid: string): void {
    this.#done.add(cid)
    this.#set(this.#without(cid))
    this.#options.onGone(cid)
  }

  #replaced(item: Outgoing): readonly Outgoing[] {
    return this.#items.map((candidate) => (candidate.cid === item.cid ? item : candidate))
  }

  #without(cid: string): readonly Outgoing[] {
    return this.#items.filter((item) => item.cid !== cid)
  }

  #set(items: readonly Outgoing[]): void {
    this.#items = items
    this.#options.onChange()
  }
}

function toCallError(error: unknown): CallError {
  return error instanceof CallError ? error : new CallError()
}
