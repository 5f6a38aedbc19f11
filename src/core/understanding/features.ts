import type { ReadingContext } from '../reading.ts'
import type { Segment } from './segmenter.ts'
import { STRANGER } from './strangers.ts'

/** What the features are drawn from. */
export interface FeatureSource {
  readonly segments: readonly Segment[]
  readonly key: string
  readonly context: ReadingContext | null
  readonly asks: boolean
}

/** Features by name with their values; a text's values have about unit length, so that long stories do not shout. */
export type Features = ReadonlyMap<string, number>

/** Head and tail of a long story hold its wish; what is between is not worth the time. */
const EDGE = 150

const TAG_SHARE = 1
const NGRAM_SHARE = 1

function edges<T>(items: readonly T[]): readonly T[] {
  return items.length <= EDGE * 2 ? items : [...items.slice(0, EDGE), ...items.slice(-EDGE)]
}

/** Pairs are drawn from this many concepts at most: a story with more of them is told by its words. */
const PAIRED = 12

/** Concepts said together, wherever they stand. */
function pairsOf(segments: readonly Segment[]): Set<string> {
  const tags = [...new Set(segments.flatMap(({ word }) => word?.tags ?? []))].sort().slice(0, PAIRED)
  return new Set(tags.flatMap((tag, at) => tags.slice(at + 1).map((other) => `b:${tag}+${other}`)))
}

function tagFeatures(segments: readonly Segment[], { context, asks }: FeatureSource): Set<string> {
  const names = new Set<string>()
  const place = context ?? 'free'
  let previous = '^'
  let known = 0
  for (const { word, text } of segments) {
    if (text === STRANGER) {
      names.add('stranger').add(`c:${place}|stranger`).add(`p:${previous}>stranger`)
      previous = 'stranger'
    }
    if (!word) continue
    known += text.length
    for (const tag of word.tags) {
      names.add(`t:${tag}`)
      names.add(`c:${place}|${tag}`)
      names.add(`p:${previous}>${tag}`)
    }
    previous = word.tags[0] ?? previous
  }
  names.add(`p:${previous}>$`)
  names.add(`c:${place}`)
  if (asks) names.add('q')
  if (known === 0) names.add('unknown')
  for (const pair of pairsOf(segments)) names.add(pair)
  return names
}

/** Each segment as one symbol: its first concept, or the character itself with figures made alike. */
function symbols(segments: readonly Segment[]): string[] {
  return segments.map(({ word, text }) => (word ? `<${word.tags[0]}>` : /\d/.test(text) ? '0' : text))
}

function ngramFeatures(segments: readonly Segment[], key: string): Set<string> {
  const names = new Set<string>()
  const signs = ['^', ...symbols(segments), '$']
  for (let i = 0; i < signs.length; i++) {
    const [a, b, c] = [signs[i], signs[i + 1], signs[i + 2]]
    if (b !== undefined) names.add(`s:${a}${b}`)
    if (c !== undefined) names.add(`s:${a}${b}${c}`)
  }
  const letters = `^${key}$`
  for (let i = 0; i < letters.length - 1; i++) {
    names.add(`k:${letters[i]}`)
    names.add(`k:${letters.slice(i, i + 2)}`)
    if (i < letters.length - 2) names.add(`k:${letters.slice(i, i + 3)}`)
  }
  return names
}

/** The features of a text: its concepts and their order, each with the context, and short runs of symbols and letters. */
export function featuresOf(source: FeatureSource): Features {
  const segments = edges(source.segments)
  const key = source.key.length <= EDGE * 2 ? source.key : source.key.slice(0, EDGE) + source.key.slice(-EDGE)
  const tags = tagFeatures(segments, source)
  const ngrams = ngramFeatures(segments, key)
  const features = new Map<string, number>()
  for (const name of tags) features.set(name, TAG_SHARE / Math.sqrt(tags.size))
  for (const name of ngrams) features.set(name, NGRAM_SHARE / Math.sqrt(ngrams.size))
  return features
}
