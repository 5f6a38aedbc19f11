import type { Exchange, Inbound } from '../../src/channels/channel.ts'
import { type Customer, JOB_DONE, REFUND_JOB } from './refund-job.ts'

export interface Stage {
  /** `app.handle`, `app.receive`, or anything that answers an inbound. */
  readonly receive: (inbound: Inbound) => Promise<Exchange>
  /** The last code mailed to an address. */
  readonly codeFor: (email: string) => string
}

/**
 * Lets one customer go all the way to a refund.
 *
 * @returns how many inputs that took, the opening included
 * @throws when the refund was not reached: then the numbers would be about something else
 */
export async function playJob({ receive, codeFor }: Stage, customer: Customer): Promise<number> {
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
  for (const step of REFUND_JOB) await send(step(customer, { prompt, code: () => codeFor(email) }))
  if (!keys.includes(JOB_DONE)) throw new Error(`the job ended at ${keys.join(' ')}`)
  return inputs
}
