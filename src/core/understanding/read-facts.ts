import type { Entities, ReadingFrame } from '../reading.ts'
import { findDate } from './dates.ts'
import { findIdentifiers, loneDigits } from './identifiers.ts'
import type { Lexicon } from './lexicon.ts'
import { findPlanPeriod, namesIn } from './names.ts'
import { keyOf, type NormalisedText, normalise } from './normalise.ts'
import { createSegmenter, dictionaryOf, latinWordsOf } from './segmenter.ts'
import { createStrangerMarker } from './strangers.ts'
import { type Wishes, wishesIn } from './wishes.ts'

/** A text after reading its facts, before deciding what it wants. */
export interface ReadText {
  readonly text: NormalisedText
  readonly entities: Partial<Entities>
  readonly wishes: Wishes
  /** The comparison spelling with found values covered and unknown nouns marked: what the model sees. */
  readonly maskedKey: string
}

/** Reads the facts of a text: values, names, dates, wishes. */
export type FactReader = (text: string, frame: ReadingFrame) => ReadText

/** Beyond this a story only repeats itself: its beginning and its end are read for names and wishes. */
const MAX_KEY = { head: 600, tail: 400 }

function shortened(key: string): string {
  return key.length <= MAX_KEY.head + MAX_KEY.tail ? key : key.slice(0, MAX_KEY.head) + key.slice(-MAX_KEY.tail)
}

/**
 * Builds the reader of facts. Values are found in an order in which each covers what the next could
 * mistake: identifiers before dates, dates before plan periods, all of them before names.
 */
export function createFactReader(lexicon: Lexicon): FactReader {
  const dictionary = dictionaryOf(lexicon)
  const segment = createSegmenter(dictionary)
  const markStrangers = createStrangerMarker(dictionary, lexicon)
  const latinWords = latinWordsOf(dictionary)
  return (input, frame) => {
    const text = normalise(input, latinWords)
    const found = findIdentifiers(text.raw, frame.context)
    const { date, masked } = findDate(found.text, { ref: frame.ref })
    const period = findPlanPeriod(masked, frame.context)
    const maskedKey = shortened(keyOf(markStrangers(period.text)))
    const segments = segment(maskedKey)
    const digits = loneDigits(masked)
    const entities: Partial<Entities> = {
      ...namesIn(segments, maskedKey),
      ...found.entities,
      ...period.entities,
      ...(date?.iso ? { date: date.iso } : {}),
      ...(date && !date.iso ? { date_from: date.from, date_to: date.to } : {}),
      ...(date?.around ? { date_around: date.around } : {}),
      ...(date?.dayOnly ? { date_day_only: true } : {}),
      ...(digits ? { digits } : {}),
    }
    return { text, entities, wishes: wishesIn(segments, maskedKey), maskedKey }
  }
}
