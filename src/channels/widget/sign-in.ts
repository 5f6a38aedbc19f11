import type { KeyObject } from 'node:crypto'
import { errors, type JWTPayload, jwtVerify } from 'jose'
import { z } from 'zod'
import { AppError } from '../../errors.ts'
import type { Account } from '../channel.ts'

/** A key of the site's server with the one algorithm it may be used by. */
export interface SignInKey {
  readonly algorithm: 'HS256' | 'RS256' | 'ES256' | 'EdDSA'
  readonly key: KeyObject
}

/** How the company's site names its customers to the widget. */
export interface SignInSettings {
  /** What its tokens must be meant for (`aud`). */
  readonly site: string
  /** Two while a secret is replaced. */
  readonly keys: readonly SignInKey[]
}

/** A token says who is signed in now, so it need not live longer than this (s). */
const LIFE_MAX_S = 600
/** Clocks of two servers may differ by this (s). */
const SKEW_S = 30

const claimsSchema = z.object({
  sub: z.string().min(1).max(200),
  email: z.email().max(254),
  email_verified: z.literal(true).optional(),
  iat: z.int().positive(),
  exp: z.int().positive(),
  /** When the customer signed in (OpenID Connect Core 1.0, section 2), where that was earlier. */
  auth_time: z.int().positive().optional(),
})

/** Says whom a JWT of the site's server names. */
export type SignIn = (jwt: string, nowMs: number) => Promise<Account>

/**
 * Checks JWTs that the site's server signs for its signed-in customers.
 *
 * The algorithm is the key's, never the token's choice. Throws `account.expired` when a new token would do, and
 * `account.refused` for everything else.
 */
export function createSignIn({ site, keys }: SignInSettings): SignIn {
  return async (jwt, nowMs) => {
    const claims = claimsSchema.safeParse(await payloadOf(jwt, { site, keys, nowMs }))
    if (!claims.success) throw refused('lacks a good claim', claims.error.issues[0]?.path.join('.'))
    const { sub, email, iat, exp, auth_time = iat } = claims.data
    if (exp - iat > LIFE_MAX_S) throw refused('lives too long', 'exp')
    return { subject: sub, email: email.toLowerCase(), provedAtMs: Math.min(Math.min(auth_time, iat) * 1000, nowMs) }
  }
}

async function payloadOf(
  jwt: string,
  { site, keys, nowMs }: SignInSettings & { readonly nowMs: number },
): Promise<JWTPayload> {
  for (const { key, algorithm } of keys) {
    try {
      const { payload } = await jwtVerify(jwt, key, {
        algorithms: [algorithm],
        audience: site,
        clockTolerance: SKEW_S,
        currentDate: new Date(nowMs),
        maxTokenAge: LIFE_MAX_S,
      })
      return payload
    } catch (error) {
      // Signed by the other key, while one is replaced.
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw asOurs(error)
    }
  }
  throw refused('is signed by no key of ours')
}

function asOurs(error: unknown): unknown {
  if (error instanceof errors.JWTExpired) return new AppError('account.expired', 'the sign-in token has expired')
  return error instanceof errors.JOSEError ? refused(error.code, undefined, error) : error
}

function refused(why: string, claim?: string, cause?: unknown): AppError {
  return new AppError('account.refused', `the sign-in token ${why}`, claim ? { claim } : {}, { cause })
}
