import { accountOf, addressValues, provesNow } from './account.ts'
import type { Scene } from './flow.ts'
import { forgetIdentity } from './forget-identity.ts'
import { isUnfinished } from './unfinished.ts'
import { isFateOf } from './wish.ts'
import { repeat, request, say, set } from './words.ts'

const isBusy = ({ event }: Scene) => event.expects === 'busy'

const command = (name: 'link.invite' | 'link.dissolve') =>
  request(({ event }) => ({ command: { name }, idempotencyKey: `${name}:${event.stamp.challengeId}` }))

/** Where the customer links, as a sentence and as a button. */
const invited = {
  type: 'say' as const,
  params: ({ event }: Scene) => {
    const { url, untilMs } = event.type === 'link.invited' ? event : { url: '', untilMs: 0 }
    return { key: 'link.invite', values: { url, until: untilMs }, button: { key: 'link.button', url } } as const
  },
}

/** The question an account answers: proved right now, the talk goes on with its contracts instead of asking. */
const ANSWERED = new Set<string>(['orderNumber', 'email', 'code'])
const goesOn = (scene: Scene) => provesNow(scene) && ANSWERED.has(scene.event.expects ?? '')
export const BY_LINK = { guard: goesOn, target: 'gate' } as const

const linked = say('link.linked', ({ event }) => ({ email: event.type === 'account.linked' ? event.email : '' }))

/** The contracts at hand were known by an account that has gone, or is another one's now. */
const isForsaken = (scene: Scene) => {
  const { context, event } = scene
  // Once a yes was given it goes on to its end, whatever question lies over it.
  if (isBusy(scene) || context.receipts !== null) return false
  if (context.contracts.length === 0 || !isUnfinished(scene)) return false
  if (event.type === 'link.dissolved') return event.was && accountOf(context) !== null
  return event.type === 'account.linked' && context.verifiedAtMs === null && context.email === null
}
const begunAnew = {
  guard: isForsaken,
  target: '#identity.gate',
  actions: set((scene) => ({
    ...forgetIdentity(scene),
    ...(scene.event.type === 'link.dissolved' ? { account: null } : {}),
  })),
} as const
/** No confirmation holds any more, and nothing of those contracts is shown again: the talk begins with the proof. */
export const FORSAKEN = { 'link.dissolved': begunAnew, 'account.linked': begunAnew } as const
const saidForsaken = <Action>(action: Action) =>
  ({ guard: isForsaken, target: '.quiet', actions: [action, say('link.provedNoMore')] }) as const

/** Whom this conversation is linked with, by the address its owner knows. */
const linkedKey = ({ context }: Scene) => (context.account === null ? 'link.none' : 'link.current')

/** Said wherever the talk is; a question that lies over it is closed, what is under way goes on. */
const told = <Action>(...actions: readonly Action[]) =>
  [
    { guard: isBusy, actions },
    { target: '.quiet', actions: [...actions, repeat] },
  ] as const

const unlinked = say(({ event }) => (event.type === 'link.dissolved' && event.was ? 'link.ended' : 'link.none'))

/**
 * Linking the account of a channel with the customer's address, only on their wish. The talk keeps its place; what a
 * channel cannot do is said, and that it is undone only when it is.
 */
export const LINKING = {
  wishes: {
    'linking.wished': [
      { guard: isBusy, actions: say('busy.wait') },
      { target: '.quiet', actions: command('link.invite') },
    ],
    // Asking about it starts and ends nothing.
    'linking.asked': told(say('link.about')),
    'linked.asked': told(say(linkedKey, addressValues)),
    // At any time, also while something else is under way.
    'unlinking.wished': [
      { guard: isBusy, actions: command('link.dissolve') },
      { target: '.quiet', actions: command('link.dissolve') },
    ],
    'account.linked': [saidForsaken(linked), { guard: goesOn, target: '.quiet', actions: linked }, ...told(linked)],
    'account.notLinked': told(say('link.notLinked')),
  },
  results: {
    'link.invited': told(invited),
    'link.refused': told(say('link.unavailable')),
    'link.dissolved': [saidForsaken(say('link.ended')), ...told(unlinked)],
  },
  failed: [
    { guard: isFateOf('link.invite'), actions: [say('link.failed'), repeat] },
    { guard: isFateOf('link.dissolve'), actions: [say('link.endFailed'), repeat] },
  ],
} as const
