import { provesNow } from './account.ts'
import { chosen, doneLines, isVerified, requestedAtMs } from './facts.ts'
import type { Context, Scene } from './flow.ts'
import { isFateOf } from './wish.ts'
import { repeat, request, say, set } from './words.ts'

/** X18: the whole record by mail, to the address the contract is registered with. */
export const sendRecord = request((scene) => ({
  command: {
    name: 'record.send',
    contractId: contractOf(scene.context),
    values: { items: itemsOf(scene.context), requestedAt: requestedAtMs(scene) },
  },
  idempotencyKey: `record:${scene.event.stamp.challengeId}`,
}))

const itemsOf = ({ done }: Context) => (done.length > 0 ? doneLines(done) : [{ key: 'word.none' }])

function contractOf(context: Context): string {
  return context.done[0]?.contractId ?? context.contractId ?? context.contracts[0]?.id ?? chosen(context).id
}

const isReady = ({ context }: Scene) => isVerified(context) && context.contracts.length > 0
const wasVerified = ({ context }: Scene) => context.contracts.length > 0
/** What proves the customer is being asked for already, or will be once the pause after wrong codes is over. */
const isBeingProven = ({ event }: Scene) => /^(orderNumber|email|code|codeTrouble|pardon)$/.test(event.expects ?? '')
const isBusy = ({ event }: Scene) => event.expects === 'busy'

const wanted = [set({ returnTo: 'record' }), say('summary.recordNeedsIdentity')] as const

const sends = [sendRecord, say('summary.recordSent')] as const

/** A record goes only to who has proven to be the customer; the way there leads through the code. */
export const RECORD = {
  /** What the talk does: it is left only where the code has to be asked first. */
  talk: [
    { guard: isReady },
    { guard: isBeingProven, actions: [...wanted, repeat] },
    {
      guard: (scene: Scene) => provesNow(scene) || wasVerified(scene),
      target: '#identity.again',
      actions: set({ returnTo: 'record' }),
    },
    { target: '#identity.gate', actions: wanted },
  ],
  /** What is answered over the talk. */
  aside: [
    { guard: isBusy, actions: say('busy.wait') },
    { guard: isReady, target: '.quiet', actions: sends },
    { target: '.quiet' },
  ],
  /** The same where a message for people is open, which goes on its way first. */
  leaving: [{ guard: isReady, target: 'recording', actions: sends }, { target: 'recording' }],
  sent: {
    actions: [say('record.sent', ({ event }) => ({ code: event.type === 'record.sent' ? event.code : '' })), repeat],
  },
  failed: { guard: isFateOf('record.send'), actions: [say('record.failed'), repeat] },
} as const
