import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { storm } from './storm.ts'
import { showReport } from './storm-report.ts'

// `npm run storm`: 200 customers with 5 messages each, two kills. Numbers after it: customers, messages, kills, seed.
const [users = 200, messages = 5, kills = 2, seed = 1] = process.argv.slice(2).map(Number)
const dataDir = await mkdtemp(join(tmpdir(), 'enman-storm-'))
try {
  const report = await storm({ users, messages, kills, seed, dataDir })
  process.stdout.write(`${showReport(report)}\n`)
  if (report.wrong.length > 0) process.exitCode = 1
} finally {
  await rm(dataDir, { recursive: true, force: true })
}
