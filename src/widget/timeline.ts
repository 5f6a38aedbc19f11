import type { ServerEvent, WireChoice } from '../protocol.ts'

/** A message of ours that the server has not confirmed yet. */
export interface Outgoing {
  readonly cid: string
  /** Epoch ms. */
  readonly at: number
  /** What the customer reads as having said. */
  readonly label: string
  readonly body: { readonly text: string } | { readonly choice: string; readonly prompt: string }
  readonly state: 'sending' | 'failed'
  /** The server's own words on why it failed. */
  readonly notice?: string
}

/** The numbered entries of a conversation, each once and in order, however they arrive. */
export class Timeline {
  readonly #bySeq = new Map<number, ServerEvent>()
  #sorted: readonly ServerEvent[] | null = null
  #cursor = 0

  /** The last number before which nothing is missing: where the next stream resumes. */
  get cursor(): number {
    return this.#cursor
  }

  /** Something after the cursor is known, but not what comes right after it. */
  get hasGap(): boolean {
    return [...this.#bySeq.keys()].some((seq) => seq > this.#cursor)
  }

  get events(): readonly ServerEvent[] {
    this.#sorted ??= [...this.#bySeq.values()].sort((a, b) => a.seq - b.seq)
    return this.#sorted
  }

  /** Takes entries in any order; true when one of them is new. */
  add(events: readonly ServerEvent[]): boolean {
    const before = this.#bySeq.size
    this.#sorted = null
    for (const event of events) {
      if (event.seq > this.#cursor || this.#bySeq.has(event.seq)) this.#bySeq.set(event.seq, event)
    }
    while (this.#bySeq.has(this.#cursor + 1)) this.#cursor += 1
    const isNew = this.#bySeq.size > before
    const from = events.findLast(({ forgets }) => forgets)?.seq ?? 0
    for (const seq of this.#bySeq.keys()) if (seq < from) this.#bySeq.delete(seq)
    return isNew
  }

  /** Takes an answer that is everything after the cursor: numbers it leaves out do not exist. */
  addAll(events: readonly ServerEvent[]): boolean {
    const isNew = this.add(events)
    for (const { seq } of events) this.#cursor = Math.max(this.#cursor, seq)
    return isNew
  }

  /** Puts back what a page had kept. */
  restore(events: readonly ServerEvent[], cursor: number): void {
    this.clear()
    for (const event of events) this.#bySeq.set(event.seq, event)
    this.#cursor = cursor
  }

  clear(): void {
    this.#bySeq.clear()
    this.#sorted = null
    this.#cursor = 0
  }
}

/** What became of a question's choices. */
export type ChoiceState =
  | { readonly state: 'open' }
  /** Nothing can be tapped; `chosen` is the answer if it was one of the choices. */
  | { readonly state: 'closed'; readonly chosen: string | null }

/** What is known of the conversation when a question is shown. */
export interface Known {
  readonly events: readonly ServerEvent[]
  readonly outbox: readonly Outgoing[]
  /** A message waits for its answer: until then nobody knows what will be asked. */
  readonly isSending: boolean
}

/**
 * A question is open until it is answered or a later question takes its place, and not while an answer is
 * on its way. Written without any memory of taps, so that a reload and a second tab see the same.
 */
export function choiceState(question: ServerEvent, { events, outbox, isSending }: Known): ChoiceState {
  const tapped = outbox.find(({ body }) => 'prompt' in body && body.prompt === question.prompt)
  if (tapped && 'choice' in tapped.body) return { state: 'closed', chosen: tapped.body.choice }
  const later = events.filter(({ seq }) => seq > question.seq)
  const next = later.find(({ role, prompt }) => role !== 'customer' && prompt !== undefined)
  const replies = later.filter(({ role, seq }) => role === 'customer' && (!next || seq < next.seq))
  const chosen = replies.map((reply) => chosenBy(reply, question)).find((choice) => choice !== null) ?? null
  return next || isSending || chosen !== null ? { state: 'closed', chosen } : { state: 'open' }
}

function chosenBy(reply: ServerEvent, question: ServerEvent): string | null {
  const said = (choice: WireChoice) => choice.label === reply.text
  return question.choices?.find(said)?.id ?? (reply.prompt && reply.prompt === question.prompt ? '' : null)
}
