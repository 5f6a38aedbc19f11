import { Agent } from 'node:http'
import type { webhook } from '@line/bot-sdk'
import type { JsonObject } from '../limits/complaint.ts'
import { type LineContract, loadLineContract } from '../spec/line-contract.ts'
import { AccessTokens } from './access-tokens.ts'
import { type Account, CHANNEL } from './account.ts'
import { accountRoutes } from './account-routes.ts'
import { type ApiCall, ApiServer } from './api-server.ts'
import type { Device } from './chat-room.ts'
import { type Endpoint, Faults } from './faults.ts'
import { Ids } from './ids.ts'
import { linkRoutes } from './link-routes.ts'
import { type LinkResult, LinkTokens } from './link-tokens.ts'
import { messageRoutes } from './message-routes.ts'
import { Person } from './person.ts'
import { ReplyTokens } from './reply-tokens.ts'
import { RetryKeys } from './retry-keys.ts'
import { type HowDelivered, type WebhookDelivery, Webhooks } from './webhooks.ts'

export interface PlatformOptions {
  /** Epoch ms; tests that jump in time bring their own clock. */
  readonly now?: () => number
  readonly salt?: string
  readonly assertionKey?: { readonly kid: string; readonly pem: string }
  /** How long a webhook may take (ms). LINE allows 2,000; more by default, for machines that are busy with other tests. */
  readonly webhookTimeoutMs?: number
}

/**
 * LINE, as far as one bot can tell: the Messaging API of one channel on loopback, signed webhooks, and people
 * with phones. It judges every call; `close` throws when one broke a limit that LINE documents.
 */
export class LinePlatform {
  readonly account: Account = { chatMode: 'bot', markAsReadMode: 'auto', webhook: null, quota: 200, used: 0 }
  readonly faults = new Faults()
  readonly ids: Ids
  readonly now: () => number
  readonly accessTokens: AccessTokens
  readonly replyTokens = new ReplyTokens()
  readonly retryKeys = new RetryKeys()
  readonly linkTokens = new LinkTokens()
  readonly #people = new Map<string, Person>()
  readonly #webhooks: Webhooks
  readonly #api: ApiServer
  readonly #contract: LineContract | null
  #violations: string[] = []
  #url = ''

  private constructor({ now = Date.now, salt = 'line', assertionKey, webhookTimeoutMs = 15_000 }: PlatformOptions) {
    this.now = now
    this.ids = new Ids(salt)
    this.#contract = loadLineContract()
    this.accessTokens = new AccessTokens({
      channelId: CHANNEL.id,
      secret: CHANNEL.secret,
      ...(assertionKey ? { assertionKey } : {}),
    })
    const violated = (what: string) => this.violated(what)
    this.#webhooks = new Webhooks({
      account: this.account,
      channel: CHANNEL,
      contract: this.#contract,
      replyTokens: this.replyTokens,
      now,
      timeoutMs: webhookTimeoutMs,
      agent: new Agent({ keepAlive: true, maxSockets: 64 }),
      violated,
    })
    this.#api = new ApiServer({
      routes: { ...messageRoutes(this), ...accountRoutes(this), ...linkRoutes(this) },
      faults: this.faults,
      contract: this.#contract,
      isAuthorized: (authorization) => this.accessTokens.isValid(authorization, this.now()),
      requestId: () => this.ids.requestId(),
      violated,
    })
  }

  static async start(options: PlatformOptions = {}): Promise<LinePlatform> {
    const platform = new LinePlatform(options)
    platform.#url = await platform.#api.listen()
    return platform
  }

  /** Where the API is. */
  get url(): string {
    return this.#url
  }

  /** What a bot's environment needs to speak with this platform. */
  get environment(): Readonly<Record<string, string>> {
    return { LINE_CHANNEL_ID: CHANNEL.id, LINE_CHANNEL_SECRET: CHANNEL.secret, LINE_API_BASE_URL: this.#url }
  }

  /** Sets the webhook URL in the console and switches "Use webhook" on. */
  connect(webhookUrl: string): void {
    this.account.webhook = { endpoint: webhookUrl, active: true }
  }

  /** A friend of the account, on a phone unless told otherwise. */
  person(device: Device = 'ios'): Person {
    const person = new Person(this.ids.user(), { device, platform: this })
    this.#people.set(person.userId, person)
    return person
  }

  find(userId: unknown): Person | undefined {
    return typeof userId === 'string' ? this.#people.get(userId) : undefined
  }

  /** Posts events in one webhook; resolves with what the bot's server answered. */
  deliver(events: readonly webhook.Event[], how: HowDelivered = {}): Promise<WebhookDelivery> {
    return this.#webhooks.deliver(events, how)
  }

  /** Somebody with a LINE account of theirs came to LINE's page for linking, and confirmed. */
  async confirmLink(person: Person, { token, nonce }: { token: string; nonce: string }): Promise<LinkResult> {
    const wrong = this.linkTokens.wrongWith(nonce)
    if (wrong !== null) this.violated(wrong)
    const result = this.linkTokens.confirm({ token, nonce, userId: person.userId, nowMs: this.now() })
    if (result !== 'error') await this.deliver([person.events.accountLink(result, nonce)])
    return result
  }

  /** Everything not answered with 2xx goes out once more, as LINE does when redelivery is on. */
  redeliverAll(): Promise<readonly WebhookDelivery[]> {
    return this.#webhooks.redeliverAll()
  }

  /** One of them goes out once more. */
  redeliver(delivery: WebhookDelivery): Promise<WebhookDelivery> {
    return this.#webhooks.redeliver(delivery)
  }

  get deliveries(): readonly WebhookDelivery[] {
    return this.#webhooks.deliveries
  }

  /** Calls of the API, oldest first. */
  calls(endpoint?: Endpoint): readonly ApiCall[] {
    return this.#api.calls.filter((call) => endpoint === undefined || call.endpoint === endpoint)
  }

  /** Notes something that LINE would not have taken. */
  violated(what: string): void {
    this.#violations.push(what)
  }

  /** Tests that break a limit on purpose take what was noted. */
  takeViolations(): readonly string[] {
    const taken = this.#violations
    this.#violations = []
    return taken
  }

  /** Forgets past calls and deliveries, e.g. between many conversations on one platform. */
  forgetHistory(): void {
    this.#api.calls.length = 0
    this.#webhooks.forget()
  }

  /** What the API says a message object's ids are. */
  sentMessages(messages: readonly JsonObject[]): { id: string; quoteToken: string }[] {
    return messages.map(() => ({ id: this.ids.message(), quoteToken: this.ids.token() }))
  }

  /** @throws {Error} when a call or a webhook broke what LINE documents */
  async close(): Promise<void> {
    await this.#api.close()
    this.#webhooks.close()
    const violations = this.takeViolations()
    if (violations.length > 0) throw new Error(`LINE would have refused:\n${violations.join('\n')}`)
  }
}
