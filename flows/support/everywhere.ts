import { NAMES_ANOTHER } from './account.ts'
import { NEW_CASE } from './closing.ts'
import { OTHER_CONTRACT } from './contract.ts'
import { ERASE } from './erasure.ts'
import { at, doneItems, slotsOf } from './facts.ts'
import type { Scene } from './flow.ts'
import { forgetIdentity } from './forget-identity.ts'
import { FORSAKEN } from './linking.ts'
import { CHOICE_OF_KIND, countQuestion, hasAnswered, sayAnswer, sayEntry, sourceValues } from './questions.ts'
import { RECORD } from './record.ts'
import { statusKey, statusValues } from './status.ts'
import { UNDO } from './undo.ts'
import { UNSENT, wishedEarlier } from './unsent.ts'
import { basisValues } from './verdict.ts'
import { taken, WISHES } from './wish.ts'
import { repeat, say, set } from './words.ts'

/** Starting over forgets what was typed; the time of the request, refusals and what was carried out stay. */
const startOver = {
  target: '#menu.choosingTopic',
  actions: [set(forgetIdentity), set({ ...NEW_CASE, place: null, saved: false }), say('aside.restarted')],
} as const

const STATUS = { actions: [say(statusKey, statusValues), repeat] } as const

const isSameOrder = ({ context, event }: Scene) => slotsOf(event).orderNumber === context.orderNumber

const TWICE = new Set<string>(CHOICE_OF_KIND)
const tappedDone = ({ context, event }: Scene) =>
  event.type === 'choice.stale' && TWICE.has(event.choice) && context.done.length > 0

/**
 * What works wherever the talk is (X1–X19): it answers, then asks the talk's own question again. A state
 * that means something else by one of these events handles it itself.
 */
export const everywhere = {
  ...WISHES,
  'place.told': [
    { guard: ({ context }: Scene) => context.topic === null, target: '#menu.clarifyingWish', actions: set(taken) },
    { target: '#menu.routing', actions: set(taken) },
  ],
  'contract.named': OTHER_CONTRACT,
  // Kept until it is needed; what was asked stays open.
  'email.given': [
    NAMES_ANOTHER.email,
    {
      actions: [set(taken), say('identity.emailEcho', ({ event }) => ({ email: slotsOf(event).email ?? '' })), repeat],
    },
  ],
  // A number is never lost: another one begins identification anew, and one told before any wish is kept for it.
  'order.given': [
    NAMES_ANOTHER.order,
    { guard: isSameOrder, actions: repeat },
    {
      guard: ({ context }: Scene) => context.topic === null || context.topic === 'charge',
      target: '#menu.clarifyingWish',
      actions: [set(forgetIdentity), set(taken)],
    },
    { target: '#identity.gate', actions: [set(forgetIdentity), set(taken)] },
  ],
  // A reason never brings an offer by itself: it is noted, and the question stays open.
  'reason.given': {
    actions: [
      set(({ event }) => (event.type === 'reason.given' ? { reason: event.reason } : {})),
      say('reason.thanks'),
      repeat,
    ],
  },
  'question.asked': [
    { guard: ({ event }: Scene) => event.expects === 'busy', actions: [sayAnswer, say('busy.wait')] },
    {
      guard: ({ context }: Scene) => context.questions >= 2,
      actions: [sayAnswer, say('aside.manyQuestions'), countQuestion, set({ questions: 0 }), repeat],
    },
    { actions: [sayAnswer, countQuestion, repeat] },
  ],
  'identifier.missing': { actions: [sayEntry('norton.order-number-where'), repeat] },
  'basis.asked': [
    { guard: ({ context }: Scene) => context.decision !== null, actions: [say('decision.basis', basisValues), repeat] },
    { guard: hasAnswered, actions: [say('knowledge.basis.known', sourceValues), repeat] },
    { actions: [say('decision.basisUnknown', () => ({ rule: 'N-A-R・N-M-P' })), repeat] },
  ],
  'status.asked': STATUS,
  'outcome.asked': STATUS,
  'offer.refused': { actions: [set({ refused: true }), say('offer.noted'), repeat] },
  'back.asked': { actions: [say('aside.backNot'), repeat] },
  'abort.asked': { target: '#closing.summarizing', actions: say('aside.abort') },
  corrected: [
    // A value before any wish: kept, but no procedure begins with it.
    {
      guard: ({ context, event }: Scene) => context.topic === null && slotsOf(event).orderNumber !== undefined,
      target: '#menu.clarifyingWish',
      actions: [set(forgetIdentity), set(taken)],
    },
    {
      guard: ({ event }: Scene) => slotsOf(event).orderNumber !== undefined,
      target: '#identity.gate',
      actions: [set(forgetIdentity), set(taken)],
    },
    {
      guard: ({ context }: Scene) =>
        context.topic !== null && (context.orderNumber !== null || context.contracts.length > 0),
      target: '#contract.correcting',
    },
  ],
  'proxy.told': {
    target: '#closing.personSuggested',
    actions: [
      set(({ context, event }) => ({ firstRequestAtMs: context.firstRequestAtMs ?? event.stamp.atMs })),
      say('aside.proxy', at),
    ],
  },
  ...FORSAKEN,
  ...UNDO,
  'record.wished': RECORD.talk,
  'choice.erase.yes': ERASE.talk,
  'resume.asked': { actions: [say('aside.resumed'), set({ saved: false }), repeat] },
  'hold.asked': { actions: say('aside.hold') },
  'secret.written': { actions: [say('aside.secret'), repeat] },
  complained: { actions: [set({ refused: true }), say('aside.angry'), repeat] },
  // One short apology; what was said in anger follows.
  vexed: { actions: [set({ refused: true }), say('aside.sorry')] },
  greeted: { actions: [say('greeting.reply'), repeat] },
  thanked: { actions: [say('aside.thanks'), repeat] },
  left: { target: '#closing.summarizing' },
  'bot.asked': { actions: [say('aside.bot'), repeat] },
  'off.topic': { actions: [say('aside.offTopic'), repeat] },
  'other.support': { actions: [say('aside.support'), repeat] },
  'nonverbal.sent': [
    {
      guard: ({ event }: Scene) => event.type === 'nonverbal.sent' && event.kind !== 'sticker',
      actions: [say('aside.picture'), repeat],
    },
    { actions: [say('aside.sticker'), repeat] },
  ],
  'choice.stale': [
    {
      guard: tappedDone,
      actions: [say('aside.twice', ({ context }: Scene) => ({ receipts: doneItems(context.done) })), repeat],
    },
    { guard: ({ event }: Scene) => event.expects === 'busy', actions: say('busy.wait') },
    // The message being written is asked for again over the talk.
    { guard: ({ event }: Scene) => event.expects === 'message', actions: say('aside.stale') },
    { actions: [say('aside.stale'), repeat] },
  ],
  'message.unsent': UNSENT,
  'message.late': [
    {
      guard: wishedEarlier,
      actions: [set(({ event }) => ({ firstRequestAtMs: event.stamp.atMs })), say('aside.late'), repeat],
    },
    { actions: [say('aside.late'), repeat] },
  ],
  'choice.restart.yes': startOver,
  'choice.resume.no': startOver,
  'timer.fired': { guard: isTimer('nudge'), actions: [say('aside.nudge'), repeat] },
} as const

export function isTimer(timer: string) {
  return ({ event }: Scene) => event.type === 'timer.fired' && event.timer === timer
}
