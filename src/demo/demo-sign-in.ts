import { createSecretKey, randomBytes } from 'node:crypto'
import { SignJWT } from 'jose/jwt/sign'
import type { SignInSettings } from '../channels/widget/sign-in.ts'

/** The invented shop's own sign-in: what its server would sign for a customer. */
export interface DemoSignIn {
  readonly settings: SignInSettings
  /** A JWT for the customer with this address, who has just signed in. */
  tokenFor(email: string): Promise<string>
}

const SITE = 'enman-demo'

/** With a secret of its own, which nobody else ever holds and which is gone with the process. */
export function createDemoSignIn(): DemoSignIn {
  const key = createSecretKey(randomBytes(32))
  return {
    settings: { site: SITE, keys: [{ algorithm: 'HS256', key }] },
    tokenFor: (email) =>
      new SignJWT({ email, email_verified: true })
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject(`demo-${email}`)
        .setAudience(SITE)
        .setIssuedAt()
        .setExpirationTime('5m')
        .sign(key),
  }
}
