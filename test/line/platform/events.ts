import type { webhook } from '@line/bot-sdk'
import type { Ids } from './ids.ts'
import type { ReplyTokens } from './reply-tokens.ts'

/** What an event needs from its surroundings. */
export interface EventWorld {
  readonly ids: Ids
  readonly replyTokens: ReplyTokens
  readonly now: () => number
}

/** Things that are no text, by the word the bot's channel contract uses for them. */
export type ThingKind = 'sticker' | 'image' | 'video' | 'audio' | 'file' | 'location'

/** Makes the webhook events of one person. Making one sends nothing. */
export class Events {
  readonly #world: EventWorld
  readonly #userId: string
  /** In standby LINE gives no reply token: another program answers. */
  mode: webhook.EventMode = 'active'

  constructor(userId: string, world: EventWorld) {
    this.#userId = userId
    this.#world = world
  }

  text(text: string): webhook.MessageEvent {
    return this.#message({ ...this.#content('text'), type: 'text', text, ...this.#readable() })
  }

  thing(kind: ThingKind): webhook.MessageEvent {
    return this.#message(this.#thing(kind))
  }

  postback(postback: webhook.PostbackContent): webhook.PostbackEvent {
    return { ...this.#base(), ...this.#answerable(), type: 'postback', postback }
  }

  follow(isUnblocked = false): webhook.FollowEvent {
    const { replyToken = '' } = this.#answerable()
    return { ...this.#base(), type: 'follow', replyToken, follow: { isUnblocked } }
  }

  unfollow(): webhook.UnfollowEvent {
    return { ...this.#base(), type: 'unfollow' }
  }

  unsend(messageId: string): webhook.UnsendEvent {
    return { ...this.#base(), type: 'unsend', unsend: { messageId } }
  }

  edited(messageId: string, text: string): webhook.MessageEditedEvent {
    const message = { ...this.#content('text'), type: 'text', id: messageId, text, ...this.#readable() } as const
    return { ...this.#base(), ...this.#answerable(), type: 'messageEdited', message }
  }

  /** A failed link comes without a source and without a reply token. */
  accountLink(result: 'ok' | 'failed', nonce: string = this.#world.ids.token()): webhook.AccountLinkEvent {
    const { source, ...base } = this.#base()
    const link = { result, nonce } as const
    if (result === 'failed') return { ...base, type: 'accountLink', link }
    return { ...base, source, ...this.#answerable(), type: 'accountLink', link }
  }

  #message(message: webhook.MessageContent): webhook.MessageEvent {
    return { ...this.#base(), ...this.#answerable(), type: 'message', message }
  }

  #base() {
    const { ids, now } = this.#world
    return {
      mode: this.mode,
      timestamp: now(),
      webhookEventId: ids.ulid(now()),
      deliveryContext: { isRedelivery: false },
      source: { type: 'user', userId: this.#userId },
    } as const
  }

  #answerable(): { replyToken?: string } {
    if (this.mode === 'standby') return {}
    const { ids, replyTokens, now } = this.#world
    const replyToken = ids.token()
    replyTokens.issue(replyToken, { userId: this.#userId, atMs: now() })
    return { replyToken }
  }

  #content<Kind extends string>(type: Kind): { type: Kind; id: string } {
    return { type, id: this.#world.ids.message() }
  }

  #readable() {
    return { quoteToken: this.#world.ids.token(), markAsReadToken: this.#world.ids.token() }
  }

  #thing(kind: ThingKind): webhook.MessageContent {
    const quotable = this.#readable()
    switch (kind) {
      case 'sticker':
        return {
          ...this.#content(kind),
          packageId: '446',
          stickerId: '1988',
          stickerResourceType: 'STATIC',
          ...quotable,
        }
      case 'image':
        return { ...this.#content(kind), contentProvider: { type: 'line' }, ...quotable }
      case 'video':
        return { ...this.#content(kind), duration: 3000, contentProvider: { type: 'line' }, ...quotable }
      case 'audio':
        return { ...this.#content(kind), duration: 3000, contentProvider: { type: 'line' } }
      case 'file':
        return { ...this.#content(kind), fileName: '領収書.pdf', fileSize: 12_345 }
      case 'location':
        return { ...this.#content(kind), title: '本社', address: '東京都千代田区', latitude: 35.68, longitude: 139.76 }
    }
  }
}
