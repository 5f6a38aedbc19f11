import { type Account, isFreshSignIn, isSameAccount } from '../../src/core/account.ts'
import { emailKey } from '../../src/core/identifier.ts'
import { maskedEmail } from '../../src/core/mask.ts'
import { at, candidates, slotsOf } from './facts.ts'
import type { Context, Scene } from './flow.ts'
import { forgetIdentity } from './forget-identity.ts'
import { isFateOf, NOT_NOW, taken } from './wish.ts'
import { ask, request, say, set } from './words.ts'

/** The account this case is identified by: none once the customer has named another address or gone another way. */
export function accountOf({ account, accountAside, email }: Context): Account | null {
  if (account === null || accountAside) return null
  return email === null || emailKey(email) === emailKey(account.email) ? account : null
}

/** A recent sign-in stands for a right code. */
export const provesNow = ({ context, event }: Scene): boolean => {
  const account = accountOf(context)
  return account !== null && isFreshSignIn(account, event.stamp.atMs)
}

export const hasAccount = ({ context }: Scene): boolean => accountOf(context) !== null

/** The address of the account, so that nobody has to type it. */
export const takeAccountEmail = set(({ context }) => ({ email: accountOf(context)?.email ?? context.email }))

export const addressValues = ({ context }: Scene) => ({ email: maskedEmail(context.account?.email ?? '') })

/** What another customer proved does not count for this one. */
export const knowAccount = set(({ context, event }) => {
  if (event.type !== 'account.known') return {}
  const { account } = event
  if (isSameAccount(context.account, account)) return { account }
  const left = context.account ? { verifiedAtMs: null } : {}
  return { account, accountAside: false, ...left, ...(accountOf(context) ? { email: null } : {}) }
})

/** Contracts were shown by the account, and the customer names another number or address now. */
const isShown = ({ context }: Scene) => accountOf(context) !== null && context.contracts.length > 0
const anew = [set(forgetIdentity), set(taken)] as const
export const NAMES_ANOTHER = {
  order: {
    guard: (scene: Scene) => isShown(scene) && slotsOf(scene.event).orderNumber !== undefined,
    target: '#identity.gate',
    actions: anew,
  },
  email: {
    guard: (scene: Scene) =>
      isShown(scene) && emailKey(slotsOf(scene.event).email ?? '') !== emailKey(scene.context.email ?? ''),
    target: '#identity.gate',
    actions: [say('identity.emailEcho', ({ event }) => ({ email: slotsOf(event).email ?? '' })), ...anew],
  },
} as const

/** What a proof brought, whichever way it was given. */
export const rememberContracts = set(({ context, event }) =>
  event.type === 'identity.verified'
    ? {
        contracts: event.contracts,
        matched: event.matchedContractIds,
        verifiedAtMs: event.stamp.atMs,
        firstRequestAtMs: stillValid(context.firstRequestAtMs, event.stamp.atMs),
        triesLeft: null,
      }
    : {},
)

/** Nothing is under the account's address: said, and not taken for a proof of anything else. */
export const FOUND_NONE = {
  guard: ({ event }: Scene) => event.type === 'identity.verified' && event.matchedContractIds.length === 0,
  target: 'accountEmpty',
} as const

const unavailable = {
  guard: isFateOf('identity.account'),
  target: '#closing.personSuggested',
  actions: say('identity.unavailable', at),
} as const

/** What was asked again is about the same contract, or a record: the customer is not stopped for it. */
function isProvedAgain({ context, event }: Scene): boolean {
  const isHeld = event.type === 'identity.verified' && event.contracts.some(({ id }) => id === context.contractId)
  return context.returnTo === 'record' || (context.returnTo !== null && isHeld)
}

/** The contracts of a customer whose sign-in is recent; the talk goes on as after a right code. */
export const lookingUp = {
  meta: { expects: 'code', busy: true },
  entry: [
    takeAccountEmail,
    request(({ context, event }) => ({
      command: {
        name: 'identity.account',
        email: context.email ?? '',
        orderNumber: context.orderNumber,
        firstRequestAtMs: context.firstRequestAtMs,
      },
      idempotencyKey: `account:${event.stamp.challengeId}`,
    })),
  ],
  on: {
    ...NOT_NOW,
    'identity.verified': [
      FOUND_NONE,
      { guard: isProvedAgain, target: '#contract.picking', actions: rememberContracts },
      {
        target: '#contract.picking',
        actions: [rememberContracts, set({ returnTo: null }), say(shownKey, shownValues)],
      },
    ],
    'command.failed': unavailable,
    'command.refused': unavailable,
    'command.delayed': { guard: isFateOf('identity.account'), actions: say('busy.wait') },
  },
} as const

/** An honest "not here", with the ordinary way and a person. */
export const accountEmpty = {
  meta: { expects: 'otherWay' },
  entry: ask(
    ({ context }) => (context.orderNumber === null ? 'identity.accountEmpty' : 'identity.accountOther'),
    ['account.other', 'topic.person', 'done.end'],
    (scene) => ({ ...addressValues(scene), orderNumber: scene.context.orderNumber ?? '' }),
  ),
  on: {
    'choice.account.other': [
      {
        guard: ({ context }: Scene) => context.orderNumber !== null,
        target: 'askingEmail',
        actions: set({ accountAside: true, email: null }),
      },
      { target: '#menu.routing', actions: set({ accountAside: true, email: null }) },
    ],
    // Another number may well be under the address; without any contract under it, it cannot.
    'order.given': [
      { guard: ({ context }: Scene) => context.orderNumber !== null, target: 'gate', actions: set(taken) },
      { target: 'gate', actions: [set({ accountAside: true, email: null }), set(taken)] },
    ],
    'email.given': { target: 'gate', actions: set(taken) },
    'identifier.missing': 'otherWay',
    'answer.declined': 'otherWay',
    'choice.done.end': '#closing.summarizing',
  },
} as const

const only = ({ context }: Scene) => {
  const [first, ...others] = candidates(context)
  return others.length === 0 ? first : undefined
}

function shownKey(scene: Scene) {
  return only(scene) ? ('identity.byAccountOne' as const) : ('identity.byAccount' as const)
}

function shownValues(scene: Scene) {
  const contract = only(scene)
  const { orderNumber = '', product = '' } = contract ?? {}
  return { ...addressValues(scene), orderNumber, product }
}

/** A wish that was not followed by an identification within 30 days has lapsed; it counts from now. */
function stillValid(firstRequestAtMs: number | null, atMs: number): number | null {
  return firstRequestAtMs !== null && atMs - firstRequestAtMs > 30 * 86_400_000 ? atMs : firstRequestAtMs
}
