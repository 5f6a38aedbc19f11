import type { Agent } from 'node:http'
import type { webhook } from '@line/bot-sdk'
import type { LineContract } from '../spec/line-contract.ts'
import type { ReplyTokens } from './reply-tokens.ts'
import { signBody } from './signed-body.ts'
import { postWebhook, type WebhookOutcome } from './webhook-post.ts'

/** How a webhook leaves; what is not given is as LINE does it. */
export interface HowDelivered {
  readonly escapeEmoji?: boolean
  readonly splitAt?: (bytes: Buffer) => readonly number[]
  /** Another signature than the right one; null: none at all. */
  readonly signature?: string | null
  /** Signed with this secret, e.g. while the secret is being changed. */
  readonly secret?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly destination?: string
}

export interface WebhookDelivery extends WebhookOutcome {
  readonly events: readonly webhook.Event[]
  readonly how: HowDelivered
  readonly redelivery: boolean
}

interface WebhooksOptions {
  readonly account: { readonly webhook: { readonly endpoint: string; readonly active: boolean } | null }
  readonly channel: { readonly secret: string; readonly botUserId: string }
  readonly contract: LineContract | null
  readonly replyTokens: ReplyTokens
  readonly now: () => number
  readonly timeoutMs: number
  readonly agent: Agent
  readonly violated: (what: string) => void
}

/** Others are newer than the published OpenAPI, or made up to be unknown. */
const SPECIFIED: ReadonlySet<string> = new Set([
  'message',
  'unsend',
  'follow',
  'unfollow',
  'join',
  'leave',
  'memberJoined',
  'memberLeft',
  'postback',
  'videoPlayComplete',
  'beacon',
  'accountLink',
  'membership',
])

/** Sends webhooks and remembers which were not taken. */
export class Webhooks {
  readonly #options: WebhooksOptions
  readonly #deliveries: WebhookDelivery[] = []
  #untaken: WebhookDelivery[] = []

  constructor(options: WebhooksOptions) {
    this.#options = options
  }

  get deliveries(): readonly WebhookDelivery[] {
    return this.#deliveries
  }

  async deliver(events: readonly webhook.Event[], how: HowDelivered): Promise<WebhookDelivery> {
    return this.#post(events, how, false)
  }

  async redeliverAll(): Promise<readonly WebhookDelivery[]> {
    return Promise.all(this.#untaken.map((delivery) => this.redeliver(delivery)))
  }

  async redeliver(delivery: WebhookDelivery): Promise<WebhookDelivery> {
    this.#untaken = this.#untaken.filter((one) => one !== delivery)
    const again = delivery.events.map((event) => ({ ...event, deliveryContext: { isRedelivery: true } }))
    return this.#post(again, delivery.how, true)
  }

  forget(): void {
    this.#deliveries.length = 0
    this.#untaken = []
  }

  close(): void {
    this.#options.agent.destroy()
  }

  async #post(events: readonly webhook.Event[], how: HowDelivered, redelivery: boolean): Promise<WebhookDelivery> {
    const { account, channel, replyTokens, now, agent, timeoutMs } = this.#options
    if (!account.webhook) throw new Error('no webhook URL is set: connect the platform first')
    const payload = { destination: how.destination ?? channel.botUserId, events }
    this.#check(payload)
    const { bytes, signature } = signBody(payload, how.secret ?? channel.secret, how.escapeEmoji)
    for (const event of events)
      if ('replyToken' in event && event.replyToken) replyTokens.delivered(event.replyToken, now(), redelivery)
    const given = how.signature === undefined ? signature : how.signature
    const outcome = await postWebhook({
      url: account.webhook.endpoint,
      bytes,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'user-agent': 'LineBotWebhook/2.0',
        ...(given === null ? {} : { 'x-line-signature': given }),
        ...how.headers,
      },
      splitAt: how.splitAt?.(bytes) ?? [],
      timeoutMs,
      agent,
    })
    const delivery = { ...outcome, events, how, redelivery }
    this.#deliveries.push(delivery)
    if (outcome.status === null || outcome.status < 200 || outcome.status > 299) this.#untaken.push(delivery)
    return delivery
  }

  /** The stand-in must speak as LINE does, or the tests prove nothing. */
  #check(payload: { destination: string; events: readonly webhook.Event[] }): void {
    const events = payload.events.filter((event) => SPECIFIED.has(event.type))
    for (const { at, why } of this.#options.contract?.webhook({ ...payload, events }) ?? [])
      this.#options.violated(`the platform's own webhook ${at}: ${why}`)
  }
}
