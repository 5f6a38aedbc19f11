/** When more was promised and does not come, stop saying that it will (ms). */
const WORKING_MAX_MS = 60_000

/** Whether the bot has promised more than it has said. */
export class Working {
  readonly #onEnd: () => void
  #timer: ReturnType<typeof setTimeout> | undefined
  isOn = false

  constructor(onEnd: () => void) {
    this.#onEnd = onEnd
  }

  set(isOn: boolean): void {
    clearTimeout(this.#timer)
    this.isOn = isOn
    if (!isOn) return
    this.#timer = setTimeout(() => {
      this.isOn = false
      this.#onEnd()
    }, WORKING_MAX_MS)
  }
}
