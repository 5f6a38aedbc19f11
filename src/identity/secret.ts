import { randomBytes } from 'node:crypto'
import { chmodSync, linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../errors.ts'

/** 32 characters: a passphrase shorter than that could be guessed from a leaked database. */
const MIN_LENGTH = 32

/**
 * The installation's secret, under which codes, product keys and counters are sealed: the configured one, else
 * the one in `<dataDir>/secret`, which is made at the first start and readable by its owner alone.
 *
 * @throws {AppError} `config.invalid` when it is too short or its file unreadable
 */
export function loadSecret({
  configured,
  dataDir,
}: {
  readonly configured?: string
  readonly dataDir: string
}): string {
  if (configured !== undefined && configured !== '') return checked(configured, 'ENMAN_SECRET')
  const path = join(dataDir, 'secret')
  try {
    return checked(read(path) ?? create(path, dataDir), path)
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    throw new AppError('config.invalid', `the secret file ${path} cannot be read or made`, {}, { cause })
  }
}

function checked(secret: string, where: string): string {
  if (secret.length >= MIN_LENGTH) return secret
  throw new AppError('config.invalid', `${where} needs at least ${MIN_LENGTH} characters`, { length: secret.length })
}

function read(path: string): string | null {
  try {
    // Repairs a copy that was restored with wider rights.
    chmodSync(path, 0o600)
    return readFileSync(path, 'utf8').trim()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

/** Of two processes that start at once one makes the file and both read it: a link never replaces. */
function create(path: string, dataDir: string): string {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flush: true })
  try {
    linkSync(draft, path)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    unlinkSync(draft)
  }
  return read(path) ?? ''
}
