import type { DatabaseSync } from 'node:sqlite'

/** Runs synchronous work as one transaction, or as its own part of one; resolves when it is on the disk. */
export type Write = <Result>(work: () => Result) => Promise<Result>

/** A transaction for each work: for tests and tools. A server shares one among all that comes together. */
export function writeDirectly(db: DatabaseSync): Write {
  return async (work) => {
    db.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      db.exec('COMMIT')
      return result
    } catch (error) {
      if (db.isOpen && db.isTransaction) db.exec('ROLLBACK')
      throw error
    }
  }
}
