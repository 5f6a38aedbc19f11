import { setImmediate } from 'node:timers/promises'

/** A request takes some passes of the event loop for its connection, its bytes and its write. */
const PASSES = 10

/** Lets what came in meanwhile be answered, between two pieces of work that cost the processor much. */
export async function letRequestsPass(): Promise<void> {
  for (let pass = 0; pass < PASSES; pass++) await setImmediate()
}
