import { createPublicKey, createSecretKey, type KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { SignInKey, SignInSettings } from './channels/widget/sign-in.ts'
import { AppError } from './errors.ts'

/** Less could be tried out from one signed token (RFC 7518, section 3.2). */
const SECRET_MIN_BYTES = 32
const RSA_MIN_BITS = 2048

/** The variables by which the company's own site names its signed-in customers. */
export const WIDGET_VARIABLES = {
  WIDGET_JWT_SECRET: z
    .string()
    .transform((list) => list.split(',').map((one) => one.trim()))
    .pipe(
      z
        .array(z.string().refine((one) => Buffer.byteLength(one) >= SECRET_MIN_BYTES, 'each needs 32 bytes or more'))
        .max(2, 'at most two, while one is replaced'),
    )
    .optional(),
  WIDGET_JWT_PUBLIC_KEY_FILE: z.string().trim().min(1).optional(),
  WIDGET_SITE: z.string().trim().min(1).max(200).optional(),
} as const

/** The widget's variables as the schema gives them. */
export type WidgetVariables = z.infer<z.ZodObject<typeof WIDGET_VARIABLES>>

/** Which variables are missing beside those that are set, well written or not, one sentence each. */
export function widgetProblems(given: Readonly<Partial<Record<keyof WidgetVariables, unknown>>>): readonly string[] {
  const { WIDGET_JWT_SECRET: secret, WIDGET_JWT_PUBLIC_KEY_FILE: file, WIDGET_SITE: site } = given
  if (secret && file) return ['WIDGET_JWT_PUBLIC_KEY_FILE: tokens are signed by a secret or by a key, not by both']
  if ((secret || file) && !site) return ['WIDGET_SITE: is needed, the `aud` of the tokens your site signs']
  if (site && !secret && !file) return ['WIDGET_JWT_SECRET: is needed with WIDGET_SITE (or WIDGET_JWT_PUBLIC_KEY_FILE)']
  return []
}

/**
 * Null when customers are not signed in by the site.
 *
 * @throws {AppError} `config.invalid` when the key file cannot be read or holds no public key we can use
 */
export function signInSettings(given: WidgetVariables): SignInSettings | null {
  const { WIDGET_JWT_SECRET: secrets, WIDGET_JWT_PUBLIC_KEY_FILE: file, WIDGET_SITE: site } = given
  if (site === undefined) return null
  const keys = secrets?.map((one): SignInKey => ({ algorithm: 'HS256', key: createSecretKey(one, 'utf8') }))
  return { site, keys: keys ?? (file === undefined ? [] : [publicKeyIn(file)]) }
}

function publicKeyIn(file: string): SignInKey {
  const text = contentOf(file)
  // Whoever puts the private key here would hand out what only their server may have.
  if (/PRIVATE KEY|"d"\s*:/.test(text)) throw unusable('holds a private key; give the public one')
  const key = parsed(text)
  return { algorithm: algorithmOf(key), key }
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw unusable('cannot be read', cause)
  }
}

function parsed(text: string): KeyObject {
  try {
    if (!text.trimStart().startsWith('{')) return createPublicKey(text)
    return createPublicKey({ key: JSON.parse(text), format: 'jwk' })
  } catch (cause) {
    throw unusable('is no public key (PEM or JWK)', cause)
  }
}

/** One kind of key, one algorithm: a token cannot choose another. */
function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): SignInKey['algorithm'] {
  if (asymmetricKeyType === 'ed25519') return 'EdDSA'
  if (asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === 'prime256v1') return 'ES256'
  if (asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= RSA_MIN_BITS) return 'RS256'
  throw unusable('must be an Ed25519, a P-256 or an RSA key of 2048 bits or more')
}

function unusable(why: string, cause?: unknown): AppError {
  return new AppError('config.invalid', `WIDGET_JWT_PUBLIC_KEY_FILE: ${why}`, {}, { cause })
}
