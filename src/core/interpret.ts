import { asksAmount } from './asks-amount.ts'
import { AS_EVENTS, chosen } from './chosen-event.ts'
import { contractNamed, otherContractNamed } from './contract-named.ts'
import { doubtAtProceed } from './doubt-at-proceed.ts'
import type { CustomerEvent, Slots } from './event.ts'
import { isExplicitYes, pointsAtPlace } from './explicit-yes.ts'
import type { Expects, StateMeta } from './flow.ts'
import type { Knowledge } from './knowledge.ts'
import type { TopicProvider } from './knowledge-entry.ts'
import { masked } from './mask.ts'
import { asNote, note, tellsOfCharge } from './note.ts'
import { isOtherPrefix } from './order-prefix.ts'
import { questionEvent } from './question.ts'
import {
  type Entities,
  type Intent,
  isQuestionIntent,
  type OfferedChoice,
  type Reading,
  type ReadingContext,
  type ReadingFrame,
} from './reading.ts'
import { secondReading } from './second-reading.ts'
import { commandOf, type SetPhrases, signalOf } from './set-phrases.ts'
import { REASONS, slotsOf } from './slots.ts'
import { declines, YES_OR_NO, yesOrNo } from './yes-or-no.ts'

/** Reads typed text against what was asked. */
export type Understand = (text: string, frame: ReadingFrame) => Reading

/** Seals secrets at the edge, before anything is stored. */
export interface Seals {
  code(challengeId: string, digits: string): string
  productKey(key: string): string
}

/** What a typed text is interpreted against. */
export interface Situation {
  readonly meta: StateMeta
  /** The open question's choices with their labels. */
  readonly choices: readonly OfferedChoice[]
  /** The customer's contracts other than the one at hand, by product. */
  readonly others?: readonly OfferedChoice[]
  /** The choices of the talk's own question, while another one lies over it. */
  readonly beneath?: readonly OfferedChoice[]
  /** The open code challenge, if any. */
  readonly challengeId: string | null
  /** Now, as an ISO instant. */
  readonly ref: string
  /** Whose contract the talk is about, if that is known. */
  readonly topic: TopicProvider | null
  /** Another company decides about that contract. */
  readonly elsewhere?: boolean
  /** Something was carried out in this conversation. */
  readonly settled?: boolean
  /** Sent while the answer before it was still under way: it cannot be a yes to what had not been read. */
  readonly unseen?: boolean
}

export interface Interpreter extends SetPhrases {
  readonly understand: Understand
  readonly seals: Seals
  /** The answers we have. */
  readonly knowledge: Knowledge
}

/** What a text meant, and the text as it may be kept. */
export interface Interpretation {
  readonly events: readonly CustomerEvent[]
  /** Card numbers, codes and keys are masked. */
  readonly kept: string
}

/**
 * Text + what the state expects → what the customer meant. The table of yes, no and neither is the
 * rulings': a yes comes only from a reading whose whole utterance says so, never from a guess.
 */
export function interpret(text: string, situation: Situation, interpreter: Interpreter): Interpretation {
  const { meta } = situation
  const reading = interpreter.understand(text, {
    context: CONTEXTS[meta.expects] ?? (meta.yes ? 'confirm' : null),
    choices: situation.choices,
    free: meta.expects === 'message' || meta.expects === 'reasonText',
    ref: situation.ref,
  })
  const secret = secretOf(text, reading, situation, interpreter)
  if (secret) return secret
  const first = regretted(reading, guarded(text, meaning(text, reading, situation, interpreter), situation), situation)
  // A grade may be angry, as it may be anything.
  const vexed = meta.expects !== 'rating' && FED_UP.test(text.normalize('NFKC'))
  const read = again(text, reading, first, situation, interpreter)
  const event = asNote({ text, reading, meta }, calledBack(text, vexed ? fedUp(read, meta) : read))
  const warned: CustomerEvent[] = reading.entities.card_number ? [{ type: 'secret.written' }] : []
  const only = warned.length > 0 && !/^choice\.|\.(asked|given)$/.test(event.type)
  const sorry: CustomerEvent[] = vexed && !SOOTHED.has(event.type) && !decides(event, meta) ? [{ type: 'vexed' }] : []
  return {
    events: only ? warned : [...sorry, ...wishBeside(event, reading, meta), event, ...warned],
    kept: masked(text),
  }
}

/** At an offer the choice itself says what becomes of it. */
const decides = ({ type }: CustomerEvent, { expects }: StateMeta) => expects === 'offer' && type.startsWith('choice.')

/** These answer anger themselves. */
const SOOTHED = new Set<CustomerEvent['type']>(['complained', 'offer.refused', 'note.written'])

/** What could not be read is looked at once more, but never where it may act. */
function again(
  text: string,
  reading: Reading,
  event: CustomerEvent,
  { beneath = [], ...situation }: Situation,
  { understand }: Interpreter,
): CustomerEvent {
  const { meta, others = [] } = situation
  const named = otherContractNamed(event, reading, {
    others,
    read: (label) => entitiesOf(label, situation, understand),
  })
  if (named !== event || meta.acts || !UNREAD.has(event.type)) return named
  return secondReading(text, reading, { ...situation, beneath }, understand) ?? event
}
const UNREAD = new Set<CustomerEvent['type']>(['not.understood', 'clarification.needed', 'reason.given'])

const entitiesOf = (label: string, { ref }: Pick<Situation, 'ref'>, understand: Understand): Entities =>
  understand(label, { context: null, choices: [], ref }).entities

/** 「返金してください。まず人と話したい」: at the menu the wish begins too, so that its time is kept while the person is away. */
function wishBeside(event: CustomerEvent, reading: Reading, { expects }: StateMeta): CustomerEvent[] {
  if (event.type !== 'person.asked' || (expects !== 'topic' && expects !== 'wish')) return []
  const slots = slotsOf(reading)
  if (reading.also.includes('request_refund')) return [{ type: 'refund.asked', slots }]
  return reading.also.includes('stop_auto_renewal') ? [{ type: 'stop.asked', slots }] : []
}

const PHONE = /(?<!\d)0\d{1,4}-?\d{1,4}-?\d{3,4}(?!\d)/

/** A wish to be called, with the number: the words are kept for the desk. */
function calledBack(text: string, event: CustomerEvent): CustomerEvent {
  const plain = text.normalize('NFKC').replace(/[‐-―−ー]/g, '-')
  return event.type === 'person.asked' && PHONE.test(plain) ? { ...event, note: masked(text) } : event
}

/** Anger that says nothing else is a complaint; at an offer it is the refusal. */
function fedUp(event: CustomerEvent, { expects }: StateMeta): CustomerEvent {
  if (event.type !== 'not.understood' && event.type !== 'complained') return event
  return { type: expects === 'offer' ? 'offer.refused' : 'complained' }
}

/** At a final confirmation only an explicit yes acts; anything near it is asked about again. */
function guarded(text: string, event: CustomerEvent, { meta, choices, unseen }: Situation): CustomerEvent {
  if (!meta.acts || !meta.yes) return event
  if (event.type === `choice.${meta.yes}`) {
    const label = choices.find((one) => one.id === meta.yes)?.label ?? ''
    return !unseen && isExplicitYes(text, label) ? event : { type: 'confirm.unclear' }
  }
  return event.type === `choice.${meta.no}` && pointsAtPlace(text) ? { type: 'confirm.unclear' } : event
}

/** A no written before the end could be read is one to what was just carried out, and no wish to hear nothing more. */
function regretted(reading: Reading, event: CustomerEvent, { meta, settled, unseen }: Situation): CustomerEvent {
  const isRegret = unseen && settled && meta.expects === 'done' && REGRETS.has(reading.intent)
  return isRegret ? { type: 'undo.asked' } : event
}
const REGRETS = new Set<Intent>(['deny', 'abort', 'refuse_offer', 'ambiguous'])

const CONTEXTS: Partial<Record<Expects, ReadingContext>> = {
  place: 'provider',
  prefix: 'provider',
  orderNumber: 'ask_order_number',
  email: 'ask_email',
  reason: 'reason',
  reasonText: 'reason',
  offer: 'offer',
  proceed: 'offer',
  productKey: 'ask_product_key',
  confirm: 'confirm',
  done: 'done',
  date: 'ask_date',
  plan: 'ask_plan',
}

/** A code is taken under a question about something else too, but not out of a message to a person. */
const awaitsCode = ({ expects, beneath }: StateMeta): boolean =>
  expects === 'code' || expects === 'codeTrouble' || (beneath === 'code' && expects !== 'message')

/** A mailed code or a product key: sealed here, never kept as typed. */
function secretOf(
  text: string,
  reading: Reading,
  { meta, challengeId }: Situation,
  { seals }: Interpreter,
): Interpretation | null {
  if (awaitsCode(meta)) {
    const digits = text
      .normalize('NFKC')
      .replace(/(?<=\d)[\s\-‐-―ー−]+(?=\d)/g, '')
      .match(/(?<!\d)\d{6}(?!\d)/)?.[0]
    const named = reading.entities.order_number !== undefined || reading.entities.email !== undefined
    if (digits && challengeId && !named) {
      return { events: [{ type: 'code.given', seal: seals.code(challengeId, digits) }], kept: '••••••' }
    }
  }
  const key = reading.entities.product_key
  if (!key) return null
  const last4 = key.slice(-4)
  const event: CustomerEvent =
    meta.expects === 'productKey'
      ? { type: 'key.given', keySeal: seals.productKey(key), last4 }
      : { type: 'not.understood' }
  return { events: [event], kept: `…-${last4}` }
}

function meaning(text: string, reading: Reading, situation: Situation, interpreter: Interpreter): CustomerEvent {
  const { meta } = situation
  const command = commandOf(text, interpreter)
  if (reading.choice !== undefined) return chosen(reading.choice, slotsOf(reading))
  if (reading.several && meta.narrows) return { type: 'answer.partial', choices: reading.several }
  if (meta.expects === 'message' && !LEAVES_MESSAGE.has(command ?? '')) return note(text, reading)
  if (command) return { type: command } as CustomerEvent
  const signal = signalOf(text, interpreter, situation.settled && meta.expects !== 'confirm' ? [] : AFTERWARDS)
  if (signal && !(reading.act === 'answer' && reading.intent === 'operator')) return { type: signal } as CustomerEvent
  const named = meta.expects === 'contract' ? nameOf(reading, situation, interpreter) : null
  if (named) return named
  if (meta.expects === 'charge' && tellsOfCharge(reading)) return note(text, reading)
  if (meta.expects === 'reasonText' && !LEAVES_REASON.has(reading.intent) && !declines(text, reading))
    return { type: 'reason.given', reason: 'other' }
  const doubt = meta.expects === 'proceed' ? doubtAtProceed(text) : null
  if (doubt) return doubt
  if (meta.yes === 'refund.yes' && meta.acts && asksAmount(text)) return { type: 'confirm.unclear' }
  // Who gives a number or a date answers, even in a question, and even one that cannot be read.
  const question =
    givesValue(slotsOf(reading), meta) || triesValue(text, meta)
      ? null
      : questionEvent(
          { text, reading, topic: situation.topic, elsewhere: situation.elsewhere ?? false },
          interpreter.knowledge,
        )
  if (question) return question
  const given = slotEvent(text, reading, situation)
  if (given) return given
  if (reading.act === 'clarify') return clarify(reading, meta)
  if (reading.act === 'menu') return { type: isElsewhere(reading) ? 'off.topic' : 'not.understood' }
  return ofIntent(text, reading, situation)
}

const nameOf = (reading: Reading, situation: Situation, { understand }: Interpreter) =>
  contractNamed(reading, situation.choices, (label) => entitiesOf(label, situation, understand))

/** Said of something carried out; before that they mean other things. */
const AFTERWARDS = ['undo.asked', 'outcome.asked']

/** About the conversation itself, or a button's words of before, when they are all that was said: no message to a person. */
const LEAVES_MESSAGE = new Set(['record.wished', 'erasure.asked', 'unlinking.wished', 'person.asked', 'resume.asked'])

const LEAVES_REASON = new Set<Intent>([
  'operator',
  'back',
  'restart',
  'cannot_answer',
  'refuse_offer',
  'hold',
  'ask_repeat',
  'ask_policy',
  'ask_deadline',
  'request_refund',
  'goodbye',
  'abort',
])

/** Surely about something else, which is another thing than not being understood. */
const isElsewhere = ({ intent, confidence }: Reading) => intent === 'off_topic' && confidence >= 0.9

/** Which wish is meant is no matter at a final confirmation: it is asked about again. */
function clarify(reading: Reading, meta: StateMeta): CustomerEvent {
  if (meta.acts) return { type: 'confirm.unclear' }
  const candidates = reading.alternatives.filter((one) => AS_EVENTS[one] !== undefined)
  return candidates.length > 0 ? { type: 'clarification.needed', candidates } : { type: 'not.understood' }
}

/** 「20日くらい」 where a date is asked for: the day named, which the next question reads back. */
function heard(reading: Reading, { expects }: StateMeta): Slots {
  const { date, date_around } = reading.entities
  const asked = expects === 'date' || expects === 'plan' || expects === 'result'
  return { ...slotsOf(reading), ...(asked && !date && date_around ? { date: date_around } : {}) }
}

/** A value the state waits for, or one that corrects an earlier answer. */
function slotEvent(text: string, reading: Reading, { meta }: Situation): CustomerEvent | null {
  const slots = heard(reading, meta)
  const { intent } = reading
  // A number or an address that leaves open what else was meant is what was meant.
  const unsure = reading.act === 'menu' || (reading.act === 'clarify' && namesSomeone(slots))
  const valueOnly = intent === 'provide_info' || intent === 'off_topic' || intent === 'correct' || unsure
  const namesDays =
    meta.expects === 'result' && !reading.mentioned && (valueOnly || reading.act !== 'answer') && isDate(slots)
  const asksAboutDay = meta.expects === 'result' && slots.date !== undefined && !/_refund$|^cancel_/.test(intent)
  if (!valueOnly && !EXPECTS_VALUE.has(meta.expects) && !asksAboutDay && !namesDays) return null
  if (intent === 'correct' && hasValue(slots)) return { type: 'corrected', slots }
  if (
    intent === 'operator' ||
    intent === 'stop_auto_renewal' ||
    (intent === 'request_refund' && meta.expects !== 'date')
  )
    return null
  if (slots.orderNumber) return { type: 'order.given', slots }
  if (slots.email) return { type: 'email.given', slots }
  if (namesDays || takesDate(slots, meta)) return { type: 'date.given', slots }
  if (meta.expects === 'plan' || meta.expects === 'date') return planChoice(reading.entities)
  if (meta.expects === 'prefix' && isOtherPrefix(text)) return chosen('prefix.other')
  if (valueOnly && (slots.place || slots.carrier || slots.provider)) return placeEvent(slots)
  return null
}

/** A number where one is asked for is a try at it, however wrong (2月30日). */
const triesValue = (text: string, meta: StateMeta) =>
  EXPECTS_VALUE.has(meta.expects) && /[\d０-９@＠]/.test(text) && !/[?？]|か[。\s]*$/.test(text)

const EXPECTS_VALUE = new Set<Expects>([
  'orderNumber',
  'email',
  'code',
  'codeTrouble',
  'date',
  'plan',
  'place',
  'prefix',
  'otherWay',
])

function planChoice({ plan_period }: Entities): CustomerEvent | null {
  if (plan_period === 'monthly') return chosen('check.monthly')
  return plan_period ? chosen('check.annual') : null
}

/** ノートン alone says nothing of where it was bought. */
function placeEvent(slots: Slots): CustomerEvent | null {
  if (slots.provider === 'norton' && !slots.place && !slots.carrier) return null
  return { type: 'place.told', slots }
}

/** A number, or a date where one is waited for; elsewhere 「日曜」 in a question is no answer. */
const givesValue = (slots: Slots, meta: StateMeta): boolean => namesSomeone(slots) || takesDate(slots, meta)

const namesSomeone = (slots: Slots) => slots.orderNumber !== undefined || slots.email !== undefined
const hasValue = (slots: Slots) => namesSomeone(slots) || isDate(slots)

/** A rough day only where a day is asked for. */
const takesDate = (slots: Slots, { expects }: StateMeta): boolean =>
  expects === 'result' ? slots.date !== undefined : (expects === 'date' || expects === 'plan') && isDate(slots)
const isDate = ({ date, dateFrom }: Slots) => date !== undefined || dateFrom !== undefined

/** Words that end offers for good, with whatever they come (X10). */
const FED_UP =
  /言って(?:い?る|ん)(?:だろ|でしょ|じゃん|やろ)|何[度回]も?(?:言わせ|言え|同じ)|引き?止め|ひきとめ|しつこ|いい加減|いいかげん|ふざけ|うるさい|うんざり|なめてん|なめとん|(?:馬鹿|ばか|バカ)にし|金返せ|かねかえせ|頭に(?:き|来|く)|腹が?立|怒って|許せな|許さな|最悪|最低|くそ|クソ/

/** Intents that mean the same wherever they are said. */
const PLAIN: Partial<Record<Intent, CustomerEvent['type']>> = {
  stop_auto_renewal: 'stop.asked',
  unknown_charge: 'charge.unknown',
  operator: 'person.asked',
  back: 'back.asked',
  restart: 'restart.asked',
  hold: 'hold.asked',
  cannot_answer: 'answer.declined',
  ask_repeat: 'repeat.asked',
  complaint: 'complained',
  abuse: 'complained',
  greeting: 'greeted',
  thanks: 'thanked',
  goodbye: 'left',
  ask_bot: 'bot.asked',
  other_support: 'other.support',
}

function ofIntent(text: string, reading: Reading, situation: Situation): CustomerEvent {
  const { intent } = reading
  const slots = slotsOf(reading)
  if (YES_OR_NO.has(intent)) return yesOrNo(text, reading, situation)
  const reason = REASONS[intent]
  if (reason) return { type: 'reason.given', reason, slots }
  if (intent === 'request_refund') return { type: 'refund.asked', slots }
  if (intent === 'carrier_contract') return { type: 'place.told', slots: { place: 'carrier', ...slots } }
  if (intent === 'correct') return { type: 'corrected', slots }
  // A question without an answer was taken care of before; what is left says that something is missing.
  if (intent === 'identifier_help') return { type: 'identifier.missing', about: reading.entities.about ?? '' }
  const plain = PLAIN[intent]
  if (plain) return { type: plain, slots } as CustomerEvent
  if (isQuestionIntent(intent)) return { type: 'question.unanswered' }
  if (intent !== 'off_topic' || reading.act !== 'answer') return { type: 'not.understood' }
  // Another company beside ours in one wish (OCNのノートンをやめたい) does not make it another company's.
  return slots.provider && /やめ|止め|解約/.test(text) ? { type: 'cancel.asked', slots } : { type: 'off.topic' }
}
