import type { Entities, Evidence, Intent, Reading, ReadingContext, ReadingFrame } from '../reading.ts'
import { type ChoiceReader, createChoiceReader } from './choices.ts'
import { type ClosedGrammar, createClosedGrammar } from './closed-grammar.ts'
import { findDate } from './dates.ts'
import { featuresOf } from './features.ts'
import { findIdentifiers, loneDigits } from './identifiers.ts'
import { createIntentModel, type IntentModel, type Ranking } from './intent-model.ts'
import type { Lexicon } from './lexicon.ts'
import { findPlanPeriod, namesIn } from './names.ts'
import { keyOf, type NormalisedText, normalise } from './normalise.ts'
import { createSegmenter, dictionaryOf, latinWordsOf, type Segment, type Segmenter } from './segmenter.ts'
import { createSlotReader, type SlotReader } from './slot-values.ts'
import { createStrangerMarker } from './strangers.ts'
import { alsoOf, type Wishes, wishesIn } from './wishes.ts'

/** Reads typed Japanese: deterministic, offline, and able to say why. */
export interface Understanding {
  /**
   * What a text means in front of what was asked and offered. Never throws; text that says nothing known is `menu`.
   * A yes (`affirm`, `accept_offer`) comes only from the closed grammar matching the whole text.
   */
  readonly understand: (text: string, frame: ReadingFrame) => Reading
}

interface FactReaders {
  readonly segment: Segmenter
  readonly markStrangers: (masked: string) => string
  readonly latinWords: ReadonlySet<string>
}

interface Readers extends FactReaders {
  readonly grammar: ClosedGrammar
  readonly choices: ChoiceReader
  readonly slots: SlotReader
  readonly model: IntentModel
}

/** A text after reading its facts, before deciding what it wants. */
export interface ReadText {
  readonly text: NormalisedText
  readonly entities: Partial<Entities>
  readonly wishes: Wishes
  readonly maskedKey: string
}

type Verdict = Pick<Reading, 'act' | 'intent' | 'alternatives' | 'confidence' | 'evidence'> & {
  readonly bareYes?: true
}

const ABOUT: Partial<Readonly<Record<ReadingContext, string>>> = {
  ask_order_number: 'order_number',
  ask_email: 'email',
  ask_product_key: 'product_key',
}

/** Below `ANSWER` we ask which; below `MENU` even the candidates would be a guess. */
const ANSWER = 0.6
const MENU = 0.12
/** The most confidence a text can have that says nothing we know. */
const NOT_UNDERSTOOD = 0.5

function factsOf(text: NormalisedText, frame: ReadingFrame, readers: FactReaders): ReadText {
  const found = findIdentifiers(text.raw, frame.context)
  const dated = findDate(found.text, { ref: frame.ref })
  const period = findPlanPeriod(dated.masked, frame.context)
  const maskedKey = keyOf(readers.markStrangers(period.text))
  const segments = readers.segment(maskedKey)
  const { date } = dated
  const digits = loneDigits(dated.masked)
  const entities: Partial<Entities> = {
    ...namesIn(segments, maskedKey),
    ...found.entities,
    ...period.entities,
    ...(date?.iso ? { date: date.iso } : {}),
    ...(date && !date.iso ? { date_from: date.from, date_to: date.to } : {}),
    ...(digits ? { digits } : {}),
  }
  return { text, entities, wishes: wishesIn(segments, maskedKey), maskedKey }
}

function sure(intent: Intent, rule: string, span: string): Verdict {
  return {
    act: intent === 'off_topic' ? 'menu' : 'answer',
    intent,
    alternatives: [],
    confidence: 1,
    evidence: [{ rule, span }],
  }
}

/** What hands and marks without words mean: nothing, unless we are waiting for a yes or no. */
function wordless(text: NormalisedText, context: ReadingContext | null): Verdict {
  return sure(text.sign && context ? 'ambiguous' : 'off_topic', 'wordless', text.raw)
}

/** Names that make a text our business whatever else it says. */
const OURS = new Set(['norton', 'trendmicro', 'mw_store', 'mpass', 'product'])

/** A text that names our product and wishes something is not off topic, however odd it is. */
function isOurs({ segments, standing }: Wishes): boolean {
  return standing.length > 0 && segments.some(({ word }) => word?.tags.some((tag) => OURS.has(tag)))
}

const ELSEWHERE = new Set(['othersvc', 'chitchat', 'competitor'])

/** A text about something we know to be another topic; gibberish is not understood instead. */
function isElsewhere({ segments }: Wishes): boolean {
  return segments.some(({ word }) => word?.tags.some((tag) => ELSEWHERE.has(tag)))
}

function without(intent: Intent, { scored, because }: Ranking): Ranking {
  const others = scored.filter((one) => one.intent !== intent)
  const left = scored.reduce((sum, one) => sum - (one.intent === intent ? one.probability : 0), 1)
  return { scored: others.map((one) => ({ ...one, probability: one.probability / left })), because }
}

function byModel({ scored, because }: Ranking, names: Evidence[], strays: boolean): Verdict {
  const [best] = scored
  if (!best) return sure('off_topic', 'model', '')
  const evidence = [{ rule: `model:${best.intent}`, span: because }, ...names]
  const verdict = { intent: best.intent, confidence: best.probability, evidence }
  if (best.intent === 'off_topic' && best.probability >= ANSWER)
    return strays
      ? { ...verdict, act: 'answer', alternatives: [] }
      : { ...verdict, act: 'menu', alternatives: [], confidence: Math.min(best.probability, NOT_UNDERSTOOD) }
  const alternatives = scored
    .filter(({ intent, probability }) => intent !== 'off_topic' && probability >= MENU / 2)
    .slice(0, 3)
  const candidates = alternatives.map(({ intent }) => intent)
  if (best.probability >= ANSWER) return { ...verdict, act: 'answer', alternatives: candidates.slice(1) }
  if (candidates.length === 0 || best.probability < MENU)
    return { ...verdict, intent: 'off_topic', act: 'menu', alternatives: [] }
  return { ...verdict, act: 'clarify', alternatives: candidates }
}

function slotVerdict(read: ReadText, { context }: ReadingFrame, slots: SlotReader): Verdict | null {
  const { entities, wishes, text } = read
  const { provider } = entities
  // At "why?" a product name is a reason, not a value.
  if (context === 'reason') return null
  if (slots.onlyValues(wishes.segments, entities, context)) {
    const seller = context === 'provider' && (provider === 'mpass' || provider === 'mw_store')
    return sure(seller ? 'carrier_contract' : 'provide_info', 'value-only', text.raw)
  }
  if (slots.answers(wishes.segments, entities, context)) return sure('provide_info', 'answers-question', text.raw)
  if (!slots.isMalformed(wishes.segments, context)) return null
  return { ...sure('provide_info', 'malformed-value', text.raw), act: 'menu', confidence: NOT_UNDERSTOOD }
}

function verdictOf(read: ReadText, frame: ReadingFrame, readers: Readers): Verdict {
  const { text, wishes, maskedKey } = read
  const { context } = frame
  const whole = readers.grammar.whole(text, context)
  if (whole)
    return {
      ...sure(whole.intent, `grammar:${whole.rule}`, text.raw),
      ...(whole.bareYes && { bareYes: true as const }),
    }
  if (readers.choices.place(text) !== null) return sure('choose_option', 'place', text.raw)
  const value = slotVerdict(read, frame, readers.slots)
  if (value) return value
  const inside = readers.grammar.inside(text, context)
  if (inside) return sure(inside.intent, `inside:${inside.rule}`, text.raw)
  const features = featuresOf({ segments: wishes.segments, key: maskedKey, context, asks: text.asks })
  const ranking = readers.model(features)
  return byModel(
    isOurs(wishes) ? without('off_topic', ranking) : ranking,
    tagEvidence(wishes.segments),
    isElsewhere(wishes),
  )
}

function tagEvidence(segments: readonly Segment[]): Evidence[] {
  return segments
    .flatMap(({ word, text }) => (word ? [{ rule: `tag:${word.tags.join('+')}`, span: text }] : []))
    .slice(0, 12)
}

function factReadersOf(lexicon: Lexicon): FactReaders {
  const dictionary = dictionaryOf(lexicon)
  return {
    segment: createSegmenter(dictionary),
    markStrangers: createStrangerMarker(dictionary, lexicon),
    latinWords: latinWordsOf(dictionary),
  }
}

/** The facts of a text as the model sees them; for the script that trains it. */
export function createFactReader(lexicon: Lexicon): (text: string, frame: ReadingFrame) => ReadText {
  const readers = factReadersOf(lexicon)
  return (text, frame) => factsOf(normalise(text, readers.latinWords), frame, readers)
}

/**
 * Builds the reader from a lexicon. Patterns, words and weights are compiled here, once;
 * `understand` keeps nothing between calls.
 */
export function createUnderstanding(lexicon: Lexicon): Understanding {
  const readers: Readers = {
    ...factReadersOf(lexicon),
    grammar: createClosedGrammar(lexicon),
    choices: createChoiceReader(lexicon),
    slots: createSlotReader(lexicon),
    model: createIntentModel(lexicon.model),
  }
  return { understand: (text, frame) => read(text, frame, readers) }
}

function read(input: string, frame: ReadingFrame, readers: Readers): Reading {
  const text = normalise(input, readers.latinWords)
  const facts = factsOf(text, frame, readers)
  const { bareYes, ...verdict } = text.wordless ? wordless(text, frame.context) : verdictOf(facts, frame, readers)
  const choice = text.wordless ? null : readers.choices.choice(text, frame.choices)
  const place = readers.choices.place(text)
  const about = facts.entities.about ?? (frame.context && ABOUT[frame.context])
  const needsAbout = verdict.intent === 'identifier_help' || verdict.intent === 'ask_repeat'
  return {
    ...verdict,
    also: alsoOf(verdict.intent, facts.wishes),
    entities: {
      ...facts.entities,
      ...(place !== null && { option_index: place }),
      ...(needsAbout && about && { about }),
    },
    ...(choice && { choice }),
    ...(bareYes && { bareYes }),
  }
}
