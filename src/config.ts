import { resolve } from 'node:path'
import { z } from 'zod'
import type { LineSettings } from './channels/line/channel.ts'
import type { SignInSettings } from './channels/widget/sign-in.ts'
import { AppError } from './errors.ts'
import { LINE_VARIABLES, lineProblems, lineSettings } from './line-config.ts'
import { signInSettings, WIDGET_VARIABLES, widgetProblems } from './widget-config.ts'

/** Everything the process is told from outside. */
export interface Config {
  readonly port: number
  readonly host: string
  /** Path of the SQLite file. */
  readonly databasePath: string
  /** Where the database, the generated secret and written mails lie. */
  readonly dataDir: string
  readonly deskName: string
  readonly supportEmail: string
  /** Unset: mails are written to files under `dataDir/mail`. */
  readonly smtpUrl: string | null
  readonly mailFrom: string
  /** Unset: one is generated and kept in `dataDir`. */
  readonly secret: string | null
  readonly logLevel: string
  /** Other sites whose pages may embed the widget. */
  readonly allowedOrigins: readonly string[]
  /** Behind a proxy of ours: believe its word on the visitor's address. */
  readonly trustProxy: boolean
  readonly logDays: number
  readonly lawYears: number
  readonly refundWeeks: string
  /** Null: the bot is not on LINE. */
  readonly line: LineSettings | null
  /** Null: every visitor of the website is a stranger. */
  readonly signIn: SignInSettings | null
}

const text = z.string().trim().min(1)

const schema = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  HOST: text.default('127.0.0.1'),
  DATABASE_URL: text
    .refine(
      (url) => !/^[a-z+]+:\/\//i.test(url) || /^(sqlite|file):/i.test(url),
      'only SQLite files are supported: give a path or sqlite:///path',
    )
    .optional(),
  DATA_DIR: text.default('.data'),
  DESK_NAME: text.default('円満サポート（デモ）'),
  SUPPORT_EMAIL: z.email().default('support@example.jp'),
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  MAIL_FROM: text.default('円満サポート <no-reply@example.jp>'),
  ENMAN_SECRET: z.string().min(32, 'must be at least 32 characters').optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  ALLOWED_ORIGINS: z.string().default(''),
  TRUST_PROXY: z.enum(['true', 'false']).default('false'),
  LOG_DAYS: z.coerce.number().int().min(1).max(3650).default(90),
  LAW_YEARS: z.coerce.number().int().min(1).max(30).default(7),
  REFUND_WEEKS: text.default('1〜2週間'),
  ...LINE_VARIABLES,
  ...WIDGET_VARIABLES,
})

/**
 * Reads the environment. An empty variable counts as unset.
 *
 * @throws {AppError} `config.invalid`, naming every variable that is malformed and why; never its value
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = schema.safeParse(given)
  // What lies within a variable (the second of two secrets) has no name that anybody could set.
  const malformed = parsed.error?.issues.map(({ path, message }) => `${String(path[0])}: ${message}`) ?? []
  const problems = [...new Set([...malformed, ...lineProblems(given), ...widgetProblems(given)])]
  if (!parsed.success || problems.length > 0) throw unusable(problems)
  const one = parsed.data
  const dataDir = resolve(one.DATA_DIR)
  return {
    port: one.PORT,
    host: one.HOST,
    dataDir,
    databasePath: one.DATABASE_URL ? pathOf(one.DATABASE_URL) : resolve(dataDir, 'enman.db'),
    deskName: one.DESK_NAME,
    supportEmail: one.SUPPORT_EMAIL,
    smtpUrl: one.SMTP_URL ?? null,
    mailFrom: one.MAIL_FROM,
    secret: one.ENMAN_SECRET ?? null,
    logLevel: one.LOG_LEVEL,
    allowedOrigins: one.ALLOWED_ORIGINS.split(',')
      .map((origin) => origin.trim())
      .filter(Boolean),
    trustProxy: one.TRUST_PROXY === 'true',
    logDays: one.LOG_DAYS,
    lawYears: one.LAW_YEARS,
    refundWeeks: one.REFUND_WEEKS,
    line: lineSettings(one),
    signIn: signInSettings(one),
  }
}

function unusable(problems: readonly string[]): AppError {
  const details = Object.fromEntries(
    problems.map((problem) => problem.split(/: (.*)/s)).map(([name, why]) => [name ?? '', why ?? '']),
  )
  return new AppError('config.invalid', `the environment is not usable: ${problems.join('; ')}`, details)
}

/** `sqlite:///abs/path`, `sqlite:rel/path`, `file:path` or a plain path. */
function pathOf(url: string): string {
  const path = url.replace(/^(sqlite|file):(\/\/)?/i, '')
  return path === ':memory:' ? path : resolve(path)
}
