import type { Understand } from '../../src/core/interpret.ts'
import { CLIENTS, chats, customersOf } from './clients.ts'
import type { Goal } from './goal.ts'
import { interleave, spin } from './measure.ts'
import { customer, ONLY_TALK, REFUND_JOB, WHOLE_JOB } from './refund-job.ts'
import { withScratchDir } from './scratch-dir.ts'
import { floorOf, type Line, lineOf, type Section } from './section.ts'
import { ServerProcess } from './server-process.ts'
import { shippedFlags } from './shipped-flags.ts'

const ROUNDS = 4
/** One is used up by each client in each round, and by the warm-up. */
const CUSTOMERS = CLIENTS * (ROUNDS + 1)
/** Conversations of each client in one round that only talk; and once before, because a cold server is half as fast. */
const TALKS = 3
const WARMING_UP = { way: ONLY_TALK, first: 100_000, each: 8 }
/** Every server answers about this many times 1,000 requests before it counts: cold code is two to three times as slow. */
const WARM_ROUNDS = 4
/** Quick servers get more to do in a round. */
const MORE = 6

type Name = 'echo' | 'framework' | 'bare' | 'botkit' | 'ours'
type Servers = Readonly<Record<Name, ServerProcess>>

/** The whole server over HTTP, beside servers that do less. CPU time is each server's own. */
export function benchServed(understand: Understand): Promise<Section> {
  return withScratchDir(async (dir) => {
    const flags = shippedFlags()
    const servers = await startAll(dir, flags)
    try {
      await warm(servers)
      const cost = await interleave(
        {
          echo: chats(servers.echo, MORE),
          framework: chats(servers.framework, MORE),
          bare: chats(servers.bare, MORE),
          botkit: chats(servers.botkit, 1),
          talk: customersOf(servers.ours, { way: ONLY_TALK, first: CUSTOMERS, each: TALKS }),
          refund: customersOf(servers.ours, { way: WHOLE_JOB, first: 0, each: 1 }),
        },
        ROUNDS,
      )
      const echo = floorOf('node:http echo', cost.echo)
      const bare = floorOf('node:http + XState + SQLite FULL', cost.bare)
      const botkit = floorOf('Botkit + MemoryStorage', cost.botkit)
      const read = await understanding(understand)
      const apart = { ...cost.talk, cpuUs: cost.talk.cpuUs - (read.cpuUs ?? 0) }
      return {
        title: `One request over HTTP, ${CLIENTS} connections, CPU of the server's process`,
        lines: [
          lineOf({ what: 'createServer (fastify), echo', cost: cost.framework, floor: echo }),
          lineOf({ what: 'talk: opening and 3 inputs', cost: cost.talk, floor: echo }),
          read,
          lineOf({ what: '  talk without it', cost: apart, floor: echo, goal: atMost(8, 5) }),
          lineOf({ what: '  the same', cost: apart, floor: bare, goal: atMost(2.5, 1.54) }),
          lineOf({ what: '  the same', cost: apart, floor: botkit, goal: atMost(0.5, 0.33) }),
          lineOf({ what: 'refund: opening and 7 inputs', cost: cost.refund, floor: echo }),
          await rss('RSS after it', servers.ours, { most: { must: 200, stretch: 160 } }),
          await rss('  Botkit', servers.botkit),
        ],
        notes: [`flags of npm start, for all servers: ${flags.join(' ')}`],
      }
    } finally {
      await Promise.all(Object.values(servers).map((server) => server.stop()))
    }
  })
}

async function startAll(dir: string, flags: readonly string[]): Promise<Servers> {
  const [echo, framework, bare, botkit, ours] = await Promise.all([
    ServerProcess.start({ script: 'echo.ts', flags }),
    ServerProcess.start({ script: 'framework.ts', flags }),
    ServerProcess.start({ script: 'bare.ts', args: [dir], flags }),
    ServerProcess.start({ script: 'botkit.ts', flags }),
    ServerProcess.start({ script: 'enman.ts', args: [dir, `${CUSTOMERS}`], flags }),
  ])
  return { echo, framework, bare, botkit, ours }
}

/** As long for each: whoever serves more before the first round would be quicker in it. */
async function warm({ echo, framework, bare, botkit, ours }: Servers): Promise<void> {
  const rounds = [chats(echo, 4), chats(framework, 4), chats(bare, 4), chats(botkit, 4), customersOf(ours, WARMING_UP)]
  for (const round of rounds) for (let time = 0; time < WARM_ROUNDS; time++) await round()
}

const atMost = (must: number, stretch: number): Goal => ({ ratio: true, most: { must, stretch } })

/** What reading the talk's typed inputs costs, spread over all of its inputs. */
async function understanding(understand: Understand): Promise<Line> {
  const acts = REFUND_JOB.slice(0, ONLY_TALK.steps).map((step) =>
    step(customer(0), { prompt: '', code: () => '123456' }),
  )
  const texts = acts.flatMap((act) => (act.type === 'text' ? [act.text] : []))
  const frame = { context: null, choices: [], ref: '2026-11-18T21:40:00+09:00' }
  const { read } = await interleave({ read: spin(() => texts.map((text) => understand(text, frame))) }, 5)
  return lineOf({ what: '  of it understanding, in process', cost: read, per: acts.length + 1 })
}

async function rss(what: string, server: ServerProcess, goal?: Goal): Promise<Line> {
  return { what, unit: 'MB', value: (await server.usage()).rssMb, ...(goal ? { goal } : {}) }
}
