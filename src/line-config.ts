import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { type LineAuth, parsePrivateKey } from './channels/line/access-token.ts'
import type { LineSettings } from './channels/line/channel.ts'
import { AppError } from './errors.ts'

const word = z.string().trim().regex(/^\S+$/, 'must be one word')

/** Our own servers in tests; everything else goes to LINE. */
const LINE_API = 'https://api.line.me'
const LOOPBACK_HOST = /^(127(\.\d{1,3}){3}|localhost|\[::1\])$/

/** The variables of the LINE channel. Without `LINE_CHANNEL_SECRET` there is none. */
export const LINE_VARIABLES = {
  LINE_CHANNEL_SECRET: z
    .string()
    .transform((list) => list.split(',').map((one) => one.trim()))
    .pipe(
      z
        .array(
          z
            .string()
            .regex(
              /^\S{16,}$/,
              'each must be a channel secret (32 signs, 0-9 and a-f; LINE Developers Console, Basic settings)',
            ),
        )
        .max(2, 'at most two, while rotating'),
    )
    .optional(),
  LINE_CHANNEL_ID: z.string().trim().regex(/^\d+$/, 'must be a number').optional(),
  LINE_CHANNEL_ACCESS_TOKEN: word.optional(),
  LINE_BOT_USER_ID: z
    .string()
    .trim()
    .regex(/^U[0-9a-f]{32}$/, 'must be the user id of the bot (U and 32 signs)')
    .optional(),
  LINE_JWT_PRIVATE_KEY_FILE: z.string().trim().min(1).optional(),
  LINE_JWT_KID: word.optional(),
  LINE_API_BASE_URL: z
    .url({ protocol: /^https?$/ })
    .refine(isLoopback, 'is for tests and must be on loopback')
    .optional(),
  LINE_PUSH_POLICY: z.enum(['never', 'important', 'always']).default('important'),
  LINE_ACCOUNT_LINK: z.enum(['on', 'off']).default('off'),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .refine((url) => url.startsWith('https:') || isLoopback(url), 'must begin with https://')
    .refine((url) => !/[?#]/.test(url), 'must have neither ? nor #')
    .transform((url) => url.replace(/\/+$/, ''))
    .optional(),
  LINE_PUSH_MONTHLY_CAP: z.coerce.number().int().min(0).max(10_000_000).default(200),
} as const

function isLoopback(url: string): boolean {
  return URL.canParse(url) && LOOPBACK_HOST.test(new URL(url).hostname)
}

/** The LINE variables as the schema gives them. */
export type LineVariables = z.infer<z.ZodObject<typeof LINE_VARIABLES>>

/** What makes up a channel's credentials; any of them alone is half a setting. */
const CREDENTIALS = [
  'LINE_CHANNEL_ID',
  'LINE_CHANNEL_ACCESS_TOKEN',
  'LINE_BOT_USER_ID',
  'LINE_JWT_PRIVATE_KEY_FILE',
  'LINE_JWT_KID',
] as const satisfies readonly (keyof LineVariables)[]

/** Which variables are missing beside those that are set, well written or not, one sentence each. */
export function lineProblems(given: Readonly<Partial<Record<keyof LineVariables, unknown>>>): readonly string[] {
  const missing = (name: keyof LineVariables, why: string) => (given[name] === undefined ? [`${name}: ${why}`] : [])
  const links = given.LINE_ACCOUNT_LINK === 'on'
  const set = [
    ...CREDENTIALS.filter((name) => given[name] !== undefined),
    ...(links ? (['LINE_ACCOUNT_LINK'] as const) : []),
  ]
  if (given.LINE_CHANNEL_SECRET === undefined)
    return set.length > 0 ? [`LINE_CHANNEL_SECRET: is missing, but ${set.join(', ')} is set`] : []
  const page = links ? missing('PUBLIC_URL', 'is needed with LINE_ACCOUNT_LINK=on') : []
  const isJwt = given.LINE_JWT_PRIVATE_KEY_FILE !== undefined || given.LINE_JWT_KID !== undefined
  if (isJwt)
    return [
      ...page,
      ...missing('LINE_CHANNEL_ID', 'is needed with LINE_JWT_KID'),
      ...missing('LINE_JWT_PRIVATE_KEY_FILE', 'is needed with LINE_JWT_KID'),
      ...missing('LINE_JWT_KID', 'is needed with LINE_JWT_PRIVATE_KEY_FILE'),
    ]
  return given.LINE_CHANNEL_ACCESS_TOKEN === undefined
    ? [...page, ...missing('LINE_CHANNEL_ID', 'is needed with LINE_CHANNEL_SECRET (or LINE_CHANNEL_ACCESS_TOKEN)')]
    : page
}

/**
 * Null when LINE is not set up.
 *
 * @throws {AppError} `config.invalid` when the key file cannot be read or is no key
 */
export function lineSettings(given: LineVariables): LineSettings | null {
  const secrets = given.LINE_CHANNEL_SECRET
  const [newest] = secrets ?? []
  if (!secrets || newest === undefined) return null
  return {
    channelSecrets: secrets,
    auth: authOf(given, newest),
    botUserId: given.LINE_BOT_USER_ID ?? null,
    apiBaseUrl: (given.LINE_API_BASE_URL ?? LINE_API).replace(/\/+$/, ''),
    pushPolicy: given.LINE_PUSH_POLICY,
    pushMonthlyCap: given.LINE_PUSH_MONTHLY_CAP,
    publicUrl: given.LINE_ACCOUNT_LINK === 'on' ? (given.PUBLIC_URL ?? null) : null,
  }
}

/** Short-lived tokens are preferred: by a signed assertion, then by the secret; a long-lived one only when it is all there is. */
function authOf(given: LineVariables, channelSecret: string): LineAuth {
  const { LINE_CHANNEL_ID: channelId, LINE_JWT_KID: keyId, LINE_JWT_PRIVATE_KEY_FILE: file } = given
  if (channelId !== undefined && keyId !== undefined && file !== undefined)
    return { kind: 'jwt', channelId, keyId, privateKey: parsePrivateKey(readKey(file)) }
  if (channelId !== undefined) return { kind: 'secret', channelId, channelSecret }
  return { kind: 'static', token: given.LINE_CHANNEL_ACCESS_TOKEN ?? '' }
}

function readKey(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    const why = 'cannot be read'
    const details = { LINE_JWT_PRIVATE_KEY_FILE: why }
    throw new AppError('config.invalid', `LINE_JWT_PRIVATE_KEY_FILE: ${why}`, details, { cause })
  }
}
