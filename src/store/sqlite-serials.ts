import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { serial } from './serial.ts'

/** Serials reserved at a time: one write serves this many, and a crash loses at most as many numbers. */
const BLOCK = 32

/** Hands out receipt serials from blocks that are durably reserved before their first number is given. */
export class SqliteSerials {
  readonly #reserve: StatementSync
  /** The day whose block is held, its next number, and the first number after it. */
  #block = { day: '', next: 0, end: 0 }

  constructor(db: DatabaseSync) {
    this.#reserve = db.prepare(`INSERT INTO serials (day, next) VALUES (:day, :count + 1)
      ON CONFLICT (day) DO UPDATE SET next = next + :count RETURNING next`)
  }

  take(day: string, count: number): string[] {
    if (this.#block.day !== day || this.#block.end - this.#block.next < count) {
      const reserved = Math.max(BLOCK, count)
      // Outside a transaction a statement commits by itself, so the block is on the disk when this returns.
      const end = Number(this.#reserve.get({ day, count: reserved })?.next)
      this.#block = { day, next: end - reserved, end }
    }
    const first = this.#block.next
    this.#block.next += count
    return Array.from({ length: count }, (_, index) => serial(first + index))
  }
}
