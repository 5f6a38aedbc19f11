import { codeIn, openBenchApp } from './bench-app.ts'
import { interleave, type Round, timedAsync } from './measure.ts'
import { playJob, type Stage } from './play-job.ts'
import { customer } from './refund-job.ts'
import { withScratchDir } from './scratch-dir.ts'
import { floorOf, lineOf, type Section } from './section.ts'

const ROUNDS = 3
const CLIENTS = 32
/** Jobs one after the other that take about as long as those of all clients at once. */
const ALONE = 3

/** A whole exchange of the refund job on a database on disk, in this process, without and with Botkit. */
export function benchExchange(): Promise<Section> {
  return withScratchDir(async (dir) => {
    const codes = new Map<string, string>()
    const customers = (ROUNDS + 1) * 2 * (CLIENTS + ALONE)
    const { app, close } = openBenchApp({
      dir,
      customers,
      mailed: (mail) => {
        const code = codeIn(mail)
        if (code) codes.set(mail.to, code)
      },
    })
    const codeFor = (email: string) => codes.get(email) ?? ''
    const handle: Stage = { receive: (inbound) => app.handle(inbound), codeFor }
    const receive: Stage = { receive: (inbound) => app.receive(inbound), codeFor }
    const next = numbers()
    const cost = await interleave(
      {
        aloneHandle: jobs(handle, next, { clients: 1, each: ALONE }),
        aloneReceive: jobs(receive, next, { clients: 1, each: ALONE }),
        handle: jobs(handle, next, { clients: CLIENTS, each: 1 }),
        receive: jobs(receive, next, { clients: CLIENTS, each: 1 }),
      },
      ROUNDS,
    )
    await close()
    return {
      title: 'One exchange of the refund job in process, mean of its 8 inputs',
      lines: [
        lineOf({ what: 'app.handle, 1 client', cost: cost.aloneHandle }),
        lineOf({
          what: 'app.receive (Botkit), 1 client',
          cost: cost.aloneReceive,
          floor: floorOf('app.handle', cost.aloneHandle),
        }),
        lineOf({ what: `app.handle, ${CLIENTS} clients`, cost: cost.handle }),
        lineOf({
          what: `app.receive (Botkit), ${CLIENTS} clients`,
          cost: cost.receive,
          floor: floorOf('app.handle', cost.handle),
        }),
      ],
    }
  })
}

/** Counts up: no customer can be refunded twice. */
export function numbers(): () => number {
  let next = 0
  return () => next++
}

/** Customers at the same time, each with some jobs one after the other; one sample is one input. */
export function jobs(stage: Stage, next: () => number, { clients, each }: { clients: number; each: number }): Round {
  const client = async () => {
    let inputs = 0
    for (let job = 0; job < each; job++) inputs += await playJob(stage, customer(next()))
    return inputs
  }
  return () =>
    timedAsync(async () => {
      const inputs = await Promise.all(Array.from({ length: clients }, client))
      return inputs.reduce((sum, one) => sum + one, 0)
    })
}
