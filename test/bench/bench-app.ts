import { join } from 'node:path'
import { type App, createApp, type Parts } from '../../src/app.ts'
import { importContracts } from '../../src/backoffice/contract-import.ts'
import { parseContractsCsv } from '../../src/backoffice/csv.ts'
import { createWidgetChannel, type WidgetChannel } from '../../src/channels/widget/channel.ts'
import { Sessions } from '../../src/channels/widget/sessions.ts'
import type { FlowEvent } from '../../src/core/event.ts'
import type { Turn } from '../../src/core/turn.ts'
import { createSealer } from '../../src/identity/sealer.ts'
import type { Mail } from '../../src/mail/mail.ts'
import { openDatabase } from '../../src/store/database.ts'
import { GroupCommit } from '../../src/store/group-commit.ts'
import { migrate } from '../../src/store/migrate.ts'
import { contractsCsv } from './refund-job.ts'

export const BENCH_DESK = {
  deskName: '円満サポート（計測）',
  supportEmail: 'support@example.jp',
  mailFrom: '円満サポート <no-reply@example.jp>',
  logDays: 90,
  lawYears: 7,
  refundWeeks: '1〜2週間',
} as const
export const BENCH_SECRET = 'a secret for measuring, known to all'

export interface BenchAppOptions {
  /** A folder for the database, or null for one in memory. */
  readonly dir: string | null
  /** How many customers have a contract. */
  readonly customers: number
  /** Called for every mail; none leaves the process. */
  readonly mailed: (mail: Mail) => void
  readonly observe?: (turn: Turn, events: readonly FlowEvent[]) => void
  readonly parts?: Parts
}

export interface BenchApp {
  readonly app: App
  readonly channel: WidgetChannel
  readonly sessions: Sessions
  close(): Promise<void>
}

/** The bot as it is shipped, with contracts to refund and a mailer that keeps its mails. */
export function openBenchApp({ dir, customers, mailed, observe, parts }: BenchAppOptions): BenchApp {
  const db = openDatabase(dir === null ? ':memory:' : join(dir, 'enman.db'))
  migrate(db)
  const seal = createSealer(BENCH_SECRET).productKey
  importContracts({ db, seal }, parseContractsCsv(contractsCsv(customers, Date.now())))
  const channel = createWidgetChannel()
  const group = new GroupCommit(db)
  const app = createApp({
    db,
    group,
    secret: BENCH_SECRET,
    mailer: { send: async (mail) => mailed(mail) },
    channels: [channel],
    desk: BENCH_DESK,
    log: { warn: complain, error: complain },
    ...(observe ? { observe: (_id, turn, events) => observe(turn, events) } : {}),
    ...(parts ? { parts } : {}),
  })
  return {
    app,
    channel,
    sessions: new Sessions({
      ...{ db, secret: BENCH_SECRET, write: (work) => group.run(work) },
      failed: (error) => complain({ err: error }, 'the use of a token could not be noted'),
    }),
    async close() {
      await app.close()
      db.close()
    },
  }
}

/** Whatever fails here spoils the numbers, so it ends the run. */
function complain(details: object, message: string): never {
  throw new Error(`${message}: ${JSON.stringify(details)}`)
}

/** The six digits of a code mail. */
export const codeIn = (mail: Mail): string | undefined => /(?<!\d)\d{6}(?!\d)/.exec(mail.text)?.[0]
