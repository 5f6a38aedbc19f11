import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { storm } from './load/storm.ts'

// The small sister of `npm run storm`.
test('through repeated and reordered webhooks, lost replies and a kill, everybody sees every answer once, in order', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'enman-storm-'))
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }))
  const report = await storm({ users: 12, messages: 3, kills: 1, seed: 7, dataDir })
  expect(report.wrong).toEqual([])
  expect(report.startMs).toHaveLength(2)
  expect(report.webhooks).toBeGreaterThan(12)
}, 120_000)
