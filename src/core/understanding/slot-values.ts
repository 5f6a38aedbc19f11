import type { Entities, ReadingContext } from '../reading.ts'
import type { Lexicon } from './lexicon.ts'
import { isMadeOf } from './made-of.ts'
import { keyOf } from './normalise.ts'
import type { Segment } from './segmenter.ts'

/** The entity each question asks for. */
const ASKED: Partial<Readonly<Record<ReadingContext, readonly (keyof Entities)[]>>> = {
  provider: ['provider', 'product'],
  ask_order_number: ['order_number'],
  ask_email: ['email'],
  ask_product_key: ['product_key'],
  ask_date: ['date', 'date_from'],
  ask_carrier: ['carrier', 'provider'],
  ask_plan: ['plan_period'],
}

/** Concepts that make a text more than an answer to the question. */
const MORE_THAN_AN_ANSWER = new Set(
  'refund give_back renewal whatis stop kaiyaku cancel quit renewal unaware unasked phish operator correctw complaintw abusew unknownid uninstall login password change why how insurance deadline after already although done_past backw restartw holdw'.split(
    ' ',
  ),
)

const VALUES: readonly (keyof Entities)[] = [
  'provider',
  'product',
  'carrier',
  'order_number',
  'email',
  'product_key',
  'payment_number',
  'card_number',
  'date',
  'date_from',
  'plan_period',
  'device_count',
  'amount',
  'digits',
]
const LONGEST = 60
const NAME = '\uE00A'

/** Tells whether a text only gives a value. */
export interface SlotReader {
  /** Nothing but values and words without a meaning of their own. */
  readonly onlyValues: (
    segments: readonly Segment[],
    entities: Partial<Entities>,
    context: ReadingContext | null,
  ) => boolean
  /** It gives what was asked for and wishes nothing else. */
  readonly answers: (
    segments: readonly Segment[],
    entities: Partial<Entities>,
    context: ReadingContext | null,
  ) => boolean
  /** Figures and letters where a value was asked for, but no value one could take ("2月30日"). */
  readonly isMalformed: (segments: readonly Segment[], context: ReadingContext | null) => boolean
}

function saysMore(segments: readonly Segment[]): boolean {
  return segments.some(({ word }) => word?.tags.some((tag) => MORE_THAN_AN_ANSWER.has(tag)))
}

/** Builds the reader of bare values from the filler words of a lexicon. */
export function createSlotReader({ grammar }: Lexicon): SlotReader {
  const folded = (words: readonly string[]): string[] =>
    words.map((word) => keyOf(word.normalize('NFKC'))).filter((word) => word !== '')
  const everywhere = folded(grammar.filler)
  const fillers = (context: ReadingContext | null): ReadonlySet<string> =>
    new Set([...everywhere, ...folded((context && grammar.fillerIn[context]) ?? [])])
  const cache = new Map<ReadingContext | null, ReadonlySet<string>>()
  const wordsFor = (context: ReadingContext | null): ReadonlySet<string> => {
    const words = cache.get(context) ?? fillers(context)
    cache.set(context, words)
    return words
  }
  return {
    onlyValues: (segments, entities, context) => {
      if (!VALUES.some((value) => entities[value] !== undefined) || saysMore(segments)) return false
      const rest = segments.map(({ word, text }) => (word && word.names.length > 0 ? NAME : text)).join('')
      if (rest.length > LONGEST) return false
      return isMadeOf(entities.digits ? rest.replace(entities.digits, NAME) : rest, wordsFor(context))
    },
    answers: (segments, entities, context) => {
      const asked = context ? ASKED[context] : undefined
      if (!asked?.some((value) => entities[value] !== undefined)) return false
      return !saysMore(segments)
    },
    isMalformed: (segments, context) => {
      const text = segments.map((segment) => segment.text).join('')
      if (!context || !ASKED[context] || text.length > LONGEST || !/\d/.test(text)) return false
      return isMadeOf(text.replaceAll(/[\da-z年月日]/g, NAME), wordsFor(context))
    },
  }
}
