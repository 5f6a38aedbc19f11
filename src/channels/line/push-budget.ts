import type { DatabaseSync } from 'node:sqlite'
import { toPlainDate } from '../../core/date.ts'
import type { LoggedMessage } from '../channel.ts'

/** When the bot may write first, which costs the company: never, for what matters, or always. */
export type PushPolicy = 'never' | 'important' | 'always'

export interface PushBudgetOptions {
  readonly policy: PushPolicy
  /** Our own limit, below the one of the plan: whoever writes in the account's manager uses the same quota. */
  readonly monthlyCap: number
  readonly now: () => number
}

/** Counts the paid messages of a month in Japan, over restarts. */
export class PushBudget {
  readonly #options: PushBudgetOptions
  readonly #row
  readonly #count
  readonly #stop

  constructor(db: DatabaseSync, options: PushBudgetOptions) {
    this.#options = options
    this.#row = db.prepare('SELECT pushed, is_stopped FROM line_pushes WHERE month = ?')
    this.#count = db.prepare(`INSERT INTO line_pushes (month, pushed) VALUES (?, 1)
      ON CONFLICT (month) DO UPDATE SET pushed = pushed + 1`)
    this.#stop = db.prepare(`INSERT INTO line_pushes (month, is_stopped) VALUES (?, 1)
      ON CONFLICT (month) DO UPDATE SET is_stopped = 1`)
  }

  /** Whether these messages are worth a push, and one is left. */
  allows(messages: readonly LoggedMessage[]): boolean {
    const { policy } = this.#options
    return (policy === 'always' || (policy === 'important' && messages.some(isImportant))) && this.isLeft()
  }

  isLeft(): boolean {
    const row = this.#row.get(this.#month())
    return row?.is_stopped !== 1 && Number(row?.pushed ?? 0) < this.#options.monthlyCap
  }

  /** One more is about to be tried. */
  count(): void {
    this.#count.run(this.#month())
  }

  /** LINE says that nothing is left this month. */
  stopUntilNextMonth(): void {
    this.#stop.run(this.#month())
  }

  pushedThisMonth(): number {
    return Number(this.#row.get(this.#month())?.pushed ?? 0)
  }

  #month(): string {
    return toPlainDate(this.#options.now()).slice(0, 7)
  }
}

/** What became of money or of a contract, without being a receipt. */
const OUTCOMES: ReadonlySet<string> = new Set([
  'refund.refused',
  'refund.stopLater',
  'stop.refused',
  'merge.refused',
  'merge.impossible',
  'busy.failed',
  'busy.stopRefused',
  'busy.stopFailed',
  'aside.nudge',
])

/** The keys above, for the test that they exist. */
export const OUTCOME_KEYS: readonly string[] = [...OUTCOMES]

/**
 * Worth a paid message: receipts and outcomes, what a person wrote, and a final confirmation that came after
 * its reply token had gone, or its one reminder.
 */
export function isImportant({ role, key, view }: LoggedMessage): boolean {
  if (role === 'operator' || OUTCOMES.has(key) || view?.type === 'confirm') return true
  return view?.type === 'card' && view.kind === 'receipt'
}
