import type { MessageAnswer, ServerEvent, SessionAnswer, WireChoice } from '../protocol.ts'
import type { ClientState } from './client-state.ts'
import type { ClientStorage } from './client-storage.ts'
import { Line } from './line.ts'
import { Outbox } from './outbox.ts'
import { stemOf } from './stem-of.ts'
import { subjectOf } from './subject-of.ts'
import { TabTalk } from './tab-talk.ts'
import { Tabs, type TabsOptions } from './tabs.ts'
import { choiceState, type Outgoing, Timeline } from './timeline.ts'
import { type Connection, type SignIn, Transport } from './transport.ts'
import { Working } from './working.ts'

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
  /** The other tabs of this browser. */
  readonly tabs: TabsOptions
  /** A message that fails this long while online is put before the customer (ms); 45 s unless told. */
  readonly giveUpMs?: number
}

/** Older conversations wait until they are opened: going on with one counts as a visit (ms). */
const FRESH_MS = 25 * 60_000
/** What nobody has touched for this long is forgotten by the browser (ms). */
const KEPT_MS = 30 * 86_400_000

/** One conversation with the server, without any page around it. */
export class Client {
  readonly #options: ClientOptions
  readonly #timeline = new Timeline()
  readonly #talk: TabTalk
  readonly #transport: Transport
  readonly #line: Line
  readonly #outbox: Outbox
  readonly #listeners = new Set<(state: ClientState) => void>()
  readonly #working = new Working(() => this.#changed())
  #connection: Connection = 'idle'
  #wasReset = false
  #isOpen = false
  /** The signed-in customer. */
  #user: string | null = null
  /** The last number that was shown. */
  #seen = 0

  constructor(options: ClientOptions) {
    this.#options = options
    const tabs = new Tabs(options.tabs, (word) => this.#talk.hear(word))
    const transport = new Transport(options.base, options.fetch, () => this.#owner !== null)
    this.#transport = transport
    this.#line = new Line({
      transport,
      cursor: () => this.#timeline.cursor,
      ready: () => this.#ready(),
      onSession: (answer, before) => this.#begin(answer, before),
      onEvents: (events) => this.#receive(events),
      onConnection: (connection) => this.#connect(connection),
      onLead: () => this.#outbox.adopt(),
      tabs,
      clock: options.clock,
    })
    this.#outbox = new Outbox({
      send: (message) => transport.message(this.#line.token ?? '', message, this.#line.signal),
      onAnswer: (answer) => this.#take(answer),
      onUnauthorized: () => this.#renew(),
      onChange: () => this.#changed(),
      onItem: (item) => this.#talk.tell({ kind: 'item', item }),
      onGone: (cid) => this.#talk.tell({ kind: 'gone', cid }),
      isOnline: options.isOnline,
      clock: options.clock,
      giveUpMs: options.giveUpMs ?? 45_000,
    })
    this.#talk = new TabTalk({
      tabs,
      line: this.#line,
      outbox: this.#outbox,
      onEvents: (events) => this.#hearEvents(events),
      onBegan: (token) => this.#follow(token),
      onReset: () => this.#forget(),
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
      isWorking: connection === 'live' && (isSending || this.#working.isOn),
      wasReset: this.#wasReset,
      unread: this.#timeline.events.filter(({ seq, role }) => seq > this.#seen && role !== 'customer').length,
    }
  }

  /** Whether the visitor has the conversation open; kept over a reload. */
  get isOpen(): boolean {
    return this.#isOpen
  }

  set isOpen(isOpen: boolean) {
    this.#isOpen = isOpen
    this.#changed()
  }

  /** Something was said so lately that an answer may come while the page is open. */
  get isFresh(): boolean {
    const last = this.#timeline.events.at(-1)
    return last !== undefined && this.#options.clock() - last.at < FRESH_MS
  }

  /** Calls back on every change until the returned function is called. */
  subscribe(listener: (state: ClientState) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Connects and stays connected until `stop`. Nothing is sent or stored before. */
  start(): void {
    // Another tab may have begun since this one was loaded.
    if (!this.#line.token) this.#restore()
    this.#line.start(() => this.#outbox.start())
  }

  stop(): void {
    this.#working.set(false)
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

  /** Ends for good: the page takes the chat away. */
  close(): void {
    this.stop()
    this.#talk.close()
  }

  /** Forgets everything, in every tab and in the browser's storage; `start` begins a new conversation. */
  reset(): void {
    this.#transport.signIn = null
    this.#wipe()
  }

  #wipe(): void {
    this.#talk.tellReset()
    // Nothing of it was taken up here, so a panel that was just opened stays.
    if (this.#line.token) this.#forget()
    else this.#options.storage.clear()
  }

  #forget(): void {
    this.stop()
    this.#transport.signOut()
    this.#line.token = null
    this.#user = null
    this.#wasReset = false
    this.#isOpen = false
    this.#seen = 0
    this.#timeline.clear()
    this.#outbox.restore([])
    this.#options.storage.clear()
    this.#changed()
  }

  /**
   * Names the page's signed-in customer. Another one than before finds nothing of the old conversation; who began
   * as a stranger keeps theirs.
   */
  async identify(signIn: SignIn): Promise<void> {
    this.#transport.signIn = signIn
    this.#transport.signOut()
    await this.#ready()
    if (this.#line.isRunning) await this.#renew()
  }

  async #ready(): Promise<void> {
    // A page names its customer as soon as the chat is there, which may be after it began to start.
    await null
    if (!this.#transport.signIn) return
    const user = subjectOf(await this.#transport.jwt())
    const owner = this.#owner
    if (owner !== null && owner !== user) this.#wipe()
    this.#user = user
    if (!this.#line.token) this.#restore()
    this.#changed()
  }

  /** The customer whose conversation this is; null for a stranger's. */
  get #owner(): string | null {
    return this.#options.storage.load()?.user ?? this.#user
  }

  /** The page is left or put to sleep: another tab takes the stream and unsent messages. */
  rest(): void {
    if (!this.#line.isRunning) return
    this.#line.rest()
    this.#talk.tell({ kind: 'left' })
  }

  /** The page came back to life, or the network did: make sure of the connection now. */
  wake(): void {
    if (!this.#line.isRunning) return
    // Another tab may have got a newer token while this one slept.
    const kept = this.#options.storage.load()?.token
    if (kept && stemOf(kept) === stemOf(this.#line.token)) this.#line.token = kept
    this.#line.wake()
    this.#outbox.wake()
    this.#changed()
  }

  #stamp(): { cid: string; at: number } {
    return { cid: this.#options.newId(), at: this.#options.clock() }
  }

  #begin(answer: SessionAnswer, before: string | null): void {
    if (before) this.#talk.tell({ kind: 'began', before })
    if (answer.reset) {
      this.#timeline.clear()
      this.#wasReset = true
      this.#outbox.moveToNewConversation()
    }
    this.#add(() => this.#timeline.addAll(answer.events), answer.events)
    this.#working.set(answer.open)
    this.#changed()
  }

  #receive(events: readonly ServerEvent[]): void {
    this.#talk.tell({ kind: 'events', events })
    if (!this.#add(() => this.#timeline.addAll(events), events)) return
    if (events.some(({ role }) => role !== 'customer')) this.#working.set(false)
    this.#changed()
  }

  /** An answer to a message: others may have spoken in between, so it moves no cursor over a gap. */
  #take(answer: MessageAnswer): void {
    this.#talk.tell({ kind: 'events', events: answer.events })
    this.#add(() => this.#timeline.add(answer.events), answer.events)
    this.#working.set(answer.open)
    this.#changed()
  }

  #hearEvents(events: readonly ServerEvent[]): void {
    this.#add(() => this.#timeline.add(events), events)
    this.#changed()
    // Something was missed while this tab slept.
    if (this.#timeline.hasGap) void this.#renew()
  }

  /** Another tab found the old conversation gone and has a new one. */
  #follow(token: string): void {
    this.#line.token = token
    this.#timeline.clear()
    this.#outbox.restore([])
    void this.#renew()
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
    return stemOf(this.#line.token) === stemOf(before)
  }

  #connect(connection: Connection): void {
    if (this.#line.isLeading) this.#talk.tell({ kind: 'line', connection })
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
    // A customer's conversation is theirs alone: nothing of it is shown before they are known.
    if (!kept || (kept.user && kept.user !== this.#user)) return
    const last = kept.events.at(-1)
    if (last && this.#options.clock() - last.at > KEPT_MS) {
      this.#options.storage.clear()
      return
    }
    this.#line.token = kept.token
    this.#timeline.restore(kept.events, kept.cursor)
    // What was written before the customer was known goes on behind what was kept.
    const known = new Set([...kept.events, ...kept.outbox].map(({ cid }) => cid))
    this.#outbox.restore([...kept.outbox, ...this.#outbox.items.filter(({ cid }) => !known.has(cid))])
    this.#isOpen = kept.isOpen
    this.#seen = kept.seen ?? 0
  }

  #save(): void {
    this.#options.storage.save({
      token: this.#line.token,
      cursor: this.#timeline.cursor,
      events: this.#timeline.events,
      outbox: this.#outbox.items,
      isOpen: this.#isOpen,
      user: this.#user,
      seen: this.#seen,
    })
  }

  #changed(): void {
    if (this.#isOpen) this.#seen = this.#timeline.events.at(-1)?.seq ?? 0
    // Before anything has begun here, a customer's conversation waits in the storage for them to be known.
    if (this.#line.isRunning && (this.#line.token || !this.#options.storage.load()?.user)) this.#save()
    const { state } = this
    for (const listener of this.#listeners) listener(state)
  }
}
