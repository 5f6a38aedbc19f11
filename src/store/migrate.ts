import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { AppError } from '../errors.ts'

const MIGRATIONS_DIR = fileURLToPath(new URL('./migrations/', import.meta.url))
const FILE_NAME = /^(\d{4})-[a-z0-9-]+\.sql$/

interface Migration {
  readonly number: number
  readonly name: string
  readonly sql: string
  readonly sha256: string
}

interface AppliedRow {
  readonly number: number
  readonly name: string
  readonly sha256: string
}

/**
 * Brings a database to the schema of this version: runs the numbered files that it has not seen yet, all in
 * one transaction. Equal to nothing when there is none, so every start may call it.
 *
 * @returns the numbers that were applied now
 * @throws {AppError} `store.migration` when a file was changed after it was applied, when numbers are missing
 * or double, when the database was written by a newer version, or when a file fails (nothing is kept then)
 */
export function migrate(db: DatabaseSync, dir: string = MIGRATIONS_DIR): readonly number[] {
  const migrations = readMigrations(dir)
  if (missing(db, migrations).length === 0) return []
  db.exec('BEGIN IMMEDIATE')
  try {
    // Read again under the lock: another process may have migrated meanwhile.
    const todo = missing(db, migrations)
    for (const migration of todo) apply(db, migration)
    db.exec('COMMIT')
    return todo.map(({ number }) => number)
  } catch (cause) {
    if (db.isTransaction) db.exec('ROLLBACK')
    throw cause
  }
}

function readMigrations(dir: string): readonly Migration[] {
  const names = readdirSync(dir).filter((name) => name.endsWith('.sql'))
  return names.sort().map((name, index) => {
    const number = Number(FILE_NAME.exec(name)?.[1])
    if (number !== index + 1) {
      throw new AppError('store.migration', `${name} is not migration ${index + 1}`, { expected: index + 1 })
    }
    // Without carriage returns a checkout with Windows line ends has the same checksum.
    const sql = readFileSync(`${dir}/${name}`, 'utf8').replaceAll('\r', '')
    return { number, name, sql, sha256: createHash('sha256').update(sql).digest('hex') }
  })
}

function missing(db: DatabaseSync, migrations: readonly Migration[]): readonly Migration[] {
  const applied = appliedRows(db)
  for (const row of applied) {
    const file = migrations[row.number - 1]
    if (!file) {
      throw new AppError('store.migration', `the database was written by a newer version (${row.name})`, {
        number: row.number,
      })
    }
    if (file.sha256 !== row.sha256) {
      throw new AppError('store.migration', `${file.name} was changed after it had been applied`, {
        number: row.number,
      })
    }
  }
  return migrations.slice(applied.length)
}

function appliedRows(db: DatabaseSync): readonly AppliedRow[] {
  const table = db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'migrations'").get()
  if (!table) return []
  const rows = db.prepare('SELECT number, name, sha256 FROM migrations ORDER BY number').all()
  // The driver types rows as records of values; the columns are those selected above.
  return rows as unknown as AppliedRow[]
}

function apply(db: DatabaseSync, { number, name, sql, sha256 }: Migration): void {
  db.exec(`CREATE TABLE IF NOT EXISTS migrations (
    number INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL,
    applied_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))) STRICT`)
  try {
    db.exec(sql)
  } catch (cause) {
    throw new AppError('store.migration', `${name} failed`, { number }, { cause })
  }
  db.prepare('INSERT INTO migrations (number, name, sha256) VALUES (?, ?, ?)').run(number, name, sha256)
}
