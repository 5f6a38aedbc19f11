import type { CommandName } from '../../src/core/effect.ts'
import {
  accountEmpty,
  accountOf,
  addressValues,
  FOUND_NONE,
  hasAccount,
  lookingUp,
  provesNow,
  rememberContracts,
  takeAccountEmail,
} from './account.ts'
import { at, candidates, slotsOf } from './facts.ts'
import { type Scene, support } from './flow.ts'
import { BY_LINK } from './linking.ts'
import { isFateOf, NOT_NOW, taken } from './wish.ts'
import { ask, request, say, set } from './words.ts'

const givesOrder = ({ event }: Scene) => slotsOf(event).orderNumber !== undefined
const givesEmail = ({ event }: Scene) => slotsOf(event).email !== undefined

/** X2: an identifier was wrong; said before it is replaced, so that both can be read. */
const orderCorrected = say(
  ({ context, event }) => {
    if (context.orderNumber === slotsOf(event).orderNumber) return 'identity.orderEcho'
    return context.orderNumber ? 'aside.corrected' : 'aside.correctedNew'
  },
  ({ context, event }) => ({
    orderNumber: slotsOf(event).orderNumber ?? '',
    what: { key: 'what.orderNumber' },
    from: context.orderNumber ?? '',
    to: slotsOf(event).orderNumber ?? '',
  }),
)
const emailCorrected = say(
  ({ context }) => (context.email ? 'aside.corrected' : 'aside.correctedNew'),
  (scene) => ({
    what: { key: 'what.email' },
    // What nobody has typed here is not spelt out here.
    from: hasAccount(scene) ? addressValues(scene).email : (scene.context.email ?? ''),
    to: slotsOf(scene.event).email ?? '',
  }),
)

/** A number or an address given again replaces the earlier one, and identification starts over from there. */
const CORRECTIONS = [
  { guard: givesOrder, target: 'gate', actions: [orderCorrected, set(taken)] },
  { guard: givesEmail, target: 'gate', actions: [emailCorrected, set(taken)] },
  { target: '#contract.correcting' },
] as const

/** The contract's number is a renewal's when the original differs. Said only once the code was right. */
const gaveRenewalNumber = ({ context }: Scene) => {
  const [only] = candidates(context)
  return (
    only !== undefined && only.originalOrderNumber !== context.orderNumber && only.orderNumber === context.orderNumber
  )
}

/** A look-up that is given up, or refused for good: people help on. */
const unavailable = (command: CommandName) => ({
  guard: isFateOf(command),
  target: '#closing.personSuggested',
  actions: say('identity.unavailable', at),
})

const isGiven = ({ context }: Scene) => context.orderNumber !== null && context.email !== null

/** S20–S27: order number, e-mail and mailed code. Before the code is right nothing of a contract is said. */
export const identity = support.createStateConfig({
  id: 'identity',
  initial: 'gate',
  states: {
    gate: {
      always: [
        { guard: provesNow, target: 'lookingUp' },
        { guard: hasAccount, target: 'requestingCode' },
        { guard: isGiven, target: 'requestingCode' },
        {
          guard: ({ context }) => context.orderNumber !== null,
          target: 'askingEmail',
          actions: say('identity.orderEcho', orderValues),
        },
        { target: 'askingOrderNumber', actions: say('identity.needs') },
      ],
    },
    /** Whoever was identified proves it again before a confirmation: by a recent sign-in without a word, else by a code. */
    again: {
      always: [
        { guard: provesNow, target: 'lookingUp' },
        { guard: hasAccount, target: 'requestingCode', actions: say('identity.codeAgain') },
        { guard: isGiven, target: 'requestingCode', actions: say('identity.codeAgain') },
        { target: 'gate' },
      ],
    },
    lookingUp,
    accountEmpty,
    askingOrderNumber: {
      meta: { expects: 'orderNumber' },
      entry: ask('identity.order', ['order.missing']),
      on: {
        'account.linked': BY_LINK,
        'order.given': { target: 'gate', actions: set(taken) },
        corrected: { guard: givesOrder, target: 'gate', actions: set(taken) },
        'email.given': { target: 'askingOrderNumber', reenter: true, actions: set(taken) },
        'choice.order.missing': 'otherWay',
        'identifier.missing': 'otherWay',
        'answer.declined': 'otherWay',
        'back.asked': { target: '#menu.askingPlace', actions: [say('aside.back'), set({ place: null })] },
      },
    },
    askingEmail: {
      meta: { expects: 'email' },
      entry: ask('identity.email', []),
      on: {
        'account.linked': BY_LINK,
        'email.given': { target: 'gate', actions: set(taken) },
        'order.given': { target: 'askingEmail', reenter: true, actions: [orderCorrected, set(taken)] },
        corrected: CORRECTIONS,
        'identifier.missing': 'otherWay',
        'answer.declined': 'otherWay',
        'back.asked': {
          target: 'askingOrderNumber',
          actions: [say('aside.back'), set({ orderNumber: null, email: null })],
        },
      },
    },
    requestingCode: {
      meta: { expects: 'code', busy: true },
      entry: [
        takeAccountEmail,
        set(({ event }) => ({ challengeId: event.stamp.challengeId, triesLeft: null })),
        request(({ context }) => ({
          command: {
            name: 'identity.challenge',
            challengeId: context.challengeId ?? '',
            orderNumber: context.orderNumber,
            email: context.email ?? '',
            account: accountOf(context) !== null,
          },
          idempotencyKey: `challenge:${context.challengeId}`,
        })),
      ],
      on: {
        ...NOT_NOW,
        'challenge.sent': 'askingCode',
        'challenge.locked': 'pausing',
        'command.failed': unavailable('identity.challenge'),
        'command.refused': unavailable('identity.challenge'),
        'command.delayed': { guard: isFateOf('identity.challenge'), actions: say('busy.wait') },
      },
    },
    askingCode: {
      meta: { expects: 'code' },
      entry: ask(
        (scene) => (scene.context.triesLeft === null ? sentKey(scene) : 'identity.codeWrong'),
        ({ context }) => [
          { id: 'code.missing' },
          { id: 'email.fix' },
          // I17: after the third failure a person is among the choices.
          ...(context.triesLeft !== null && context.triesLeft <= 2 ? [{ id: 'topic.person' as const }] : []),
        ],
        (scene) => ({ ...addressValues(scene), left: scene.context.triesLeft ?? 0 }),
      ),
      on: {
        'account.linked': BY_LINK,
        'code.given': 'verifying',
        'choice.code.missing': 'codeTrouble',
        'choice.email.fix': 'askingEmail',
        'order.given': CORRECTIONS,
        'email.given': CORRECTIONS,
        corrected: CORRECTIONS,
        'identifier.missing': 'codeTrouble',
        'back.asked': { target: 'askingEmail', actions: say('aside.back') },
      },
    },
    verifying: {
      meta: { expects: 'code', busy: true },
      entry: request(({ context, event }) => ({
        command: {
          name: 'identity.verify',
          challengeId: context.challengeId ?? '',
          seal: event.type === 'code.given' ? event.seal : '',
          firstRequestAtMs: context.firstRequestAtMs,
        },
        idempotencyKey: `verify:${context.challengeId}:${event.stamp.challengeId}`,
      })),
      on: {
        ...NOT_NOW,
        'identity.verified': [
          FOUND_NONE,
          {
            target: '#contract.picking',
            actions: [
              rememberContracts,
              say(
                (scene) => (gaveRenewalNumber(scene) ? 'identity.renewalNumber' : 'identity.verified'),
                originalValues,
              ),
            ],
          },
        ],
        'code.rejected': {
          target: 'askingCode',
          actions: set(({ event }) => (event.type === 'code.rejected' ? { triesLeft: event.triesLeft } : {})),
        },
        'code.expired': { target: 'requestingCode', actions: say('identity.codeExpired') },
        'identity.locked': 'pausing',
        'command.failed': unavailable('identity.verify'),
        'command.refused': unavailable('identity.verify'),
        'command.delayed': { guard: isFateOf('identity.verify'), actions: say('busy.wait') },
      },
    },
    codeTrouble: {
      meta: { expects: 'codeTrouble' },
      entry: ask('identity.trouble', ['code.resend', 'code.otherAddress', 'code.oldAddress']),
      on: {
        'choice.code.resend': 'requestingCode',
        'choice.code.otherAddress': 'askingEmail',
        'choice.code.oldAddress': 'otherWay',
        'code.given': 'verifying',
        'email.given': CORRECTIONS,
        corrected: CORRECTIONS,
        'identifier.missing': 'otherWay',
        'back.asked': { target: 'askingCode', actions: say('aside.back') },
      },
    },
    otherWay: {
      meta: { expects: 'otherWay' },
      entry: ask('identity.otherWay', ['topic.person', 'person.continue', 'done.end'], at),
      on: {
        'choice.person.continue': 'askingOrderNumber',
        'order.given': { target: 'gate', actions: set(taken) },
        'choice.done.end': '#closing.summarizing',
        'back.asked': { target: 'askingOrderNumber', actions: say('aside.back') },
      },
    },
    pausing: {
      meta: { expects: 'pardon', settled: true },
      entry: ask('identity.locked', ['lock.retry', 'topic.person'], at),
      on: {
        'timer.fired': {
          guard: ({ event }) => event.type === 'timer.fired' && event.timer === 'pardon',
          target: 'requestingCode',
          actions: say('identity.pardoned'),
        },
        'choice.lock.retry': { actions: say('identity.waiting') },
        'answer.declined': { actions: say('identity.waiting') },
        'hold.asked': { actions: say('identity.waiting') },
        'order.given': CORRECTIONS,
        'email.given': CORRECTIONS,
        corrected: CORRECTIONS,
      },
    },
  },
})

/** To the account's own address a code is mailed in any case; elsewhere only if a contract matches. */
function sentKey({ context }: Scene) {
  return accountOf(context) ? ('identity.codeAccount' as const) : ('identity.code' as const)
}

function orderValues({ context }: Scene) {
  return { orderNumber: context.orderNumber ?? '' }
}

function originalValues({ context }: Scene) {
  const original = candidates(context)[0]?.originalOrderNumber ?? ''
  return { prefix: original.slice(0, 2), tail: original.slice(-4) }
}
