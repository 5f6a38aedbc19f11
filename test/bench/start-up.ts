import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PROTOCOL_BASE } from '../../src/protocol.ts'
import type { Goal } from './goal.ts'
import { median } from './measure.ts'
import { withScratchDir } from './scratch-dir.ts'
import type { Line, Section } from './section.ts'
import { shippedFlags } from './shipped-flags.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const ROUNDS = 3
const COLD: Goal = { ratio: true, most: { must: 1.3, stretch: 0.6 } }
const LISTEN = `createServer((request, response) => response.end('{}')).listen(0, '127.0.0.1', function () {
  console.log('http://127.0.0.1:' + this.address().port + '/')
})`
const BARE = `import { createServer } from 'node:http'; ${LISTEN}`
const BOTKIT = `import 'botkit'; ${BARE}`

interface Started {
  /** From the start of the process to the first answer (ms). */
  readonly readyMs: number
  readonly rssMb: number
}

interface Contender {
  readonly args: readonly string[]
  /** Where its data lies; filled by the first start. */
  readonly dataDir: string
}

/** From starting the process to its first answer, and what it holds after a first conversation. */
export function benchStartUp(): Promise<Section> {
  return withScratchDir(async (dir) => {
    const flags = shippedFlags()
    const contenders = {
      bare: { args: [...flags, '--input-type=module', '-e', BARE], dataDir: dir },
      botkit: { args: [...flags, '--input-type=module', '-e', BOTKIT], dataDir: dir },
      ours: { args: [...flags, 'src/main.ts'], dataDir: join(dir, 'flags') },
    }
    const started = await starts(contenders)
    const ready = (name: keyof typeof contenders) => median(started[name].map((one) => one.readyMs))
    const rss = (name: keyof typeof contenders) => median(started[name].map((one) => one.rssMb))
    const toBotkit = { what: 'node:http + botkit imported', value: ready('botkit') }
    const toBare = { what: 'bare node:http', value: ready('bare') }
    const rssBotkit = { what: 'botkit imported', value: rss('botkit') }
    const lines: Line[] = [
      { what: 'npm start to the first /healthz', unit: 'ms', value: ready('ours'), floor: toBotkit, goal: COLD },
      { what: 'npm start to the first /healthz', unit: 'ms', value: ready('ours'), floor: toBare },
      { what: 'node:http + botkit imported', unit: 'ms', value: ready('botkit'), floor: toBare },
      {
        what: 'npm start: RSS after the first reply',
        unit: 'MB',
        value: rss('ours'),
        floor: rssBotkit,
        goal: { most: { must: 200, stretch: 160 } },
      },
      { what: 'botkit imported: RSS', unit: 'MB', value: rss('botkit'), floor: { what: 'bare', value: rss('bare') } },
    ]
    return { title: 'Start-up', lines, notes: [`flags: ${flags.join(' ')}`] }
  })
}

/** Interleaved starts. Of three, the median forgets the first one, which fills disk cache and data folder. */
async function starts<Name extends string>(
  contenders: Readonly<Record<Name, Contender>>,
): Promise<Readonly<Record<Name, readonly Started[]>>> {
  const names = Object.keys(contenders) as Name[]
  const started = Object.fromEntries(names.map((name) => [name, [] as Started[]])) as Record<Name, Started[]>
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of names) started[name].push(await startOnce(contenders[name]))
  }
  return started
}

async function startOnce({ args, dataDir }: Contender): Promise<Started> {
  const began = performance.now()
  const child = spawn(process.execPath, [...args], {
    cwd: ROOT,
    env: { ...process.env, PORT: '0', HOST: '127.0.0.1', DATA_DIR: dataDir, DATABASE_URL: '', LOG_LEVEL: 'silent' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const url = await addressOf(child)
    const health = await fetch(`${url}healthz`)
    await health.arrayBuffer()
    const readyMs = performance.now() - began
    if (!health.ok) throw new Error(`/healthz answered ${health.status}`)
    await firstReply(url)
    return { readyMs, rssMb: rssMbOf(child) }
  } finally {
    const gone = once(child, 'exit')
    child.kill()
    await gone
  }
}

/** The address a server prints when it listens. */
async function addressOf(child: ChildProcess): Promise<string> {
  let printed = ''
  for await (const chunk of child.stdout ?? []) {
    printed += chunk
    const address = /http:\/\/[\d.:]+\//.exec(printed)?.[0]
    if (address) return address
  }
  throw new Error(`the process ended without an address: ${printed}`)
}

/** Opens a conversation and says something; a server without a bot answers that too. */
async function firstReply(url: string): Promise<void> {
  const post = async (path: string, body: object, token = '') => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
    const answer = await fetch(`${url.slice(0, -1)}${PROTOCOL_BASE}${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`)
    return (await answer.json()) as { readonly token?: string }
  }
  const { token } = await post('session', {})
  await post(
    'messages',
    { cid: 'first-reply', at: Date.now(), text: '自動延長されていたので返金してほしいです' },
    token,
  )
}

/** Linux only; elsewhere the number is missing and the rest stands. */
function rssMbOf({ pid }: ChildProcess): number {
  try {
    const kb = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return Number(kb) / 1024
  } catch {
    return Number.NaN
  }
}
