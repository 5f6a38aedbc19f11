import { join } from 'node:path'
import type { Logger } from 'pino'
import { type AppOptions, createApp } from './app.ts'
import { createWidgetChannel } from './channels/widget/channel.ts'
import { chatPage } from './channels/widget/chat-page.ts'
import { widgetRoutes } from './channels/widget/routes.ts'
import type { Config } from './config.ts'
import { toPlainDate } from './core/date.ts'
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
import { migrate } from './store/migrate.ts'
import { recoverEffects } from './store/recover.ts'
import { forgetConversations } from './store/retention.ts'

const WIDGET_DIR = join(import.meta.dirname, '..', 'dist', 'widget')
const DAY_MS = 86_400_000
const LOOPBACK = /^(127\.|::1$|localhost$)/

/** A server that is up. */
export interface Running {
  readonly url: string
  /** What whoever started it should know, in Japanese. */
  readonly notes: readonly string[]
  stop(): Promise<void>
}

/** Joins all parts for a configuration and listens. */
export async function startServer(
  config: Config,
  log: Logger,
  stand: Pick<AppOptions, 'backOffice'> = {},
): Promise<Running> {
  const notes: string[] = []
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
  const app = createApp({ db, secret, mailer, channels: [channel], desk: config, log, ...stand })
  const mailbox = fileMailer && LOOPBACK.test(config.host) ? fileMailer : undefined
  const server = createServer({
    logger: log,
    trustProxy: config.trustProxy,
    widgetFiles: await readStaticFiles(WIDGET_DIR),
    isHealthy: async () => (await app.store.nextDueAtMs()) !== undefined,
    routes: [
      widgetRoutes({
        channel,
        receive: (inbound) => app.receive(inbound),
        readLog: (conversationId, afterSeq) => app.store.log(conversationId, afterSeq),
        clock: Date.now,
        secret,
        allowedOrigins: config.allowedOrigins,
      }),
      chatPage(config),
      demoRoutes({
        deskName: config.deskName,
        samples: () => (samplesDated ? sampleGuide(samplesDated) : []),
        ...(mailbox ? { mailbox } : {}),
      }),
    ],
  })
  const pulse = new Pulse({ app, log, forget: () => forgetConversations(db, Date.now() - config.logDays * DAY_MS) })
  await pulse.start()
  await server.listen({ port: config.port, host: config.host })
  return {
    url: addressOf(server.server.address(), config.host),
    notes,
    async stop() {
      await server.close()
      await pulse.stop()
      await app.close()
    },
  }
}

function addressOf(address: ReturnType<import('node:net').Server['address']>, host: string): string {
  const port = typeof address === 'object' && address ? address.port : 0
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}/`
}
