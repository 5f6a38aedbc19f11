const FIRST_MS = 500
const LONGEST_MS = 30_000

/** Waits that double and scatter, so that pages do not come back all at once. */
export class Backoff {
  #failures = 0

  reset(): void {
    this.#failures = 0
  }

  get failures(): number {
    return this.#failures
  }

  /** How long to wait after one more failure (ms), at least as long as the server asked for. */
  next(atLeastMs = 0): number {
    const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** this.#failures)
    this.#failures += 1
    return Math.max(atLeastMs, full * (0.5 + Math.random() / 2))
  }
}

/** A sleep that somebody may cut short. */
export class Nap {
  #wake: (() => void) | null = null

  async sleep(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    this.#wake = null
  }

  wake(): void {
    this.#wake?.()
  }
}

/** Something that can be held up for as long as it takes. */
export class Gate {
  #opened: Promise<void> = Promise.resolve()
  #open = () => {}

  close(): void {
    this.#opened = new Promise((resolve) => {
      this.#open = resolve
    })
  }

  open(): void {
    this.#open()
  }

  pass(): Promise<void> {
    return this.#opened
  }
}
