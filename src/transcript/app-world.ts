import type { DatabaseSync } from 'node:sqlite'
import { supportMachine } from '../../flows/support/machine.ts'
import { catalogue } from '../../locales/ja/catalogue.ts'
import messages from '../../locales/ja/messages.json' with { type: 'json' }
import { type App, createApp, createParts } from '../app.ts'
import { importContracts } from '../backoffice/contract-import.ts'
import { parseContractsCsv } from '../backoffice/csv.ts'
import type { Account, Act, BotMessage, Channel } from '../channels/channel.ts'
import { ScriptChannel } from '../channels/script/script-channel.ts'
import type { Decision } from '../core/decision.ts'
import type { Effect } from '../core/effect.ts'
import type { FlowEvent } from '../core/event.ts'
import type { Catalogue } from '../core/render.ts'
import type { Snapshot } from '../core/snapshot.ts'
import type { Turn } from '../core/turn.ts'
import { createSealer } from '../identity/sealer.ts'
import { loadPacks } from '../policies.ts'
import { openDatabase } from '../store/database.ts'
import { migrate } from '../store/migrate.ts'
import { Faults, faultyBackOffice, faultyMailer } from './faults.ts'
import { observeMachine } from './machine-coverage.ts'
import { ruleOutcomes } from './rule-outcomes.ts'
import type { TalkSetup } from './talk-setup.ts'
import { observeWords } from './words-coverage.ts'
import type { BackOfficeFault, DidCommand, Happenings, SentMail, World, WorldSetup } from './world.ts'

const CONVERSATION = 'talk-1'
const SECRET = 'a secret for scripts, known to all'
/** What the window is called in scripts, so that they do not change with an installation's settings. */
export const SCRIPT_DESK = {
  deskName: '円満サポート（デモ）',
  supportEmail: 'support@example.jp',
  mailFrom: '円満サポート <no-reply@example.jp>',
  logDays: 90,
  lawYears: 7,
  refundWeeks: '1〜2週間',
} as const

/** Words, rules and machine are the same in every world; only databases and clocks differ. */
const PARTS = createParts(SCRIPT_DESK)
const WORDS = observeWords(PARTS.renderer)
const SHARED = { ...PARTS, renderer: WORDS.renderer }

/** The machine that scripts run, for the report on what they reached. */
export const SCRIPT_MACHINE = supportMachine

/** What `npm run talk` and vitest run scripts against, with everything that coverage could touch. */
export async function talkSetup(): Promise<TalkSetup> {
  const observer = observeMachine(SCRIPT_MACHINE)
  return {
    createWorld: createAppWorld,
    channels: ['script'],
    banned: BANNED,
    universe: {
      状態: observer.states,
      遷移: observer.transitions,
      規則: ruleOutcomes(loadPacks()),
      文面: keysBelow(catalogue),
      出した選択肢: choiceIds(),
      押した選択肢: choiceIds(),
    },
    observe: () => [...observer.take(), ...WORDS.take()],
    close: async () => observer.stop(),
  }
}

/** Words an honest window does not use (conversation.md 3.0): they play on regret, hurry or others. */
const BANNED = [
  'もったいない',
  '後悔',
  '損をします',
  '今だけ',
  '残りわずか',
  'みなさま続けています',
  '本当によろしいですか',
  '考え直して',
  '！',
]

function keysBelow(catalogue: Catalogue, prefix = ''): string[] {
  return Object.entries(catalogue).flatMap(([key, value]) =>
    typeof value === 'string' ? [`${prefix}${key}`] : keysBelow(value, `${prefix}${key}.`),
  )
}

function choiceIds(): string[] {
  return keysBelow(messages.choice)
}

/** The whole bot on a database of its own in memory, with a clock and ids a script controls. */
export async function createAppWorld(setup: WorldSetup): Promise<World> {
  const world = new AppWorld(setup.atMs)
  world.importContracts(setup.contractsCsv)
  return world
}

/** A running bot under a script's control; also the terminal chat's. */
export class AppWorld implements World {
  readonly #db = openDatabase(':memory:')
  readonly #channel = new ScriptChannel()
  readonly #faults = new Faults()
  readonly #app: App
  #nowMs: number
  #ids = 0
  #last: { id: string; act: Act; account?: Account } | null = null
  #account: Account | null = null
  #seenKeys = new Set<string>()
  #did: DidCommand[] = []
  #decided: Decision[] = []
  #mails: SentMail[] = []
  #timers: string[] = []
  #state: readonly string[] = []
  #snapshot: Snapshot | null = null
  #error: Error | undefined

  /** @param others makes further channels on this world's database and clock, e.g. a messenger's */
  constructor(atMs: number, others: (db: DatabaseSync, now: () => number) => readonly Channel[] = () => []) {
    this.#nowMs = atMs
    migrate(this.#db)
    this.#app = createApp({
      db: this.#db,
      secret: SECRET,
      mailer: faultyMailer(
        { send: async ({ to, subject, text }) => void this.#mails.push({ to, subject, text }) },
        this.#faults,
      ),
      channels: [this.#channel, ...others(this.#db, () => this.#nowMs)],
      desk: SCRIPT_DESK,
      log: { warn: () => {}, error: ({ err }: { err?: unknown }) => this.#fail(err) },
      now: () => this.#nowMs,
      newId: () => `id-${++this.#ids}`,
      backOffice: (ledger) => faultyBackOffice(ledger, this.#faults),
      observe: (_id, turn, events) => this.#observe(turn, events),
      parts: SHARED,
    })
  }

  get app(): App {
    return this.#app
  }

  importContracts(csv: string): void {
    if (csv.trim() === '') return
    importContracts({ db: this.#db, seal: createSealer(SECRET).productKey }, parseContractsCsv(csv))
  }

  now(): number {
    return this.#nowMs
  }

  async act(act: Act, options: { readonly redelivered?: boolean } = {}): Promise<string> {
    const again = options.redelivered ? this.#last : null
    const inbound = again ?? { id: `in-${++this.#ids}`, act, ...(this.#account ? { account: this.#account } : {}) }
    this.#last = inbound
    try {
      await this.#app.receive({ ...inbound, channel: 'script', conversationId: CONVERSATION, atMs: this.#nowMs })
      await this.#app.idle()
    } catch (error) {
      this.#fail(error)
    }
    return inbound.id
  }

  /** Null signs out. */
  signIn(account: Account | null): void {
    this.#account = account
  }

  async advanceTo(atMs: number): Promise<void> {
    for (;;) {
      const due = await this.#app.store.nextDueAtMs()
      if (due === null || due > atMs) break
      this.#nowMs = Math.max(this.#nowMs, due)
      await this.#app.runDue()
      await this.#app.idle()
    }
    this.#nowMs = atMs
  }

  backOfficeNext(fault: BackOfficeFault): void {
    this.#faults.add(fault)
  }

  take(): Happenings {
    const happened: Happenings = {
      said: this.#channel.takeMessages().map(asSaid),
      did: this.#did,
      decided: this.#decided,
      mails: this.#mails,
      timers: this.#timers,
      state: this.#state,
      ...(this.#error ? { error: this.#error } : {}),
    }
    this.#did = []
    this.#decided = []
    this.#mails = []
    this.#timers = []
    this.#error = undefined
    return happened
  }

  snapshot(): Snapshot | null {
    return this.#snapshot
  }

  async close(): Promise<void> {
    await this.#app.close()
  }

  #observe(turn: Turn, events: readonly FlowEvent[]): void {
    for (const event of events) if (event.type === 'timer.fired') this.#timers.push(event.timer)
    this.#snapshot = turn.snapshot
    this.#state = turn.to
    this.#decided.push(...turn.consulted.map((one) => one.decision))
    for (const effect of turn.effects) this.#note(effect)
  }

  #note(effect: Effect): void {
    if (effect.type !== 'request' || this.#seenKeys.has(effect.idempotencyKey)) return
    this.#seenKeys.add(effect.idempotencyKey)
    const { name, ...args } = effect.command
    this.#did.push({ name, args })
  }

  #fail(error: unknown): void {
    this.#error ??= error instanceof Error ? error : new Error(String(error))
  }
}

function asSaid({ key, text, choices, prompt, rule, view }: BotMessage): BotMessage {
  return {
    key,
    text,
    ...(choices ? { choices } : {}),
    ...(prompt === undefined ? {} : { prompt }),
    ...(rule === undefined ? {} : { rule }),
    ...(view ? { view } : {}),
  }
}
