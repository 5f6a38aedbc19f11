import type { Entities, ReadingContext } from '../reading.ts'
import { amountOf, NUMERAL_CHARS } from './numerals.ts'

/** Characters that stand for a found value in a masked text, so that features see the kind and never the value. */
export const MASK = {
  order: '\uE002',
  key: '\uE003',
  email: '\uE004',
  payment: '\uE005',
  card: '\uE006',
  amount: '\uE007',
  devices: '\uE008',
  digits: '\uE009',
} as const

/** Values found so far, and the text with them covered. */
export interface Masked {
  readonly text: string
  readonly entities: Partial<Entities>
}

const EMAIL = /[a-z0-9][a-z0-9._%+-]{0,63}\s?@\s?[a-z0-9-]{1,63}(?:\s?\.\s?[a-z0-9-]{1,63}){1,5}/
// A full stop typed as 。 or ． inside an address still is a full stop.
const JAPANESE_DOT = /(?<=@[a-z0-9.-]{1,60})[。．](?=[a-z]{2,})/g
const SPOKEN_AT = /(?<=[a-z0-9])\s?(?:アットマーク|あっとまーく|アット|\(at\)|\[at\])\s?(?=[a-z0-9])/g
const SPOKEN_DOT = /(?<=[a-z0-9])\s?(?:ドット|どっと)\s?(?=[a-z])/g
const SPOKEN_PREFIX: readonly [RegExp, string][] = [
  [/(?:エヌ|えぬ)[・\s]?(?:ピー|ぴー)(?=\s?[-\d])/g, 'np'],
  [/(?:エー|えー)[・\s]?(?:ピー|ぴー)(?=\s?[-\d])/g, 'ap'],
  [/(?:エス|えす)[・\s]?(?:ワイ|わい)(?=\s?[-\d])/g, 'sy'],
  [/(?:エヌ|えぬ)[・\s]?(?:エス|えす)(?=\s?[-\d])/g, 'ns'],
]
const SEPARATOR = '[\\s.・_ー~-]{0,2}'
const ORDER = new RegExp(`(?<![a-z])([an]\\s?p|s\\s?y|n\\s?s)${SEPARATOR}((?:\\d${SEPARATOR}){5,11}\\d)(?![\\da-z])`)
const KEY_GROUPS = /(?<![a-z0-9])[a-z0-9]{5}(?:[\s.ー-]{0,3}[a-z0-9]{5}){4}(?![a-z0-9])/
const KEY_LOOSE = /(?<![a-z0-9])(?:[a-z0-9][\s.ー-]{0,3}){24}[a-z0-9](?![a-z0-9])/
const CARD =
  /(?<![\d-])(?:\d{4}[\s-]?){3}\d{4}(?!\d)|(?<![\d-])\d{4}[\s-]?\d{6}[\s-]?\d{5}(?!\d)|(?<!\d)\d{14,19}(?!\d)/
const PAYMENT = /(?:決済(?:情報)?(?:番号|no\.?)|けっさい(?:じょうほう)?ばんごう)[^\d]{0,8}(\d[\d-]{4,24}\d)/
const AMOUNT = new RegExp(
  `[¥\\\\]\\s?([\\d,]+)|((?:[\\d,.]|[${NUMERAL_CHARS}万](?![年月日])){1,12})\\s?(?:円|えん(?![ちかげ]))`,
)
const DEVICES = new RegExp(`([${NUMERAL_CHARS}]{1,3})\\s?台`)
const DIGITS = /^\D*?(?<!\d)((?:\d\s?-?\s?){3,7}\d)(?!\d)\D*$/

function compact(text: string): string {
  return text.replaceAll(/[^a-z0-9]/g, '').toUpperCase()
}

function luhn(digits: string): boolean {
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i])
    const doubled = i % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}

/** Whether a run of figures is to be treated as a card number: grouped like one, right by its check digit, or simply too long. */
function looksLikeCard(found: string): boolean {
  const digits = found.replaceAll(/\D/g, '')
  return /[\s-]/.test(found) || luhn(digits) || digits.length >= 14
}

type Finder = (text: string, context: ReadingContext | null) => Masked

/** What takes a value back when another one follows: "8,980円じゃなくて…", "AP1…と書きましたが…". */
const TAKEN_BACK =
  /^(?:版|円)?(?:の(?:ほう|方))?(?:です)?(?:では?な[いくか]|じゃな[いくか]|やのうて|ちゃうくて|違くて|から(?=\S{0,8}(?:に|へ)変)|(?:と|って)(?:言|い|書|か|答|入れ|送)[^、。]{0,6}(?:が|けど)|にな(?:って|っと)[^、。]{0,6}(?:が|けど))/

/** The value a text is about: the first one, or the one said after it was taken back. */
function standing(text: string, pattern: RegExp): RegExpMatchArray | null {
  const found = [...text.matchAll(new RegExp(pattern.source, 'g'))].slice(0, 8)
  return (
    found.find((one, at) => at === found.length - 1 || !TAKEN_BACK.test(text.slice(one.index + one[0].length))) ?? null
  )
}

function swap(text: string, found: RegExpMatchArray, mark: string): string {
  const at = found.index ?? 0
  return text.slice(0, at) + mark + text.slice(at + found[0].length)
}

const findEmail: Finder = (text) => {
  if (!/[@あア([]/.test(text)) return { text, entities: {} }
  const spelt = text.replaceAll(JAPANESE_DOT, '.').replaceAll(SPOKEN_AT, '@').replaceAll(SPOKEN_DOT, '.')
  const found = spelt.match(EMAIL)
  if (!found) return { text, entities: {} }
  return {
    text: swap(spelt, found, MASK.email),
    entities: { email: found[0].replaceAll(/\s/g, '').replace(/\.+$/, '') },
  }
}

const findKey: Finder = (text, context) => {
  const found = text.match(KEY_GROUPS) ?? (context === 'ask_product_key' ? text.match(KEY_LOOSE) : null)
  const key = found ? compact(found[0]) : ''
  const plausible = /[A-Z]/.test(key) && /\d/.test(key) && new Set(key).size >= 8
  return found && plausible
    ? { text: swap(text, found, MASK.key), entities: { product_key: key } }
    : { text, entities: {} }
}

const findOrder: Finder = (text) => {
  if (!/\d/.test(text)) return { text, entities: {} }
  const spelt = SPOKEN_PREFIX.reduce((done, [pattern, letters]) => done.replaceAll(pattern, letters), text)
  const found = standing(spelt, ORDER)
  if (!found) return { text, entities: {} }
  const value = compact(found[0])
  // Eight figures are the usual length: figures behind a space after them are somebody else's (a date, an amount).
  const tail = found[0].match(/^((?:\D*\d){8})(\s+\d+)$/)
  const kept = tail?.[1] ?? found[0]
  const at = found.index ?? 0
  return {
    text: spelt.slice(0, at) + MASK.order + spelt.slice(at + kept.length),
    entities: { order_number: tail ? compact(kept) : value },
  }
}

const findPayment: Finder = (text) => {
  const found = text.match(PAYMENT)
  if (!found?.[1]) return { text, entities: {} }
  const digits = found[1].replaceAll('-', '')
  if (luhn(digits) && digits.length === 16) return { text, entities: {} }
  return { text: text.replace(found[1], MASK.payment), entities: { payment_number: digits } }
}

const findCard: Finder = (text) => {
  const found = text.match(CARD)
  if (!found || !looksLikeCard(found[0])) return { text, entities: {} }
  return { text: maskCardNumbers(text, MASK.card), entities: { card_number: '[MASKED]' } }
}

const findAmount: Finder = (text) => {
  const found = standing(text, AMOUNT)
  const amount = found ? amountOf(found[1] ?? found[2] ?? '') : Number.NaN
  if (!found || !Number.isInteger(amount)) return { text, entities: {} }
  return { text: swap(text, found, MASK.amount), entities: { amount } }
}

const findDevices: Finder = (text) => {
  const found = standing(text, DEVICES)
  if (!found) return { text, entities: {} }
  const count = amountOf(found[1] ?? '')
  return Number.isInteger(count)
    ? { text: swap(text, found, MASK.devices), entities: { device_count: count } }
    : { text, entities: {} }
}

const FINDERS: readonly Finder[] = [findEmail, findKey, findOrder, findPayment, findCard, findAmount, findDevices]

/** Replaces whatever looks like a card number; for anything that is about to be stored or shown. */
export function maskCardNumbers(text: string, mark = '[MASKED]'): string {
  const everywhere = new RegExp(CARD.source, 'g')
  return text.replaceAll(everywhere, (found) => (looksLikeCard(found) ? mark : found))
}

/** Finds numbers, addresses and amounts, and covers them. `text` is the `raw` of `normalise`. */
export function findIdentifiers(text: string, context: ReadingContext | null): Masked {
  let masked: Masked = { text, entities: {} }
  if (!/[\d@〇一二三四五六七八九十百千万]/.test(text) && !/[a-z]{5}|アット|あっと/.test(text)) return masked
  for (const find of FINDERS) {
    const next = find(masked.text, context)
    masked = { text: next.text, entities: { ...masked.entities, ...next.entities } }
  }
  return masked
}

/** A lone number of 4 to 8 figures, e.g. a mailed code; spaces and hyphens between figures do not matter. */
export function loneDigits(text: string): string | undefined {
  const digits = text.match(DIGITS)?.[1]?.replaceAll(/\D/g, '')
  return digits && digits.length >= 4 && digits.length <= 8 ? digits : undefined
}
