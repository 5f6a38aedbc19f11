import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** The disk that `.data` is on is measured: a temp folder may lie in memory, where fsync costs nothing. */
const DATA = join(import.meta.dirname, '..', '..', '.data')

/** Gives `work` an empty folder and takes it away afterwards, whatever happens. */
export async function withScratchDir<Result>(work: (dir: string) => Promise<Result>): Promise<Result> {
  mkdirSync(DATA, { recursive: true })
  const dir = mkdtempSync(join(DATA, 'bench-'))
  try {
    return await work(dir)
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}
