/** Answers held open (streams, long polls) by conversation: none gets too many, and closing ends them all. */
export class OpenAnswers {
  readonly #max: number
  readonly #byConversation = new Map<string, Set<() => void>>()

  constructor(max: number) {
    this.#max = max
  }

  /** Remembers how to end one; over the limit the oldest is ended. Gives back how to forget it. */
  add(conversationId: string, end: () => void): () => void {
    const ends = this.#byConversation.get(conversationId) ?? new Set()
    // A wrapper of its own, because two answers may share a function.
    const entry = () => end()
    this.#byConversation.set(conversationId, ends.add(entry))
    const forget = () => {
      ends.delete(entry)
      if (ends.size === 0 && this.#byConversation.get(conversationId) === ends) {
        this.#byConversation.delete(conversationId)
      }
    }
    const [oldest] = ends
    if (oldest && ends.size > this.#max) {
      ends.delete(oldest)
      oldest()
    }
    return forget
  }

  endOf(conversationId: string): void {
    for (const end of [...(this.#byConversation.get(conversationId) ?? [])]) end()
  }

  endAll(): void {
    for (const ends of this.#byConversation.values()) {
      for (const end of [...ends]) end()
    }
  }
}
