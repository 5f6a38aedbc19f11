import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import { isObject, type JsonObject } from '../limits/complaint.ts'

/** Stateless channel access tokens live this long (s). */
const STATELESS_S = 900

export interface ChannelKeys {
  readonly channelId: string
  readonly secret: string
  /** The public key registered in the console, with its `kid`; tokens by JWT need it. */
  readonly assertionKey?: { readonly kid: string; readonly pem: string }
}

/** Issues and judges channel access tokens, the stateless ones by secret and by JWT. */
export class AccessTokens {
  readonly #keys: ChannelKeys
  readonly #expiresAtMs = new Map<string, number>()

  constructor(keys: ChannelKeys) {
    this.#keys = keys
  }

  /** A token that LINE Developers Console issued: never expires. */
  issueLongLived(token: string): void {
    this.#expiresAtMs.set(token, Number.POSITIVE_INFINITY)
  }

  revokeAll(): void {
    this.#expiresAtMs.clear()
  }

  isValid(authorization: string | undefined, nowMs: number): boolean {
    const token = /^Bearer (.+)$/.exec(authorization ?? '')?.[1]
    return token !== undefined && (this.#expiresAtMs.get(token) ?? 0) > nowMs
  }

  /** `POST /oauth2/v3/token`. @returns the answer's status and body */
  issue(form: URLSearchParams, token: string, nowMs: number): { status: number; body: JsonObject } {
    const wrong = this.#wrongWith(form, nowMs)
    if (wrong !== null) return { status: 400, body: { error: 'invalid_request', error_description: wrong } }
    this.#expiresAtMs.set(token, nowMs + STATELESS_S * 1000)
    return { status: 200, body: { token_type: 'Bearer', access_token: token, expires_in: STATELESS_S } }
  }

  #wrongWith(form: URLSearchParams, nowMs: number): string | null {
    if (form.get('grant_type') !== 'client_credentials') return 'grant_type is invalid'
    const assertion = form.get('client_assertion')
    if (assertion !== null) {
      if (form.get('client_assertion_type') !== 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer')
        return 'client_assertion_type is invalid'
      return this.#wrongWithAssertion(assertion, nowMs)
    }
    if (form.get('client_id') !== this.#keys.channelId) return 'client_id is invalid'
    return form.get('client_secret') === this.#keys.secret ? null : 'client_secret is invalid'
  }

  #wrongWithAssertion(assertion: string, nowMs: number): string | null {
    const { assertionKey, channelId } = this.#keys
    if (!assertionKey) return 'no assertion key is registered'
    const [head = '', claims = '', signature = ''] = assertion.split('.')
    const header = decoded(head)
    const payload = decoded(claims)
    if (header['alg'] !== 'RS256' || header['kid'] !== assertionKey.kid) return 'header of client_assertion is invalid'
    const key: KeyObject = createPublicKey(assertionKey.pem)
    const signed = Buffer.from(`${head}.${claims}`)
    if (!verify('RSA-SHA256', signed, key, Buffer.from(signature, 'base64url'))) return 'signature is invalid'
    const { iss, sub, aud, exp } = payload
    if (iss !== channelId || sub !== channelId) return 'iss and sub must be the channel id'
    if (aud !== 'https://api.line.me/') return 'aud is invalid'
    const leftS = Number(exp) - nowMs / 1000
    return leftS > 0 && leftS <= 30 * 60 ? null : 'exp must be within 30 minutes'
  }
}

function decoded(part: string): JsonObject {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
    return isObject(value) ? value : {}
  } catch {
    return {}
  }
}
