import { setTimeout } from 'node:timers/promises'
import { letRequestsPass } from './channels/let-requests-pass.ts'
import type { Knowledge } from './core/knowledge.ts'

/** Whoever started the process asks at once whether it is up; that comes first (ms). */
const REST_MS = 50

/**
 * Does what the first customers would have to wait for, in small pieces: whoever asks something meanwhile is
 * answered between two of them.
 */
export async function warmUp({ knowledge }: { readonly knowledge: Pick<Knowledge, 'prepare'> }): Promise<void> {
  await setTimeout(REST_MS)
  while (!knowledge.prepare()) await letRequestsPass()
}
