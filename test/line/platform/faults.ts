/** The calls that can be made to go wrong, by short names. */
export type Endpoint =
  | 'token'
  | 'reply'
  | 'push'
  | 'validate'
  | 'loading'
  | 'markAsRead'
  | 'info'
  | 'webhook'
  | 'webhookTest'
  | 'quota'
  | 'profile'
  | 'linkToken'

/** How one call goes wrong. */
export type Fault =
  | { readonly kind: 'status'; readonly status: number; readonly message?: string }
  /** No answer, ever; the caller has to give up by itself. */
  | { readonly kind: 'hang' }
  /** The connection breaks: before LINE took the call, or after, so that the caller cannot know. */
  | { readonly kind: 'drop'; readonly when: 'before' | 'after' }
  | { readonly kind: 'delay'; readonly ms: number }
  /** Both answer 429, with different texts: wait a little, or stop until next month. */
  | { readonly kind: 'rate' }
  | { readonly kind: 'monthly' }

/** What goes wrong next, endpoint by endpoint, in the order it was asked for. */
export class Faults {
  readonly #waiting = new Map<Endpoint, Fault[]>()

  /** The next `times` calls of `endpoint` go wrong in this way. */
  add(endpoint: Endpoint, fault: Fault, times = 1): void {
    const waiting = this.#waiting.get(endpoint) ?? []
    this.#waiting.set(endpoint, [...waiting, ...Array.from({ length: times }, () => fault)])
  }

  take(endpoint: Endpoint): Fault | null {
    return this.#waiting.get(endpoint)?.shift() ?? null
  }

  clear(): void {
    this.#waiting.clear()
  }
}
