import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { z } from 'zod'

const formState = z.discriminatedUnion('at', [
  z.object({ at: z.literal('order'), token: z.string() }),
  z.object({ at: z.literal('code'), token: z.string(), challengeId: z.string(), email: z.string() }),
  z.object({ at: z.literal('consent'), token: z.string(), email: z.string() }),
])
const sealed = z.tuple([z.number(), formState])

/** How far somebody is on the page. It travels in the form itself, so that nothing is kept when they leave. */
export type FormState = z.infer<typeof formState>

/** Locks the state of a form, so that only we can read or make one. */
export interface FormSeal {
  seal(state: FormState, untilMs: number): string
  /** Null for anything that is not ours, was changed, or has expired. */
  open(text: string, nowMs: number): FormState | null
}

const ALGORITHM = 'aes-256-gcm'
const IV_BYTES = 12
const TAG_BYTES = 16

/** AES-256-GCM under a key of its own, derived from the installation's secret. */
export function createFormSeal(secret: string): FormSeal {
  const key = new Uint8Array(hkdfSync('sha256', secret, '', 'the form of the LINE link page', 32))
  return {
    seal(state, untilMs) {
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv(ALGORITHM, key, iv)
      const text = Buffer.concat([cipher.update(JSON.stringify([untilMs, state]), 'utf8'), cipher.final()])
      return Buffer.concat([iv, cipher.getAuthTag(), text]).toString('base64url')
    },
    open(text, nowMs) {
      const parsed = sealed.safeParse(jsonOf(decrypted(Buffer.from(text, 'base64url'), key)))
      if (!parsed.success) return null
      const [untilMs, state] = parsed.data
      return untilMs > nowMs ? state : null
    },
  }
}

function decrypted(bytes: Buffer, key: Uint8Array): string {
  if (bytes.length <= IV_BYTES + TAG_BYTES) return ''
  const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
  decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8')
  } catch {
    return ''
  }
}

function jsonOf(text: string): unknown {
  return text === '' ? null : JSON.parse(text)
}
