import type { i18n } from 'i18next'
import { AppError } from '../errors.ts'
import { type Card, type CardKind, LABEL_MARK } from './view.ts'

/** Which sentences may be shown as a card, by their key. */
export type CardKinds = Readonly<Record<string, CardKind | undefined>>

/** Lays out the sentence `key`, or null when it is none of the cards. `lead` stands before its title. */
export type RenderCard = (key: string, lead: string, values: () => Readonly<Record<string, unknown>>) => Card | null

/** A namespace of their own for the lines of cards, each filled in by itself. */
const NAMESPACE = 'card'

/** A short word without placeholders or punctuation, and the colon after it. */
const LABELLED = new RegExp(`^([^\\s\\{\\}。、「」（）${LABEL_MARK}]{1,12})${LABEL_MARK}(.+)$`, 'v')

/**
 * Makes cards of sentences. A sentence is taken apart before it is filled in, so that a value with a colon or a
 * line break of its own stays one value.
 *
 * @throws {AppError} `locale.missing-key` for a card without a sentence
 */
export function cardRenderer(words: i18n, kinds: CardKinds): RenderCard {
  const cards = new Map(
    Object.entries(kinds).flatMap(([key, kind]) => (kind ? [[key, { kind, ...prepared(words, key) }] as const] : [])),
  )
  return (key, lead, values) => {
    const card = cards.get(key)
    if (!card) return null
    const fill = { ...values(), ns: NAMESPACE }
    return {
      type: 'card',
      kind: card.kind,
      title: `${lead}${words.t(lineKey(key, 'title'), fill)}`,
      rows: card.labels.map((label, index) => ({
        ...(label === undefined ? {} : { label }),
        value: words.t(lineKey(key, index), fill),
      })),
    }
  }
}

/** Files the lines of a sentence; the labels need no filling in. */
function prepared(words: i18n, key: string): { readonly labels: readonly (string | undefined)[] } {
  const sentence: unknown = words.getResource(words.language, 'translation', key)
  if (typeof sentence !== 'string') throw new AppError('locale.missing-key', `no sentence for the card ${key}`)
  const [title = '', ...lines] = sentence.split('\n')
  const rows = lines.map((line) => {
    const [, label, value] = LABELLED.exec(line) ?? []
    return label && value ? { label, value } : { value: line }
  })
  const filed = rows.map(({ value }, index) => [lineKey(key, index), value] as const)
  words.addResourceBundle(words.language, NAMESPACE, Object.fromEntries([[lineKey(key, 'title'), title], ...filed]))
  return { labels: rows.map(({ label }) => label) }
}

const lineKey = (key: string, line: number | 'title'): string => `${key}>${line}`
