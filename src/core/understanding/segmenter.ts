import type { Lexicon } from './lexicon.ts'
import { keyOf } from './normalise.ts'

/** A known word in a text. */
export interface Word {
  readonly tags: readonly string[]
  readonly names: readonly Name[]
}

export type NameSlot = keyof Lexicon['names']

/** A value of an entity that a word names. */
export interface Name {
  readonly slot: NameSlot
  readonly value: string
}

/** A stretch of the key: a known word, or one unknown character. */
export interface Segment {
  readonly text: string
  readonly start: number
  readonly word: Word | null
}

/** Cuts keys into known words and single characters. */
export type Segmenter = (key: string) => readonly Segment[]

/** Words by their comparison spelling. */
export type Dictionary = ReadonlyMap<string, Word>

/** The tag a name carries, so that rules can speak of "a carrier" without listing carriers. */
function tagOfName(slot: NameSlot, value: string): string {
  return slot === 'carrier' || slot === 'product' ? slot : value
}

/** The dictionary of a lexicon: its concepts and names. */
export function dictionaryOf(lexicon: Lexicon): Dictionary {
  const words = new Map<string, Word>()
  const add = (spelling: string, tag: string, names: readonly Name[]): void => {
    const key = keyOf(spelling.normalize('NFKC'))
    const known = words.get(key)
    const tags = known?.tags ?? []
    words.set(key, { tags: tags.includes(tag) ? tags : [...tags, tag], names: [...(known?.names ?? []), ...names] })
  }
  for (const [tag, spellings] of Object.entries(lexicon.concepts))
    for (const spelling of spellings) add(spelling, tag, [])
  for (const slot of ['provider', 'product', 'carrier', 'about'] as const) {
    for (const [value, spellings] of Object.entries(lexicon.names[slot])) {
      for (const spelling of spellings) add(spelling, tagOfName(slot, value), [{ slot, value }])
    }
  }
  words.delete('')
  return words
}

const LATIN = /[a-z]/

/**
 * A Latin word counts only when no letter touches it: the carrier "au" is not in "because".
 * A past form counts only when it is not the beginning of a wish: 解約した is not in 解約したい.
 */
function isWhole(key: string, start: number, end: number): boolean {
  if (key[end - 1] === 'た' && key[end] === 'い') return false
  const first = key[start] ?? ''
  const last = key[end - 1] ?? ''
  return !(LATIN.test(first) && LATIN.test(key[start - 1] ?? '')) && !(LATIN.test(last) && LATIN.test(key[end] ?? ''))
}

/** Builds a segmenter: at each place the longest known word wins, from left to right. */
export function createSegmenter(dictionary: Dictionary): Segmenter {
  // Longest word by its first two letters: most places in a text begin no word at all, and are passed in one look-up.
  const longest = new Map<string, number>()
  for (const word of dictionary.keys()) {
    const start = word.slice(0, 2)
    longest.set(start, Math.max(longest.get(start) ?? 0, word.length))
  }
  const wordAt = (key: string, at: number): { end: number; word: Word } | null => {
    for (let size = longest.get(key.slice(at, at + 2)) ?? 1; size > 0; size--) {
      const end = at + size
      const word = end <= key.length ? dictionary.get(key.slice(at, end)) : undefined
      if (word && isWhole(key, at, end)) return { end, word }
    }
    return null
  }
  return (key) => {
    const segments: Segment[] = []
    for (let at = 0; at < key.length; ) {
      const found = wordAt(key, at)
      const end = found?.end ?? at + 1
      segments.push({ text: key.slice(at, end), start: at, word: found?.word ?? null })
      at = end
    }
    return segments
  }
}

/** Words of a lexicon spelt in Latin letters, so that romaji reading leaves them alone. */
export function latinWordsOf(dictionary: Dictionary): ReadonlySet<string> {
  return new Set([...dictionary.keys()].flatMap((word) => word.match(/[a-z]{2,}/g) ?? []))
}
