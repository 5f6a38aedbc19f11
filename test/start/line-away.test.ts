import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { type Running, startServer } from '../../src/start.ts'
import { LinePlatform } from '../line/platform/line-platform.ts'

let dataDir = ''
let platform: LinePlatform

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'enman-line-'))
  platform = await LinePlatform.start()
})
afterEach(async () => {
  await platform.close()
  await rm(dataDir, { recursive: true, force: true })
})

/** The server as `npm start` starts it, with LINE's stand-in pointed at it. */
async function start(environment: Readonly<Record<string, string>>): Promise<Running> {
  const config = readConfig({ DATA_DIR: dataDir, PORT: '0', ...environment })
  const running = await startServer(config, pino({ level: 'silent' }))
  platform.connect(`${running.url}channels/line/webhook`)
  return running
}

test('what was taken while LINE was away is said after a restart', async () => {
  platform.faults.add('reply', { kind: 'status', status: 503 }, 4)
  const first = await start(platform.environment)
  const hanako = platform.person()
  await hanako.says('返金したい')
  await first.stop()
  expect(hanako.room.heard).toEqual([])
  const second = await start(platform.environment)
  expect((await hanako.hears()).map(({ via }) => via)).toContain('reply')
  await second.stop()
})
