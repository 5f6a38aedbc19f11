import { createPrivateKey, type JsonWebKey, type KeyObject, sign } from 'node:crypto'
import { z } from 'zod'
import { AppError } from '../../errors.ts'

/** How the bot proves to LINE who it is. */
export type LineAuth =
  /** Short-lived tokens, asked for with the channel's secret. */
  | { readonly kind: 'secret'; readonly channelId: string; readonly channelSecret: string }
  /** Short-lived tokens, asked for with a signed assertion: the secret then never leaves this machine. */
  | { readonly kind: 'jwt'; readonly channelId: string; readonly keyId: string; readonly privateKey: KeyObject }
  /** One token for ever, as the console hands it out. LINE advises against it. */
  | { readonly kind: 'static'; readonly token: string }

/** Gives the token for the next call. */
export interface AccessTokens {
  /** @throws {AppError} `channel.unavailable` when LINE gives none now, `channel.refused` when it never will */
  get(): Promise<string>
  /** LINE did not accept this token: the next `get` brings another, if there can be one. */
  reject(token: string): void
}

export interface AccessTokenOptions {
  readonly auth: LineAuth
  readonly baseUrl: string
  readonly fetch: typeof fetch
  readonly now: () => number
  readonly timeoutMs: number
}

/** A stateless token lives 15 minutes; a minute before its end another one is asked for. */
const EARLY_MS = 60_000
/** Longest life LINE allows for an assertion (s). */
const ASSERTION_S = 30 * 60
const answer = z.object({ access_token: z.string().min(1), expires_in: z.number() })

/** Tokens kept in memory only; one request at a time brings a new one, whoever asks. */
export function createAccessTokens(options: AccessTokenOptions): AccessTokens {
  const { auth } = options
  if (auth.kind === 'static') return { get: async () => auth.token, reject: () => {} }
  let held: { readonly token: string; readonly untilMs: number } | null = null
  let asking: Promise<string> | null = null
  const ask = async () => {
    const askedAtMs = options.now()
    const { access_token: token, expires_in: lifeS } = await issue(auth, options)
    held = { token, untilMs: askedAtMs + lifeS * 1000 - EARLY_MS }
    return token
  }
  return {
    async get() {
      if (held && options.now() < held.untilMs) return held.token
      asking ??= ask().finally(() => {
        asking = null
      })
      return asking
    },
    reject(token) {
      if (held?.token === token) held = null
    },
  }
}

async function issue(
  auth: Exclude<LineAuth, { kind: 'static' }>,
  { baseUrl, fetch, now, timeoutMs }: AccessTokenOptions,
): Promise<z.infer<typeof answer>> {
  let response: Response
  try {
    response = await fetch(`${baseUrl}/oauth2/v3/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'client_credentials', ...credentials(auth, now()) }),
      signal: AbortSignal.timeout(timeoutMs),
      redirect: 'error',
    })
  } catch (cause) {
    throw new AppError('channel.unavailable', 'LINE gave no access token', {}, { cause })
  }
  const parsed = response.ok ? answer.safeParse(await response.json().catch(() => null)) : null
  if (parsed?.success) return parsed.data
  await response.body?.cancel()
  const { status } = response
  if (status === 429 || status >= 500 || response.ok)
    throw new AppError('channel.unavailable', 'LINE gave no access token', { httpStatus: status })
  throw new AppError('channel.refused', 'LINE knows no such channel id, secret or key', { httpStatus: status })
}

function credentials(auth: Exclude<LineAuth, { kind: 'static' }>, nowMs: number): Record<string, string> {
  if (auth.kind === 'secret') return { client_id: auth.channelId, client_secret: auth.channelSecret }
  return {
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion(auth, nowMs),
  }
}

/** RS256 over what LINE asks for. Source: "Issue channel access token" and "Generate a JSON Web Token". */
function assertion({ channelId, keyId, privateKey }: LineAuth & { kind: 'jwt' }, nowMs: number): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const head = part({ alg: 'RS256', typ: 'JWT', kid: keyId })
  const expiresAtS = Math.floor(nowMs / 1000) + ASSERTION_S
  const claims = part({ iss: channelId, sub: channelId, aud: 'https://api.line.me/', exp: expiresAtS })
  return `${head}.${claims}.${sign('sha256', Buffer.from(`${head}.${claims}`), privateKey).toString('base64url')}`
}

/**
 * Reads a private key as LINE's console takes it (JWK) or as OpenSSL writes it (PEM).
 *
 * @throws {AppError} `config.invalid`, without anything of the key
 */
export function parsePrivateKey(text: string): KeyObject {
  try {
    const key = text.trimStart().startsWith('{')
      ? createPrivateKey({ key: JSON.parse(text) as JsonWebKey, format: 'jwk' })
      : createPrivateKey(text)
    if (key.asymmetricKeyType !== 'rsa') throw new Error('not an RSA key')
    return key
  } catch {
    const why = 'holds no RSA private key (JWK or PEM)'
    throw new AppError('config.invalid', `LINE_JWT_PRIVATE_KEY_FILE: ${why}`, { LINE_JWT_PRIVATE_KEY_FILE: why })
  }
}
