import type { KeyObject } from 'node:crypto'
import * as errors from 'jose/errors'
import { jwtVerify } from 'jose/jwt/verify'
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

/** Tokens remembered at most; a page sends the same one with every call for minutes. */
const KNOWN_MAX = 2000

/** Says whom a JWT of the site's server names. */
export type SignIn = (jwt: string, nowMs: number) => Promise<Account>

/**
 * Checks JWTs that the site's server signs for its signed-in customers.
 *
 * The algorithm is the key's, never the token's choice. Throws `account.expired` when a new token would do, and
 * `account.refused` for everything else.
 */
export function createSignIn({ site, keys }: SignInSettings): SignIn {
  const known = new Map<string, Proof>()
  return async (jwt, nowMs) => {
    const before = known.get(jwt)
    if (before && nowMs < before.untilMs) return before.account
    const proof = await proofOf(jwt, { site, keys, nowMs })
    // A signature does not go bad, only its time runs out.
    if (known.size >= KNOWN_MAX) known.clear()
    known.set(jwt, proof)
    return proof.account
  }
}

interface Proof {
  readonly account: Account
  /** Until then the token need not be looked at again. */
  readonly untilMs: number
}

type Check = SignInSettings & { readonly nowMs: number }

async function proofOf(jwt: string, check: Check): Promise<Proof> {
  const claims = claimsSchema.safeParse(await payloadOf(jwt, check))
  if (!claims.success) throw refused('lacks a good claim', claims.error.issues[0]?.path.join('.'))
  const { sub, email, iat, exp, auth_time = iat } = claims.data
  if (exp - iat > LIFE_MAX_S) throw refused('lives too long', 'exp')
  const provedAtMs = Math.min(Math.min(auth_time, iat) * 1000, check.nowMs)
  return { account: { subject: sub, email: email.toLowerCase(), provedAtMs }, untilMs: exp * 1000 }
}

async function payloadOf(jwt: string, { site, keys, nowMs }: Check): Promise<unknown> {
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
  const claim = error instanceof errors.JWTClaimValidationFailed ? error.claim : undefined
  return error instanceof errors.JOSEError ? refused(error.code, claim, error) : error
}

function refused(why: string, claim?: string, cause?: unknown): AppError {
  return new AppError('account.refused', `the sign-in token ${why}`, claim ? { claim } : {}, { cause })
}
