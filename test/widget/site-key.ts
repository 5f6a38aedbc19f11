import { createSecretKey } from 'node:crypto'
import { SignJWT } from 'jose'
import type { SignInSettings } from '../../src/channels/widget/sign-in.ts'

export const SITE = 'https://shop.example'
const SITE_SECRET = 'the secret that shop and chat share, 32 bytes and more'

/** What the server is told about the shop. */
export const SIGN_IN: SignInSettings = {
  site: SITE,
  keys: [{ algorithm: 'HS256', key: createSecretKey(SITE_SECRET, 'utf8') }],
}

interface JwtOptions {
  readonly email?: string | undefined
  readonly nowMs?: number
  readonly signedInAtMs?: number | undefined
  readonly lifeS?: number
  readonly site?: string
}

/** What the shop's server says of its customer, ten minutes long unless told. */
export async function jwtOf(
  sub: string,
  { email = `${sub}@example.jp`, nowMs = Date.now(), signedInAtMs = nowMs, lifeS = 600, site = SITE }: JwtOptions = {},
): Promise<string> {
  const iat = Math.floor(nowMs / 1000)
  return new SignJWT({ email, email_verified: true, auth_time: Math.floor(signedInAtMs / 1000) })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(sub)
    .setAudience(site)
    .setIssuedAt(iat)
    .setExpirationTime(iat + lifeS)
    .sign(createSecretKey(SITE_SECRET, 'utf8'))
}
