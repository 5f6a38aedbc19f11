import type { FastifyInstance } from 'fastify'
import type { Account, Act, Inbound, LoggedMessage } from '../../../src/channels/channel.ts'
import {
  type ClientMessage,
  type EventsAnswer,
  type MessageAnswer,
  PROTOCOL_BASE,
  type ServerEvent,
  type SessionAnswer,
  SIGN_IN_HEADER,
} from '../../../src/protocol.ts'
import { createServer } from '../../../src/server.ts'
import type { BackOfficeFault, Happenings, World, WorldSetup } from '../../../src/transcript/world.ts'
import { jwtOf } from '../site-key.ts'
import { happenedOnPage } from './happened-on-page.ts'
import { createWidgetBot, type WidgetBot } from './widget-bot.ts'

const VISITED_MS = 20 * 86_400_000

/** A world whose customer is on a web page: what they do and read goes over the widget's HTTP protocol. */
export async function createWidgetWorld(setup: WorldSetup): Promise<WidgetWorld> {
  const world = new WidgetWorld(setup.atMs)
  world.importContracts(setup.contractsCsv)
  return world
}

/**
 * The whole bot behind the server, spoken to as the widget speaks. What is compared with a script is the bot's
 * log, and the log is compared with what went over the wire: the same words and choices, each once, in order.
 */
export class WidgetWorld implements World {
  readonly #bot: WidgetBot
  readonly #server: FastifyInstance
  readonly #wire = new Map<number, ServerEvent>()
  readonly #said: LoggedMessage[] = []
  #complaints: string[] = []
  #token = ''
  #account: Account | null = null
  #readTo = 0
  #ids = 0
  #last: ClientMessage | null = null

  constructor(atMs: number) {
    this.#bot = createWidgetBot(atMs)
    this.#server = createServer({ routes: [this.#bot.routes] })
  }

  importContracts(csv: string): void {
    this.#bot.world.importContracts(csv)
  }

  now(): number {
    return this.#bot.world.now()
  }

  async act(act: Act, options: { readonly redelivered?: boolean } = {}): Promise<string> {
    if (options.redelivered && this.#last) await this.#send(this.#last)
    else await this.#do(act)
    await this.#settled()
    return `${this.#bot.conversationId}/${this.#last?.cid}`
  }

  /** The page is looked at now and then, as a token that rests for 30 days would end. */
  async advanceTo(atMs: number): Promise<void> {
    while (this.now() < atMs) {
      await this.#bot.world.advanceTo(Math.min(atMs, this.now() + VISITED_MS))
      await this.#settled()
    }
  }

  signIn(account: Account): void {
    this.#account = account
  }

  backOfficeNext(fault: BackOfficeFault): void {
    this.#bot.world.backOfficeNext(fault)
  }

  take(): Happenings {
    return happenedOnPage(this.#bot.world, { said: this.#said, complaints: this.#complaints })
  }

  snapshot(): unknown {
    return this.#bot.world.snapshot()
  }

  async close(): Promise<void> {
    await this.#server.close()
    await this.#bot.world.close()
  }

  async #do(act: Act): Promise<void> {
    const stamp = { cid: `script-${++this.#ids}`, at: this.now() }
    if (act.type === 'opened') return this.#open()
    // A customer may write before anything was said, e.g. by a button of the page.
    if (!this.#token) await this.#begin()
    if (act.type === 'text') return this.#send({ ...stamp, text: act.text })
    if (act.type === 'tapped') return this.#send({ ...stamp, choice: act.choice, prompt: act.prompt })
    if (act.type === 'picked') return this.#send({ ...stamp, text: asTyped(act.date) })
    // The widget has no such act; the bot must take it all the same from whoever may have it later.
    const inbound: Inbound = {
      id: `${this.#bot.conversationId}/${stamp.cid}`,
      channel: 'widget',
      conversationId: this.#bot.conversationId,
      atMs: this.now(),
      act,
      ...(this.#account ? { account: this.#account } : {}),
    }
    this.#last = { ...stamp, text: '' }
    await this.#bot.world.app.receive(inbound)
  }

  async #begin(): Promise<void> {
    const { token } = await this.#post<SessionAnswer>('session', {})
    this.#token = token
  }

  async #open(): Promise<void> {
    const body = this.#token ? { token: this.#token, after: this.#readTo } : {}
    const { token, events } = await this.#post<SessionAnswer>('session', body)
    this.#token = token
    this.#hear(events)
  }

  async #send(message: ClientMessage): Promise<void> {
    this.#last = message
    const { events } = await this.#post<MessageAnswer>('messages', message)
    this.#hear(events)
  }

  async #post<T>(path: string, body: object): Promise<T> {
    const headers = await this.#headers()
    const url = `${PROTOCOL_BASE}${path}`
    const response = await this.#server.inject({ method: 'POST', url, headers, payload: body })
    if (response.statusCode !== 200) throw new Error(`${path} was answered ${response.statusCode}: ${response.body}`)
    return response.json<T>()
  }

  /** The shop signs a fresh token for every call, and says in it when its customer signed in. */
  async #headers(): Promise<Record<string, string>> {
    const token = this.#token ? { authorization: `Bearer ${this.#token}` } : {}
    const { subject, email, provedAtMs } = this.#account ?? {}
    if (subject === undefined) return token
    const jwt = await jwtOf(subject, { email, nowMs: this.now(), signedInAtMs: provedAtMs })
    return { ...token, [SIGN_IN_HEADER]: jwt }
  }

  #hear(events: readonly ServerEvent[]): void {
    for (const event of events) {
      const before = this.#wire.get(event.seq)
      if (before && JSON.stringify(before) !== JSON.stringify(event))
        this.#complaints.push(`entry ${event.seq} changed`)
      this.#wire.set(event.seq, event)
    }
  }

  /** Waits until nothing is under way, asks for the rest as a page does, and compares wire and log. */
  async #settled(): Promise<void> {
    await this.#bot.world.app.idle()
    if (!this.#token) return
    const headers = await this.#headers()
    const url = `${PROTOCOL_BASE}events?after=${this.#readTo}`
    this.#hear((await this.#server.inject({ url, headers })).json<EventsAnswer>().events)
    const log = await this.#bot.world.app.store.log(this.#bot.conversationId, this.#readTo)
    for (const entry of log) this.#compare(entry)
    this.#readTo = log.at(-1)?.seq ?? this.#readTo
    this.#said.push(...log.filter(({ role }) => role !== 'customer'))
  }

  #compare({ seq, role, text, choices = [] }: LoggedMessage): void {
    const shown = this.#wire.get(seq)
    const ids = (list: readonly { id: string; label: string }[]) => list.map(({ id, label }) => `${id} ${label}`).join()
    const isSame = shown?.role === role && shown.text === text && ids(shown.choices ?? []) === ids(choices)
    if (!isSame) this.#complaints.push(`entry ${seq} reads ${JSON.stringify(shown)} on the page, ${text} in the log`)
  }
}

/** A day as the widget's calendar sends it. */
function asTyped(date: string): string {
  const [year, month, day] = date.split('-').map(Number)
  return `${year}年${month}月${day}日`
}
