import type { Lexicon } from './lexicon.ts'
import { keyOf } from './normalise.ts'
import { createSegmenter, type Dictionary } from './segmenter.ts'

/** Stands before a noun that no lexicon entry explains: what it names is probably none of our business. */
export const STRANGER = '\uE00C'

const NOUN = /[一-龠々]{2,20}|[ァ-ヶ][ァ-ヶー・]{1,20}|(?<![a-z])[a-z]{3,20}/g
/** Cost stays bounded on long texts: after this many nouns the story is clear. */
const MAX_NOUNS = 40

/**
 * Builds the marker of nouns that the lexicon does not know, so that "火災保険の返金" differs from "ノートンの返金".
 * It takes NFKC text with its values covered.
 */
export function createStrangerMarker(dictionary: Dictionary, { familiar }: Lexicon): (masked: string) => string {
  const known = new Map(dictionary)
  for (const word of familiar) known.set(keyOf(word.normalize('NFKC')), { tags: [], names: [] })
  const segment = createSegmenter(known)
  return (masked) => {
    let nouns = 0
    return masked.replaceAll(NOUN, (noun) => {
      nouns += 1
      if (nouns > MAX_NOUNS) return noun
      const key = keyOf(noun)
      const unknown = segment(key).reduce((count, { word, text }) => count + (word ? 0 : text.length), 0)
      // At least half: a whole sentence in katakana is no stranger for the particles in it.
      return unknown >= 2 && unknown * 2 >= key.length ? STRANGER + noun : noun
    })
  }
}
