import { HttpCustomers } from './http-customers.ts'
import type { Round } from './measure.ts'
import { playJob } from './play-job.ts'
import { customer, REFUND_JOB, type WHOLE_JOB } from './refund-job.ts'
import type { ServerProcess } from './server-process.ts'

/** Connections at the same time, each of another customer. */
export const CLIENTS = 32
/** Jobs of each client in one round: the opening and seven inputs. */
const INPUTS = REFUND_JOB.length + 1

/** Every client goes a way of the refund job, as different customers; `first` is the first one's number. */
export function customersOf(server: ServerProcess, { way, first, each }: Going): Round {
  const customers = new HttpCustomers(server.url, CLIENTS)
  const stage = {
    receive: customers.receive.bind(customers),
    codeFor: (email: string) => server.codeFor(email),
  }
  let next = first
  return together({ server, customers }, async () => {
    let inputs = 0
    for (let time = 0; time < each; time++) inputs += await playJob(stage, customer(next++), way)
    return inputs
  })
}

export interface Going {
  readonly way: typeof WHOLE_JOB
  readonly first: number
  /** How often each client goes it in one round. */
  readonly each: number
}

/** The same number of inputs to a server that knows no jobs: each customer says one thing after the other. */
export function chats(server: ServerProcess, jobs: number): Round {
  const customers = new HttpCustomers(server.url, CLIENTS)
  let next = 0
  return together({ server, customers }, async () => {
    for (let job = 0; job < jobs; job++) {
      const user = `customer-${next++}`
      for (let input = 0; input < INPUTS; input++) await customers.post('messages', { user, text: TYPED })
    }
    return jobs * INPUTS
  })
}

const TYPED = '自動延長されていたので返金してほしいです'

function together(
  { server, customers }: { server: ServerProcess; customers: HttpCustomers },
  client: () => Promise<number>,
): Round {
  return async () => {
    const sample = await server.serving(async () => {
      const inputs = await Promise.all(Array.from({ length: CLIENTS }, client))
      return inputs.reduce((sum, one) => sum + one, 0)
    })
    // A server drops idle connections after some seconds, and the others' rounds can take that long.
    customers.disconnect()
    return sample
  }
}
