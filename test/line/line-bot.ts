import type { AddressInfo } from 'node:net'
import type { DatabaseSync } from 'node:sqlite'
import { pino } from 'pino'
import lineWords from '../../locales/ja/line.json' with { type: 'json' }
import { type App, createApp, createParts } from '../../src/app.ts'
import type { BackOffice } from '../../src/backoffice/backoffice.ts'
import { importContracts } from '../../src/backoffice/contract-import.ts'
import { parseContractsCsv } from '../../src/backoffice/csv.ts'
import { createLineChannel, type LineChannel, type LineSettings } from '../../src/channels/line/channel.ts'
import { sampleContracts } from '../../src/demo/sample-contracts.ts'
import { AppError } from '../../src/errors.ts'
import { createSealer } from '../../src/identity/sealer.ts'
import type { Mail } from '../../src/mail/mail.ts'
import { createServer } from '../../src/server.ts'
import { openDatabase } from '../../src/store/database.ts'
import { SCRIPT_DESK } from '../../src/transcript/app-world.ts'
import { CHANNEL } from './platform/account.ts'
import type { Browser } from './platform/browser.ts'
import { LinePlatform } from './platform/line-platform.ts'
import type { Person } from './platform/person.ts'

/** Where customers reach the bot, as its settings say. */
export const PUBLIC_URL = 'https://support.example.jp'
const SECRET = 'a secret for the tests of the LINE channel'
const PARTS = createParts(SCRIPT_DESK)
const NOON_MS = Date.parse('2026-11-18T12:00:00+09:00')

export interface LineBotOptions {
  readonly settings?: Partial<LineSettings>
  /** How long an answer may take (ms); the channel's own when absent. */
  readonly patienceMs?: number
  /** How long one call to LINE may take (ms); short by default, for tests in which one hangs. */
  readonly callTimeoutMs?: number
  /** Stands before the ledger. */
  readonly backOffice?: (ledger: BackOffice) => BackOffice
  /** Webhooks are taken, but nothing in the inbox is: as if the process had died right after its 200. */
  readonly asleep?: boolean
  /** Every mail fails, as when its server cannot be reached. */
  readonly mailer?: 'away'
  /** Registered in the console before the start. */
  readonly assertionKey?: { readonly kid: string; readonly pem: string }
}

/** The whole bot behind a real HTTP server, and LINE on loopback; both live by `clock`. */
export interface LineBot {
  readonly clock: { nowMs: number }
  readonly platform: LinePlatform
  readonly app: App
  readonly channel: LineChannel
  readonly db: DatabaseSync
  readonly url: string
  readonly mails: readonly Mail[]
  /** The log as it was written, one JSON object a line. */
  readonly log: () => string
  /** The process ends and another begins on the same data. */
  restart(options?: LineBotOptions): Promise<LineBot>
  /** A person's browser, in which the bot's public address leads to this server. */
  browserOf(person: Person): Browser
  /** Resolves when nothing that came is waiting or under way. */
  idle(): Promise<void>
  close(): Promise<void>
}

export async function startLineBot(options: LineBotOptions = {}): Promise<LineBot> {
  const clock = { nowMs: NOON_MS }
  const platform = await LinePlatform.start({
    now: () => clock.nowMs,
    ...(options.assertionKey ? { assertionKey: options.assertionKey } : {}),
  })
  const db = openDatabase(':memory:')
  const seal = createSealer(SECRET).productKey
  importContracts({ db, seal }, parseContractsCsv(sampleContracts('2026-11-18')))
  return begin({ clock, platform, db, mails: [], lines: [], origin: '' }, options)
}

/** What outlives a process. */
interface World {
  readonly clock: { nowMs: number }
  readonly platform: LinePlatform
  readonly db: DatabaseSync
  readonly mails: Mail[]
  readonly lines: string[]
  /** Where the process of now listens. */
  origin: string
}

async function begin(world: World, options: LineBotOptions): Promise<LineBot> {
  const { clock, platform, db, mails, lines } = world
  const now = () => clock.nowMs
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) })
  const settings: LineSettings = {
    channelSecrets: [CHANNEL.secret],
    auth: { kind: 'secret', channelId: CHANNEL.id, channelSecret: CHANNEL.secret },
    botUserId: CHANNEL.botUserId,
    apiBaseUrl: platform.url,
    pushPolicy: 'important',
    pushMonthlyCap: 100,
    publicUrl: null,
    ...options.settings,
  }
  const made = createLineChannel({
    db,
    settings,
    words: lineWords,
    log,
    now,
    wait: async () => {},
    callTimeoutMs: options.callTimeoutMs ?? 300,
  })
  const channel = { ...made, patienceMs: options.patienceMs ?? made.patienceMs }
  const app = createApp({
    db,
    secret: SECRET,
    mailer: {
      async send(mail) {
        if (options.mailer === 'away') throw new AppError('mail.unavailable', 'away')
        mails.push(mail)
      },
    },
    channels: [channel],
    desk: SCRIPT_DESK,
    log,
    now,
    parts: PARTS,
    ...(options.backOffice ? { backOffice: options.backOffice } : {}),
  })
  const { identity, seals } = app
  const page = channel.linkRoutes({ secret: SECRET, identity, seals, ...SCRIPT_DESK })
  const server = createServer({ routes: [channel.routes, ...(page ? [page] : [])], logger: log })
  await server.listen({ port: 0, host: '127.0.0.1' })
  world.origin = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`
  const url = `${world.origin}/channels/line/webhook`
  platform.connect(url)
  const talk = {
    receive: (inbound: Parameters<App['receive']>[0]) => app.receive(inbound),
    readLog: (conversationId: string) => app.store.log(conversationId, 0),
  }
  if (!options.asleep) channel.start(talk)
  const end = async () => {
    await server.close()
    await channel.stop()
    await app.close()
  }
  return {
    ...{ clock, platform, app, channel, db, url, mails },
    log: () => lines.join(''),
    browserOf: (person) => person.browser((address) => address.replace(PUBLIC_URL, world.origin)),
    async restart(next = {}) {
      await end()
      return begin(world, next)
    },
    async idle() {
      await channel.idle()
      await app.idle()
    },
    async close() {
      await end()
      await platform.close()
    },
  }
}

/** From the first words to the final confirmation, with the first sample contract. */
export async function toConfirmation(bot: LineBot, person: Person): Promise<string> {
  await person.asks('NP12345678 を返金してください。提案は不要です')
  await person.asks('taro@example.jp')
  return person.asks(mailedCode(bot))
}

/** The newest mailed code. */
export function mailedCode(bot: LineBot): string {
  const mail = bot.mails.findLast(({ subject }) => subject.includes('確認コード'))
  return /\d{6}/.exec(mail?.text ?? '')?.[0] ?? ''
}

export async function ledgerKinds(bot: LineBot): Promise<readonly string[]> {
  return (await bot.app.backOffice.ledger()).map(({ kind }) => kind)
}
