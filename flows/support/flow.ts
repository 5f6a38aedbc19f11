import { setup } from 'xstate'
import type { ChoiceId, MessageKey } from '../../locales/message-key.ts'
import type { Account } from '../../src/core/account.ts'
import type { Contract } from '../../src/core/contract.ts'
import type { PlainDate } from '../../src/core/date.ts'
import type { Decision } from '../../src/core/decision.ts'
import type { DueTimes } from '../../src/core/due-timers.ts'
import type { Choice, Command, Phrase, Values } from '../../src/core/effect.ts'
import type { FlowEvent, ReasonId, Stamp } from '../../src/core/event.ts'
import type { StateMeta } from '../../src/core/flow.ts'

/** What a customer came for. */
export type Topic = 'refund' | 'stop' | 'merge' | 'check' | 'charge' | 'undo'

/** The three things the bot can offer instead of a refund, at most one a case. */
export type OfferId = 'termMerge' | 'spareDevices' | 'priceInformation'

/** Something carried out, with its receipt. */
export interface Done {
  readonly kind: 'refund' | 'stop' | 'merge'
  readonly contractId: string
  readonly receipt: string
  readonly atMs: number
  /** Minor units of `currency`. */
  readonly amountYen?: number
  readonly currency?: string
  /** Whether the provider has confirmed it; false = only accepted. */
  readonly confirmed?: boolean
  /** It stayed open too long, and people of the desk have it. */
  readonly withPeople?: boolean
}

/** Everything a conversation remembers: ids, slots and facts, never message text or secrets. JSON only. */
export interface Context {
  readonly topic: Topic | null
  /** What the customer wants where the refund is impossible. */
  readonly secondWish: 'stop' | null
  readonly place: 'official' | 'carrier' | 'appStore' | 'shop' | 'isp' | 'trendmicro' | null
  readonly orderNumber: string | null
  readonly email: string | null
  /** Whom the company's own sign-in names. */
  readonly account: Account | null
  /** The customer's contract is not under the account's address, so this case goes the ordinary way. */
  readonly accountAside: boolean
  readonly challengeId: string | null
  /** Wrong codes left as last told, or null. */
  readonly triesLeft: number | null
  /** Last activity since identification (epoch ms); verification lasts 30 minutes of activity. */
  readonly verifiedAtMs: number | null
  readonly contracts: readonly Contract[]
  readonly matched: readonly string[]
  readonly contractId: string | null
  /** Contracts still to be handled after this one (両方). */
  readonly queue: readonly string[]
  /** The customer's word on service use: 'unknown' when they do not know. */
  readonly serviceUsed: 'yes' | 'no' | 'unknown' | null
  readonly decision: Decision | null
  readonly firstRequestAtMs: number | null
  /** Offers were refused; permanent. */
  readonly refused: boolean
  readonly offered: OfferId | null
  readonly reason: ReasonId | null
  readonly keyTries: number
  readonly target: Contract | null
  /** The days and the new last day that the merge's confirmation stated. */
  readonly stated: { readonly days: number; readonly newTermEnd: string } | null
  /** Fixed when the confirmation is given. */
  readonly receipts: { readonly action: string; readonly stop: string } | null
  readonly done: readonly Done[]
  /** Where identification leads back to when it was asked for again. */
  readonly returnTo: 'refund' | 'stop' | 'merge' | 'record' | null
  readonly misses: { readonly expects: string; readonly count: number } | null
  readonly questions: number
  /** The entry of the last question answered: what a question that names nobody is about. */
  readonly answered: string | null
  readonly saved: boolean
  readonly personRequested: boolean
  /** The customer's own words for the desk, until they are passed on. */
  readonly note: string | null
  readonly urgent: boolean
  readonly chargeDate: string | null
  /** The last day it could have been, when the customer named several days; else the same. */
  readonly chargeTo: string | null
  /** The rules' answers of the quick check, as far as they are in. */
  readonly verdicts: readonly Decision[]
  /** Who sold a carrier edition, as far as the customer found out. */
  readonly seller: 'mw' | 'mpass' | 'auMonthly' | 'au' | 'annual' | null
  /** What a Trend Micro customer has. */
  readonly tmProduct: 'cloud' | 'other' | 'monthly' | 'purchase' | 'elsewhere' | null
  readonly checkPlan: 'annual' | 'monthly' | 'trial' | 'unknown' | null
  readonly rated: boolean
  readonly greeted: boolean
  /** The one reminder the customer asked for. */
  readonly reminder: Reminder | null
  /** A reminder was offered and answered, or written: none is offered again, only set on a wish. */
  readonly reminderAnswered: boolean
  /** How often an accepted stop was looked at since. */
  readonly stopChecks: number
  /** When durable timers ring; the turn sets and clears them accordingly. */
  readonly due: DueTimes
}

/** A date the customer wants to hear of beforehand, once. */
export interface Reminder {
  readonly kind: 'deadline' | 'charge'
  readonly date: PlainDate
  /** Whether the date is known, not only the earliest possible one. */
  readonly exact: boolean
  /** The day it is written on. */
  readonly on: PlainDate
  readonly by: 'chat' | 'mail'
  /** Null for a contract nobody has shown us. */
  readonly contractId: string | null
  readonly what: Phrase
  readonly rule: string | null
}

/** A conversation nobody has said anything in. */
export const FRESH: Context = {
  topic: null,
  secondWish: null,
  place: null,
  orderNumber: null,
  email: null,
  account: null,
  accountAside: false,
  challengeId: null,
  triesLeft: null,
  verifiedAtMs: null,
  contracts: [],
  matched: [],
  contractId: null,
  queue: [],
  serviceUsed: null,
  decision: null,
  firstRequestAtMs: null,
  refused: false,
  offered: null,
  reason: null,
  keyTries: 0,
  target: null,
  stated: null,
  receipts: null,
  done: [],
  returnTo: null,
  misses: null,
  questions: 0,
  answered: null,
  saved: false,
  personRequested: false,
  note: null,
  urgent: false,
  chargeDate: null,
  chargeTo: null,
  verdicts: [],
  seller: null,
  tmProduct: null,
  checkPlan: null,
  rated: false,
  greeted: false,
  reminder: null,
  reminderAnswered: false,
  stopChecks: 0,
  due: {},
}

/** The rules' answer, fed back within the turn that asked. */
export interface PolicyDecided {
  readonly type: 'policy.decided'
  readonly decision: Decision
  readonly stamp: Stamp
  readonly expects?: string
}

export type Event = FlowEvent | PolicyDecided

/** What every params function is given. */
export interface Scene {
  readonly context: Context
  readonly event: Event
}

/** A sentence with what it is filled with. */
export interface SayParams {
  readonly key: MessageKey
  readonly values?: Values
  readonly rule?: string
  readonly lead?: MessageKey
  readonly button?: { readonly key: MessageKey; readonly url: string }
}

/** A question: a sentence with its choices; `aside` when it lies over the talk's own question. */
export interface AskParams extends SayParams {
  readonly choices: readonly (Choice & { readonly id: ChoiceId })[]
  readonly aside?: boolean
  /** What is said instead when the question is asked again. */
  readonly again?: MessageKey
}

/** Can this contract's charge be refunded, judged by the time of the request? */
export interface RefundQuestion {
  readonly about: 'refund'
  readonly contract: Contract
  readonly requestedAtMs: number
}

/** An action whose only effect is its params. The turn reads them; nothing runs here. */
const asData =
  <Params>() =>
  (_scene: unknown, _params: Params) => {}

/** The vocabulary of the flow: a misspelt event, action or meta does not compile. */
export const support = setup({
  types: {
    context: {} as Context,
    events: {} as Event,
    meta: {} as StateMeta,
  },
  actions: {
    say: asData<SayParams>(),
    ask: asData<AskParams>(),
    repeat: asData<{ without?: ChoiceId } | undefined>(),
    request: asData<{ command: Command; idempotencyKey: string }>(),
    consult: asData<RefundQuestion>(),
    erase: asData<undefined>(),
  },
})
