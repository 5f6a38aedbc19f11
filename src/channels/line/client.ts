import { z } from 'zod'
import { AppError } from '../../errors.ts'
import type { AccessTokens } from './access-token.ts'
import type { LineCall } from './render-line.ts'

/** What became of a call. Each asks for something else to be done next. */
export type Outcome =
  | { readonly kind: 'done'; readonly requestId: string }
  /** LINE may or may not have carried it out: no answer, or an error of its own. */
  | { readonly kind: 'unknown'; readonly why: string }
  /** Nothing reached LINE, or it asked us to slow down: nothing happened. */
  | { readonly kind: 'not-sent'; readonly why: string }
  /** The reply token is used, too old, or not one. */
  | { readonly kind: 'token-gone' }
  /** The paid messages of this month are used up. */
  | { readonly kind: 'month-full' }
  /** The bot's own access is refused, with a fresh token too. */
  | { readonly kind: 'unauthorized' }
  /** The request itself is wrong: a defect of ours. `fields` are property paths, never content. */
  | { readonly kind: 'refused'; readonly status: number; readonly fields: readonly string[] }

export interface LineClientOptions {
  readonly tokens: AccessTokens
  readonly baseUrl: string
  readonly fetch: typeof fetch
  readonly timeoutMs: number
}

/** The calls to LINE's Messaging API that a conversation needs. None of them throws. */
export interface LineClient {
  /** Free, once for each token, without a retry key. */
  reply(replyToken: string, messages: LineCall): Promise<Outcome>
  /** Paid by recipient. The same retry key is carried out once within 24 hours. */
  push(to: string, messages: LineCall, retryKey: string): Promise<Outcome>
  /** Shows that an answer is being made, for 5 to 60 seconds in steps of 5. */
  startLoading(userId: string, seconds: number): Promise<Outcome>
  /** The user id of the bot itself; null when LINE does not say it now. */
  ownUserId(): Promise<string | null>
  /** A token by which this customer can link their account: once, within 10 minutes. Null when LINE gives none now. */
  issueLinkToken(userId: string): Promise<string | null>
}

export function createLineClient(options: LineClientOptions): LineClient {
  return {
    reply: (replyToken, messages) => post(options, '/v2/bot/message/reply', { body: { replyToken, messages } }),
    push: (to, messages, retryKey) => post(options, '/v2/bot/message/push', { body: { to, messages }, retryKey }),
    startLoading: (chatId, loadingSeconds) =>
      post(options, '/v2/bot/chat/loading/start', { body: { chatId, loadingSeconds } }),
    ownUserId: async () => {
      const userId = (await read(options, '/v2/bot/info'))?.['userId']
      return typeof userId === 'string' && userId !== '' ? userId : null
    },
    issueLinkToken: (userId) => issueLinkToken(options, userId),
  }
}

interface Call {
  readonly body?: object
  readonly retryKey?: string
}

/** A refused access token is replaced once. */
async function post(options: LineClientOptions, path: string, call: Call): Promise<Outcome> {
  const first = await tryOnce(options, path, call)
  return first.kind === 'unauthorized' ? tryOnce(options, path, call) : first
}

async function tryOnce(options: LineClientOptions, path: string, call: Call): Promise<Outcome> {
  const sent = await send(options, path, call)
  return sent instanceof Response ? outcomeOf(sent, options, call.retryKey !== undefined) : sent
}

/** @returns LINE's answer, whatever it is, or what became of a call without one */
async function send(options: LineClientOptions, path: string, { body, retryKey }: Call): Promise<Response | Outcome> {
  let token: string
  try {
    token = await options.tokens.get()
  } catch (error) {
    return error instanceof AppError && !error.retry
      ? { kind: 'unauthorized' }
      : { kind: 'not-sent', why: 'no access token' }
  }
  let response: Response
  try {
    response = await options.fetch(`${options.baseUrl}${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(retryKey === undefined ? {} : { 'x-line-retry-key': retryKey }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(options.timeoutMs),
      redirect: 'error',
    })
  } catch (error) {
    return failed(error)
  }
  if (response.status === 401) options.tokens.reject(token)
  return response
}

const linkToken = z.object({ linkToken: z.string().min(1) })

async function issueLinkToken(options: LineClientOptions, userId: string): Promise<string | null> {
  const path = `/v2/bot/user/${encodeURIComponent(userId)}/linkToken`
  const first = await send(options, path, {})
  const sent = first instanceof Response && first.status === 401 ? await send(options, path, {}) : first
  if (!(sent instanceof Response)) return null
  const parsed = linkToken.safeParse(await sent.json().catch(() => null))
  return sent.ok && parsed.success ? parsed.data.linkToken : null
}

/** Errors of connecting: not a byte of the request left this machine. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])

function failed(error: unknown): Outcome {
  const why = codeOf(error)
  return { kind: NEVER_SENT.has(why) ? 'not-sent' : 'unknown', why }
}

/** The code below a failed fetch; several addresses of one host fail as one aggregate. */
function codeOf(error: unknown): string {
  const { cause, name } = error as { cause?: { code?: unknown; errors?: readonly { code?: unknown }[] }; name?: string }
  const code = cause?.code ?? cause?.errors?.[0]?.code
  return typeof code === 'string' ? code : (name ?? 'failed')
}

async function outcomeOf(response: Response, options: LineClientOptions, isPush: boolean): Promise<Outcome> {
  const { status } = response
  // The body of an error names what is wrong; it may quote what was sent, so it goes no further than here.
  const said = response.ok ? null : await problemOf(response)
  // Read to its end, so that the connection can be used again.
  if (response.ok) await response.arrayBuffer().catch(() => null)
  if (response.ok) return { kind: 'done', requestId: response.headers.get('x-line-request-id') ?? '' }
  if (status === 409 && isPush)
    return { kind: 'done', requestId: response.headers.get('x-line-accepted-request-id') ?? '' }
  if (status === 401) return { kind: 'unauthorized' }
  if (status === 429) return isPush ? limit(said?.message ?? '', options) : { kind: 'not-sent', why: 'rate limit' }
  if (status >= 500) return { kind: 'unknown', why: `status ${status}` }
  if (status === 400 && /invalid reply token/i.test(said?.message ?? '')) return { kind: 'token-gone' }
  return { kind: 'refused', status, fields: said?.fields ?? [] }
}

interface Problem {
  readonly message: string
  readonly fields: readonly string[]
}

async function problemOf(response: Response): Promise<Problem> {
  const json = (await response.json().catch(() => null)) as {
    message?: unknown
    details?: readonly { property?: unknown }[]
  } | null
  const details = Array.isArray(json?.details) ? json.details : []
  return {
    message: typeof json?.message === 'string' ? json.message : '',
    fields: details.flatMap(({ property }) => (typeof property === 'string' ? [property.slice(0, 80)] : [])),
  }
}

/**
 * One status says both "slower" and "nothing more this month". The words are not promised, so where they are
 * unknown the quota itself is asked.
 */
async function limit(message: string, options: LineClientOptions): Promise<Outcome> {
  const slower: Outcome = { kind: 'not-sent', why: 'rate limit' }
  if (/monthly limit/i.test(message)) return { kind: 'month-full' }
  if (/rate limit/i.test(message)) return slower
  const [quota, used] = await Promise.all([
    read(options, '/v2/bot/message/quota'),
    read(options, '/v2/bot/message/quota/consumption'),
  ])
  const limited = typeof quota?.['value'] === 'number' && typeof used?.['totalUsage'] === 'number'
  return limited && Number(used?.['totalUsage']) >= Number(quota?.['value']) ? { kind: 'month-full' } : slower
}

async function read(options: LineClientOptions, path: string): Promise<Readonly<Record<string, unknown>> | null> {
  try {
    const response = await options.fetch(`${options.baseUrl}${path}`, {
      headers: { authorization: `Bearer ${await options.tokens.get()}` },
      signal: AbortSignal.timeout(options.timeoutMs),
      redirect: 'error',
    })
    return response.ok ? ((await response.json()) as Readonly<Record<string, unknown>>) : null
  } catch {
    return null
  }
}
