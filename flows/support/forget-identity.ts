import type { Context, Scene } from './flow.ts'

/** Identification starts over; refusals and what was carried out stay. */
export function forgetIdentity(_scene: Scene): Partial<Context> {
  return {
    orderNumber: null,
    email: null,
    challengeId: null,
    verifiedAtMs: null,
    contracts: [],
    matched: [],
    contractId: null,
    queue: [],
    decision: null,
    serviceUsed: null,
    returnTo: null,
  }
}
