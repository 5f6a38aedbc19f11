import { createInstance, type i18n } from 'i18next'
import { AppError } from '../errors.ts'
import type { Choice, Phrase, Say, Values } from './effect.ts'
import type { OfferedChoice } from './reading.ts'
import { type CardKinds, cardRenderer } from './render-card.ts'
import type { View } from './view.ts'
import { clockJst, dayJst, monthDayJst, timeJst } from './words-of-time.ts'

/** A nested catalogue of one language: keys to sentences. */
export interface Catalogue {
  readonly [key: string]: string | Catalogue
}

/** Words every sentence may use without being given them: the desk's name, its address, its periods. */
export type Defaults = Readonly<Record<string, string>>

/** What a customer reads. */
export interface RenderedSay {
  readonly text: string
  readonly choices?: readonly OfferedChoice[]
  readonly view?: View
}

/** Turns keys and raw facts into sentences of one language. */
export interface Renderer {
  say(say: Pick<Say, 'key' | 'values' | 'choices' | 'lead' | 'button' | 'view'>): RenderedSay
  /** The words on the buttons of a question. */
  choices(choices: readonly Choice[]): readonly OfferedChoice[]
  phrase(key: string, values?: Values): string
}

/** Made once: making one costs 70 times a use. */
const YEN = new Intl.NumberFormat('ja-JP')

/**
 * Builds a renderer. A missing key or value throws instead of printing itself to a customer.
 * i18next's own `datetime` uses the time zone of the process and its `currency` prints full-width yen,
 * so days, times and yen have formatters of ours, in Asia/Tokyo.
 */
export function createRenderer(catalogue: Catalogue, defaults: Defaults, cards: CardKinds = {}): Renderer {
  const sentences = sentencesOf(catalogue)
  const words = i18nFor(sentences, defaults)
  /** Most choices and many sentences are given nothing, so they read the same every time. */
  const alwaysTheSame = new Map<string, string>()
  const phrase = (key: string, values?: Values): string => {
    const same = values ? undefined : alwaysTheSame.get(key)
    if (same !== undefined) return same
    if (!Object.hasOwn(sentences, key)) throw new AppError('locale.missing-key', `no sentence for ${key}`)
    const text = words.t(key, ready(values ?? {}, phrase))
    if (!values) alwaysTheSame.set(key, text)
    return text
  }
  const labelled = (choices: readonly Choice[]): readonly OfferedChoice[] =>
    choices.map(({ id, key, values, lines }) => ({
      id,
      label: phrase(key ?? `choice.${id}`, values),
      ...(lines ? { lines: lines.map((line) => worded(line, phrase)) } : {}),
    }))
  const card = cardRenderer(words, cards)
  return {
    phrase,
    choices: labelled,
    say({ key, values, choices, lead, button, view }) {
      const led = lead ? phrase(lead) : ''
      const link = button ? ({ type: 'link', label: phrase(button.key), url: button.url } as const) : null
      const shown = view ?? link ?? card(key, led, () => ready(values ?? {}, phrase))
      return {
        text: `${led}${phrase(key, values)}`,
        ...(choices ? { choices: labelled(choices) } : {}),
        ...(shown ? { view: shown } : {}),
      }
    },
  }
}

/** `{ refund: { done: '…' } }` → `{ 'refund.done': '…' }`: looked up at once instead of level by level. */
function sentencesOf(catalogue: Catalogue, prefix = ''): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(catalogue).flatMap(([key, value]) =>
      typeof value === 'string' ? [[prefix + key, value]] : Object.entries(sentencesOf(value, `${prefix}${key}.`)),
    ),
  )
}

/** Sentences within sentences become words before they are filled in. */
function ready(values: Values, phrase: PhraseOf): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      isList(value) ? value.map((one) => worded(one, phrase)) : worded(value, phrase),
    ]),
  )
}

type PhraseOf = (key: string, values?: Values) => string

function worded<Word extends string | number>(value: Word | Phrase, phrase: PhraseOf): Word | string {
  return typeof value === 'object' ? phrase(value.key, value.values) : value
}

const isList = (value: Values[string]): value is readonly (string | Phrase)[] => Array.isArray(value)

function i18nFor(sentences: Readonly<Record<string, string>>, defaults: Defaults): i18n {
  const words = createInstance()
  void words.init({
    lng: 'ja',
    resources: { ja: { translation: sentences } },
    initAsync: false,
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false, defaultVariables: defaults },
    missingInterpolationHandler: (_text, [, expression]) => {
      throw new AppError('locale.missing-value', `no value for ${expression}`)
    },
  })
  const { formatter } = words.services
  formatter?.add('day', (value) => dayJst(value))
  formatter?.add('monthDay', (value) => monthDayJst(value))
  formatter?.add('time', (value) => timeJst(value))
  formatter?.add('clock', (value) => clockJst(value))
  formatter?.add('yen', (value) => `${YEN.format(value)}円`)
  formatter?.add('lines', (value) => (Array.isArray(value) ? value.map((one) => `・${one}`).join('\n') : `${value}`))
  formatter?.add('plain', (value) => (Array.isArray(value) ? value.join('') : `${value}`))
  formatter?.add('join', (value) => (Array.isArray(value) ? value.join('、') : `${value}`))
  return words
}
