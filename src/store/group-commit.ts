import type { DatabaseSync } from 'node:sqlite'
import { AppError } from '../errors.ts'

interface Member {
  /** Does the work and gives back how to answer it once everything is on the disk. */
  readonly perform: () => () => void
  readonly reject: (error: unknown) => void
}

/**
 * Writes of one event-loop tick share one transaction, and so one fsync: 3 to 4 times the throughput on a
 * fast disk, 12 to 24 times on one whose fsync takes 2 ms. Each work has its own savepoint, so one that
 * throws takes only itself back. Works are synchronous, hence nothing else can come between them.
 */
export class GroupCommit {
  readonly #db: DatabaseSync
  readonly #savepoint
  readonly #release
  #members: Member[] = []
  #closed = false

  constructor(db: DatabaseSync) {
    this.#db = db
    this.#savepoint = db.prepare('SAVEPOINT member')
    this.#release = db.prepare('RELEASE member')
  }

  /**
   * Runs `work` with the tick's other writes. Resolves after COMMIT.
   *
   * @throws what `work` throws, or {AppError} `store.unavailable` when the transaction as a whole fails
   */
  run<Result>(work: () => Result): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (this.#closed) {
        reject(new AppError('store.unavailable', 'the store is closed'))
        return
      }
      if (this.#members.length === 0) setImmediate(() => this.flush())
      const perform = () => {
        const result = work()
        return () => resolve(result)
      }
      this.#members.push({ perform, reject })
    })
  }

  /** Commits what waits now and takes nothing more. */
  close(): void {
    this.#closed = true
    this.flush()
  }

  flush(): void {
    const members = this.#members
    if (members.length === 0) return
    this.#members = []
    let answers: (() => void)[]
    try {
      this.#db.exec('BEGIN IMMEDIATE')
      answers = members.map((member) => this.#perform(member))
      this.#db.exec('COMMIT')
    } catch (cause) {
      if (this.#db.isOpen && this.#db.isTransaction) this.#db.exec('ROLLBACK')
      const error = new AppError('store.unavailable', 'the database did not take the write', {}, { cause })
      answers = members.map((member) => () => member.reject(error))
    }
    for (const answer of answers) answer()
  }

  #perform(member: Member): () => void {
    this.#savepoint.run()
    try {
      const answer = member.perform()
      this.#release.run()
      return answer
    } catch (error) {
      // A full disk ends the whole transaction; then this throws too and all members are refused.
      this.#db.exec('ROLLBACK TO member; RELEASE member')
      return () => member.reject(error)
    }
  }
}
