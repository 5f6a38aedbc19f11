import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import {
  type EventsAnswer,
  type MessageAnswer,
  PROTOCOL_BASE,
  type ServerEvent,
  type SessionAnswer,
} from '../../protocol.ts'
import type { Account, Exchange, Inbound, LoggedMessage } from '../channel.ts'
import type { WidgetChannel } from './channel.ts'
import { allowOrigins } from './cors.ts'
import { Door } from './door.ts'
import { inboundId, readAfter, readMessage, readSession, toEvent } from './format.ts'
import { LiveEvents } from './live-events.ts'
import { OpenAnswers } from './open-answers.ts'
import { RateLimit, type RateLimitOptions } from './rate-limit.ts'
import type { Session, Sessions } from './sessions.ts'
import { createSignIn, type SignInSettings } from './sign-in.ts'
import type { Mark } from './wire-view.ts'

export interface WidgetRoutesOptions {
  readonly channel: WidgetChannel
  /** Hands an inbound to the hub. */
  readonly receive: (inbound: Inbound) => Promise<Exchange>
  /** Entries with `seq > afterSeq`, oldest first. */
  readonly readLog: (conversationId: string, afterSeq: number) => Promise<readonly LoggedMessage[]>
  /** Epoch ms. */
  readonly clock: () => number
  readonly sessions: Sessions
  /** How the company's site names its signed-in customers; without it every visitor is a stranger. */
  readonly signIn?: SignInSettings | null
  /** Sites other than our own whose pages may call, e.g. `https://shop.example`; `*` for any. */
  readonly allowedOrigins?: readonly string[]
  /** For each conversation. */
  readonly messageLimit?: RateLimitOptions
  /** For each address that begins or resumes conversations. */
  readonly sessionLimit?: RateLimitOptions
  /** For each conversation: how often its pages may ask for events. */
  readonly eventLimit?: RateLimitOptions
  /** Where lines of what the bot says may end; the widget turns the marks into break opportunities. */
  readonly mark?: Mark
  readonly heartbeatMs?: number
  readonly streamLifeMs?: number
}

const BODY_MAX_BYTES = 16_384
const WAIT_MAX_S = 25
/** Streams and long polls one conversation may hold: a browser gives six connections an origin. */
const OPEN_MAX = 6
/** A page opened again after this counts as a visit, and the bot is told (ms). */
const REVISIT_MS = 30 * 60_000

/** The HTTP side of the widget: session, messages and events under `PROTOCOL_BASE`. */
export function widgetRoutes(options: WidgetRoutesOptions): FastifyPluginAsync {
  const desk = new WidgetDesk(options)
  return async (app: FastifyInstance) => {
    allowOrigins(app, options.allowedOrigins ?? [])
    app.addHook('preClose', async () => desk.close())
    app.post(`${PROTOCOL_BASE}session`, { bodyLimit: BODY_MAX_BYTES }, (request, reply) => desk.session(request, reply))
    app.post(`${PROTOCOL_BASE}messages`, { bodyLimit: BODY_MAX_BYTES }, (request, reply) =>
      desk.message(request, reply),
    )
    app.get(`${PROTOCOL_BASE}events`, (request, reply) => desk.events(request, reply))
  }
}

class WidgetDesk {
  readonly #options: WidgetRoutesOptions
  readonly #door: Door
  readonly #messageLimit
  readonly #sessionLimit
  readonly #eventLimit
  readonly #toEvent = (entry: LoggedMessage): ServerEvent => toEvent(entry, this.#options.mark)
  readonly #open = new OpenAnswers(OPEN_MAX)

  constructor(options: WidgetRoutesOptions) {
    this.#options = options
    this.#door = new Door(options.sessions, options.signIn ? createSignIn(options.signIn) : null)
    this.#messageLimit = new RateLimit(options.messageLimit ?? { burst: 20, perMinute: 40 })
    this.#sessionLimit = new RateLimit(options.sessionLimit ?? { burst: 60, perMinute: 120 })
    this.#eventLimit = new RateLimit(options.eventLimit ?? { burst: 60, perMinute: 240 })
  }

  async session(request: FastifyRequest, reply: FastifyReply): Promise<SessionAnswer> {
    noStore(reply)
    this.#sessionLimit.take(request.ip, this.#options.clock())
    const { token, after = 0 } = readSession(request.body)
    const account = await this.#door.accountOf(request, this.#now)
    const held = token === undefined ? null : this.#door.resumable(token, account, this.#now)
    const resumed = held && (await this.#resume(held, { account, after }))
    return resumed ?? this.#begin({ account, reset: token !== undefined })
  }

  async message(request: FastifyRequest, reply: FastifyReply): Promise<MessageAnswer> {
    noStore(reply)
    const { conversationId, account } = await this.#door.enter(request, this.#now)
    this.#messageLimit.take(conversationId, this.#now)
    const { cid, act } = readMessage(request.body)
    const id = inboundId(conversationId, cid)
    const exchange = await this.#receive({ id, conversationId, act }, account)
    // This page gets its answer here; other pages of the same visitor get it from the log.
    this.#options.channel.wake(conversationId)
    return { events: await this.#eventsOf(conversationId, exchange), open: exchange.open }
  }

  async events(request: FastifyRequest, reply: FastifyReply): Promise<EventsAnswer | FastifyReply> {
    noStore(reply)
    const { conversationId } = await this.#door.enter(request, this.#now)
    this.#eventLimit.take(conversationId, this.#now)
    const query = request.query as Readonly<Record<string, unknown>>
    const after = readAfter(query.after)
    if (request.headers.accept?.includes('text/event-stream'))
      return this.#stream(request, reply, { conversationId, after })
    const waitMs = Math.min(readAfter(query.wait), WAIT_MAX_S) * 1000
    return { events: await this.#poll(reply, { conversationId, after, waitMs }) }
  }

  close(): void {
    this.#open.endAll()
  }

  get #now(): number {
    return this.#options.clock()
  }

  async #begin({ account, reset }: { account: Account | null; reset: boolean }): Promise<SessionAnswer> {
    const { token, conversationId, written } = this.#options.sessions.begin(account?.subject ?? null, this.#now)
    const [{ messages, open }] = await Promise.all([this.#opened(conversationId, 0, account), written])
    return { token, reset, events: messages.map(this.#toEvent), open }
  }

  /** Null when the conversation is gone: then a new one begins. */
  async #resume(held: Session, visit: Visit): Promise<SessionAnswer | null> {
    const { conversationId } = held
    const { account, after } = visit
    // One entry more than asked for, to know how long ago the last one was.
    const entries = await this.#options.readLog(conversationId, Math.max(0, after - 1))
    const last = entries.at(-1)
    if (!last && after > 0) return null
    const token = await this.#options.sessions.renew(held, account?.subject ?? null, this.#now)
    // Whoever listens without the sign-in that is needed from now on hears nothing more.
    if (account && held.subject === null) this.#open.endOf(conversationId)
    if (!last || this.#now - last.atMs > REVISIT_MS) {
      const { open } = await this.#opened(conversationId, last?.seq ?? 0, account)
      return { token, reset: false, events: await this.#eventsAfter(conversationId, after), open }
    }
    const events = entries.filter(({ seq }) => seq > after).map(this.#toEvent)
    return { token, reset: false, events, open: false }
  }

  /** Named after the last entry, so that a session asked for twice opens once. */
  #opened(conversationId: string, lastSeq: number, account: Account | null): Promise<Exchange> {
    const id = inboundId(conversationId, `opened:${lastSeq}`)
    return this.#receive({ id, conversationId, act: { type: 'opened' } }, account)
  }

  #receive(inbound: Pick<Inbound, 'id' | 'conversationId' | 'act'>, account: Account | null): Promise<Exchange> {
    const { channel, receive } = this.#options
    return receive({ ...inbound, channel: channel.name, atMs: this.#now, ...(account ? { account } : {}) })
  }

  /** A repeated message is answered from the log, with all that has been said since the first time. */
  async #eventsOf(conversationId: string, exchange: Exchange): Promise<readonly ServerEvent[]> {
    const [first] = exchange.messages
    if (!exchange.duplicate || !first) return exchange.messages.map(this.#toEvent)
    return this.#eventsAfter(conversationId, first.seq - 1)
  }

  async #eventsAfter(conversationId: string, after: number): Promise<readonly ServerEvent[]> {
    return (await this.#options.readLog(conversationId, after)).map(this.#toEvent)
  }

  #stream(request: FastifyRequest, reply: FastifyReply, at: { conversationId: string; after: number }): FastifyReply {
    reply.hijack()
    const { raw } = reply
    // Headers set by hooks (CORS, security) are on the reply only; a hijacked one must copy them.
    raw.writeHead(200, {
      ...(reply.getHeaders() as Record<string, string>),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
      // Kept alive, the connection would outlive the server's closing by the keep-alive time.
      connection: 'close',
    })
    const live = new LiveEvents(raw, at.after, {
      read: (afterSeq) => this.#eventsAfter(at.conversationId, afterSeq),
      watch: (wake) => this.#options.channel.watch(at.conversationId, wake),
      heartbeatMs: this.#options.heartbeatMs ?? 15_000,
      lifeMs: this.#options.streamLifeMs ?? 5 * 60_000,
      onError: (error) => request.log.warn({ err: error }, 'an event stream ended early'),
    })
    const forget = this.#open.add(at.conversationId, () => live.end())
    raw.on('close', forget)
    live.start()
    return reply
  }

  async #poll(
    reply: FastifyReply,
    at: { conversationId: string; after: number; waitMs: number },
  ): Promise<readonly ServerEvent[]> {
    const wake = Promise.withResolvers<void>()
    const unwatch = this.#options.channel.watch(at.conversationId, wake.resolve)
    let isOver = false
    const forget = this.#open.add(at.conversationId, () => {
      isOver = true
      wake.resolve()
    })
    const timer = setTimeout(wake.resolve, at.waitMs)
    reply.raw.on('close', wake.resolve)
    try {
      const events = await this.#eventsAfter(at.conversationId, at.after)
      if (events.length > 0 || at.waitMs === 0) return events
      await wake.promise
      return isOver ? [] : await this.#eventsAfter(at.conversationId, at.after)
    } finally {
      clearTimeout(timer)
      unwatch()
      forget()
    }
  }
}

/** Who opens the page, and what they have seen already. */
interface Visit {
  readonly account: Account | null
  readonly after: number
}

function noStore(reply: FastifyReply): void {
  reply.header('cache-control', 'no-store')
}
