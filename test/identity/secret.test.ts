import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadSecret } from '../../src/identity/secret.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'enman-secret-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('is made at the first start and the same at every later one', () => {
  const dataDir = join(folder, 'data')
  const secret = loadSecret({ dataDir })

  expect(secret.length).toBeGreaterThanOrEqual(43)
  expect(loadSecret({ dataDir })).toBe(secret)
  expect(readdirSync(dataDir)).toEqual(['secret'])
})

test('is readable by its owner alone, also after a copy was restored with wider rights', () => {
  const secret = loadSecret({ dataDir: folder })
  expect(statSync(join(folder, 'secret')).mode & 0o777).toBe(0o600)
  chmodSync(join(folder, 'secret'), 0o644)

  expect(loadSecret({ dataDir: folder })).toBe(secret)
  expect(statSync(join(folder, 'secret')).mode & 0o777).toBe(0o600)
})

test('is the configured one where there is one, and then no file is made', () => {
  const configured = 'a configured secret of 32 letters'

  expect(loadSecret({ configured, dataDir: folder })).toBe(configured)
  expect(readdirSync(folder)).toEqual([])
})

test('is made where the configured one is empty', () => {
  expect(loadSecret({ configured: '', dataDir: folder })).not.toBe('')
})

test.each([
  { what: 'a configured secret that is too short', configured: 'short' },
  { what: 'a secret file that is too short' },
])('refuses $what', ({ configured }) => {
  writeFileSync(join(folder, 'secret'), 'short')

  expect(() => loadSecret({ ...(configured !== undefined && { configured }), dataDir: folder })).toThrow(
    expect.objectContaining({ code: 'config.invalid' }),
  )
})

test('refuses a folder that cannot be one', () => {
  writeFileSync(join(folder, 'file'), '')

  expect(() => loadSecret({ dataDir: join(folder, 'file') })).toThrow(
    expect.objectContaining({ code: 'config.invalid' }),
  )
})
