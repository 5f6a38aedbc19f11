import type { Lexicon } from './lexicon.ts'
import { keyOf } from './normalise.ts'

/** A known word in a text. */
export interface Word {
  readonly tags: readonly string[]
  readonly names: readonly { readonly slot: NameSlot; readonly value: string }[]
}

export type NameSlot = keyof Lexicon['names']

/** A stretch of the key: a known word, or one unknown character. */
export interface Segment {
  readonly text: string
  readonly start: number
  readonly word: Word | null
}

interface Node {
  readonly next: Map<string, Node>
  word: Word | null
}

/** Cuts keys into known words and single characters. */
export type Segmenter = (key: string) => readonly Segment[]

/** The tag a name carries, so that rules can speak of "a carrier" without listing carriers. */
function tagOfName(slot: NameSlot, value: string): string {
  return slot === 'carrier' || slot === 'product' ? slot : value
}

function newNode(): Node {
  return { next: new Map(), word: null }
}

function nodeAt(root: Node, word: string): Node {
  let node = root
  for (const char of keyOf(word.normalize('NFKC'))) {
    let child = node.next.get(char)
    if (!child) {
      child = newNode()
      node.next.set(char, child)
    }
    node = child
  }
  return node
}

function trieOf(lexicon: Lexicon): Node {
  const root = newNode()
  for (const [tag, words] of Object.entries(lexicon.concepts)) {
    for (const word of words) {
      const node = nodeAt(root, word)
      const tags = node.word?.tags ?? []
      node.word = { tags: tags.includes(tag) ? tags : [...tags, tag], names: node.word?.names ?? [] }
    }
  }
  for (const slot of ['provider', 'product', 'carrier', 'about'] as const) {
    for (const [value, words] of Object.entries(lexicon.names[slot])) {
      for (const word of words) {
        const node = nodeAt(root, word)
        const tag = tagOfName(slot, value)
        const tags = node.word?.tags ?? []
        node.word = {
          tags: tags.includes(tag) ? tags : [...tags, tag],
          names: [...(node.word?.names ?? []), { slot, value }],
        }
      }
    }
  }
  root.word = null
  return root
}

const LATIN = /[a-z]/

/** A Latin word counts only when no letter touches it: the carrier "au" is not in "because". */
function isWhole(key: string, start: number, end: number): boolean {
  const first = key[start] ?? ''
  const last = key[end - 1] ?? ''
  return !(LATIN.test(first) && LATIN.test(key[start - 1] ?? '')) && !(LATIN.test(last) && LATIN.test(key[end] ?? ''))
}

/**
 * Builds the segmenter of a lexicon: at each place the longest known word wins, from left to right.
 */
export function createSegmenter(lexicon: Lexicon): Segmenter {
  const root = trieOf(lexicon)
  return (key) => {
    const segments: Segment[] = []
    let at = 0
    while (at < key.length) {
      let node: Node | undefined = root
      let best: { end: number; word: Word } | null = null
      for (let end = at; end < key.length; ) {
        node = node.next.get(key[end] ?? '')
        if (!node) break
        end += 1
        if (node.word && isWhole(key, at, end)) best = { end, word: node.word }
      }
      const end = best?.end ?? at + 1
      segments.push({ text: key.slice(at, end), start: at, word: best?.word ?? null })
      at = end
    }
    return segments
  }
}

/** Words of a lexicon spelt in Latin letters, so that romaji reading leaves them alone. */
export function latinWordsOf(lexicon: Lexicon): ReadonlySet<string> {
  const all = [
    ...Object.values(lexicon.concepts),
    ...Object.values(lexicon.names).flatMap((group) => Object.values(group)),
  ].flat()
  return new Set(all.flatMap((word) => word.toLowerCase().match(/[a-z]{2,}/g) ?? []))
}
