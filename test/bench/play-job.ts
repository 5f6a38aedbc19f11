import type { Exchange, Inbound } from '../../src/channels/channel.ts'
import { type Customer, REFUND_JOB, WHOLE_JOB } from './refund-job.ts'

export interface Stage {
  /** `app.handle`, `app.receive`, or anything that answers an inbound. */
  readonly receive: (inbound: Inbound) => Promise<Exchange>
  /** The last code mailed to an address. */
  readonly codeFor: (email: string) => string
}

/**
 * Lets one customer go to a refund, or as many inputs of the way as asked for.
 *
 * @returns how many inputs that took, the opening included
 * @throws when the end was not reached: then the numbers would be about something else
 */
export async function playJob({ receive, codeFor }: Stage, customer: Customer, way = WHOLE_JOB): Promise<number> {
  const { conversationId, email } = customer
  let prompt = ''
  let keys: readonly string[] = []
  let inputs = 0
  const send = async (act: Inbound['act']) => {
    const id = `${conversationId}/${inputs++}`
    const { messages } = await receive({ id, channel: 'widget', conversationId, atMs: Date.now(), act })
    prompt = messages.findLast((one) => one.prompt !== undefined)?.prompt ?? prompt
    keys = messages.map((one) => one.key)
  }
  await send({ type: 'opened' })
  for (const step of REFUND_JOB.slice(0, way.steps)) await send(step(customer, { prompt, code: () => codeFor(email) }))
  if (!keys.includes(way.endsWith)) throw new Error(`the job ended at ${keys.join(' ')}`)
  return inputs
}
