import type { Account } from '../core/account.ts'
import type { PlainDate } from '../core/date.ts'
import type { SilenceTimer } from '../core/effect.ts'
import type { View } from '../core/view.ts'

export type { Account } from '../core/account.ts'

/** The contract every channel fulfils: transport only, no words, no rules. */

/** One thing a customer did, as a channel received it. */
export interface Inbound {
  /** Unique within the channel; the same id never acts twice. */
  readonly id: string
  readonly channel: string
  readonly conversationId: string
  /** When the customer did it (epoch ms). */
  readonly atMs: number
  readonly act: Act
  /** Who acts, where the company's own sign-in has said so; absent for a stranger, also after signing out. */
  readonly account?: Account
  /** Written before the newest answer could be read: it is no yes to what that answer asks. */
  readonly unseen?: boolean
  /** Came after what was done later had been taken: it is kept and answered, and moves nothing. */
  readonly late?: boolean
}

export type Act =
  | { readonly type: 'opened' }
  | { readonly type: 'text'; readonly text: string }
  /**
   * `prompt` is the id of the question the choice belonged to. `choice` is its id, or its place in the question
   * (`#1` is the first) where the id cannot be handed out: long, or naming something of the customer's.
   */
  | { readonly type: 'tapped'; readonly choice: string; readonly prompt: string }
  /** A day picked from the calendar of the date question `prompt`. */
  | { readonly type: 'picked'; readonly date: PlainDate; readonly prompt: string }
  /** A sticker, picture, voice message or file. */
  | { readonly type: 'nonverbal'; readonly kind: string }
  /** A message changed or withdrawn afterwards; `of` is its inbound id. */
  | { readonly type: 'edited'; readonly of: string; readonly text: string }
  | { readonly type: 'unsent'; readonly of: string }
  /** Came back from signing in at the company's site; `email` is null when that linked nothing. */
  | { readonly type: 'linked'; readonly email: string | null }

/** A choice as the customer reads it. */
export interface RenderedChoice {
  readonly id: string
  readonly label: string
  /** The label laid out, one part a line. */
  readonly lines?: readonly string[]
}

/** What the bot said, channel-neutral, already in the customer's language. */
export interface BotMessage {
  /** Wording key, e.g. `refund.confirm`. */
  readonly key: string
  readonly text: string
  /** Present on the message that asks something. */
  readonly choices?: readonly RenderedChoice[]
  readonly prompt?: string
  readonly rule?: string
  /** How it may be shown; the text alone says everything, too. */
  readonly view?: View
  /** Everything before it has been erased at the customer's wish. */
  readonly forgets?: true
}

/** One entry of a conversation's log as a customer may see it. `seq` grows by one within a conversation. */
export interface LoggedMessage extends BotMessage {
  readonly seq: number
  readonly role: 'customer' | 'bot' | 'operator'
  readonly atMs: number
  /** The inbound id of a customer's message. */
  readonly inboundId?: string
}

/** What one inbound led to, as far as it is known when its channel has to answer. */
export interface Exchange {
  /** The customer's own entry and everything said since, oldest first. Committed, so it may be shown. */
  readonly messages: readonly LoggedMessage[]
  /** The inbound id had been taken before; nothing happened now. */
  readonly duplicate: boolean
  /** Commands are still running: more will come through `deliver`. */
  readonly open: boolean
}

/** Messages on their way to one customer. */
export interface Delivery {
  /** Stable over retries. */
  readonly key: string
  readonly conversationId: string
  readonly messages: readonly LoggedMessage[]
}

/** A page where a customer signs in, to be known on this channel from then on. */
export interface LinkInvitation {
  readonly url: string
  /** The page serves until then (epoch ms). */
  readonly untilMs: number
}

/** Links customers of a channel with the address they have proved at the company's site. */
export interface AccountLinks {
  /**
   * Null where the company has not set it up.
   *
   * @throws {AppError} `channel.refused` when there is none now: the customer may ask again
   */
  invite(conversationId: string): Promise<LinkInvitation | null>
  /**
   * Ends the link at once, also where no new ones are made any more.
   *
   * @returns whether there was one
   */
  dissolve(conversationId: string): Promise<boolean>
}

/** A way customers reach the bot. */
export interface Channel {
  readonly name: string
  /** How long an exchange may gather its answer before "手続き中です" goes out (ms). */
  readonly patienceMs: number
  /**
   * Customers read the log by themselves: a delivery only makes their pages look at once, so losing one loses
   * nothing and none waits in the outbox.
   */
  readonly pulled?: boolean
  /** When a timer that is set at a time fires on this channel (epoch ms); a function of its arguments alone. */
  timerDueAtMs(timer: SilenceTimer, setAtMs: number): number
  /** Only where customers have an account of the channel's own. */
  readonly accountLinks?: AccountLinks
  /** Erases what the channel itself keeps of a conversation's customer and does not need to answer them. */
  forgetCustomer?(conversationId: string): Promise<void>
  /** Hands messages to the customer. Throws an AppError with `retry` when it may work later. */
  deliver(delivery: Delivery): Promise<void>
}
