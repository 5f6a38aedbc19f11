import type { webhook } from '@line/bot-sdk'
import { isObject, type JsonObject } from '../limits/complaint.ts'
import { Browser } from './browser.ts'
import { type Button, ChatRoom, type Device, type Shown, wordsOf } from './chat-room.ts'
import { Events, type ThingKind } from './events.ts'
import type { LinePlatform } from './line-platform.ts'
import type { HowDelivered, WebhookDelivery } from './webhooks.ts'

/** How long anybody waits for the bot (ms): a test that fails should not hang. */
const PATIENCE_MS = 20_000

/** Somebody with a phone. What they do goes to the bot's webhook; what the bot says appears in `room`. */
export class Person {
  readonly userId: string
  readonly device: Device
  readonly room = new ChatRoom()
  readonly events: Events
  /** Loading animations shown so far. */
  loadings = 0
  #blocked = false
  #heardTo = 0
  readonly #platform: LinePlatform

  constructor(userId: string, { device, platform }: { device: Device; platform: LinePlatform }) {
    this.userId = userId
    this.device = device
    this.#platform = platform
    this.events = new Events(userId, platform)
  }

  /** Whether messages reach them; LINE answers 200 to a push either way. */
  get reachable(): boolean {
    return !this.#blocked
  }

  /** What can be pressed now, by label. */
  get labels(): readonly string[] {
    return this.room.buttons(this.device).map(({ label }) => label)
  }

  /** Types a text; the event is not sent yet. */
  typed(text: string): webhook.MessageEvent {
    const event = this.events.text(text)
    this.#showOwn({ type: 'text', text }, event.message.id)
    return event
  }

  /** Presses a button that is on offer now; the event is not sent yet. */
  pressed(wanted: string | ((button: Button) => boolean), params?: Record<string, string>): webhook.Event {
    return this.#press(wanted, this.room.buttons(this.device), params)
  }

  /** Presses a button of before, as a tap does that left before the row went away. */
  pressedLate(wanted: string | ((button: Button) => boolean)): webhook.Event {
    return this.#press(wanted, this.room.everShown())
  }

  says(text: string, how?: HowDelivered): Promise<WebhookDelivery> {
    return this.#platform.deliver([this.typed(text)], how)
  }

  taps(wanted: string | ((button: Button) => boolean)): Promise<WebhookDelivery> {
    return this.#platform.deliver([this.pressed(wanted)])
  }

  tapsLate(wanted: string | ((button: Button) => boolean)): Promise<WebhookDelivery> {
    return this.#platform.deliver([this.pressedLate(wanted)])
  }

  /** Opens a date picker and chooses a day (YYYY-MM-DD). */
  picks(label: string, date: string): Promise<WebhookDelivery> {
    return this.#platform.deliver([this.pressed(label, { date })])
  }

  sends(kind: ThingKind): Promise<WebhookDelivery> {
    const event = this.events.thing(kind)
    this.#showOwn({ type: kind }, event.message.id)
    return this.#platform.deliver([event])
  }

  edits(messageId: string, text: string): Promise<WebhookDelivery> {
    return this.#platform.deliver([this.events.edited(messageId, text)])
  }

  unsends(messageId: string): Promise<WebhookDelivery> {
    this.room.withdraw(messageId)
    return this.#platform.deliver([this.events.unsend(messageId)])
  }

  follows(isUnblocked = this.#blocked): Promise<WebhookDelivery> {
    this.#blocked = false
    return this.#platform.deliver([this.events.follow(isUnblocked)])
  }

  blocks(): Promise<WebhookDelivery> {
    this.#blocked = true
    return this.#platform.deliver([this.events.unfollow()])
  }

  /** The browser of their phone; whoever uses it confirms at LINE with this person's account. */
  browser(resolve: (url: string) => string): Browser {
    return new Browser({ resolve, confirm: (link) => this.#platform.confirmLink(this, link) })
  }

  /** The address behind a button that opens a page. */
  addressOf(label: string): string {
    const button = this.room.buttons(this.device).find((one) => one.label === label)
    const uri = button?.action['uri']
    if (typeof uri !== 'string') throw new Error(`「${label}」 opens no page, only: ${this.labels.join('、')}`)
    return uri
  }

  /** Their newest own message, e.g. to withdraw it. */
  get lastMessageId(): string {
    return this.room.shown.findLast((one) => one.by === 'person')?.messageId ?? ''
  }

  /** The bot's messages arrive; whoever has blocked it sees none. */
  receives(messages: readonly JsonObject[], { via, ids }: { via: 'reply' | 'push'; ids: readonly string[] }): void {
    if (!this.reachable) return
    for (const [index, message] of messages.entries())
      this.room.add({ by: 'bot', message, messageId: ids[index] ?? '', atMs: this.#platform.now(), via })
  }

  /** Waits until the bot has said something since the last call, and reads all of it. */
  async hears(): Promise<readonly Shown[]> {
    await this.until(() => this.#unheard().length > 0, 'nothing came')
    return this.heardSince()
  }

  /** What the bot has said since it was last read, without waiting. */
  heardSince(): readonly Shown[] {
    const unheard = this.#unheard()
    this.#heardTo = this.room.shown.length
    return unheard
  }

  /** Says something and waits for the answer. @returns the answer's words */
  async asks(text: string): Promise<string> {
    await this.says(text)
    return (await this.hears()).map(({ message }) => wordsOf(message)).join('\n')
  }

  /** Taps and waits for the answer. @returns the answer's words */
  async chooses(label: string): Promise<string> {
    await this.taps(label)
    return (await this.hears()).map(({ message }) => wordsOf(message)).join('\n')
  }

  /** Waits until something holds that can only become true when a message arrives. */
  async until(holds: () => boolean, orElse: string, patienceMs = PATIENCE_MS): Promise<void> {
    if (holds()) return
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => {
        stop()
        reject(new Error(`${orElse}; the last words were: ${this.room.heard.at(-1) ?? 'none'}`))
      }, patienceMs)
      const stop = this.room.onShown(() => {
        if (!holds()) return
        clearTimeout(late)
        stop()
        resolve()
      })
    })
  }

  #unheard(): Shown[] {
    return this.room.shown.slice(this.#heardTo).filter((one) => one.by === 'bot')
  }

  #press(
    wanted: string | ((button: Button) => boolean),
    among: readonly Button[],
    params?: Record<string, string>,
  ): webhook.Event {
    const fits = typeof wanted === 'string' ? ({ label }: Button) => label === wanted : wanted
    const button = among.find(fits)
    if (!button)
      throw new Error(`「${String(wanted)}」 cannot be pressed, only: ${among.map(({ label }) => label).join('、')}`)
    if (button.from === 'quickReply') this.room.quickReplyTaken()
    return this.#act(button.action, params)
  }

  #act(action: JsonObject, params: Record<string, string> | undefined): webhook.Event {
    const { type, data, displayText, text } = action
    if (type === 'message') return this.typed(String(text))
    if (type !== 'postback' && type !== 'datetimepicker') throw new Error(`${String(type)} sends nothing`)
    if (typeof displayText === 'string')
      this.#showOwn({ type: 'text', text: displayText }, this.#platform.ids.message())
    return this.events.postback({ data: String(data), ...(params ? { params } : {}) })
  }

  #showOwn(message: JsonObject, messageId: string): void {
    this.room.add({ by: 'person', message, messageId, atMs: this.#platform.now() })
  }
}

/** The words of what was shown, one message a line. */
export function readAloud(shown: readonly Shown[]): string {
  return shown.map(({ message }) => (isObject(message) ? wordsOf(message) : '')).join('\n')
}
