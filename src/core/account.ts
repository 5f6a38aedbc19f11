import { emailKey } from './identifier.ts'

/** A customer whom the company's own sign-in has named. */
export interface Account {
  /** Stable id of this customer at the company's site. */
  readonly subject: string
  /** The address the company's site has verified. */
  readonly email: string
  /** When the sign-in proved it (epoch ms). */
  readonly provedAtMs: number
}

/** A sign-in proves as much as a mailed code, and for as long. */
const PROVES_MS = 30 * 60_000

/** Whether the sign-in is recent enough to stand for a right code. */
export function isFreshSignIn({ provedAtMs }: Account, atMs: number): boolean {
  return atMs - provedAtMs <= PROVES_MS
}

/** The same customer under the same address, whenever they signed in. */
export function isSameAccount(one: Account | null, other: Account | null): boolean {
  return one?.subject === other?.subject && emailKey(one?.email ?? '') === emailKey(other?.email ?? '')
}
