import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { openDatabase } from '../../src/store/database.ts'
import { createSqliteStore } from '../../src/store/sqlite.ts'
import { aCommit, anEffect } from '../contracts/store-fixtures.ts'

const CHILD = fileURLToPath(new URL('./crash-child.ts', import.meta.url))

/** Lets the child work on `path` until it has said `lines` lines, kills it with SIGKILL and gives all it had said. */
async function workAndDie(path: string, lines: number): Promise<readonly string[]> {
  const child = spawn(process.execPath, [CHILD, path], { stdio: ['ignore', 'pipe', 'inherit'] })
  const said: string[] = []
  for await (const line of createInterface(child.stdout)) {
    said.push(line)
    if (said.length === lines) child.kill('SIGKILL')
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  expect(child.signalCode).toBe('SIGKILL')
  return said
}

test('a killed process loses nothing it had promised, repeats no serial, and its claimed effect comes back', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'enman-crash-'))
  const path = join(folder, 'enman.db')
  const said = await workAndDie(path, 40)
  const db = openDatabase(path)
  const store = createSqliteStore(db)
  const { atMs } = aCommit('m0')

  const promised = said.filter((line) => line.startsWith('committed')).map((line) => line.split(' '))
  const [, revision, lastSerial] = promised.at(-1) ?? []
  const log = await store.log('c1', 0)
  expect(log.length).toBeGreaterThanOrEqual(Number(revision))
  expect(log.map(({ text }) => text)).toEqual(log.map((_, index) => `${index}`))
  expect((await store.load('c1'))?.revision).toBe(log.length)
  expect(Number((await store.reserveSerials('20261118', 1))[0])).toBeGreaterThan(Number(lastSerial))

  const claim = { lane: 'command', leaseMs: 30_000, limit: 9, conversationId: 'claimed' } as const
  expect(await store.claim({ ...claim, nowMs: atMs + 29_999 })).toEqual([])
  const [effect] = await store.claim({ ...claim, nowMs: atMs + 30_000 })
  expect(effect).toMatchObject({ payload: anEffect('k1').payload, attempt: 2 })
  expect(`claimed ${effect?.id}`).toBe(said[0])

  db.close()
  rmSync(folder, { recursive: true })
})
