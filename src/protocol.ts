/** The words the widget and the server exchange. Both sides import this file; it imports nothing. */

/** Part of every path; raised when an old widget could no longer read the answers. */
export const PROTOCOL_VERSION = 1

/** Where the server listens. A widget on another site puts the server's origin in front. */
export const PROTOCOL_BASE = `/channels/widget/v${PROTOCOL_VERSION}/`

/** What the desk speaks, whatever the widget's own words are in (BCP 47). */
export const DESK_LANGUAGE = 'ja'

/**
 * Carries the JWT by which the site's own server names its signed-in customer, on every call beside the bearer token.
 * Without a good one a customer's conversation is closed: `account.expired` (401) asks for a new JWT.
 */
export const SIGN_IN_HEADER = 'enman-sign-in'

/** A conversation's token is replaced by every session; this many characters at its beginning stay the same. */
export const TOKEN_STEM = 16

/** The most characters (code points) a customer's message may have. */
export const TEXT_MAX = 2000

/** What a client id must look like; it is made once for each message and kept over every resend. */
export const CID_PATTERN = /^[A-Za-z0-9_-]{8,64}$/

/** `POST session`. Without a token a conversation begins. */
export interface SessionRequest {
  readonly token?: string
  /** The last `seq` the client holds without a gap before it. */
  readonly after?: number
}

export interface SessionAnswer {
  /** Names and opens the conversation; goes into `Authorization: Bearer` from now on, in place of the one sent along. */
  readonly token: string
  /** The token sent along was not good any more, or is not this customer's: forget what belonged to it. */
  readonly reset: boolean
  readonly events: readonly ServerEvent[]
  readonly open: boolean
}

/** `POST messages`. The same `cid` again gets the same answer and acts no second time. */
export type ClientMessage = {
  readonly cid: string
  /** The customer's clock (epoch ms), for the page alone: the server stamps messages with its own. */
  readonly at: number
} & ({ readonly text: string } | { readonly choice: string; readonly prompt: string })

export interface MessageAnswer {
  /** The customer's own entry and all that was said because of it. */
  readonly events: readonly ServerEvent[]
  /** Work goes on; more will come on the event stream. */
  readonly open: boolean
}

/** `GET events?after=N` as JSON (a long poll with `wait=` seconds). */
export interface EventsAnswer {
  readonly events: readonly ServerEvent[]
}

/** A choice under a bot's message. */
export interface WireChoice {
  readonly id: string
  readonly label: string
  /** The label laid out, one part a line; the first is its name. */
  readonly lines?: readonly string[]
}

/**
 * How a message may be shown besides its text, which says everything: a client that does not know a view, or a
 * kind of card, shows the text.
 */
export type WireView =
  /** Title and rows, joined by line breaks and 「：」 after labels, are the text. */
  | {
      readonly type: 'card'
      readonly kind: string
      readonly title: string
      readonly rows: readonly { readonly label?: string; readonly value: string }[]
    }
  /** One of the choices carries out what cannot be taken back. */
  | { readonly type: 'confirm' }
  | WireForm

/** Labelled fields under a question. Their values are sent as the lines of one text, like any other words. */
export interface WireForm {
  readonly type: 'form'
  readonly fields: readonly WireField[]
  /** Beside the label of each field. */
  readonly required: string
  readonly send: string
}

export interface WireField {
  readonly label: string
  /** Said of a field that is empty, or whose value does not hold `pattern`. */
  readonly error: string
  /** A day is picked from `min` to `max` (`YYYY-MM-DD`). */
  readonly type: 'text' | 'date'
  readonly min?: string
  readonly max?: string
  readonly autocomplete?: string
  readonly inputmode?: string
  /** Sought in the value once its characters have their plain width. */
  readonly pattern?: string
}

/**
 * One entry of a conversation, numbered without gaps. On the stream it is one server-sent event whose id
 * is `seq`. A client skips types it does not know but counts their numbers.
 */
export interface ServerEvent {
  readonly seq: number
  readonly type: 'message'
  readonly role: 'customer' | 'bot' | 'operator'
  /** Epoch ms. */
  readonly at: number
  /** What the bot says may hold U+200B where a line may end; it is no part of the words. */
  readonly text: string
  /** On a customer's message sent from a widget: the client id it was sent with. */
  readonly cid?: string
  /** Wording key of a bot's message. */
  readonly key?: string
  /** Present on a message that asks something; a tap names it. */
  readonly prompt?: string
  readonly choices?: readonly WireChoice[]
  readonly view?: WireView
  /** What was said before this entry is gone, and goes from the page too. */
  readonly forgets?: true
}

/** Any answer that is no success. `message` is for the customer, in the language the request asked for. */
export interface Problem {
  readonly code: string
  readonly message: string
}
