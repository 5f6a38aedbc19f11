import type { KnowledgeEntry, TopicProvider } from './knowledge-entry.ts'
import type { Reading } from './reading.ts'
import type { Lexicon } from './understanding/lexicon.ts'
import { normalise } from './understanding/normalise.ts'
import { createSegmenter, dictionaryOf, latinWordsOf, type Segmenter } from './understanding/segmenter.ts'

/** What a question asks for, as far as we can tell. */
export type Found =
  | { readonly kind: 'answer'; readonly entry: KnowledgeEntry; readonly confidence: number }
  /** Several answers are about equally near: the customer picks one. */
  | { readonly kind: 'unclear'; readonly entries: readonly KnowledgeEntry[] }

/** Finds the answer to a typed question, offline and always the same. */
export interface Knowledge {
  /**
   * @param topic whose contract the talk is about; decides what a question means that names nobody
   * @returns null when nothing is near enough; a wrong answer is worse than none
   */
  find(text: string, reading: Pick<Reading, 'intent' | 'act' | 'entities'>, topic: TopicProvider | null): Found | null
}

interface Wording {
  readonly entry: number
  /** Length of its vector. */
  readonly norm: number
}
interface Posting {
  readonly weight: number
  readonly wordings: Uint16Array
}
interface Scored {
  readonly entry: KnowledgeEntry
  readonly score: number
}

/** From here on an answer is given, from the second on it is one of several worth offering. */
const ANSWER = 0.4
const OFFER = 0.33
/** A second candidate this near makes it a question back, unless the first is beyond doubt. */
const NEAR = 0.93
const SURE = 0.62
const MAX_OFFERED = 3
/** Concepts are fewer and say more than pairs of letters. */
const TAG_WEIGHT = 1.3

/**
 * Builds the finder. Every wording becomes a vector of letter pairs, letter triples and concepts, weighed by
 * how rare they are over all wordings; a question is nearest to the wording with the smallest angle.
 */
export function createKnowledge(entries: readonly KnowledgeEntry[], lexicon: Lexicon): Knowledge {
  const featuresOf = createFeatures(lexicon)
  const rows = entries.flatMap((entry, index) =>
    entry.questions.map((question) => ({ entry: index, features: featuresOf(question) })),
  )
  const places = new Map<string, number[]>()
  rows.forEach(({ features }, row) => {
    for (const name of features) places.set(name, [...(places.get(name) ?? []), row])
  })
  const weightOf = (name: string, count: number) =>
    Math.log((rows.length + 1) / (count + 0.5)) * (name.startsWith('<') ? TAG_WEIGHT : 1)
  const postings = new Map<string, Posting>(
    [...places].map(([name, at]) => [name, { weight: weightOf(name, at.length), wordings: Uint16Array.from(at) }]),
  )
  const unknownWeight = Math.log(rows.length + 1)
  const length = (features: ReadonlySet<string>) => {
    let sum = 0
    for (const name of features) sum += (postings.get(name)?.weight ?? unknownWeight) ** 2
    return Math.sqrt(sum)
  }
  const wordings: Wording[] = rows.map(({ entry, features }) => ({ entry, norm: length(features) }))

  const nearest = (text: string): Float64Array => {
    const features = featuresOf(text)
    const dots = new Float64Array(wordings.length)
    for (const name of features) {
      const posting = postings.get(name)
      if (!posting) continue
      const square = posting.weight * posting.weight
      for (const row of posting.wordings) dots[row] = (dots[row] ?? 0) + square
    }
    const norm = length(features)
    const best = new Float64Array(entries.length)
    wordings.forEach(({ entry, norm: own }, row) => {
      const score = (dots[row] ?? 0) / (norm * own || 1)
      if (score > (best[entry] ?? 0)) best[entry] = score
    })
    return best
  }

  return {
    find: (text, reading, topic) => {
      const best = nearest(text)
      const asked = askedOf(reading)
      const scored: Scored[] = entries
        .map((entry, index) => ({ entry, score: (best[index] ?? 0) * fit(entry, asked, topic) }))
        .filter(({ score }) => score >= OFFER)
        .toSorted((one, other) => other.score - one.score)
      return judged(scored)
    },
  }
}

function judged(scored: readonly Scored[]): Found | null {
  const [first, second] = scored
  if (!first) return null
  const close = scored.filter(({ score }) => score >= first.score * NEAR).slice(0, MAX_OFFERED)
  const clear = !second || close.length === 1 || first.score >= SURE
  if (first.score >= ANSWER && clear) return { kind: 'answer', entry: first.entry, confidence: first.score }
  return { kind: 'unclear', entries: scored.slice(0, MAX_OFFERED).map(({ entry }) => entry) }
}

/** Whom a text names. */
interface Asked {
  readonly provider: TopicProvider | null
  readonly carrier: string | undefined
}

function askedOf({ entities }: Pick<Reading, 'entities'>): Asked {
  const { provider, carrier } = entities
  const own: TopicProvider | null =
    provider === 'trendmicro'
      ? 'trendmicro'
      : provider === 'mw_store' || provider === 'mpass' || carrier
        ? 'norton-mobile'
        : provider === 'norton'
          ? 'norton'
          : null
  return { provider: own, carrier }
}

/** How well an entry fits whom the text names, or, when it names nobody, whom the talk is about. */
function fit(entry: KnowledgeEntry, { provider, carrier }: Asked, topic: TopicProvider | null): number {
  if (carrier && entry.carriers.length > 0 && !entry.carriers.includes(carrier)) return 0
  if (entry.provider === 'general') return 1
  if (provider) return provider === entry.provider ? 1.1 : 0.7
  if (topic) return topic === entry.provider ? 1.1 : 0.75
  return entry.provider === 'norton' ? 1 : 0.85
}

function createFeatures(lexicon: Lexicon): (text: string) => ReadonlySet<string> {
  const dictionary = dictionaryOf(lexicon)
  const segment: Segmenter = createSegmenter(dictionary)
  const latin = latinWordsOf(dictionary)
  return (text) => {
    const { key } = normalise(text, latin)
    const names = new Set<string>()
    for (let at = 0; at < key.length - 1; at++) {
      names.add(key.slice(at, at + 2))
      if (at < key.length - 2) names.add(key.slice(at, at + 3))
    }
    for (const { word } of segment(key)) for (const tag of word?.tags ?? []) names.add(`<${tag}>`)
    return names
  }
}
