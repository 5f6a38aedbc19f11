import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { LedgerEntry } from '../../src/backoffice/backoffice.ts'
import { createLedger } from '../../src/backoffice/ledger.ts'
import { openDatabase } from '../../src/store/database.ts'
import { Customer } from './customer.ts'
import { type ServerProcess, startProcess } from './server.ts'

let dataDir = ''
let running: ServerProcess[] = []

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'enman-crash-'))
})
afterEach(async () => {
  await Promise.all(running.map((one) => one.kill('SIGKILL')))
  running = []
  await rm(dataDir, { recursive: true, force: true })
})

async function start(script: string, env: Record<string, string> = {}): Promise<ServerProcess> {
  const server = await startProcess(script, dataDir, env)
  running.push(server)
  return server
}

async function ledger(): Promise<readonly LedgerEntry[]> {
  const db = openDatabase(join(dataDir, 'enman.db'))
  try {
    return await createLedger({ db }).ledger('S-ANNUAL')
  } finally {
    db.close()
  }
}

/** From hello to the confirmation, with the first sample contract. */
async function toConfirmation(url: string): Promise<Customer> {
  const customer = new Customer(url, dataDir)
  await customer.open()
  await customer.type('NP12345678 を返金してください。提案は不要です')
  await customer.type('taro@example.jp')
  expect(await customer.type(await customer.code())).toContain('全額返金の対象です')
  return customer
}

async function until(told: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (await told()) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('it was never told')
}

test.each([
  { moment: 'before the ledger had it', stuck: 'before', written: 0 },
  { moment: 'after the ledger had it, before anybody was told', stuck: 'after', written: 1 },
])(
  'killed in the middle of a refund, $moment, the next start completes it once',
  async ({ stuck, written }) => {
    const first = await start('test/failure/stuck-server.ts', { STUCK: stuck })
    const customer = await toConfirmation(first.url)
    const answer = await customer.tap('返金する')
    expect(answer).toContain('まだ完了していません')
    expect((await ledger()).map((one) => one.kind)).toEqual(written === 1 ? ['refund'] : [])
    await first.kill('SIGKILL')

    const second = await start('src/main.ts')
    const again = customer.at(second.url)
    await until(async () => (await again.history()).includes('まとめです'))

    const entries = await ledger()
    expect(entries.map((one) => one.kind)).toEqual(['refund', 'stop'])
    const history = await again.history()
    for (const { receipt } of entries) expect(history).toContain(receipt)
    expect(history.match(/返金を受け付けました。/g)).toHaveLength(1)
  },
  60_000,
)

test('a customer who taps twice and comes back gets one refund and the same receipt', async () => {
  const server = await start('src/main.ts')
  const customer = await toConfirmation(server.url)
  const [first, second] = await Promise.all([customer.tap('返金する'), customer.tap('返金する')])
  const entries = await ledger()
  expect(entries.map((one) => one.kind)).toEqual(['refund', 'stop'])
  const receipt = entries[0]?.receipt ?? 'none'
  expect(first).toContain(receipt)
  expect(second).toContain(receipt)
}, 60_000)
