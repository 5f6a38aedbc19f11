/** The facts of the most ordinary case: the renewal of a yearly Norton contract bought in the official store. */
export const RENEWAL = {
  provider: 'norton',
  channel: 'direct',
  region: 'JP',
  productKind: 'software',
  plan: 'annual',
  event: 'renewal',
} as const
