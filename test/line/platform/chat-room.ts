import { isObject, type JsonObject } from '../limits/complaint.ts'

/** Where the customer reads: LINE for PC shows no quick replies. */
export type Device = 'ios' | 'pc'

/** One message in a chat, as it lies there. */
export interface Shown {
  readonly by: 'bot' | 'person'
  /** The LINE message object; of a person's own only what they see. */
  readonly message: JsonObject
  readonly messageId: string
  readonly atMs: number
  readonly via?: 'reply' | 'push'
  withdrawn?: true
}

/** Something that can be pressed. */
export interface Button {
  readonly label: string
  readonly action: JsonObject
  readonly from: 'quickReply' | 'message'
}

/** The chat of one person with the bot: what they see, and what they can press. */
export class ChatRoom {
  readonly #shown: Shown[] = []
  readonly #listeners = new Set<() => void>()
  #quickReplyGone = false

  get shown(): readonly Shown[] {
    return this.#shown
  }

  /** What the bot wrote, as text, oldest first. */
  get heard(): readonly string[] {
    return this.#shown.filter((one) => one.by === 'bot').map((one) => wordsOf(one.message))
  }

  add(shown: Shown): void {
    this.#shown.push(shown)
    this.#quickReplyGone = false
    for (const listener of [...this.#listeners]) listener()
  }

  withdraw(messageId: string): void {
    for (const one of this.#shown) if (one.messageId === messageId) one.withdrawn = true
  }

  onShown(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** A quick reply that was pressed takes the whole row away. */
  quickReplyTaken(): void {
    this.#quickReplyGone = true
  }

  /** What can be pressed now: the newest message's quick replies, and the buttons of any message, newest first. */
  buttons(device: Device): readonly Button[] {
    const last = this.#shown.at(-1)
    const quick = last?.by === 'bot' && device !== 'pc' && !this.#quickReplyGone ? quickReplies(last.message) : []
    return [...quick, ...this.#shown.toReversed().flatMap((one) => (one.by === 'bot' ? fixedButtons(one.message) : []))]
  }

  /** Every button that was ever shown, newest first: also those whose row has gone. */
  everShown(): readonly Button[] {
    return this.#shown
      .filter((one) => one.by === 'bot')
      .toReversed()
      .flatMap((one) => [...quickReplies(one.message), ...fixedButtons(one.message)])
  }
}

/** Everything a message says to somebody who reads it. */
export function wordsOf(message: JsonObject): string {
  const { template, contents } = message
  if (typeof message['text'] === 'string') return message['text']
  if (isObject(template))
    return [template['title'], template['text']].filter((one) => typeof one === 'string').join('\n')
  if (isObject(contents)) return flexTexts(contents).join('\n')
  return ''
}

function flexTexts(component: JsonObject): string[] {
  const own = component['type'] === 'text' && typeof component['text'] === 'string' ? [component['text']] : []
  return [...own, ...children(component).flatMap(flexTexts)]
}

function children(component: JsonObject): JsonObject[] {
  const blocks = ['header', 'hero', 'body', 'footer'].map((name) => component[name])
  const inner = Array.isArray(component['contents']) ? component['contents'] : []
  return [...blocks, ...inner].filter(isObject)
}

function quickReplies({ quickReply }: JsonObject): Button[] {
  const items = isObject(quickReply) && Array.isArray(quickReply['items']) ? quickReply['items'] : []
  return items.flatMap((item) =>
    isObject(item) && isObject(item['action']) ? [button(item['action'], 'quickReply')] : [],
  )
}

function fixedButtons({ template, contents }: JsonObject): Button[] {
  const actions = isObject(template) && Array.isArray(template['actions']) ? template['actions'].filter(isObject) : []
  const flex = isObject(contents) ? flexActions(contents) : []
  return [...actions, ...flex].map((action) => button(action, 'message'))
}

function flexActions(component: JsonObject): JsonObject[] {
  const own = component['type'] === 'button' && isObject(component['action']) ? [component['action']] : []
  return [...own, ...children(component).flatMap(flexActions)]
}

function button(action: JsonObject, from: Button['from']): Button {
  return { label: String(action['label'] ?? ''), action, from }
}
