import type { Contract } from './contract.ts'
import type { PlainDate } from './date.ts'
import type { Decision } from './decision.ts'
import type { QuestionView } from './view.ts'

/** A sentence within a sentence, by its wording key. */
export interface Phrase {
  readonly key: string
  readonly values?: Values
}

/** What a sentence is filled with. Raw facts only: the locale turns dates, times and yen into words. */
export interface Values {
  readonly [name: string]: string | number | Phrase | readonly (string | Phrase)[]
}

/** An answer a customer can tap. `id` is stable over channels and languages; `key` is its wording (default `choice.<id>`). */
export interface Choice {
  readonly id: string
  readonly key?: string
  readonly values?: Values
  /** Its words one below the other, where there is room: a part of the label each. */
  readonly lines?: readonly (string | Phrase)[]
}

/** Something the bot says: a wording key with values, and the choices it ends with if it asks something. */
export interface Say {
  readonly type: 'say'
  readonly key: string
  readonly values?: Values
  /** Present (even when empty) on the message that asks; its id is given by the turn. */
  readonly choices?: readonly Choice[]
  /** The rule behind an amount, a deadline or an eligibility that this sentence states. */
  readonly rule?: string
  /** Words put before the sentence, on the same line (つづきです。). */
  readonly lead?: string
  /** Given by the turn to a question: the prompt a tap must name. */
  readonly prompt?: string
  /** A page this sentence leads to; its address stands in the words too. `key` words the button. */
  readonly button?: { readonly key: string; readonly url: string }
  /** Given by the turn to a question that may be shown in a way of its own. */
  readonly view?: QuestionView
}

/** A write or a look-up outside the conversation; its result comes back as an event. */
export type Command =
  | {
      readonly name: 'identity.challenge'
      readonly challengeId: string
      /** Null only for an account: every open contract under its address is meant. */
      readonly orderNumber: string | null
      readonly email: string
      /** The address is one the company's sign-in has verified, so a code is mailed whether or not a contract matches. */
      readonly account: boolean
    }
  /** The contracts under an address that a fresh sign-in has proved; with a number, those it names. */
  | {
      readonly name: 'identity.account'
      readonly email: string
      readonly orderNumber: string | null
      readonly firstRequestAtMs: number | null
    }
  | {
      readonly name: 'identity.verify'
      readonly challengeId: string
      readonly seal: string
      readonly firstRequestAtMs: number | null
    }
  | { readonly name: 'product.find'; readonly keySeal: string; readonly fromContractId: string }
  | {
      readonly name: 'refund'
      readonly contractId: string
      readonly chargeId: string
      readonly amountYen: number
      readonly receipt: string
      readonly rule: string
    }
  | { readonly name: 'renewal.stop'; readonly contractId: string; readonly chargeId: string; readonly receipt: string }
  | {
      readonly name: 'term.merge'
      readonly fromContractId: string
      readonly toContractId: string
      readonly chargeId: string
      readonly days: number
      readonly newTermEnd: PlainDate
      readonly receipt: string
    }
  | { readonly name: 'contract.check'; readonly contractId: string; readonly why: CheckReason }
  | { readonly name: 'offer.refused'; readonly contractId: string }
  | { readonly name: 'mail.send'; readonly template: string; readonly contractId: string; readonly values: Values }
  | { readonly name: 'person.request'; readonly summary: PersonRequest }
  /** The conversation so far and what was carried out, by mail, with a code by which it can be compared. */
  | { readonly name: 'record.send'; readonly contractId: string; readonly values: Values }
  /** What the desk was given of this conversation; its own words are gone with the step itself (`Erase`). */
  | { readonly name: 'records.erase' }
  /** A page where the customer links the channel's account with their address. */
  | { readonly name: 'link.invite' }
  | { readonly name: 'link.dissolve' }

export type CommandName = Command['name']

/** Why a contract is looked at again: before a reminder is written, or whether its accepted stop is confirmed by now. */
export type CheckReason = 'reminder' | 'stop'

/** What a person of the desk gets to see: facts only. */
export interface PersonRequest {
  readonly topic: string
  readonly urgent: boolean
  readonly verified: boolean
  readonly contractIds: readonly string[]
  readonly orderNumber: string | null
  /** The address to answer to, when the customer gave one. */
  readonly email: string | null
  readonly decision: { readonly rule: string; readonly refundable: string; readonly deadline: string | null } | null
  readonly done: readonly string[]
  readonly requestedAtMs: number
  readonly firstRequestAtMs: number | null
  readonly note: string | null
}

/** A command on its way out, with the key under which the other side may act at most once. */
export interface Request {
  readonly type: 'request'
  readonly command: Command
  readonly idempotencyKey: string
}

/** A timer of silence waits as long as its channel does; a durable one rings at a time of its own (epoch ms). */
export type SetTimer =
  | { readonly type: 'timer.set'; readonly timer: SilenceTimer }
  | { readonly type: 'timer.set'; readonly timer: DurableTimer; readonly dueAtMs: number }
export interface ClearTimer {
  readonly type: 'timer.clear'
  readonly timer: TimerName
}
/** `nudge` X7: one reminder at a final confirmation. `save` X8: the conversation is put aside. `pardon` S26: code entry opens again. */
export type SilenceTimer = 'nudge' | 'save' | 'pardon'
/** `remind`: the one reminder a customer asked for. `confirm` S74: whether an accepted stop is confirmed by now. */
export type DurableTimer = 'remind' | 'confirm'
export type TimerName = SilenceTimer | DurableTimer

/** Everything said so far is to be forgotten, in the transaction that writes this step. */
export interface Erase {
  readonly type: 'erase'
}

/** Everything a turn can want from the world, as data. */
export type Effect = Say | Request | SetTimer | ClearTimer | Erase

/** A rule consulted during a turn, for the turn log and for transcripts. */
export interface Consulted {
  readonly contract: Contract
  readonly decision: Decision
}
