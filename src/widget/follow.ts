/** Space above the message that is brought into view (px). */
const MARGIN_PX = 12
/** Closer than this to where we left it counts as not moved by the reader (px). */
const SLACK_PX = 40
/** Messages that come together are read from the first of them (ms). */
const TOGETHER_MS = 2000

/**
 * Keeps the newest words in view without taking the beginning of a long answer out of it, and leaves a
 * reader alone who went back to read.
 */
export class Follow {
  readonly #view: HTMLElement
  #leftAt = 0
  #first: HTMLElement | null = null
  #since = 0

  constructor(view: HTMLElement) {
    this.#view = view
  }

  /** Whether the reader is where we left the view, or at the end. Asked before anything is added. */
  isFollowing(): boolean {
    const { scrollTop } = this.#view
    const isWhereLeft = Math.abs(scrollTop - this.#leftAt) < SLACK_PX
    // Who moved has seen the block; what comes now is a new one.
    if (!isWhereLeft) this.#first = null
    return isWhereLeft || this.belowPx < SLACK_PX
  }

  /** Brings new messages into view; `first` is the first of them. One's own always begins a new block. */
  show(first: HTMLElement, nowMs: number): void {
    const isMine = first.classList.contains('customer')
    if (isMine || !this.#first?.isConnected || nowMs - this.#since > TOGETHER_MS) {
      this.#first = first
      this.#since = nowMs
    }
    const top = this.#first.getBoundingClientRect().top - this.#view.getBoundingClientRect().top
    this.#scrollTo(Math.min(this.#end, this.#view.scrollTop + top - MARGIN_PX))
  }

  toEnd(): void {
    this.#scrollTo(this.#end)
  }

  /** How much is hidden below (px). */
  get belowPx(): number {
    return this.#end - this.#view.scrollTop
  }

  get #end(): number {
    return this.#view.scrollHeight - this.#view.clientHeight
  }

  #scrollTo(top: number): void {
    this.#view.scrollTop = top
    this.#leftAt = this.#view.scrollTop
  }
}
