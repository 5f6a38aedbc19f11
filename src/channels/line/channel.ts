import type { DatabaseSync } from 'node:sqlite'
import type { FastifyPluginAsync } from 'fastify'
import { endOfDayMs, toPlainDate } from '../../core/date.ts'
import type { SilenceTimer } from '../../core/effect.ts'
import type { Channel, Exchange, Inbound, LoggedMessage } from '../channel.ts'
import { createAccessTokens, type LineAuth } from './access-token.ts'
import { createLineClient } from './client.ts'
import { LineInbox } from './inbox.ts'
import { createAccountLinks } from './link/account-links.ts'
import { type LinkPageOptions, linkPage } from './link/link-page.ts'
import { LineLinks } from './link/links.ts'
import { OwnAccount } from './own-account.ts'
import { PushBudget, type PushPolicy } from './push-budget.ts'
import { LineQueue } from './queue.ts'
import { LineSender, type SenderWords } from './sender.ts'
import { LineSends } from './sends.ts'
import { LineUsers, userOf } from './users.ts'
import { lineWebhook } from './webhook.ts'
import { type Write, writeDirectly } from './write.ts'

export interface LineSettings {
  /** The newest first; more than one while it is being replaced. */
  readonly channelSecrets: readonly string[]
  readonly auth: LineAuth
  /** The bot's own user id, which webhooks name as their destination; null: LINE is asked. */
  readonly botUserId: string | null
  readonly apiBaseUrl: string
  readonly pushPolicy: PushPolicy
  readonly pushMonthlyCap: number
  /** Where customers reach this server to link their account; null: there is no account link. */
  readonly publicUrl: string | null
}

export interface LineChannelOptions {
  readonly db: DatabaseSync
  readonly settings: LineSettings
  readonly words: SenderWords
  readonly log: {
    warn(details: object, message: string): void
    error(details: object, message: string): void
  }
  /** How this channel's tables are written; each write by itself when absent. */
  readonly write?: Write
  readonly fetch?: typeof fetch
  readonly now?: () => number
  readonly wait?: (ms: number) => Promise<void>
  /** How long one call to LINE may take (ms). */
  readonly callTimeoutMs?: number
}

/** The conversations behind the channel. */
export interface LineTalk {
  receive(inbound: Inbound): Promise<Exchange>
  readLog(conversationId: string): Promise<readonly LoggedMessage[]>
}

/** LINE's Messaging API as a channel: what comes in through its webhook, and how messages go out. */
export interface LineChannel extends Channel {
  readonly routes: FastifyPluginAsync
  /** The page where customers sign in to link their account; null when there is no account link. */
  linkRoutes(options: LinkPageOptions): FastifyPluginAsync | null
  /** Begins to take what is in the inbox, from now on and from before. */
  start(talk: LineTalk): void
  /** Ends what is under way; the rest stays in the inbox. */
  stop(): Promise<void>
  /** Resolves when nothing that came is waiting to be taken. */
  idle(): Promise<void>
  /** Forgets what was taken before a time, and reply tokens that have expired. */
  forget(beforeMs: number): void
}

/** A reply token works for a minute: before that, the answer or a word in between has to be out. */
const PATIENCE_MS = 40_000
const CALL_TIMEOUT_MS = 8_000
const HOUR_MS = 3_600_000
/** A link that nobody has used for longer than a contract year and a month is forgotten. */
const LINK_UNUSED_MS = 400 * 24 * HOUR_MS

export function createLineChannel(options: LineChannelOptions): LineChannel {
  const { db, settings, log, words } = options
  const now = options.now ?? Date.now
  const write = options.write ?? writeDirectly(db)
  const wait = options.wait ?? ((ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)))
  const call = {
    baseUrl: settings.apiBaseUrl,
    fetch: options.fetch ?? fetch,
    timeoutMs: options.callTimeoutMs ?? CALL_TIMEOUT_MS,
  }
  const client = createLineClient({ ...call, tokens: createAccessTokens({ ...call, auth: settings.auth, now }) })
  const inbox = new LineInbox(db)
  const users = new LineUsers(db)
  const sends = new LineSends(db)
  const links = new LineLinks(db)
  const budget = new PushBudget(db, { policy: settings.pushPolicy, monthlyCap: settings.pushMonthlyCap, now })
  const sender = new LineSender({ write, client, inbox, sends, users, budget, words, now, wait, log })
  const account = new OwnAccount({ userId: settings.botUserId, client, wait, log })
  let queue: LineQueue | null = null
  return {
    name: 'line',
    patienceMs: PATIENCE_MS,
    timerDueAtMs: lineTimerDueAtMs,
    deliver: (delivery) => sender.deliver(delivery),
    routes: lineWebhook({
      secrets: settings.channelSecrets,
      isOurs: (destination) => account.takes(destination),
      async take(events) {
        for (const userId of await write(() => inbox.add(events, now()))) queue?.wake(userId)
      },
      burn: (nonceHashes) =>
        write(() => {
          for (const nonceHash of nonceHashes) links.burn(nonceHash)
        }),
    }),
    accountLinks: createAccountLinks({ links, client, write, now, publicUrl: settings.publicUrl }),
    linkRoutes: (page) => (settings.publicUrl === null ? null : linkPage({ ...page, links, write, now })),
    forgetCustomer: (conversationId) =>
      write(() => {
        links.forgetUser(userOf(conversationId))
        inbox.forgetUser(userOf(conversationId))
      }),
    start({ receive, readLog }) {
      queue = new LineQueue({
        ...{ write, inbox, users, links, client, receive, readLog, now, wait, log },
        showWaiting: (conversationId) => sender.showWaiting(conversationId),
        showPage: (conversationId, question, page) => sender.showPage(conversationId, question, page),
      })
      queue.start()
      void account.learn()
    },
    async stop() {
      account.stop()
      await queue?.stop()
    },
    idle: async () => queue?.idle(),
    forget(beforeMs) {
      inbox.forget(now(), beforeMs)
      users.forget(beforeMs)
      links.forget(now(), now() - LINK_UNUSED_MS)
    },
  }
}

/**
 * Timers on LINE, where a talk lies in the pocket: the reminder at a final confirmation comes once, the next
 * day at 10:00 in Japan; the talk is put aside after three days.
 */
export function lineTimerDueAtMs(timer: SilenceTimer, setAtMs: number): number {
  switch (timer) {
    case 'nudge':
      return endOfDayMs(toPlainDate(setAtMs)) + 1 + 10 * HOUR_MS
    case 'save':
      return setAtMs + 72 * HOUR_MS
    case 'pardon':
      return setAtMs + HOUR_MS / 2
  }
}
