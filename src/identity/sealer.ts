import { createHmac, createSecretKey } from 'node:crypto'
import type { Sealer } from './identity.ts'

/**
 * Seals by HMAC under the installation's secret: without it, neither a 6-digit code nor a product key can be
 * found by trying. With another secret all seals are others, so contracts have to be imported again.
 */
export function createSealer(secret: string): Sealer {
  const key = createSecretKey(secret, 'utf8')
  const seal = (text: string) => createHmac('sha256', key).update(`seal:${text}`).digest('base64url')
  return {
    code: (challengeId, digits) => seal(`code:${challengeId}:${digits.normalize('NFKC').replaceAll(/\D/g, '')}`),
    productKey: (key) => seal(`key:${alike(key)}`),
  }
}

/** Upper-case letters and digits only, with those alike that are misread on labels. */
function alike(key: string): string {
  return key
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replaceAll('I', '1')
}
