import type { MessageAnswer, ServerEvent, SessionAnswer, WireChoice } from '../protocol.ts'
import type { ClientStorage } from './client-storage.ts'
import { type Connection, Line } from './line.ts'
import { Outbox } from './outbox.ts'
import { choiceState, type Outgoing, Timeline } from './timeline.ts'
import { Transport } from './transport.ts'

export interface ClientOptions {
  /** Where the protocol lives, with a slash at the end. */
  readonly base: string
  readonly fetch: typeof fetch
  readonly storage: ClientStorage
  /** Epoch ms. */
  readonly clock: () => number
  /** A fresh client id. */
  readonly newId: () => string
  readonly isOnline: () => boolean
  /** A message that fails this long while online is put before the customer (ms); 45 s unless told. */
  readonly giveUpMs?: number
}

/** Everything a view needs to show a conversation. */
export interface ClientState {
  readonly events: readonly ServerEvent[]
  readonly outbox: readonly Outgoing[]
  readonly connection: Connection | 'offline'
  /** A message of ours waits for its answer, so no question is open now. */
  readonly isSending: boolean
  /** An answer is being prepared. */
  readonly isWorking: boolean
  /** The conversation kept by this page had ended and a new one began. */
  readonly wasReset: boolean
}

/** When more was promised and does not come, stop saying that it will (ms). */
const WORKING_MAX_MS = 60_000

/** One conversation with the server, without any page around it. */
export class Client {
  readonly #options: ClientOptions
  readonly #timeline = new Timeline()
  readonly #line: Line
  readonly #outbox: Outbox
  readonly #listeners = new Set<(state: ClientState) => void>()
  #connection: Connection = 'idle'
  #isWorking = false
  #workingTimer: ReturnType<typeof setTimeout> | undefined
  #wasReset = false
  #isOpen = false
  #user: string | null = null

  constructor(options: ClientOptions) {
    this.#options = options
    const transport = new Transport(options.base, options.fetch)
    this.#line = new Line({
      transport,
      cursor: () => this.#timeline.cursor,
      onSession: (answer) => this.#begin(answer),
      onEvents: (events) => this.#receive(events),
      onConnection: (connection) => this.#connect(connection),
      clock: options.clock,
    })
    this.#outbox = new Outbox({
      send: (message) => transport.message(this.#line.token ?? '', message, this.#line.signal),
      onAnswer: (answer) => this.#take(answer),
      onUnauthorized: () => this.#renew(),
      onChange: () => this.#changed(),
      isOnline: options.isOnline,
      clock: options.clock,
      giveUpMs: options.giveUpMs ?? 45_000,
    })
    this.#restore()
  }

  get state(): ClientState {
    const outbox = this.#outbox.items
    const connection = this.#shownConnection()
    const { isSending } = this.#outbox
    return {
      events: this.#timeline.events,
      outbox,
      connection,
      isSending,
      isWorking: connection === 'live' && (isSending || this.#isWorking),
      wasReset: this.#wasReset,
    }
  }

  /** Whether the visitor has the conversation open; kept over a reload. */
  get isOpen(): boolean {
    return this.#isOpen
  }

  set isOpen(isOpen: boolean) {
    this.#isOpen = isOpen
    if (this.#line.isRunning) this.#save()
  }

  /** Calls back on every change until the returned function is called. */
  subscribe(listener: (state: ClientState) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Connects and stays connected until `stop`. Nothing is sent or stored before. */
  start(): void {
    this.#line.start(() => this.#outbox.start())
  }

  stop(): void {
    this.#setWorking(false)
    this.#outbox.stop()
    this.#line.stop()
  }

  sendText(text: string): void {
    const label = text.trim()
    if (label) this.#outbox.add({ ...this.#stamp(), label, body: { text: label } })
  }

  /** Answers a question with one of its choices. False when it cannot be answered any more: nothing is sent. */
  choose(question: ServerEvent, choice: WireChoice): boolean {
    if (question.prompt === undefined || choiceState(question, this.state).state !== 'open') return false
    const body = { choice: choice.id, prompt: question.prompt }
    this.#outbox.add({ ...this.#stamp(), label: choice.label, body })
    return true
  }

  resend(cid: string): void {
    this.#outbox.resend(cid)
  }

  discard(cid: string): Outgoing | null {
    return this.#outbox.discard(cid)
  }

  /** Forgets everything, here and in the browser's storage; `start` begins a new conversation. */
  reset(): void {
    this.stop()
    this.#line.token = null
    this.#user = null
    this.#wasReset = false
    this.#isOpen = false
    this.#timeline.clear()
    this.#outbox.restore([])
    this.#options.storage.clear()
    this.#changed()
  }

  /** Another user than before finds nothing of the old conversation; the first one named keeps it. */
  identify(user: string): void {
    if (this.#user !== null && this.#user !== user) {
      const wasRunning = this.#line.isRunning
      const wasOpen = this.#isOpen
      this.reset()
      this.#isOpen = wasOpen
      if (wasRunning) this.start()
    }
    this.#user = user
    if (this.#line.isRunning || this.#line.token) this.#save()
  }

  /** The page came back to life, or the network did: make sure of the connection now. */
  wake(): void {
    if (!this.#line.isRunning) return
    this.#line.wake()
    this.#outbox.wake()
    this.#changed()
  }

  #stamp(): { cid: string; at: number } {
    return { cid: this.#options.newId(), at: this.#options.clock() }
  }

  #begin(answer: SessionAnswer): void {
    if (answer.reset) {
      this.#timeline.clear()
      this.#wasReset = true
      this.#outbox.moveToNewConversation()
    }
    this.#add(() => this.#timeline.addAll(answer.events), answer.events)
    this.#setWorking(answer.open)
    this.#changed()
  }

  #receive(events: readonly ServerEvent[]): void {
    if (!this.#add(() => this.#timeline.addAll(events), events)) return
    if (events.some(({ role }) => role !== 'customer')) this.#setWorking(false)
    this.#changed()
  }

  /** An answer to a message: others may have spoken in between, so it moves no cursor over a gap. */
  #take(answer: MessageAnswer): void {
    this.#add(() => this.#timeline.add(answer.events), answer.events)
    this.#setWorking(answer.open)
    this.#changed()
  }

  #add(add: () => boolean, events: readonly ServerEvent[]): boolean {
    const isNew = add()
    this.#outbox.settle(new Set(events.flatMap(({ cid }) => cid ?? [])))
    return isNew
  }

  /** True when the conversation is still the same, so that its messages may go on. */
  async #renew(): Promise<boolean> {
    const before = this.#line.token
    try {
      await this.#line.openSession()
    } catch {
      // No line either: the outbox waits and asks again.
      return true
    }
    return this.#line.token === before
  }

  #setWorking(isWorking: boolean): void {
    clearTimeout(this.#workingTimer)
    this.#isWorking = isWorking
    if (!isWorking) return
    this.#workingTimer = setTimeout(() => {
      this.#isWorking = false
      this.#changed()
    }, WORKING_MAX_MS)
  }

  #connect(connection: Connection): void {
    if (this.#connection === connection) return
    this.#connection = connection
    this.#changed()
  }

  #shownConnection(): ClientState['connection'] {
    if (this.#connection === 'idle') return 'idle'
    if (!this.#options.isOnline()) return 'offline'
    return this.#outbox.isRetrying ? 'retrying' : this.#connection
  }

  #restore(): void {
    const kept = this.#options.storage.load()
    if (!kept) return
    this.#line.token = kept.token
    this.#timeline.restore(kept.events, kept.cursor)
    this.#outbox.restore(kept.outbox)
    this.#isOpen = kept.isOpen
    this.#user = kept.user ?? null
  }

  #save(): void {
    this.#options.storage.save({
      token: this.#line.token,
      cursor: this.#timeline.cursor,
      events: this.#timeline.events,
      outbox: this.#outbox.items,
      isOpen: this.#isOpen,
      user: this.#user,
    })
  }

  #changed(): void {
    if (this.#line.isRunning) this.#save()
    const { state } = this
    for (const listener of this.#listeners) listener(state)
  }
}
