import { createHash } from 'node:crypto'

/** What is kept of a link token or a nonce. Both are long and random: a hash gives neither back. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url')
}
