import type { catalogue } from './ja/catalogue.ts'

type Leaves<T> = T extends string
  ? ''
  : { [K in keyof T & string]: T[K] extends string ? K : `${K}.${Leaves<T[K]>}` }[keyof T & string]

/** The wording of the bot in one language; the Japanese catalogue is the measure of all others. */
export type Messages = typeof catalogue

/** Every sentence the bot can say, by its place in the catalogue. A misspelt key does not compile. */
export type MessageKey = Leaves<Messages>

/**
 * Every answer that can be tapped. Contracts are picked by `contract/<id>`, a question of several that are meant by
 * `ask/<entry id>`, a reminder by `remind.at/<kind>.<days before>.<way>`.
 */
export type ChoiceId =
  | Leaves<Messages['choice']>
  | `question.${Leaves<Messages['knowledge']['choice']>}`
  | `contract/${string}`
  | `ask/${string}`
  | `remind.at/${string}`
