import type { CustomerEvent } from './event.ts'

const KEY_MISSING =
  /^(?:プロダクト)?キー(?:が|は|も)?(?:な[いく]|ありません|わから|分から|わかりません|分かりません|見つから)/
const UNSURE = /^(?:よく|ちょっと)?(?:わから|分から)(?:ない|ん|ず|ません)?(?:です)?$|^(?:よく)?(?:わかり|分かり)ません$/

/** Doubts where a customer is asked whether to go on: neither a refusal nor a question about something else. */
export function doubtAtProceed(text: string): CustomerEvent | null {
  const plain = text.normalize('NFKC').replace(/[\s。、]/g, '')
  if (KEY_MISSING.test(plain)) return { type: 'identifier.missing', about: 'product_key' }
  return UNSURE.test(plain) ? { type: 'offer.unclear' } : null
}
