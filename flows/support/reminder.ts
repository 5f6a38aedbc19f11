import type { ChoiceId, MessageKey } from '../../locales/message-key.ts'
import type { Contract } from '../../src/core/contract.ts'
import { addDaysTo, minuteMs, type PlainDate } from '../../src/core/date.ts'
import type { DueTimes } from '../../src/core/due-timers.ts'
import type { Choice, DurableTimer, Phrase, Values } from '../../src/core/effect.ts'
import type { Context, Reminder, Scene } from './flow.ts'
import { set } from './words.ts'

/** 10:00, when the desk opens. */
const WRITTEN_AT = 10 * 60
/** How many days before the date a reminder can be written. */
const DAYS_BEFORE = { deadline: [3, 1], charge: [7, 1] } as const
/** Renewals are charged up to this many days before the new term begins (Norton, 自動更新サービスの案内). */
const CHARGED_BEFORE_DAYS = 35
/** Beyond this the customer hears what is kept until then. */
const FAR_DAYS = 30

type Kind = Reminder['kind']

/** A date that can be reminded of. */
export type Occasion = Omit<Reminder, 'on' | 'by'>

/** What the customer wants to hear of before it comes, or null when nothing of the kind lies ahead. */
export function occasionFor(scene: Scene, kind: Kind | null): Occasion | null {
  const first = scene.context.topic === 'stop' ? CHARGE_FIRST : DEADLINE_FIRST
  for (const one of kind ? [kind] : first) {
    const occasion = one === 'deadline' ? deadlineOf(scene) : chargeOf(scene)
    if (occasion && occasion.date >= scene.event.stamp.today) return occasion
  }
  return null
}
const DEADLINE_FIRST = ['deadline', 'charge'] as const
const CHARGE_FIRST = ['charge', 'deadline'] as const

/** Whether a reminder would serve here: a date lies ahead that can still be written about, and none is set. */
export function mayRemind(scene: Scene): boolean {
  const occasion = occasionFor(scene, null)
  const { reminder, reminderAnswered } = scene.context
  return reminder === null && !reminderAnswered && occasion !== null && daysFor(occasion, scene).length > 0
}

/** The days before the date on which there is still time to write. */
export const daysFor = ({ kind, date }: Occasion, { event }: Scene): readonly number[] =>
  DAYS_BEFORE[kind].filter((days) => minuteMs(addDaysTo(date, -days), WRITTEN_AT) > event.stamp.atMs)

function deadlineOf({ context }: Scene): Occasion | null {
  const { decision } = context
  const contract = held(context)
  if (decision?.refundable !== 'full' || !decision.deadline || contract?.refunded || contract?.mergedInto) return null
  return {
    kind: 'deadline',
    date: decision.deadline,
    exact: true,
    contractId: contract?.id ?? null,
    what: contract ? product(contract) : checked(context),
    rule: decision.rule,
  }
}

function chargeOf({ context }: Scene): Occasion | null {
  const renewing = context.contracts.filter((one) => one.autoRenewal && !one.refunded && !one.mergedInto)
  const contract = held(context) ?? (renewing.length === 1 ? renewing[0] : undefined)
  if (!contract || !renewing.includes(contract)) return null
  const { nextChargeAt, termEnd } = contract
  return {
    kind: 'charge',
    date: nextChargeAt ?? addDaysTo(termEnd, -CHARGED_BEFORE_DAYS),
    exact: nextChargeAt !== undefined,
    contractId: contract.id,
    what: product(contract),
    rule: null,
  }
}

const held = ({ contracts, contractId }: Context) => contracts.find(({ id }) => id === contractId)
const product = (contract: Contract): Phrase => ({ key: 'reminder.ofProduct', values: { product: contract.product } })
const checked = ({ chargeDate, checkPlan }: Context): Phrase => ({
  key: checkPlan === 'monthly' ? 'reminder.ofMonthly' : 'reminder.ofAnnual',
  values: { date: chargeDate ?? '' },
})

/** When and where, in one step. Mail goes only to the address a known contract is registered with. */
export function reminderChoices(scene: Scene, kind: Kind | null): (Choice & { readonly id: ChoiceId })[] {
  const occasion = occasionFor(scene, kind)
  if (!occasion) return []
  const ways = occasion.contractId === null ? (['chat'] as const) : (['mail', 'chat'] as const)
  const at = daysFor(occasion, scene).flatMap((days) =>
    ways.map((by) => ({
      id: `remind.at/${occasion.kind}.${days}.${by}` as const,
      key: 'choice.remind.at',
      values: { when: whenOf(days), where: { key: `reminder.choice.${by}` } },
    })),
  )
  return [...at, { id: 'remind.no' }]
}

const whenOf = (days: number): Phrase =>
  days === 1 ? { key: 'reminder.choice.dayBefore' } : { key: 'reminder.choice.daysBefore', values: { days } }

/** Takes the chosen reminder: `remind.at/deadline.3.mail`. */
export const setReminder = set((scene) => {
  const [kind, days, by] =
    'choice' in scene.event ? scene.event.choice.slice('remind.at/'.length).split('.') : ([] as string[])
  const occasion = occasionFor(scene, kind === 'charge' ? 'charge' : 'deadline')
  if (!occasion) return {}
  const on = addDaysTo(occasion.date, -Number(days))
  return {
    reminder: { ...occasion, on, by: by === 'mail' ? 'mail' : 'chat' },
    reminderAnswered: true,
    due: { ...scene.context.due, remind: minuteMs(on, WRITTEN_AT) },
  }
})

/** Without its reminder, a context rings for none. */
export const withoutReminder = (context: Context): Pick<Context, 'reminder' | 'due'> => ({
  reminder: null,
  due: withoutDue(context, 'remind'),
})

/** The other times at which something rings. */
export const withoutDue = ({ due }: Context, timer: DurableTimer): DueTimes =>
  Object.fromEntries(Object.entries(due).filter(([name]) => name !== timer))

/** A reminder of a date that has lost its meaning: its contract was refunded, merged, or does not renew any more. */
export function isMoot(reminder: Reminder, contract: Contract | null): boolean {
  if (!contract) return true
  if (contract.refunded || contract.mergedInto) return true
  return reminder.kind === 'charge' && !contract.autoRenewal
}

/** How a date is asked about, and how it is written. */
const ABOUT = {
  deadline: { ask: 'reminder.askDeadline', due: 'reminder.dueDeadline' },
  charge: { ask: 'reminder.askCharge', due: 'reminder.dueCharge' },
  earliest: { ask: 'reminder.askChargeEarliest', due: 'reminder.dueChargeEarliest' },
} as const

export const aboutKey = ({ kind, exact }: Occasion, act: 'ask' | 'due'): MessageKey =>
  ABOUT[kind === 'charge' && !exact ? 'earliest' : kind][act]

export const occasionValues = ({ date, what, rule }: Occasion): Values => ({ date, what, rule: rule ?? '' })

/** What was agreed: on which day, where, and how it is stopped. */
export function agreedValues({ context, event }: Scene): Values {
  const { reminder } = context
  if (!reminder) return {}
  const { on, by } = reminder
  const isFar = on > addDaysTo(event.stamp.today, FAR_DAYS)
  return {
    on: on as PlainDate,
    where: { key: `reminder.where.${by}` },
    kept: isFar ? { key: 'reminder.kept' } : '',
  }
}
