import type { Account } from './account.ts'
import type { Contract } from './contract.ts'
import type { PlainDate } from './date.ts'
import type { CheckReason, TimerName } from './effect.ts'

/** What the world gives a turn, so that the turn itself needs no clock and no chance. */
export interface Stamp {
  /** When it happened (epoch ms). */
  readonly atMs: number
  /** The calendar date in Asia/Tokyo at `atMs`. */
  readonly today: PlainDate
  /** Time since the customer last did something; 0 in a new conversation. */
  readonly idleMs: number
  /** A fresh random id, for a code challenge. */
  readonly challengeId: string
  /** Unused receipt serials of this day, e.g. `0937`, in order; two when the resting state may act, else none. */
  readonly serials: readonly string[]
}

/** Facts a customer's message carried besides its main wish. Identifiers are normalised; secrets are seals. */
export interface Slots {
  readonly orderNumber?: string
  readonly email?: string
  readonly date?: PlainDate
  /** Days it could have been, inclusive, when no single one was named. */
  readonly dateFrom?: PlainDate
  readonly dateTo?: PlainDate
  /** Only the day was named (「19日」): its month is a guess, which a month told before overrules. */
  readonly dayOnly?: boolean
  readonly place?: 'official' | 'carrier' | 'appStore' | 'shop' | 'trendmicro'
  readonly carrier?: string
  readonly provider?: string
  /** A refusal of offers said along with the wish (提案は不要). */
  readonly refusesOffer?: boolean
  readonly asksPerson?: boolean
  /** What is wished for where the main wish is impossible (返金できなければ停止して), or besides it. */
  readonly otherwise?: 'stop'
  readonly reason?: ReasonId
}

/** The reasons a customer can give for a refund (seed 000's four, and other). */
export type ReasonId = 'notUsingPc' | 'otherNorton' | 'competitor' | 'price' | 'other'

/** What a customer did or meant. `choice.<id>` is an answer to the open question, tapped or typed. */
export type CustomerEvent =
  | { readonly type: 'opened' }
  | { readonly type: `choice.${string}`; readonly choice: string; readonly slots?: Slots }
  | {
      readonly type:
        | 'refund.asked'
        | 'stop.asked'
        | 'merge.asked'
        | 'check.asked'
        | 'cancel.asked'
        | 'question.wished'
        | 'charge.unknown'
      readonly slots?: Slots
    }
  | { readonly type: 'order.given' | 'email.given' | 'date.given' | 'place.told'; readonly slots: Slots }
  | { readonly type: 'code.given'; readonly seal: string }
  | { readonly type: 'key.given'; readonly keySeal: string; readonly last4: string }
  | { readonly type: 'reason.given'; readonly reason: ReasonId; readonly slots?: Slots }
  | { readonly type: 'corrected'; readonly slots: Slots }
  /** `entry` names the answer of `flows/knowledge`; `topic` is what the reader took the question for. */
  | { readonly type: 'question.asked'; readonly topic: string; readonly entry?: string }
  | { readonly type: 'question.unclear'; readonly entries: readonly string[] }
  | { readonly type: 'question.unanswered' }
  | { readonly type: 'offer.refused' | 'offer.unclear' | 'confirm.unclear' | 'confirm.ambiguous-stop' }
  /** `note` keeps the words of who wants to be called back, with the number. */
  | { readonly type: 'person.asked'; readonly slots?: Slots; readonly note?: string }
  | { readonly type: 'identifier.missing'; readonly about: string }
  | { readonly type: 'answer.declined' }
  | {
      readonly type:
        | 'back.asked'
        | 'restart.asked'
        | 'repeat.asked'
        | 'status.asked'
        | 'outcome.asked'
        | 'basis.asked'
        | 'resume.asked'
        | 'hold.asked'
        | 'abort.asked'
        | 'reminder.asked'
        | 'deadlineReminder.asked'
        | 'chargeReminder.asked'
        | 'reminder.stopped'
    }
  | {
      readonly type:
        | 'proxy.told'
        | 'record.wished'
        | 'erasure.asked'
        | 'undo.asked'
        | 'renewal.restored'
        | 'complained'
        /** Said along with something else, which follows. */
        | 'vexed'
        | 'greeted'
        | 'thanked'
        | 'left'
        | 'bot.asked'
        | 'off.topic'
        | 'other.support'
        | 'linking.wished'
        | 'linking.asked'
        | 'linked.asked'
        | 'unlinking.wished'
        | 'account.notLinked'
    }
  /** Signed in at the company's site for this channel; the address is masked. */
  | { readonly type: 'account.linked'; readonly email: string }
  | { readonly type: 'secret.written' }
  | { readonly type: 'nonverbal.sent'; readonly kind: string }
  | { readonly type: 'choice.stale'; readonly choice: string }
  /** Half an answer: any of these choices of the open question. */
  | { readonly type: 'answer.partial'; readonly choices: readonly string[] }
  | { readonly type: 'clarification.needed'; readonly candidates: readonly string[] }
  /** One of the offered contracts, by the ids of its product, its amount or a day of it (charged on, or last day). */
  | {
      readonly type: 'contract.named'
      readonly ids?: readonly string[]
      readonly amount?: number
      readonly date?: PlainDate
    }
  /** Free words for the desk; card numbers are masked already. */
  | { readonly type: 'note.written'; readonly text: string; readonly slots: Slots }
  /** A message was withdrawn; its words as far as they were kept, and the facts they had brought. */
  | { readonly type: 'message.unsent'; readonly words: string | null; readonly slots: Slots }
  /** Came after what was written later had been answered, with the types of the events it would have been. */
  | { readonly type: 'message.late'; readonly meant: readonly string[] }
  | { readonly type: 'not.understood' }

/** Results of commands and timers. */
export type WorldEvent =
  | { readonly type: 'challenge.sent'; readonly challengeId: string }
  | { readonly type: 'challenge.locked'; readonly untilMs: number }
  | {
      readonly type: 'identity.verified'
      readonly contracts: readonly Contract[]
      readonly matchedContractIds: readonly string[]
    }
  /** The company's sign-in names the customer, or no longer does (null). Known by itself; nothing is answered. */
  | { readonly type: 'account.known'; readonly account: Account | null }
  | { readonly type: 'code.rejected'; readonly triesLeft: number }
  | { readonly type: 'code.expired' }
  | { readonly type: 'identity.locked'; readonly untilMs: number }
  | { readonly type: 'product.found'; readonly contract: Contract }
  | { readonly type: 'product.missing' }
  | { readonly type: 'refund.accepted'; readonly receipt: string; readonly atMs: number }
  | {
      readonly type: 'renewal.stopped'
      readonly receipt: string | null
      readonly atMs: number
      readonly confirmed: boolean
    }
  /** The contract as it is by now; null when the back office no longer knows it. */
  | { readonly type: 'contract.checked'; readonly why: CheckReason; readonly contract: Contract | null }
  | { readonly type: 'term.merged'; readonly receipt: string; readonly atMs: number; readonly newTermEnd: PlainDate }
  | { readonly type: 'command.refused'; readonly command: string; readonly code: string }
  | { readonly type: 'command.delayed'; readonly command: string }
  | { readonly type: 'command.failed'; readonly command: string }
  /** More than 30 minutes passed since the customer last did something. */
  | { readonly type: 'identity.lapsed' }
  | { readonly type: 'mail.sent' }
  | { readonly type: 'record.sent'; readonly code: string }
  | { readonly type: 'link.invited'; readonly url: string; readonly untilMs: number }
  /** This channel has no account link, or the company has not set it up. */
  | { readonly type: 'link.refused' }
  | { readonly type: 'link.dissolved'; readonly was: boolean }
  | { readonly type: 'records.erased' }
  | { readonly type: 'person.requested'; readonly atMs: number }
  | { readonly type: 'offer.remembered' }
  | { readonly type: 'timer.fired'; readonly timer: TimerName }

/** One thing that moves a conversation. `expects` is what the state waited for, put there by the turn. */
export type FlowEvent = (CustomerEvent | WorldEvent) & { readonly stamp: Stamp; readonly expects?: string }

const WORLD =
  /^(challenge\.|account\.known|identity\.(verified|locked|lapsed)|code\.(rejected|expired)|product\.|refund\.accepted|renewal\.stopped|contract\.checked|term\.merged|command\.|mail\.|record\.sent|link\.|records\.erased|person\.requested|offer\.remembered|timer\.|policy\.|xstate\.)/

/** Whether a customer did this, and so must get an answer. */
export function isCustomers(event: { readonly type: string }): boolean {
  return !WORLD.test(event.type) && event.type !== 'opened'
}
