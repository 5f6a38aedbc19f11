import type { KnowledgeEntry, TopicProvider } from './knowledge-entry.ts'
import { createFeatures, type Features, type QuestionText } from './knowledge-features.ts'
import type { KnowledgeWords } from './knowledge-words.ts'
import { isQuestionIntent, type Reading } from './reading.ts'
import type { Lexicon } from './understanding/lexicon.ts'

/** What a question asks for, as far as we can tell. */
export type Found =
  | { readonly kind: 'answer'; readonly entry: KnowledgeEntry; readonly confidence: number }
  /** Several answers are about equally near: the customer picks one. */
  | { readonly kind: 'unclear'; readonly entries: readonly KnowledgeEntry[] }

/** An entry with how near its nearest wording is, 0 to about 1.1. */
export interface Scored {
  readonly entry: KnowledgeEntry
  readonly score: number
}

/** As much of a reading as finding an answer needs. */
export type QuestionReading = Pick<Reading, 'intent' | 'act' | 'entities'>

/** Finds the answer to a typed question, offline and always the same. */
export interface Knowledge {
  /**
   * @param topic whose contract the talk is about; decides what a question means that names nobody
   * @returns null when nothing is near enough; a wrong answer is worse than none
   */
  find(text: string, reading: QuestionReading, topic: TopicProvider | null): Found | null
  /** All entries by nearness, for judging the finder itself. */
  rank(text: string, reading: QuestionReading, topic: TopicProvider | null): readonly Scored[]
}

/** From here on an answer is given, from the second on it is one of several worth offering. */
const ANSWER = 0.36
/** The same for a text the reader takes for a question of ours anyway. */
const ANSWER_A_QUESTION = 0.28
const OFFER = 0.26
/** A second candidate this near makes it a question back, unless the first is beyond doubt. */
const NEAR = 0.9
const SURE = 0.62
const MAX_OFFERED = 3
/** Less will do for the answer usual for what the reader took a question for. */
const USUAL = 0.15
/** How much the two next wordings of an entry count beside its nearest. */
const SUPPORT = 0.25
/** How much the middle of all its wordings counts beside the nearest: a text can be like none and yet like all of them. */
const MIDDLE = 0.2
/** An entry of somebody else than the text names, or than the talk is about. */
const NOT_NAMED = 0.6
const NOT_TOPIC = 0.75
/** What is true of this window, said of another company's contract. */
const NOT_THEIRS = 0.9
/** Whoever names nobody most likely speaks of the official store. */
const NOT_OFFICIAL: Readonly<Record<TopicProvider, number>> = {
  norton: 1,
  'norton-mobile': 0.82,
  trendmicro: 0.7,
  general: 1,
}
/** The reader takes it for somebody else's business. */
const OFF_TOPIC = 0.92
/** The reader takes the question for just this kind. */
const KIND = 1.1
/** It takes it for help with using the product. */
const OTHER_SUPPORT = 0.35
const FOREIGN = 0.6
const STRANGE = 0.75

/** Each wording as a vector in an inverted index: features → wordings that have them. */
interface Index {
  readonly ownerOf: readonly number[]
  readonly normOf: Float64Array
  readonly postings: ReadonlyMap<string, { readonly square: number; readonly rows: Uint16Array }>
  readonly length: (features: Features) => number
  /** How long the sum of an owner's wordings is, each of length one: short where they say different things. */
  readonly spreadOf: readonly number[]
}

/**
 * Builds the finder. Every wording becomes a vector of terms, concepts and short runs of letters, weighed by how few
 * entries have them; a question is nearest to the wording with the smallest angle. Decoys are wordings of questions
 * that nobody here answers: what is nearest to one of them has no answer.
 */
export function createKnowledge(
  entries: readonly KnowledgeEntry[],
  lexicon: Lexicon,
  words: KnowledgeWords,
): Knowledge {
  const decoy = entries.length
  // Made when the first question comes: most conversations ask none, and the process starts sooner.
  let made: { readonly read: (text: string) => QuestionText; readonly index: Index } | undefined
  const make = () => {
    const read = createFeatures({ lexicon, words, questions: entries.flatMap(({ questions }) => questions) })
    const wordings = [
      ...entries.flatMap(({ questions }, owner) => questions.map((question) => ({ owner, question }))),
      ...words.decoys.map((question) => ({ owner: decoy, question })),
    ]
    return {
      read,
      index: indexOf(wordings.map(({ owner, question }) => ({ owner, features: read(question).features }))),
    }
  }
  const rank = (text: string, reading: QuestionReading, topic: TopicProvider | null) => {
    made ??= make()
    const { read, index } = made
    const { features, providers, ...signs } = read(text)
    const near = nearness(features, index, entries.length + 1)
    const asked = askedOf(reading, providers)
    const scored = entries.map((entry, owner) => ({
      entry,
      score:
        (near[owner] ?? 0) *
        likelihood(entry, asked, topic) *
        (entry.intents.includes(reading.intent) ? KIND : 1) *
        doubtOf(entry, reading, signs),
    }))
    return { scored: scored.toSorted((one, other) => other.score - one.score), decoy: near[decoy] ?? 0 }
  }
  return {
    rank: (text, reading, topic) => rank(text, reading, topic).scored,
    find: (text, reading, topic) => {
      const { scored, decoy: nearestDecoy } = rank(text, reading, topic)
      return judged(scored, reading, nearestDecoy) ?? usual(scored, reading, nearestDecoy)
    },
  }
}

function judged(scored: readonly Scored[], { act, intent }: QuestionReading, decoy: number): Found | null {
  const [first, second] = scored
  if (!first || first.score < OFFER || first.score <= decoy) return null
  const clear = !second || second.score < first.score * NEAR || first.score >= SURE
  const enough = act === 'answer' && isQuestionIntent(intent) ? ANSWER_A_QUESTION : ANSWER
  if (first.score >= enough && clear) return { kind: 'answer', entry: first.entry, confidence: first.score }
  const offered = scored.filter(({ score }) => score >= OFFER && score >= first.score * 0.6)
  return { kind: 'unclear', entries: offered.slice(0, MAX_OFFERED).map(({ entry }) => entry) }
}

/** No wording is near, but the reader knows what kind of question it is: the answer usual for that kind. */
function usual(scored: readonly Scored[], { intent, act }: QuestionReading, decoy: number): Found | null {
  const known = scored.find(({ entry }) => entry.usualFor.includes(intent))
  if (act !== 'answer' || !known || known.score < USUAL || (scored[0]?.score ?? 0) <= decoy) return null
  return { kind: 'answer', entry: known.entry, confidence: known.score }
}

function indexOf(rows: readonly { readonly owner: number; readonly features: Features }[]): Index {
  const rowsOf = new Map<string, number[]>()
  const ownersOf = new Map<string, Set<number>>()
  const kindOf = new Map<string, number>()
  rows.forEach(({ owner, features }, row) => {
    for (const [name, kind] of features) {
      const at = rowsOf.get(name)
      if (at) at.push(row)
      else rowsOf.set(name, [row])
      const owners = ownersOf.get(name)
      if (owners) owners.add(owner)
      else ownersOf.set(name, new Set([owner]))
      kindOf.set(name, kind)
    }
  })
  const total = new Set(rows.map(({ owner }) => owner)).size
  // What no wording has says that the question is about something else: letters less so than words.
  const rarity = (name: string) => Math.max(0.05, Math.log((total + 1) / ((ownersOf.get(name)?.size ?? 0) + 0.3)))
  const unknownLetters = 0.6 * Math.log(total + 1)
  const square = (name: string, kind: number) => {
    const known = ownersOf.has(name) || isWord(name)
    return (kind * (known ? Math.min(rarity(name), Math.log(total + 1)) : unknownLetters)) ** 2
  }
  const length = (features: Features) => {
    let sum = 0
    for (const [name, kind] of features) sum += square(name, kind)
    return Math.sqrt(sum)
  }
  return {
    ownerOf: rows.map(({ owner }) => owner),
    normOf: Float64Array.from(rows, ({ features }) => length(features)),
    postings: new Map(
      [...rowsOf].map(([name, at]) => [
        name,
        { square: square(name, kindOf.get(name) ?? 0), rows: Uint16Array.from(at) },
      ]),
    ),
    length,
    spreadOf: spreadOf(rows, square, length),
  }
}

function spreadOf(
  rows: readonly { readonly owner: number; readonly features: Features }[],
  square: (name: string, kind: number) => number,
  length: Index['length'],
): number[] {
  const byOwner = [...Map.groupBy(rows, ({ owner }) => owner)].toSorted(([one], [other]) => one - other)
  return byOwner.map(([, mine]) => {
    const sum = new Map<string, number>()
    for (const { features } of mine) {
      const norm = length(features) || 1
      for (const [name, kind] of features) sum.set(name, (sum.get(name) ?? 0) + Math.sqrt(square(name, kind)) / norm)
    }
    return Math.hypot(...sum.values()) || 1
  })
}

const isWord = (name: string): boolean => /^[<{=]/.test(name)

/** For each owner: its nearest wording, leaning a little on the two behind it and on the middle of all. Decoys have no middle. */
function nearness(
  features: Features,
  { postings, normOf, ownerOf, length, spreadOf: spread }: Index,
  owners: number,
): Float64Array {
  const dots = new Float64Array(normOf.length)
  for (const name of features.keys()) {
    const posting = postings.get(name)
    if (!posting) continue
    for (const row of posting.rows) dots[row] = (dots[row] ?? 0) + posting.square
  }
  const norm = length(features) || 1
  const sums = new Float64Array(owners)
  const [first, second, third] = [new Float64Array(owners), new Float64Array(owners), new Float64Array(owners)]
  for (let row = 0; row < dots.length; row++) {
    const dot = dots[row] ?? 0
    if (dot === 0) continue
    const score = dot / (norm * (normOf[row] ?? 1))
    const owner = ownerOf[row] ?? 0
    sums[owner] = (sums[owner] ?? 0) + score
    if (score > (first[owner] ?? 0)) {
      third[owner] = second[owner] ?? 0
      second[owner] = first[owner] ?? 0
      first[owner] = score
    } else if (score > (second[owner] ?? 0)) {
      third[owner] = second[owner] ?? 0
      second[owner] = score
    } else if (score > (third[owner] ?? 0)) third[owner] = score
  }
  return first.map((one, owner) => {
    const mean = (one + (second[owner] ?? 0) + (third[owner] ?? 0)) / 3
    const nearest = one * (1 - SUPPORT) + mean * SUPPORT
    const isDecoy = owner === owners - 1
    return isDecoy ? nearest : nearest * (1 - MIDDLE) + ((sums[owner] ?? 0) / (spread[owner] ?? 1)) * MIDDLE
  })
}

/** Whom a text names. */
interface Asked {
  readonly provider: TopicProvider | null
  readonly carrier: string | undefined
}

function askedOf({ entities }: QuestionReading, providers: readonly TopicProvider[]): Asked {
  const { provider, carrier } = entities
  if (provider === 'trendmicro' || providers.includes('trendmicro')) return { provider: 'trendmicro', carrier }
  if (provider === 'mw_store' || provider === 'mpass' || carrier || providers.includes('norton-mobile'))
    return { provider: 'norton-mobile', carrier }
  return { provider: provider === 'norton' ? 'norton' : null, carrier }
}

/** How well an entry fits whom the text names, or, when it names nobody, whom the talk is about. */
function likelihood(entry: KnowledgeEntry, { provider, carrier }: Asked, topic: TopicProvider | null): number {
  if (carrier && entry.carriers.length > 0 && !entry.carriers.includes(carrier)) return 0
  if (entry.provider === 'general') return provider && provider !== 'norton' ? NOT_THEIRS : 1
  const carriersOwn = entry.carriers.length > 0 && !carrier ? 0.95 : 1
  const wanted = provider ?? topic
  if (wanted) return (wanted === entry.provider ? 1.1 : provider ? NOT_NAMED : NOT_TOPIC) * carriersOwn
  return NOT_OFFICIAL[entry.provider] * carriersOwn
}

/** How much less an entry counts because the text seems to be about something else. */
function doubtOf(
  { intents }: KnowledgeEntry,
  { intent, act }: QuestionReading,
  { foreign, strange }: Pick<QuestionText, 'foreign' | 'strange'>,
): number {
  const off = intent === 'off_topic' && act !== 'clarify'
  // Two signs of somebody else's business are enough.
  if (off && (strange || foreign)) return 0
  const usage = intent === 'other_support' && act === 'answer' && !intents.includes(intent)
  const reader = off ? OFF_TOPIC : usage ? OTHER_SUPPORT : 1
  return reader * (foreign ? FOREIGN : 1) * (strange ? STRANGE : 1)
}
