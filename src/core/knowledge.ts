import type { KnowledgeEntry, TopicProvider } from './knowledge-entry.ts'
import { createFeatures, type QuestionText } from './knowledge-features.ts'
import { type KnowledgeIndex, KnowledgeIndexBuilder } from './knowledge-index.ts'
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
  /**
   * Does a little (about a millisecond) of what the first question otherwise has to wait for.
   *
   * @returns whether nothing is left to do
   */
  prepare(): boolean
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
  let making = make(entries, lexicon, words)
  let made: Made | undefined
  const prepare = () => {
    if (made) return true
    try {
      const step = making.next()
      if (step.done) made = step.value
    } catch (error) {
      // It would say that it is done from here on.
      making = make(entries, lexicon, words)
      throw error
    }
    return made !== undefined
  }
  const rank = (text: string, reading: QuestionReading, topic: TopicProvider | null) => {
    while (!made) prepare()
    const { read, index } = made
    const { features, providers, ...signs } = read(text)
    const near = index.nearness(features)
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
    prepare,
    rank: (text, reading, topic) => rank(text, reading, topic).scored,
    find: (text, reading, topic) => {
      const { scored, decoy: nearestDecoy } = rank(text, reading, topic)
      return judged(scored, reading, nearestDecoy) ?? usual(scored, reading, nearestDecoy)
    },
  }
}

interface Made {
  readonly read: (text: string) => QuestionText
  readonly index: KnowledgeIndex
}

/** Wordings read between two rests. */
const WORDINGS_A_STEP = 20

/** Too much work for one piece: made bit by bit while the process has nothing better to do, or all at once by the first question. */
function* make(
  entries: readonly KnowledgeEntry[],
  lexicon: Lexicon,
  words: KnowledgeWords,
): Generator<undefined, Made, undefined> {
  const read = createFeatures({ lexicon, words, questions: entries.flatMap(({ questions }) => questions) })
  yield
  const builder = new KnowledgeIndexBuilder()
  let count = 0
  for (const [owner, questions] of [...entries.map((entry) => entry.questions), words.decoys].entries()) {
    for (const question of questions) {
      builder.add(owner, read(question).features)
      if (++count % WORDINGS_A_STEP === 0) yield
    }
  }
  return { read, index: builder.build() }
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
