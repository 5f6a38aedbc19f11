import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDatabase } from '../../src/store/database.ts'
import { migrate } from '../../src/store/migrate.ts'

let folder: string
let db: DatabaseSync

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'enman-migrate-'))
  db = new DatabaseSync(':memory:')
})
afterEach(() => {
  db.close()
  rmSync(folder, { recursive: true })
})

function file(name: string, sql: string): void {
  writeFileSync(join(folder, name), sql)
}

test('runs new files in order, once', () => {
  file('0001-first.sql', 'CREATE TABLE a (x INTEGER)')
  expect(migrate(db, folder)).toEqual([1])
  file('0002-second.sql', 'ALTER TABLE a ADD COLUMN y INTEGER')
  expect(migrate(db, folder)).toEqual([2])
  expect(migrate(db, folder)).toEqual([])
})

test('keeps nothing of a start whose file fails', () => {
  file('0001-first.sql', 'CREATE TABLE a (x INTEGER)')
  file('0002-second.sql', 'CREATE TABLE b (x INTEGER); this is no SQL')

  expect(() => migrate(db, folder)).toThrow(
    expect.objectContaining({ code: 'store.migration', details: { number: 2 } }),
  )
  expect(db.prepare('SELECT name FROM sqlite_schema').all()).toEqual([])
})

test('refuses a file that was changed after it was applied, but not other line ends', () => {
  file('0001-first.sql', 'CREATE TABLE a (x INTEGER)\n')
  migrate(db, folder)
  file('0001-first.sql', 'CREATE TABLE a (x INTEGER)\r\n')
  expect(migrate(db, folder)).toEqual([])
  file('0001-first.sql', 'CREATE TABLE a (y INTEGER)\n')

  expect(() => migrate(db, folder)).toThrow(expect.objectContaining({ code: 'store.migration' }))
})

test('refuses a database that a newer version has written', () => {
  file('0001-first.sql', 'CREATE TABLE a (x INTEGER)')
  file('0002-second.sql', 'CREATE TABLE b (x INTEGER)')
  migrate(db, folder)
  rmSync(join(folder, '0002-second.sql'))

  expect(() => migrate(db, folder)).toThrow(expect.objectContaining({ code: 'store.migration' }))
})

test.each([['0002-gap.sql'], ['first.sql'], ['0001-Capital.sql']])(
  'refuses a folder whose first file is %s',
  (name) => {
    file(name, 'CREATE TABLE a (x INTEGER)')

    expect(() => migrate(db, folder)).toThrow(expect.objectContaining({ code: 'store.migration' }))
  },
)

test('opens a durable, private file and creates its folder', () => {
  const path = join(folder, 'data', 'enman.db')
  const opened = openDatabase(path)

  expect(opened.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' })
  expect(opened.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 })
  expect(opened.prepare('PRAGMA foreign_keys').get()).toEqual({ foreign_keys: 1 })
  expect(opened.prepare('PRAGMA busy_timeout').get()).toEqual({ timeout: 5_000 })
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(statSync(join(folder, 'data')).mode & 0o777).toBe(0o700)
  opened.close()
  openDatabase(path).close()
})

test('says so when the database cannot be opened', () => {
  file('not-a-database', 'x'.repeat(4096))

  expect(() => openDatabase(join(folder, 'not-a-database'))).toThrow(
    expect.objectContaining({ code: 'store.unavailable', retry: true }),
  )
})
