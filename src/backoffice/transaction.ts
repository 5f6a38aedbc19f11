import type { DatabaseSync } from 'node:sqlite'
import { AppError } from '../errors.ts'

/**
 * Runs synchronous work as one transaction: all of it is on the disk when this returns, or nothing happened.
 *
 * @throws what the work throws when that is an AppError; else {AppError} `backoffice.unavailable`
 */
export function inTransaction<Result>(db: DatabaseSync, work: () => Result): Result {
  try {
    db.exec('BEGIN IMMEDIATE')
    const result = work()
    db.exec('COMMIT')
    return result
  } catch (error) {
    if (db.isOpen && db.isTransaction) db.exec('ROLLBACK')
    if (error instanceof AppError) throw error
    throw new AppError('backoffice.unavailable', 'the ledger did not take the write', {}, { cause: error })
  }
}
