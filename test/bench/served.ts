import type { Understand } from '../../src/core/interpret.ts'
import { CLIENTS, chats, customersOf } from './clients.ts'
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
      await customersOf(servers.ours, WARMING_UP)()
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
      return {
        title: `One request over HTTP, ${CLIENTS} connections, CPU of the server's process`,
        lines: [
          lineOf({ what: 'createServer (fastify), echo', cost: cost.framework, floor: echo }),
          lineOf({
            what: 'talk: opening and 3 inputs',
            cost: cost.talk,
            floor: echo,
            goal: '≤ 8x, understanding apart',
          }),
          lineOf({ what: '  the same', cost: cost.talk, floor: bare, goal: '≤ 2.5x, understanding apart' }),
          lineOf({ what: '  the same', cost: cost.talk, floor: botkit, goal: '≤ 0.5x, understanding apart' }),
          lineOf({ what: 'refund: opening and 7 inputs', cost: cost.refund, floor: echo }),
          await understanding(understand),
          await rss('RSS after it', servers.ours, '≤ 200 MB'),
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

/** What reading the job's typed inputs costs, spread over all of its inputs. */
async function understanding(understand: Understand): Promise<Line> {
  const acts = REFUND_JOB.map((step) => step(customer(0), { prompt: '', code: () => '123456' }))
  const texts = acts.flatMap((act) => (act.type === 'text' ? [act.text] : []))
  const frame = { context: null, choices: [], ref: '2026-11-18T21:40:00+09:00' }
  const { read } = await interleave({ read: spin(() => texts.map((text) => understand(text, frame))) }, 5)
  return lineOf({ what: 'understanding in the refund, in process', cost: read, per: acts.length + 1 })
}

async function rss(what: string, server: ServerProcess, goal = ''): Promise<Line> {
  return { what, unit: 'MB', value: (await server.usage()).rssMb, goal }
}
