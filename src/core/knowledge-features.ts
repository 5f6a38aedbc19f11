import { TOPIC_PROVIDERS, type TopicProvider } from './knowledge-entry.ts'
import type { KnowledgeWords } from './knowledge-words.ts'
import type { Lexicon } from './understanding/lexicon.ts'
import { keyOf, normalise } from './understanding/normalise.ts'
import { createSegmenter, type Dictionary, dictionaryOf, latinWordsOf, type Word } from './understanding/segmenter.ts'

/** What a text is compared by: `{term`, `<concept`, `=name` and runs of letters, each with the weight of its kind. */
export type Features = ReadonlyMap<string, number>

/** A text ready to be compared. */
export interface QuestionText {
  readonly features: Features
  /** Whose contract its words point to. */
  readonly providers: readonly TopicProvider[]
  /** It speaks of somebody else's business. */
  readonly foreign: boolean
  /** It names a thing that neither the lexicon nor any question of ours knows. */
  readonly strange: boolean
}

const TERM = 1.6
const NAME = 1.5
const CONCEPT = 1
const IDLE = 0.25
/** What is asked for (いつ, どこ, いくら) parts questions about the same thing. */
const ASKED_FOR = 1.35
const LETTERS = 0.35
/** A long story is compared by its beginning: the question is short, and cost must stay bounded. */
const MAX_LETTERS = 160

const NOUN = /[一-龠々]{2,}|[ァ-ヶ][ァ-ヶー・]+|(?<![a-z])[a-z]{3,}/g

/** How a question is dressed: it says nothing of what is asked. */
const DRESS =
  /(?:お(?:教え|聞かせ|伺い)|ご(?:教示|案内|説明))(?:いただけ|くださ|願え)?.*$|(?:で|ま)しょうか.*$|教えて.*$|(?:よろし|よ)いですか.*$/

/** What the reader of features is built from. */
export interface FeatureSources {
  readonly lexicon: Lexicon
  readonly words: KnowledgeWords
  /** Wordings whose nouns are no strangers. */
  readonly questions: readonly string[]
}

/** Builds the reader of features. */
export function createFeatures({ lexicon, words, questions }: FeatureSources): (text: string) => QuestionText {
  const concepts = withoutLetters(dictionaryOf(lexicon))
  const inConcepts = createSegmenter(concepts)
  const inTerms = createSegmenter(dictionary(words.terms))
  const inProviders = createSegmenter(dictionary(words.providers as Record<string, readonly string[]>))
  const latin = latinWordsOf(concepts)
  const idle = new Set(words.idle)
  const askedFor = new Set(words.askedFor)
  const foreignTags = new Set(words.foreign)
  const isStrange = strangers(ours({ concepts, foreignTags, words, lexicon, questions }))
  return (text) => {
    const { raw, key: whole } = normalise(text, latin)
    const key = whole.slice(0, MAX_LETTERS)
    const features = new Map<string, number>()
    const said = inTerms(key).filter(({ word }) => word)
    let foreign = false
    for (const { word, start, text: spelt } of inConcepts(key)) {
      const named = said.some((term) => term.start < start + spelt.length && start < term.start + term.text.length)
      for (const tag of word?.tags ?? []) {
        features.set(`<${tag}`, idle.has(tag) ? IDLE : askedFor.has(tag) ? ASKED_FOR : CONCEPT)
        foreign ||= foreignTags.has(tag) && !named
      }
      for (const { value } of word?.names ?? []) features.set(`=${value}`, NAME)
    }
    for (const { word } of said) for (const tag of word?.tags ?? []) features.set(`{${tag}`, TERM)
    addLetters(keyOf(raw.replace(DRESS, '')).slice(0, MAX_LETTERS) || key, features)
    const companies = inProviders(key).flatMap(({ word }) => word?.tags ?? [])
    return {
      features,
      providers: TOPIC_PROVIDERS.filter((one) => companies.includes(one)),
      foreign,
      strange: isStrange(raw),
    }
  }
}

/** Every word that is no sign of somebody else's business. */
function ours(known: {
  readonly concepts: Dictionary
  readonly foreignTags: ReadonlySet<string>
  readonly words: KnowledgeWords
  readonly lexicon: Lexicon
  readonly questions: readonly string[]
}): Dictionary {
  const { concepts, foreignTags, words, lexicon, questions } = known
  const nouns = questions.flatMap((question) => question.normalize('NFKC').toLowerCase().match(NOUN) ?? [])
  const own = [...concepts].filter(([, { tags }]) => !tags.some((tag) => foreignTags.has(tag)))
  const more = [...lexicon.familiar, ...Object.values(words.terms).flat(), ...nouns]
  const plain: Word = { tags: [], names: [] }
  return new Map([...more.map((word) => [keyOf(word.normalize('NFKC')), plain] as const), ...own])
}

function strangers(known: Dictionary): (raw: string) => boolean {
  const segment = createSegmenter(known)
  const unknownLetters = (noun: string) =>
    segment(keyOf(noun)).reduce((count, { word, text }) => count + (word ? 0 : text.length), 0)
  return (raw) => (raw.slice(0, MAX_LETTERS).match(NOUN) ?? []).some((noun) => unknownLetters(noun) >= 2)
}

function addLetters(key: string, features: Map<string, number>): void {
  for (let at = 0; at < key.length - 1; at++) {
    features.set(key.slice(at, at + 2), LETTERS)
    if (at < key.length - 2) features.set(key.slice(at, at + 3), LETTERS)
  }
}

/** A single kana is in every other word (キー is spelt き), so it names nothing here. */
const withoutLetters = (dictionary: Dictionary): Dictionary =>
  new Map([...dictionary].filter(([key]) => key.length > 1 || !/[ぁ-ん]/.test(key)))

function dictionary(lists: Readonly<Record<string, readonly string[]>>): Dictionary {
  const words = new Map<string, Word>()
  for (const [tag, spellings] of Object.entries(lists)) {
    for (const spelling of spellings) {
      const key = keyOf(spelling.normalize('NFKC'))
      words.set(key, { tags: [...new Set([...(words.get(key)?.tags ?? []), tag])], names: [] })
    }
  }
  words.delete('')
  return words
}
