import type { MessageKey } from '../../locales/message-key.ts'
import type { Values } from '../../src/core/effect.ts'
import { isTimer } from './everywhere.ts'
import type { Reminder, Scene } from './flow.ts'
import {
  aboutKey,
  agreedValues,
  daysFor,
  isMoot,
  occasionFor,
  occasionValues,
  reminderChoices,
  setReminder,
  withoutReminder,
} from './reminder.ts'
import { isFateOf } from './wish.ts'
import { askAside, repeat, repeatWithout, request, say, set } from './words.ts'

type Kind = Reminder['kind']

/** What a wish for a reminder was about, as far as it said so. */
function kindOf({ event }: Scene): Kind | null {
  if (event.type === 'deadlineReminder.asked') return 'deadline'
  return event.type === 'chargeReminder.asked' ? 'charge' : null
}
const occasionOf = (scene: Scene) => occasionFor(scene, kindOf(scene))
const isSet = ({ context }: Scene) => context.reminder !== null
const isBusy = ({ event }: Scene) => event.expects === 'busy'
const isLate = (scene: Scene) => {
  const occasion = occasionOf(scene)
  return occasion === null || daysFor(occasion, scene).length === 0
}

/** Why there is nothing to remind of. */
function lateKey(scene: Scene): MessageKey {
  const occasion = occasionOf(scene)
  if (occasion) return occasion.kind === 'deadline' ? 'reminder.lateDeadline' : 'reminder.lateCharge'
  const { decision, contracts } = scene.context
  if (kindOf(scene) === 'charge' && contracts.length > 0 && contracts.every((one) => !one.autoRenewal))
    return 'reminder.noCharge'
  return decision?.deadline && decision.deadline < scene.event.stamp.today ? 'reminder.expired' : 'reminder.unknown'
}
const lateValues = (scene: Scene): Values => {
  const occasion = occasionOf(scene)
  return occasion ? occasionValues(occasion) : { date: scene.context.decision?.deadline ?? '' }
}

/** 「3日前」 or 「メールで」: what is left to say is asked with the choices that fit. */
const halfOf = ({ event }: Scene): readonly string[] => (event.type === 'answer.partial' ? event.choices : [])
function askKey(scene: Scene): MessageKey {
  const half = halfOf(scene)
  if (half.length > 0) return new Set(half.map(daysIn)).size === 1 ? 'reminder.askWhere' : 'reminder.askWhen'
  const occasion = occasionOf(scene)
  return occasion ? aboutKey(occasion, 'ask') : 'reminder.unknown'
}
const daysIn = (choice: string) => choice.split('.').at(-2)
function choicesFor(scene: Scene) {
  const half = halfOf(scene)
  if (half.length === 0) return reminderChoices(scene, kindOf(scene))
  const kind = half[0]?.includes('/charge.') ? 'charge' : 'deadline'
  return reminderChoices(scene, kind).filter(({ id }) => half.includes(id) || id === 'remind.no')
}

/** A reminder is asked for by the customer and never pressed on them: asked once, in one step, when and where. */
export const planningReminder = {
  meta: { expects: 'reminder', aside: true, no: 'remind.no', narrows: true },
  entry: askAside(askKey, choicesFor, lateValues),
  on: {
    'answer.partial': { target: 'planningReminder', reenter: true },
    'choice.remind.at': {
      target: 'quiet',
      actions: [setReminder, say('reminder.set', agreedValues), repeatWithout('remind.ask')],
    },
    'choice.remind.no': {
      target: 'quiet',
      actions: [set({ reminderAnswered: true }), say('reminder.declined'), repeatWithout('remind.ask')],
    },
  },
} as const

const WANTS_REMINDER = [
  { guard: isBusy, actions: say('busy.wait') },
  { guard: isSet, target: '.quiet', actions: [say('reminder.already', agreedValues), repeat] },
  { guard: isLate, target: '.quiet', actions: [say(lateKey, lateValues), repeat] },
  { target: '.planningReminder' },
] as const

/** Its time has come: rung, and not yet written. */
const isRung = ({ context }: Scene) => context.reminder !== null && context.due.remind === undefined
const rings = isTimer('remind')
const isStranger = ({ context }: Scene) => context.reminder?.contractId === null
const hasLapsed = ({ context, event }: Scene) =>
  event.type === 'contract.checked' && context.reminder !== null && isMoot(context.reminder, event.contract)
const byMail = ({ context }: Scene) => context.reminder?.by === 'mail'

/** The one sentence: the date as data, and that nothing was carried out yet, as far as we can know. */
function dueOf({ context, event }: Scene, how: 'chat' | 'mail') {
  const { reminder } = context
  const known = event.type === 'contract.checked'
  const values = reminder ? occasionValues(reminder) : {}
  return {
    key: reminder ? aboutKey(reminder, 'due') : ('reminder.unknown' as const),
    values: {
      ...values,
      state: { key: `reminder.state.${known ? (reminder?.kind ?? 'deadline') : 'unsure'}` },
      place: how === 'mail' ? { key: 'reminder.inChat' } : '',
    },
    ...(reminder?.rule ? { rule: reminder.rule } : {}),
  }
}
const sayDue = { type: 'say' as const, params: (scene: Scene) => dueOf(scene, 'chat') }
const mailDue = request((scene) => {
  const { key, values } = dueOf(scene, 'mail')
  return {
    command: {
      name: 'mail.send',
      template: 'reminder',
      contractId: scene.context.reminder?.contractId ?? '',
      values: { text: { key, values } },
    },
    idempotencyKey: `mail:reminder:${scene.event.stamp.challengeId}`,
  }
})
const forget = set(({ context }) => withoutReminder(context))

/** A contract is looked at before its reminder is written: it may have been settled elsewhere meanwhile. */
const lookAgain = request(({ context, event }) => ({
  command: { name: 'contract.check', contractId: context.reminder?.contractId ?? '', why: 'reminder' },
  idempotencyKey: `check:reminder:${event.stamp.challengeId}`,
}))

/** Whether a result is the look that a rung reminder waits for; one that was stopped meanwhile waits for none. */
const isAwaited = (scene: Scene) =>
  isRung(scene) &&
  ((scene.event.type === 'contract.checked' && scene.event.why === 'reminder') || isFateOf('contract.check')(scene))
const written = [
  { guard: (scene: Scene) => isAwaited(scene) && byMail(scene), actions: [mailDue, forget] },
  { guard: isAwaited, actions: [sayDue, forget] },
] as const

/** Wherever the talk is: wishes for a reminder, its stop, and the time it is written at. */
export const reminding = {
  wishes: {
    'reminder.asked': WANTS_REMINDER,
    'deadlineReminder.asked': WANTS_REMINDER,
    'chargeReminder.asked': WANTS_REMINDER,
    'choice.remind.ask': WANTS_REMINDER,
    'reminder.stopped': [
      { guard: isSet, target: '.quiet', actions: [forget, say('reminder.stopped'), repeat] },
      { target: '.quiet', actions: [say('reminder.stoppedNone'), repeat] },
    ],
  },
  rung: [
    { guard: (scene: Scene) => rings(scene) && isStranger(scene), actions: [sayDue, forget] },
    {
      guard: (scene: Scene) => rings(scene) && isSet(scene),
      actions: [set(({ context }) => ({ due: withoutReminder(context).due })), lookAgain],
    },
  ],
  checked: [{ guard: (scene: Scene) => isAwaited(scene) && hasLapsed(scene), actions: forget }, ...written],
  failed: written,
} as const
