import { createHmac, timingSafeEqual } from 'node:crypto'

/** Length of a base64 SHA-256 digest. */
const SIGNATURE_CHARS = 44

/** Whether a header can be a signature at all: known before a single byte of the body is read. */
export function canBeSignature(header: unknown): header is string {
  return typeof header === 'string' && header.length === SIGNATURE_CHARS
}

/**
 * Whether LINE signed exactly these bytes with one of our channel secrets (two while one is being replaced).
 * Takes the same time wherever a wrong signature differs. Source: Messaging API, "Verify webhook signature".
 */
export function isSigned(body: Buffer, signature: string, secrets: readonly string[]): boolean {
  const given = Buffer.from(signature, 'latin1')
  let isOurs = false
  for (const secret of secrets) {
    const expected = Buffer.from(createHmac('sha256', secret).update(body).digest('base64'), 'latin1')
    // Different lengths would throw; no early end, so that the order of secrets does not show.
    if (given.length === expected.length && timingSafeEqual(given, expected)) isOurs = true
  }
  return isOurs
}
