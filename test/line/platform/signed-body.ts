import { createHmac } from 'node:crypto'

/** The bytes of a webhook and their signature, as LINE makes them. */
export interface SignedBody {
  readonly bytes: Buffer
  readonly signature: string
}

/** @param escapeEmoji write emoji as `\uXXXX`, as LINE does at times: the bytes differ from what JSON.stringify gives */
export function signBody(payload: object, secret: string, escapeEmoji = false): SignedBody {
  const json = JSON.stringify(payload)
  const text = escapeEmoji
    ? json.replaceAll(/[\ud800-\udfff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).toUpperCase()}`)
    : json
  const bytes = Buffer.from(text, 'utf8')
  return { bytes, signature: sign(bytes, secret) }
}

export function sign(bytes: Buffer, secret: string): string {
  return createHmac('sha256', secret).update(bytes).digest('base64')
}
