import type { Channel, Delivery, LoggedMessage } from '../channel.ts'
import { webTimerDueAtMs } from '../web-timers.ts'

const MINUTE_MS = 60_000

/** A channel without a wire: it keeps what it is handed, for transcripts and for the terminal. */
export class ScriptChannel implements Channel {
  readonly name = 'script'
  /** Scripts have no customer to console while a command runs, so an answer is always given whole. */
  readonly patienceMs = 10 * MINUTE_MS
  readonly timerDueAtMs = webTimerDueAtMs
  readonly #seen = new Set<string>()
  #delivered: Delivery[] = []

  /** A delivery that comes again under its key is the same one and is kept once. */
  async deliver(delivery: Delivery): Promise<void> {
    if (this.#seen.has(delivery.key)) return
    this.#seen.add(delivery.key)
    this.#delivered.push(delivery)
  }

  /** Deliveries since the last take, oldest first. */
  take(): readonly Delivery[] {
    const delivered = this.#delivered
    this.#delivered = []
    return delivered
  }

  /** Messages since the last take, of all conversations or of one, oldest first. Others stay. */
  takeMessages(conversationId?: string): readonly LoggedMessage[] {
    const wanted = (one: Delivery) => conversationId === undefined || one.conversationId === conversationId
    const taken = this.#delivered.filter(wanted)
    this.#delivered = this.#delivered.filter((one) => !wanted(one))
    return taken.flatMap(({ messages }) => messages)
  }
}
