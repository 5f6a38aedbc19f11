import { isVerified, slotsOf } from './facts.ts'
import type { Scene } from './flow.ts'
import { forgetIdentity } from './forget-identity.ts'
import { forgetNote, isRequest } from './wish.ts'
import { say, set } from './words.ts'

/** The number or the address came from the withdrawn message, and nothing rests on it yet. */
const tookIdentifierBack = ({ context, event }: Scene) => {
  const { orderNumber, email } = slotsOf(event)
  const gave = (given: string | undefined, held: string | null) => given !== undefined && given === held
  return !isVerified(context) && (gave(orderNumber, context.orderNumber) || gave(email, context.email))
}

/** The withdrawn words are the message left for people. */
export const wasNote = ({ context, event }: Scene) =>
  event.type === 'message.unsent' && event.words !== null && event.words === context.note

/** X15: the words are gone from our records; what was carried out because of them stays, and is said to stay. */
export const UNSENT = [
  {
    guard: (scene: Scene) => wasNote(scene) && scene.context.personRequested,
    actions: [forgetNote, say('aside.unsentMailed')],
  },
  { guard: wasNote, actions: [forgetNote, say('aside.unsent')] },
  { guard: ({ context }: Scene) => context.done.length > 0, actions: say('aside.unsentDone') },
  {
    guard: (scene: Scene) => tookIdentifierBack(scene) && scene.context.topic === null,
    actions: [set(forgetIdentity), say('aside.unsent')],
  },
  {
    guard: tookIdentifierBack,
    target: '#identity.gate',
    actions: [say('aside.unsent'), set(forgetIdentity)],
  },
  { actions: say('aside.unsent') },
] as const

/** A message that came late asked for a refund or a stop before anything else had: its own time counts. */
export const wishedEarlier = ({ context, event }: Scene): boolean =>
  event.type === 'message.late' &&
  event.meant.some(isRequest) &&
  (context.firstRequestAtMs === null || event.stamp.atMs < context.firstRequestAtMs)
