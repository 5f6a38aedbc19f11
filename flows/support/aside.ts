import type { ChoiceId, MessageKey } from '../../locales/message-key.ts'
import { type FlowEvent, isCustomers } from '../../src/core/event.ts'
import { triesAddress } from '../../src/core/note.ts'
import { knowAccount } from './account.ts'
import { confirmingErasure, ERASE } from './erasure.ts'
import { isTimer } from './everywhere.ts'
import { requestedAtMs, slotsOf } from './facts.ts'
import { type Scene, support } from './flow.ts'
import { LINKING } from './linking.ts'
import { closedChoices, closedKey, closedValues, isOpen, isUncertain } from './opening.ts'
import { personRequest, personValues } from './person.ts'
import { questionChoices, UNANSWERED_CHOICES } from './questions.ts'
import { RECORD } from './record.ts'
import { planningReminder, reminding } from './reminding.ts'
import { stopFollowUp } from './stop-follow-up.ts'
import { isUnfinished, openTopic } from './unfinished.ts'
import { wasWholeNote } from './unsent.ts'
import { isFateOf } from './wish.ts'
import { askAside, repeat, request, say, set } from './words.ts'

const MAX_MISSES = 3
const RESUME_AFTER_MS = 30 * 60_000

/** An example of what can be said here, for words that could not be read (X9) and for "what do you mean" (X5). */
const EXAMPLES: Readonly<Record<string, MessageKey>> = {
  topic: 'menu.example',
  place: 'place.example',
  orderNumber: 'identity.orderExample',
  email: 'identity.emailExample',
  code: 'identity.codeExample',
  productKey: 'merge.keyExample',
  serviceUse: 'contract.serviceUseExample',
  date: 'check.dateExample',
  plan: 'check.planExample',
  contract: 'easy.contract',
  reason: 'easy.reason',
  offer: 'easy.offer',
  confirm: 'easy.confirm',
}
/** Which seller of a carrier's contract it is, is asked in the place of where it was made. */
const isOfSeller = ({ context, event }: Scene) => event.expects === 'place' && context.place === 'carrier'
const exampleKey = (scene: Scene): MessageKey =>
  isOfSeller(scene) ? 'referral.sellerExample' : (EXAMPLES[scene.event.expects ?? ''] ?? 'aside.unclearText')

const missesSoFar = ({ context, event }: Scene) =>
  context.misses && context.misses.expects === event.expects ? context.misses.count : 0
const isFirstMiss = (scene: Scene) => missesSoFar(scene) === 0
const countMiss = set((scene) => ({ misses: { expects: scene.event.expects ?? '', count: missesSoFar(scene) + 1 } }))

const isByCustomer = ({ event }: Scene) => event.type !== 'policy.decided' && isCustomers(event as FlowEvent)
const isBusy = ({ event }: Scene) => event.expects === 'busy'

const leftOpen = (scene: Scene) =>
  isUnfinished(scene) && scene.event.stamp.idleMs >= RESUME_AFTER_MS && scene.event.expects !== 'ended'
const at = (scene: Scene) => ({ at: requestedAtMs(scene) })

const record = request((scene) => ({
  command: { name: 'person.request', summary: personRequest(scene) },
  idempotencyKey: `person:${scene.event.stamp.challengeId}`,
}))

const isToBeSaved = (scene: Scene) => isTimer('save')(scene) && !scene.context.saved && isUnfinished(scene)
const savedKey = ({ context }: Scene) => (context.done.length > 0 ? 'aside.savedRest' : 'aside.saved')
/** X8: also by mail, once the address has been proven. */
const mailSaved = request((scene) => ({
  command: {
    name: 'mail.send',
    template: 'saved',
    contractId: scene.context.contractId ?? scene.context.contracts[0]?.id ?? '',
    values: { ...at(scene), topic: { key: `topicName.${openTopic(scene) ?? 'none'}` } },
  },
  idempotencyKey: `mail:saved:${scene.event.stamp.challengeId}`,
}))

/** A reply is promised only with an address; what is left undone is named either way. */
function recordedKey(hasAddress: boolean, unfinished: boolean): MessageKey {
  if (hasAddress) return unfinished ? 'person.recorded' : 'person.recordedDone'
  return unfinished ? 'person.recordedNoReply' : 'person.recordedNoReplyDone'
}

const recorded = [
  set({ personRequested: true, misses: null }),
  say(
    (scene) => recordedKey(scene.context.email !== null, isUnfinished(scene)),
    ({ event }) => ({ at: event.type === 'person.requested' ? event.atMs : event.stamp.atMs }),
  ),
] as const

/** The desk could not be told, wherever the customer has gone meanwhile. */
const NOBODY_TOLD = { guard: isFateOf('person.request'), actions: say('person.unavailable') } as const

/** Nobody could answer: no address is known, and the message brought none. */
const cannotAnswer = ({ context, event }: Scene) => context.email === null && slotsOf(event).email === undefined
const noteOf = ({ event }: Scene): string | undefined => {
  if (event.type === 'note.written') return event.text
  return event.type === 'person.asked' ? event.note : undefined
}
/** What is left joins what waits to be passed on; after that a new message begins. */
const keepNote = set(({ context, event }) => {
  const parts = [context.personRequested ? null : context.note, noteOf({ context, event })]
  const note = parts.filter((part) => part != null).join('\n')
  return { note: note || context.note, email: context.email ?? slotsOf(event).email ?? null }
})

/** A wish for a person is answered in the same reply: what is passed on when they are here, when they open when not. */
const bringsNote = (scene: Scene) => noteOf(scene) !== undefined
const sayClosed = say((scene) => (isUncertain(scene) ? 'person.closedUncertain' : 'person.closed'), closedValues)
const tellsClosed = [keepNote, sayClosed, say('person.phoneNoted')] as const
const WANTS_PERSON = [
  // 「090-…に電話ください」: the number is a message already, and must not be lost.
  {
    guard: (scene: Scene) => bringsNote(scene) && !isOpen(scene) && !cannotAnswer(scene),
    target: '.recording',
    actions: tellsClosed,
  },
  { guard: (scene: Scene) => bringsNote(scene) && !isOpen(scene), target: '.askingReplyAddress', actions: tellsClosed },
  {
    guard: (scene: Scene) => bringsNote(scene) && scene.context.personRequested && !cannotAnswer(scene),
    target: '.recording',
    actions: [keepNote, say('person.phoneNoted')],
  },
  {
    guard: ({ context }: Scene) => context.personRequested,
    target: '.quiet',
    actions: [say(({ context }) => (context.email === null ? 'person.alreadyNoReply' : 'person.already')), repeat],
  },
  { guard: isOpen, target: '.confirmingPerson', actions: keepNote },
  { target: '.outOfHours' },
] as const

const LEFT = [
  { guard: cannotAnswer, target: 'askingReplyAddress', actions: keepNote },
  { target: 'recording', actions: keepNote },
] as const

/** Told where details were asked for: a message for people, which nobody has to ask for a second time. */
const TELLS_DESK = [
  {
    guard: (scene: Scene) => !isOpen(scene) && !cannotAnswer(scene),
    target: '.recording',
    actions: [keepNote, say('person.noted'), sayClosed],
  },
  {
    guard: (scene: Scene) => !isOpen(scene),
    target: '.askingReplyAddress',
    actions: [keepNote, say('person.noted'), sayClosed],
  },
  { guard: (scene: Scene) => !cannotAnswer(scene), target: '.recording', actions: [keepNote, say('person.noted')] },
  { target: '.askingReplyAddress', actions: [keepNote, say('person.noted')] },
] as const

/** Over the talk: questions about the conversation itself. The talk keeps its place under them. */
export const aside = support.createStateConfig({
  initial: 'quiet',
  states: {
    quiet: {},
    confirmingPerson: {
      meta: { expects: 'person', aside: true, yes: 'person.connect', no: 'person.continue', takesNote: true },
      entry: askAside('person.confirm', ['person.connect', 'person.fix', 'person.continue'], personValues),
      on: {
        'choice.person.connect': [
          { guard: ({ context }) => context.email !== null, target: 'recording' },
          { guard: ({ context }) => context.note !== null, target: 'askingReplyAddress' },
          { target: 'leavingMessage' },
        ],
        'choice.person.fix': 'leavingMessage',
        'note.written': LEFT,
        'choice.person.continue': { target: 'quiet', actions: repeat },
      },
    },
    outOfHours: {
      meta: { expects: 'person', aside: true, takesNote: true },
      entry: [sayClosed, askAside(closedKey, closedChoices)],
      on: {
        'choice.hours.now': { target: 'quiet', actions: repeat },
        'choice.person.continue': { target: 'quiet', actions: repeat },
        'choice.hours.message': 'leavingMessage',
        'note.written': LEFT,
        'choice.hours.mail': [
          { guard: ({ context }) => context.email !== null, target: 'recording' },
          { target: 'leavingMessage' },
        ],
      },
    },
    leavingMessage: {
      meta: { expects: 'message', aside: true },
      entry: askAside(
        ({ context }) => (context.email === null ? 'person.messageEmail' : 'person.message'),
        ['person.continue'],
      ),
      on: {
        'note.written': LEFT,
        'choice.person.continue': { target: 'quiet', actions: repeat },
        'choice.stale': { target: 'leavingMessage', reenter: true },
      },
    },
    // A reply is promised only where there is somewhere to send it.
    askingReplyAddress: {
      meta: { expects: 'message', aside: true },
      entry: askAside('person.email', ['person.noReply']),
      on: {
        // 「電話で」「以上」: asked once is enough. What was left goes to the desk, with these words too.
        'note.written': [
          {
            guard: (scene) => isFirstMiss(scene) && cannotAnswer(scene) && triesAddress(noteOf(scene) ?? ''),
            target: 'askingReplyAddress',
            reenter: true,
            actions: [countMiss, say('person.emailUnread')],
          },
          { guard: cannotAnswer, target: 'recording', actions: keepNote },
          { target: 'recording', actions: set(({ event }) => ({ email: slotsOf(event).email ?? null })) },
        ],
        'choice.person.noReply': 'recording',
        // 「つなぐ」 here wants what this question is for.
        'person.asked': [
          { guard: isFirstMiss, target: 'askingReplyAddress', reenter: true, actions: countMiss },
          { target: 'recording' },
        ],
        'timer.fired': { guard: isTimer('save'), target: 'recording', actions: set({ saved: true }) },
        'restart.asked': { target: 'confirmingRestart', actions: record },
        'record.wished': RECORD.leaving,
        'erasure.asked': { target: 'confirmingErasure', actions: record },
        'message.unsent': [{ guard: wasWholeNote, target: 'quiet', actions: repeat }, {}],
        'message.late': {},
        'choice.stale': { target: 'askingReplyAddress', reenter: true },
        // Who goes on to something else, or away, left the message for people: it must not be lost with the address.
        opened: { guard: leftOpen, target: 'recording' },
        '*': { guard: isByCustomer, target: 'recording' },
      },
    },
    recording: {
      meta: { expects: 'person', aside: true, busy: true },
      entry: record,
      on: {
        'person.requested': {
          target: 'quiet',
          actions: [...recorded, repeat],
        },
        'command.failed': {
          guard: isFateOf('person.request'),
          target: 'quiet',
          actions: [say('person.unavailable'), repeat],
        },
        'command.refused': {
          guard: isFateOf('person.request'),
          target: 'quiet',
          actions: [say('person.unavailable'), repeat],
        },
      },
    },
    confirmingRestart: {
      meta: { expects: 'restart', aside: true, yes: 'restart.yes', no: 'restart.no' },
      entry: askAside(
        (scene) => (isUnfinished(scene) ? 'aside.restart' : 'aside.restartNew'),
        ['restart.yes', 'restart.no'],
        at,
      ),
      on: {
        'choice.restart.yes': 'quiet',
        'choice.restart.no': { target: 'quiet', actions: repeat },
      },
    },
    resuming: {
      meta: { expects: 'resume', aside: true, yes: 'resume.yes', no: 'resume.no' },
      entry: askAside('aside.resume', ['resume.yes', 'resume.no'], at),
      on: {
        'choice.resume.yes': { target: 'quiet', actions: [set({ saved: false }), repeat] },
        'resume.asked': 'quiet',
        'choice.resume.no': 'quiet',
      },
    },
    offeringPerson: {
      meta: { expects: 'person', aside: true, yes: 'topic.person', no: 'person.continue', offers: true },
      entry: askAside('person.offer', ['topic.person', 'person.continue']),
      on: { 'choice.person.continue': { target: 'quiet', actions: repeat } },
    },
    unanswered: {
      meta: { expects: 'person', aside: true, yes: 'question.connect', no: 'question.continue', offers: true },
      entry: askAside('aside.noAnswer', () => UNANSWERED_CHOICES),
      on: { 'choice.question.continue': { target: 'quiet', actions: repeat } },
    },
    choosingQuestion: {
      meta: { expects: 'clarify', aside: true },
      entry: askAside('knowledge.which', questionChoices),
      on: { 'choice.question.none': 'unanswered' },
    },
    planningReminder: {
      ...planningReminder,
      on: {
        ...planningReminder.on,
        // 「はい」 leaves open when and where: asked once more, so that the wish is not lost.
        'not.understood': {
          guard: isFirstMiss,
          target: 'planningReminder',
          reenter: true,
          actions: [countMiss, say('aside.unclearText')],
        },
      },
    },
    confirmingErasure,
    clarifying: {
      meta: { expects: 'clarify', aside: true },
      entry: askAside(
        (scene) => (candidatesOf(scene).length === 1 ? 'aside.clarifyOne' : 'aside.clarify'),
        (scene) => candidateChoices(scene),
        (scene) => ({ what: { key: `choice.as.${candidatesOf(scene)[0] ?? 'none'}` } }),
      ),
      on: { 'choice.as.none': { target: 'quiet', actions: [say('aside.unclearText'), repeat] } },
    },
  },
  on: {
    // The desk's result counts wherever the customer has gone meanwhile.
    'person.requested': { actions: recorded },
    'person.asked': WANTS_PERSON,
    'note.written': TELLS_DESK,
    'choice.topic.person': WANTS_PERSON,
    'choice.ways.person': WANTS_PERSON,
    // Waiting leaves the question where it is.
    'hold.asked': {},
    // What came with the anger follows, and may answer this question.
    vexed: {},
    ...reminding.wishes,
    'record.wished': RECORD.aside,
    'choice.done.record': RECORD.aside,
    'record.sent': RECORD.sent,
    'erasure.asked': ERASE.aside,
    ...LINKING.wishes,
    ...LINKING.results,
    'restart.asked': [{ guard: isBusy, actions: say('busy.wait') }, { target: '.confirmingRestart' }],
    'clarification.needed': [{ guard: isBusy, actions: say('busy.wait') }, { target: '.clarifying' }],
    'choice.question.connect': WANTS_PERSON,
    'question.unanswered': [{ guard: isBusy, actions: say('busy.wait') }, { target: '.unanswered' }],
    'question.unclear': [{ guard: isBusy, actions: say('busy.wait') }, { target: '.choosingQuestion' }],
    opened: { guard: leftOpen, target: '.resuming' },
    'repeat.asked': [
      { guard: ({ event }) => event.expects === 'busy', actions: say('busy.wait') },
      { target: '.quiet', actions: [say('aside.easy'), say(exampleKey), repeat] },
    ],
    'not.understood': [
      { guard: ({ event }) => event.expects === 'busy', actions: say('busy.wait') },
      {
        guard: (scene) => missesSoFar(scene) >= MAX_MISSES - 1,
        target: '.offeringPerson',
        actions: set({ misses: null }),
      },
      {
        guard: (scene) => missesSoFar(scene) === 1,
        target: '.quiet',
        actions: [countMiss, say('aside.missAgain'), repeat],
      },
      { target: '.quiet', actions: [countMiss, say('aside.miss'), say(exampleKey), repeat] },
    ],
    'timer.fired': [
      {
        guard: (scene) => isToBeSaved(scene) && scene.context.contracts.length > 0,
        actions: [set({ saved: true }), say(savedKey, at), mailSaved],
      },
      { guard: isToBeSaved, actions: [set({ saved: true }), say(savedKey, at)] },
      ...reminding.rung,
      ...stopFollowUp.rung,
    ],
    'contract.checked': [...reminding.checked, ...stopFollowUp.checked],
    'command.failed': [...reminding.failed, ...stopFollowUp.failed, RECORD.failed, ...LINKING.failed, NOBODY_TOLD],
    'command.refused': [...reminding.failed, ...stopFollowUp.failed, RECORD.failed, ...LINKING.failed, NOBODY_TOLD],
    'account.known': { actions: knowAccount },
    'identity.lapsed': { actions: set({ verifiedAtMs: null, saved: false }) },
    // Whatever else a customer does goes to the talk, and this question is closed.
    '*': { guard: isByCustomer, target: '.quiet' },
  },
})

const KNOWN = ['request_refund', 'stop_auto_renewal', 'cancel_subscription', 'unknown_charge', 'operator'] as const

const candidatesOf = ({ event }: Scene) =>
  event.type === 'clarification.needed' ? KNOWN.filter((one) => event.candidates.includes(one)) : []

const candidateChoices = (scene: Scene): { id: ChoiceId }[] => [
  ...candidatesOf(scene).map((one) => ({ id: `as.${one}` as const })),
  { id: 'as.none' },
]
