import { join } from 'node:path'
import { numbers } from './exchange.ts'
import { HttpCustomers } from './http-customers.ts'
import { interleave, type Round } from './measure.ts'
import { playJob } from './play-job.ts'
import { customer } from './refund-job.ts'
import { withScratchDir } from './scratch-dir.ts'
import { floorOf, type Line, lineOf, type Section } from './section.ts'
import { ServerProcess } from './server-process.ts'
import { shippedFlags } from './shipped-flags.ts'

const CLIENTS = 32
const ROUNDS = 4
/** Jobs of each client in one round; eight requests each. */
const EACH = 1
const ECHOES = 60
const CUSTOMERS = CLIENTS * EACH * (ROUNDS + 1)

/** The whole server over HTTP on one address, beside servers that only echo. CPU time is the server's alone. */
export function benchServed(): Promise<Section> {
  return withScratchDir(async (dir) => {
    const flags = shippedFlags()
    const enman = (name: string, given: readonly string[]) =>
      ServerProcess.start({ script: 'enman.ts', args: [join(dir, name), `${CUSTOMERS}`], flags: given })
    const [echoServer, framework, ours, plain] = await Promise.all([
      ServerProcess.start({ script: 'echo.ts', flags }),
      ServerProcess.start({ script: 'framework.ts', flags }),
      enman('flags', flags),
      enman('plain', []),
    ])
    const servers = { echo: echoServer, framework, enman: ours, plain }
    try {
      const cost = await interleave(
        {
          echo: echoes(servers.echo),
          framework: echoes(servers.framework),
          enman: refunds(servers.enman),
          plain: refunds(servers.plain),
        },
        ROUNDS,
      )
      const echo = floorOf('node:http echo', cost.echo)
      const rss = async (what: string, server: ServerProcess, goal?: string): Promise<Line> => ({
        what,
        unit: 'MB',
        value: (await server.usage()).rssMb,
        ...(goal ? { goal } : {}),
      })
      return {
        title: `One request over HTTP, ${CLIENTS} connections; CPU of the server's process`,
        lines: [
          lineOf({ what: 'node:http echo', cost: cost.echo }),
          lineOf({ what: 'createServer (fastify) echo', cost: cost.framework, floor: echo }),
          lineOf({
            what: 'the refund job, flags of npm start',
            cost: cost.enman,
            floor: echo,
            goal: '≤ 8x, understanding apart',
          }),
          lineOf({ what: 'the refund job, no flags', cost: cost.plain, floor: echo }),
          lineOf({ what: '  flags against none', cost: cost.enman, floor: floorOf('no flags', cost.plain) }),
          await rss('RSS after it, flags of npm start', servers.enman, '≤ 200 MB'),
          await rss('RSS after it, no flags', servers.plain),
        ],
        notes: [`flags: ${flags.join(' ')}`],
      }
    } finally {
      await Promise.all(Object.values(servers).map((server) => server.stop()))
    }
  })
}

/** Every client posts the same typed message again and again. */
function echoes(server: ServerProcess): Round {
  const customers = new HttpCustomers(server.url, CLIENTS)
  const body = { cid: 'customer-1_0', at: Date.now(), text: '自動延長されていたので返金してほしいです' }
  const client = async () => {
    for (let time = 0; time < ECHOES; time++) await customers.post('messages', body)
  }
  return () =>
    server.serving(async () => {
      await Promise.all(Array.from({ length: CLIENTS }, client))
      return CLIENTS * ECHOES
    })
}

/** Every client goes all the way to a refund, as different customers. */
function refunds(server: ServerProcess): Round {
  const customers = new HttpCustomers(server.url, CLIENTS)
  const next = numbers()
  const stage = {
    receive: customers.receive.bind(customers),
    codeFor: (email: string) => server.codeFor(email),
  }
  const client = async () => {
    let inputs = 0
    for (let job = 0; job < EACH; job++) inputs += await playJob(stage, customer(next()))
    return inputs
  }
  return () =>
    server.serving(async () => {
      const inputs = await Promise.all(Array.from({ length: CLIENTS }, client))
      return inputs.reduce((sum, one) => sum + one, 0)
    })
}
