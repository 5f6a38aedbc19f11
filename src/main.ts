import { enableCompileCache, flushCompileCache } from 'node:module'
import { join } from 'node:path'
import { AppError } from './errors.ts'

// Imported below and not above: only what is loaded from here on is kept compiled for the next start.
enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'enman'))

import('./serve.ts')
  .then(({ serve }) => serve())
  .then(({ warm }) => warm)
  // Now, because a process that is killed writes nothing down.
  .then(flushCompileCache)
  .catch((error: unknown) => {
    // Without a configuration there is no logger yet; the one who started us reads this.
    process.stderr.write(`円満を開始できません：${error instanceof AppError ? error.message : String(error)}\n`)
    process.exit(1)
  })
