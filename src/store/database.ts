import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { AppError } from '../errors.ts'
import { migrate } from './migrate.ts'

/** How long a write waits for another process that holds the file, e.g. an import beside the server. */
const BUSY_TIMEOUT_MS = 5_000

/**
 * Opens our database (creating file and folder), ready to use: migrated, in WAL mode, and with every commit
 * on the disk before it returns. The caller owns it and closes it last.
 *
 * @param path a file, or `:memory:` for one that is gone with the process
 * @throws {AppError} `store.unavailable` when it cannot be opened; `store.migration` when its schema does not fit
 */
export function openDatabase(path: string): DatabaseSync {
  const db = open(path)
  try {
    migrate(db)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

function open(path: string): DatabaseSync {
  try {
    if (path !== ':memory:') createPrivately(path)
    const db = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true })
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
    return db
  } catch (cause) {
    throw new AppError('store.unavailable', `cannot open the database ${path}`, {}, { cause })
  }
}

/** The file holds addresses and order numbers, so only its owner may read it; -wal and -shm take its mode. */
function createPrivately(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  closeSync(openSync(path, 'a', 0o600))
}
