/** The 48 intents a Japanese utterance can have. */
export const INTENTS = [
  'request_refund',
  'stop_auto_renewal',
  'cancel_subscription',
  'unknown_charge',
  'charge_continues',
  'suspect_phishing',
  'ask_policy',
  'ask_deadline',
  'ask_insurance',
  'ask_price_difference',
  'ask_processing_time',
  'ask_after_cancel',
  'ask_renewal_service',
  'identifier_help',
  'uninstall_question',
  'login_trouble',
  'carrier_contract',
  'carrier_shop_question',
  'change_account_info',
  'renew_or_buy',
  'reason_not_using_pc',
  'reason_other_norton',
  'reason_competitor',
  'reason_price',
  'reason_other',
  'accept_offer',
  'refuse_offer',
  'affirm',
  'deny',
  'ambiguous',
  'correct',
  'back',
  'restart',
  'hold',
  'abort',
  'cannot_answer',
  'ask_repeat',
  'choose_option',
  'provide_info',
  'operator',
  'complaint',
  'abuse',
  'greeting',
  'thanks',
  'goodbye',
  'ask_bot',
  'other_support',
  'off_topic',
] as const
export type Intent = (typeof INTENTS)[number]

const QUESTION =
  /^ask_(?!bot|repeat)|_question$|^identifier_help$|^login_trouble$|^charge_continues$|^suspect_phishing$|^change_account_info$|^renew_or_buy$/

/** Whether an intent wants to know something rather than to have something done. */
export const isQuestionIntent = (intent: Intent): boolean => QUESTION.test(intent)

/** What the bot has just asked, as far as it changes what words mean. */
export const READING_CONTEXTS = [
  'provider',
  'reason',
  'offer',
  'confirm',
  'done',
  'ask_order_number',
  'ask_email',
  'ask_product_key',
  'ask_date',
  'ask_carrier',
  'ask_plan',
] as const
export type ReadingContext = (typeof READING_CONTEXTS)[number]

/** Facts found in an utterance, normalised (see `test/understanding/README` for forms). */
export interface Entities {
  readonly provider?: string
  readonly product?: string
  readonly order_number?: string
  readonly email?: string
  /** 25 alphanumerics, upper case. Only the edge sees it: it is sealed before anything is stored. */
  readonly product_key?: string
  readonly payment_number?: string
  /** `YYYY-MM-DD`, only when exact. */
  readonly date?: string
  /** An approximate date as a range, inclusive. */
  readonly date_from?: string
  readonly date_to?: string
  /** The day named loosely (「20日くらい」), in the middle of that range. */
  readonly date_around?: string
  /** Only the day was named (「19日」); the month is the nearest one. */
  readonly date_day_only?: boolean
  readonly carrier?: string
  readonly plan_period?: string
  readonly device_count?: number
  readonly amount?: number
  /** 1-based; -1 = last. */
  readonly option_index?: number
  readonly about?: string
  readonly card_number?: '[MASKED]'
  /** A lone 4–8 digit number, e.g. a mailed code. */
  readonly digits?: string
}

/** A choice on offer while reading, with its rendered label. */
export interface OfferedChoice {
  readonly id: string
  readonly label: string
  readonly lines?: readonly string[]
}

/** What a text is read against. */
export interface ReadingFrame {
  readonly context: ReadingContext | null
  readonly choices: readonly OfferedChoice[]
  /** Free words are asked for: only the very words of a choice name it. */
  readonly free?: boolean
  /** Now, as an ISO instant with offset; dates are read relative to it in Asia/Tokyo. */
  readonly ref: string
}

/** A rule, word or span that led to the reading. */
export interface Evidence {
  readonly rule: string
  readonly span?: string
}

/** What a typed text means. */
export interface Reading {
  /** `answer`: act on `intent`; `clarify`: show `alternatives`; `menu`: not understood. */
  readonly act: 'answer' | 'clarify' | 'menu'
  readonly intent: Intent
  readonly also: readonly Intent[]
  readonly alternatives: readonly Intent[]
  /** 0 to 1. */
  readonly confidence: number
  readonly entities: Entities
  /** The offered choice the whole text names, by number, label or alias. */
  readonly choice?: string
  /** Some of the offered choices, any of which the whole text could name; never all of them. */
  readonly several?: readonly string[]
  /** The one offered choice that a longer text names somewhere; a hint, never an answer by itself. */
  readonly mentioned?: string
  /** The whole text is only a yes-word (はい, お願いします, OK): at an offer the flow asks which one is meant. */
  readonly bareYes?: boolean
  readonly evidence: readonly Evidence[]
}
