import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type CompiledPacks, compilePacks } from './core/policy-compile.ts'
import { type PolicyPack, parsePack } from './core/policy-pack.ts'
import { AppError } from './errors.ts'

/** Where the refund terms live: one folder a provider, one dated file a version of its terms. */
export const POLICIES_DIR = join(import.meta.dirname, '..', 'flows', 'policies')

const PACK_FILE = /^(\d{4}-\d{2}-\d{2})\.json$/

/**
 * Reads, checks and compiles every pack. Done once at start, so that bad terms stop the process and not a customer.
 *
 * @throws {AppError} `policy.invalid`, naming the file
 */
export function loadPacks(dir: string = POLICIES_DIR): CompiledPacks {
  return compilePacks(readPacks(dir))
}

/** The packs as data, for tests and for drawing tables. */
export function readPacks(dir: string = POLICIES_DIR): readonly PolicyPack[] {
  const providers = readdirSync(dir, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return providers.flatMap(({ name: provider }) =>
    readdirSync(join(dir, provider))
      .filter((file) => PACK_FILE.test(file))
      .map((file) => readPack(join(dir, provider, file), { provider, from: file.slice(0, 10) })),
  )
}

function readPack(path: string, named: { provider: string; from: string }): PolicyPack {
  const pack = parsePack(parseJson(path), path)
  // A file that says something else than its name would silently take other charges
  if (pack.provider !== named.provider || pack.from !== named.from) {
    throw new AppError('policy.invalid', `${path}: holds ${pack.provider} from ${pack.from}`)
  }
  return pack
}

function parseJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new AppError('policy.invalid', `${path}: is not readable as JSON`, {}, { cause: error })
  }
}
