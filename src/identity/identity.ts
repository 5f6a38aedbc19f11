/** Outcome of asking for a code. Says nothing of whether a contract exists: the customer sees the same for both. */
export type ChallengeOutcome = { readonly outcome: 'sent' } | { readonly outcome: 'locked'; readonly untilMs: number }

export type VerifyOutcome =
  | {
      readonly outcome: 'verified'
      readonly contractIds: readonly string[]
      readonly matchedContractIds: readonly string[]
      readonly email: string
    }
  | { readonly outcome: 'rejected'; readonly triesLeft: number }
  | { readonly outcome: 'expired' }
  | { readonly outcome: 'locked'; readonly untilMs: number }

/**
 * Proves that a customer owns a contract by a 6-digit code mailed to its address.
 * The code is HMAC(secret, challenge id) cut to 6 digits, so no turn holds it and a retry says the same one.
 * Tries are counted per order number + e-mail, over all conversations: 5, then 30 minutes.
 */
export interface Identity {
  challenge(request: {
    challengeId: string
    /** Null for an account: every open contract under its address. */
    orderNumber: string | null
    email: string
    /** The company's sign-in has verified the address: a code is mailed whether or not a contract matches. */
    account: boolean
    /** Where it is answered, so that it can be erased with all that was said there. */
    conversationId?: string
    nowMs: number
  }): Promise<ChallengeOutcome>
  verify(request: { challengeId: string; seal: string; nowMs: number }): Promise<VerifyOutcome>
  /** Erases a conversation's challenges. Counted tries and mails stay: they name nobody, and erasing opens no lock. */
  forget(conversationId: string): Promise<void>
}

/** Turns secrets a customer types into one-way seals at the edge, before anything is stored. */
export interface Sealer {
  /** The seal of a typed code under a challenge. */
  code(challengeId: string, digits: string): string
  /** The seal of a product key; O/0 and I/1 are alike. */
  productKey(key: string): string
}
