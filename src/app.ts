import { randomUUID } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { KNOWLEDGE } from '../flows/knowledge/entries.ts'
import type { RefundQuestion } from '../flows/support/flow.ts'
import { FLOW_VERSION, supportMachine } from '../flows/support/machine.ts'
import { upgrade } from '../flows/support/upgrades.ts'
import { CARDS } from '../locales/cards.ts'
import { catalogue } from '../locales/ja/catalogue.ts'
import commands from '../locales/ja/commands.json' with { type: 'json' }
import knowledgeWords from '../locales/ja/knowledge-words.json' with { type: 'json' }
import { lexicon } from '../locales/ja/lexicon.ts'
import signals from '../locales/ja/signals.json' with { type: 'json' }
import type { BackOffice } from './backoffice/backoffice.ts'
import { createLedger } from './backoffice/ledger.ts'
import { createHub, type Hub } from './channels/botkit.ts'
import type { Channel, Exchange, Inbound } from './channels/channel.ts'
import { Conversations, type ConversationsOptions } from './conversation/conversations.ts'
import { Exchanges } from './conversation/exchange.ts'
import { factsOf } from './core/facts.ts'
import { prepareFlow } from './core/flow.ts'
import type { Understand } from './core/interpret.ts'
import { createKnowledge, type Knowledge } from './core/knowledge.ts'
import { parseKnowledgeWords } from './core/knowledge-words.ts'
import { decide } from './core/policy.ts'
import type { CompiledPacks } from './core/policy-compile.ts'
import { createRenderer, type Renderer } from './core/render.ts'
import type { Consult, Rulebook } from './core/turn.ts'
import { createUnderstanding } from './core/understanding/understanding.ts'
import { composeCodeMail } from './delivery/compose.ts'
import { Deliveries } from './delivery/delivery.ts'
import { AppError } from './errors.ts'
import { createIdentity } from './identity/codes.ts'
import type { Identity, Sealer } from './identity/identity.ts'
import { createSealer } from './identity/sealer.ts'
import type { Mailer } from './mail/mail.ts'
import { loadPacks } from './policies.ts'
import type { GroupCommit } from './store/group-commit.ts'
import { createPersonRequests, type PersonRequests } from './store/person-requests.ts'
import { createSqliteStore } from './store/sqlite.ts'
import type { Store } from './store/store.ts'

/** What the desk is called and promises, as the sentences say it. */
export interface DeskWords {
  readonly deskName: string
  readonly supportEmail: string
  readonly mailFrom: string
  readonly logDays: number
  readonly lawYears: number
  readonly refundWeeks: string
}

export interface AppOptions {
  /** Migrated already. */
  readonly db: DatabaseSync
  /** Where channels with tables of their own write too; the store's alone when absent. */
  readonly group?: GroupCommit
  readonly secret: string
  readonly mailer: Mailer
  readonly channels: readonly Channel[]
  readonly desk: DeskWords
  readonly log: { warn(details: object, message: string): void; error(details: object, message: string): void }
  /** Epoch ms; tests bring their own. */
  readonly now?: () => number
  readonly newId?: () => string
  /** Stands between the flow and our ledger, e.g. to let a write fail in a test. */
  readonly backOffice?: (ledger: BackOffice) => BackOffice
  readonly observe?: ConversationsOptions['observe']
  /** What several bots in one process share; made for this one when absent. */
  readonly parts?: Parts
}

/** The bot, ready to be given inbounds; it listens to nothing by itself. */
export interface App {
  handle(inbound: Inbound): Promise<Exchange>
  /** Through Botkit, as channels do it. */
  receive(inbound: Inbound): Promise<Exchange>
  /** Performs what is due and belongs to no exchange under way: after a restart, retries, timers. */
  runDue(): Promise<void>
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
  readonly store: Store
  readonly backOffice: BackOffice
  readonly personRequests: PersonRequests
  readonly hub: Hub
  /** Proves on a page of ours what the talk proves: the same codes, tries and limits. */
  readonly identity: Identity
  readonly seals: Sealer
  close(): Promise<void>
}

/** What costs time to make and holds no state: words, rules, the machine, understanding. */
export interface Parts {
  readonly renderer: Renderer
  readonly rulebook: Rulebook
  readonly understand: Understand
  readonly knowledge: Knowledge
}

export function createParts(desk: DeskWords): Parts {
  const understanding = createUnderstanding(lexicon)
  return {
    renderer: createRenderer(catalogue, wordsOf(desk), CARDS),
    rulebook: { flow: prepareFlow(supportMachine, FLOW_VERSION), consult: consultant(loadPacks()) },
    understand: (text, frame) => understanding.understand(text, frame),
    knowledge: createKnowledge(
      KNOWLEDGE,
      lexicon,
      parseKnowledgeWords(knowledgeWords, 'locales/ja/knowledge-words.json'),
    ),
  }
}

/** The composition root: every part is made and joined here, and nowhere else. */
export function createApp(options: AppOptions): App {
  const { db, secret, mailer, log } = options
  const now = options.now ?? Date.now
  const store = createSqliteStore(db, options.group)
  const { renderer, rulebook, understand, knowledge } = options.parts ?? createParts(options.desk)
  const sealer = createSealer(secret)
  const ledger = createLedger({ db })
  const backOffice = options.backOffice?.(ledger) ?? ledger
  const personRequests = createPersonRequests(db)
  const identity = createIdentity({
    db,
    secret,
    backOffice,
    mailer,
    compose: (code) => composeCodeMail(code, renderer),
  })
  const channel = channelsByName(options.channels)
  const conversations = new Conversations({
    store,
    rulebook,
    upgrade,
    renderer,
    interpreter: { understand, seals: sealer, commands, signals, knowledge },
    channel,
    now,
    failed: (conversation, error) => log.error({ err: error, conversation }, 'the flow could not take an event'),
    newId: options.newId ?? randomUUID,
    forgetWords: (conversationId, words) => personRequests.erase(conversationId, words),
    ...(options.observe ? { observe: options.observe } : {}),
  })
  const deliveries = new Deliveries({
    store,
    channel,
    now,
    log,
    performers: {
      backOffice,
      identity,
      mailer,
      words: renderer,
      supportEmail: options.desk.supportEmail,
      recordRequest: (request) => personRequests.record(request),
      forgetRequests: (id) => personRequests.forget(id),
      conversationLog: (id) => store.log(id, 0),
    },
    send: (name, delivery) => hub.deliver(name, delivery),
    settle: (effect, event) => conversations.settle(effect, event),
    tell: (effect, event) => conversations.tell(effect, event),
  })
  const exchanges = new Exchanges({ store, conversations, deliveries, channel, log })
  const idle = async () => {
    await exchanges.idle()
    await deliveries.idle()
  }
  const hub: Hub = createHub({ channels: options.channels, handle: (inbound) => exchanges.handle(inbound) })
  return {
    handle: (inbound) => exchanges.handle(inbound),
    receive: (inbound) => hub.receive(inbound),
    runDue: () => deliveries.runDue(() => exchanges.underWay()),
    idle,
    store,
    backOffice,
    personRequests,
    hub,
    identity,
    seals: sealer,
    async close() {
      await idle()
      await hub.close()
      await store.close()
    },
  }
}

/** Puts the flow's question to the packs: by the time of the request, never by the time of processing. */
function consultant(packs: CompiledPacks): Consult {
  return (question) => {
    const { contract, requestedAtMs } = question as RefundQuestion
    const decision = decide(factsOf(contract), requestedAtMs, packs)
    return {
      event: { type: 'policy.decided', decision } as { readonly type: string },
      consulted: { contract, decision },
    }
  }
}

function wordsOf(desk: DeskWords): Readonly<Record<string, string>> {
  return {
    desk: desk.deskName,
    support: desk.supportEmail,
    from: desk.mailFrom,
    logDays: `${desk.logDays}`,
    lawYears: `${desk.lawYears}`,
    weeks: desk.refundWeeks,
  }
}

function channelsByName(channels: readonly Channel[]): (name: string) => Channel {
  const byName = new Map(channels.map((one) => [one.name, one]))
  return (name) => {
    const channel = byName.get(name)
    if (!channel) throw new AppError('inbound.invalid', `no channel ${name}`)
    return channel
  }
}
