import type { Scene } from './flow.ts'
import { wishFor } from './wish.ts'
import { repeat, say } from './words.ts'

const isDone = ({ context }: Scene) => context.done.length > 0
const lastDone = ({ context, event }: Scene) => ({ at: context.done.at(-1)?.atMs ?? event.stamp.atMs })
const isRenewing = ({ context }: Scene) => {
  const contract = context.contracts.find(({ id }) => id === context.contractId)
  return contract?.autoRenewal === true && !contract.refunded && !contract.mergedInto
}

/** X2c: what was carried out is said with its time, and whether it can be taken back is for a person to find out. */
export const TAKE_BACK = {
  guard: isDone,
  target: '#closing.personSuggested',
  actions: [wishFor('undo'), say('aside.correctLater', lastDone)],
} as const

/** Wishes to have something undone, wherever they are said. The back office has no command for it, so people do it. */
export const UNDO = {
  'undo.asked': [TAKE_BACK, { actions: [say('aside.undoNothing'), repeat] }],
  'renewal.restored': [
    { guard: isRenewing, actions: [say('aside.restoreOn'), repeat] },
    { target: '#closing.personSuggested', actions: [wishFor('undo'), say('aside.restore')] },
  ],
} as const
