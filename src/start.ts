import { join } from 'node:path'
import type { FastifyPluginAsync } from 'fastify'
import type { Logger } from 'pino'
import lineWords from '../locales/ja/line.json' with { type: 'json' }
import { type App, type AppOptions, createApp, createParts } from './app.ts'
import { createLineChannel, type LineChannel, type LineTalk } from './channels/line/channel.ts'
import type { LinkPageOptions } from './channels/line/link/link-page.ts'
import { createWidgetChannel } from './channels/widget/channel.ts'
import { chatPage } from './channels/widget/chat-page.ts'
import { widgetRoutes } from './channels/widget/routes.ts'
import { Sessions } from './channels/widget/sessions.ts'
import type { Config } from './config.ts'
import { toPlainDate } from './core/date.ts'
import { markPhrases } from './core/phrases.ts'
import { createDemoSignIn } from './demo/demo-sign-in.ts'
import { demoRoutes } from './demo/routes.ts'
import { sampleGuide } from './demo/sample-contracts.ts'
import { createSealer } from './identity/sealer.ts'
import { loadSecret } from './identity/secret.ts'
import { createFileMailer } from './mail/file.ts'
import { createSmtpMailer } from './mail/smtp.ts'
import { Pulse } from './pulse.ts'
import { loadSamples } from './samples.ts'
import { createServer } from './server.ts'
import { readStaticFiles } from './static-files.ts'
import { openDatabase } from './store/database.ts'
import { GroupCommit } from './store/group-commit.ts'
import { migrate } from './store/migrate.ts'
import { recoverEffects } from './store/recover.ts'
import { forgetConversations } from './store/retention.ts'
import { warmUp } from './warm-up.ts'

const WIDGET_DIR = join(import.meta.dirname, '..', 'dist', 'widget')
const DAY_MS = 86_400_000
const LONG_LIVED_NOTE =
  'LINE_CHANNEL_ACCESS_TOKEN は期限のないトークンです。LINE_CHANNEL_ID を設定すると、15分ごとに替わるトークンを使います。'
const LOOPBACK = /^(127\.|::1$|localhost$)/

/** A server that is up. */
export interface Running {
  readonly url: string
  /** What whoever started it should know, in Japanese. */
  readonly notes: readonly string[]
  /** Resolves when the first customers are answered as fast as later ones. */
  readonly warm: Promise<void>
  stop(): Promise<void>
}

/** Joins all parts for a configuration and listens. */
export async function startServer(
  config: Config,
  log: Logger,
  stand: Pick<AppOptions, 'backOffice'> = {},
): Promise<Running> {
  const notes: string[] = []
  // Compressed on other threads meanwhile.
  const widgetFiles = readStaticFiles(WIDGET_DIR)
  const secret = loadSecret({
    dataDir: config.dataDir,
    ...(config.secret === null ? {} : { configured: config.secret }),
  })
  if (config.secret === null)
    notes.push(`ENMAN_SECRET が未設定のため、${join(config.dataDir, 'secret')} の値を使います。`)
  const db = openDatabase(config.databasePath)
  migrate(db)
  recoverEffects(db, Date.now())
  const samplesDated = loadSamples({ db, seal: createSealer(secret).productKey, today: toPlainDate(Date.now()) })
  if (samplesDated) notes.push('お試し用のサンプル契約を使えます。')
  const fileMailer =
    config.smtpUrl === null ? createFileMailer({ dir: join(config.dataDir, 'mail'), from: config.mailFrom, log }) : null
  if (fileMailer) notes.push(`SMTP_URL が未設定のため、メールは ${join(config.dataDir, 'mail')} に書き出します。`)
  const mailer = fileMailer ?? createSmtpMailer({ url: config.smtpUrl ?? '', from: config.mailFrom })
  const channel = createWidgetChannel()
  // What the store and the channels write within one tick shares a transaction, and so a wait for the disk.
  const group = new GroupCommit(db)
  const sessions = new Sessions({
    ...{ db, secret, write: (work) => group.run(work) },
    failed: (error) => log.warn({ err: error }, 'the use of a token could not be noted'),
  })
  const line = config.line
    ? createLineChannel({ ...{ db, log, settings: config.line, words: lineWords }, write: (work) => group.run(work) })
    : null
  if (config.line?.auth.kind === 'static') notes.push(LONG_LIVED_NOTE)
  const parts = createParts(config)
  const app = createApp({
    db,
    parts,
    group,
    secret,
    mailer,
    channels: line ? [channel, line] : [channel],
    desk: config,
    log,
    ...stand,
  })
  const mailbox = fileMailer && LOOPBACK.test(config.host) ? fileMailer : undefined
  // The invented shop signs its customers in itself, unless a real one does.
  const demoSignIn = mailbox && samplesDated && !config.signIn ? createDemoSignIn() : null
  const server = createServer({
    logger: log,
    trustProxy: config.trustProxy,
    widgetFiles: await widgetFiles,
    isHealthy: async () => (await app.store.nextDueAtMs()) !== undefined,
    routes: [
      widgetRoutes({
        channel,
        receive: (inbound) => app.receive(inbound),
        readLog: (conversationId, afterSeq) => app.store.log(conversationId, afterSeq),
        clock: Date.now,
        sessions,
        signIn: config.signIn ?? demoSignIn?.settings ?? null,
        allowedOrigins: config.allowedOrigins,
        mark: markPhrases,
      }),
      chatPage(config),
      ...(line ? [line.routes] : []),
      ...lineLinkRoutes(line, { ...config, secret, identity: app.identity, seals: app.seals }),
      demoRoutes({
        deskName: config.deskName,
        samples: () => (samplesDated ? sampleGuide(samplesDated) : []),
        ...(mailbox ? { mailbox } : {}),
        ...(demoSignIn ? { signIn: demoSignIn } : {}),
      }),
    ],
  })
  const forget = () => {
    const beforeMs = Date.now() - config.logDays * DAY_MS
    forgetConversations(db, beforeMs)
    line?.forget(beforeMs)
    sessions.forget(Date.now())
  }
  const pulse = new Pulse({ app, log, forget })
  await pulse.start()
  await server.listen({ port: config.port, host: config.host })
  // What a crash left on LINE may be much, and its webhooks have two seconds: they are taken meanwhile.
  const warm = warmUp(parts).then(() => line?.start(talkOf(app)))
  return {
    url: addressOf(server.server.address(), config.host),
    notes,
    warm,
    async stop() {
      await server.close()
      await warm
      await line?.stop()
      await pulse.stop()
      await app.close()
    },
  }
}

function lineLinkRoutes(line: LineChannel | null, options: LinkPageOptions): readonly FastifyPluginAsync[] {
  const routes = line?.linkRoutes(options)
  return routes ? [routes] : []
}

/** What the LINE channel needs of the bot. */
function talkOf(app: App): LineTalk {
  return { receive: (inbound) => app.receive(inbound), readLog: (conversationId) => app.store.log(conversationId, 0) }
}

function addressOf(address: ReturnType<import('node:net').Server['address']>, host: string): string {
  const port = typeof address === 'object' && address ? address.port : 0
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}/`
}
