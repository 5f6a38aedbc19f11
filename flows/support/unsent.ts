import { withoutWords } from '../../src/core/taken-back.ts'
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

const noteWithout = ({ context, event }: Scene) =>
  event.type === 'message.unsent' && event.words !== null ? withoutWords(context.note, event.words) : context.note

/** The withdrawn words are the message left for people, or a part of it. */
const wasNote = (scene: Scene) => noteWithout(scene) !== scene.context.note

/** Nothing is left of the message for people. */
export const wasWholeNote = (scene: Scene) => wasNote(scene) && noteWithout(scene) === null

/** Part of that message, and no code was asked for by the address in it. */
const wasOnlyNote = (scene: Scene) =>
  wasNote(scene) && !(tookIdentifierBack(scene) && scene.context.challengeId !== null)

const forgetIdentifier = set((scene) => (tookIdentifierBack(scene) ? forgetIdentity(scene) : {}))
/** What people were mailed is out, and is said to be out. */
const sayGone = say(({ context }) => (context.personRequested ? 'aside.unsentMailed' : 'aside.unsent'))

/** X15: the words are gone from our records; what was carried out because of them stays, and is said to stay. */
export const UNSENT = [
  {
    guard: wasOnlyNote,
    actions: [forgetNote, forgetIdentifier, sayGone],
  },
  { guard: ({ context }: Scene) => context.done.length > 0, actions: say('aside.unsentDone') },
  {
    guard: (scene: Scene) => tookIdentifierBack(scene) && scene.context.topic === null,
    actions: [forgetNote, forgetIdentifier, sayGone],
  },
  {
    guard: tookIdentifierBack,
    target: '#identity.gate',
    actions: [forgetNote, sayGone, set(forgetIdentity)],
  },
  { actions: say('aside.unsent') },
] as const

/** A message that came late asked for a refund or a stop before anything else had: its own time counts. */
export const wishedEarlier = ({ context, event }: Scene): boolean =>
  event.type === 'message.late' &&
  event.meant.some(isRequest) &&
  (context.firstRequestAtMs === null || event.stamp.atMs < context.firstRequestAtMs)
