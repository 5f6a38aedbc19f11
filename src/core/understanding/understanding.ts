import type { Reading, ReadingContext, ReadingFrame } from '../reading.ts'
import { type ChoiceReader, createChoiceReader } from './choices.ts'
import { type ClosedGrammar, createClosedGrammar } from './closed-grammar.ts'
import { featuresOf } from './features.ts'
import { createIntentModel, type IntentModel } from './intent-model.ts'
import type { Lexicon } from './lexicon.ts'
import { createFactReader, type FactReader, type ReadText } from './read-facts.ts'
import { createSlotReader, type SlotReader } from './slot-values.ts'
import { judged, NOT_UNDERSTOOD, sure, type Verdict } from './verdict.ts'
import { alsoOf } from './wishes.ts'

/** Reads typed Japanese: deterministic, offline, and able to say why. */
export interface Understanding {
  /**
   * What a text means in front of what was asked and offered. Never throws; text that says nothing known is `menu`.
   * A yes (`affirm`, `accept_offer`) comes only from the closed grammar matching the whole text.
   */
  readonly understand: (text: string, frame: ReadingFrame) => Reading
}

interface Readers {
  readonly facts: FactReader
  readonly grammar: ClosedGrammar
  readonly choices: ChoiceReader
  readonly slots: SlotReader
  readonly model: IntentModel
}

/** The identifier a question asks for, for texts that say only that it is missing. */
const ABOUT: Partial<Readonly<Record<ReadingContext, string>>> = {
  ask_order_number: 'order_number',
  ask_email: 'email',
  ask_product_key: 'product_key',
}

/**
 * Builds the reader from a lexicon. Patterns, words and weights are compiled here, once;
 * `understand` keeps nothing between calls.
 */
export function createUnderstanding(lexicon: Lexicon): Understanding {
  const readers: Readers = {
    facts: createFactReader(lexicon),
    grammar: createClosedGrammar(lexicon),
    choices: createChoiceReader(lexicon),
    slots: createSlotReader(lexicon),
    model: createIntentModel(lexicon.model),
  }
  return { understand: (text, frame) => read(text, frame, readers) }
}

function read(input: string, frame: ReadingFrame, readers: Readers): Reading {
  const facts = readers.facts(input, frame)
  const { text, entities, wishes } = facts
  const { bareYes, ...verdict } = text.wordless ? wordless(facts, frame) : verdictOf(facts, frame, readers)
  const choice = readers.choices.choice(text, frame)
  const several = choice === null ? readers.choices.several(text, frame.choices) : []
  const mentioned = choice === null ? readers.choices.mentioned(text, frame.choices) : null
  const place = readers.choices.place(text)
  const about = entities.about ?? (frame.context && ABOUT[frame.context])
  const needsAbout = verdict.intent === 'identifier_help' || verdict.intent === 'ask_repeat'
  return {
    ...verdict,
    also: alsoOf(verdict.intent, wishes),
    entities: { ...entities, ...(place !== null && { option_index: place }), ...(needsAbout && about && { about }) },
    ...(choice && { choice }),
    ...(several.length > 0 && { several }),
    ...(mentioned && { mentioned }),
    ...(bareYes && { bareYes }),
  }
}

/** What hands and marks without words mean: nothing, unless an answer is waited for. */
function wordless({ text }: ReadText, { context }: ReadingFrame): Verdict {
  const verdict = sure(text.sign && context ? 'ambiguous' : 'off_topic', 'wordless', text.raw)
  return verdict.intent === 'off_topic' ? { ...verdict, confidence: NOT_UNDERSTOOD } : verdict
}

/** The first reader that is sure decides; the model is asked last. */
function verdictOf(facts: ReadText, frame: ReadingFrame, readers: Readers): Verdict {
  const { text, wishes, maskedKey } = facts
  const { context } = frame
  const whole = readers.grammar.whole(text, context)
  if (whole) {
    const verdict = sure(whole.intent, `grammar:${whole.rule}`, text.raw)
    return whole.bareYes ? { ...verdict, bareYes: true } : verdict
  }
  if (readers.choices.place(text) !== null) return sure('choose_option', 'place', text.raw)
  const value = slotVerdict(facts, frame, readers.slots)
  if (value) return value
  const inside = readers.grammar.inside(text, context)
  if (inside) return sure(inside.intent, `inside:${inside.rule}`, text.raw)
  const features = featuresOf({ segments: wishes.segments, key: maskedKey, context, asks: text.asks })
  return judged(readers.model(features), wishes)
}

function slotVerdict(
  { text, entities, wishes }: ReadText,
  { context }: ReadingFrame,
  slots: SlotReader,
): Verdict | null {
  // At "why?" a product name is a reason, not a value.
  if (context === 'reason') return null
  if (slots.onlyValues(wishes.segments, entities, context)) {
    const { provider } = entities
    const seller = context === 'provider' && (provider === 'mpass' || provider === 'mw_store')
    return sure(seller ? 'carrier_contract' : 'provide_info', 'value-only', text.raw)
  }
  if (slots.answers(wishes.segments, entities, context)) return sure('provide_info', 'answers-question', text.raw)
  if (!slots.isMalformed(wishes.segments, context)) return null
  return { ...sure('provide_info', 'malformed-value', text.raw), act: 'menu', confidence: NOT_UNDERSTOOD }
}
