import { z } from 'zod'
import { INTENTS, type Intent, type ReadingContext } from '../reading.ts'

const words = z.record(z.string(), z.array(z.string().min(1)))
/** The contexts a lexicon may name. */
export const lexiconContext = z.enum([
  'provider',
  'reason',
  'offer',
  'confirm',
  'done',
  'ask_order_number',
  'ask_email',
  'ask_product_key',
  'ask_date',
  'ask_carrier',
  'ask_plan',
]) satisfies z.ZodType<ReadingContext>

const grammarRule = z.object({
  /** Names the rule in `evidence`. */
  name: z.string(),
  intent: z.enum(INTENTS),
  /** Contexts the rule holds in; `free` is "nothing was asked". Left out: everywhere. */
  in: z.array(z.union([lexiconContext, z.literal('free')])).optional(),
  /** The whole text is a yes and nothing more (see `Reading.bareYes`). */
  bareYes: z.boolean().optional(),
  /** Only for texts that end with a question mark. A rule for a yes never matches those. */
  asks: z.boolean().optional(),
  /** Regular expressions for the whole text in its comparison spelling; `{name}` inserts a part. */
  patterns: z.array(z.string()),
})

const anywhereRule = z.object({
  name: z.string(),
  intent: z.enum(INTENTS),
  in: z.array(z.union([lexiconContext, z.literal('free')])).optional(),
  /** A regular expression to be found somewhere in the comparison spelling. */
  pattern: z.string(),
})

/** Weights of the linear model as written by the training script: feature → `intent index, weight, …` in hundredths. */
export const intentModelData = z.object({
  intents: z.array(z.enum(INTENTS)),
  features: z.record(z.string(), z.array(z.number().int())),
})

/**
 * Everything about a language that the reader needs and the core must not know by heart.
 * All words are matched in the comparison spelling (`keyOf`), so one spelling per pronunciation and one per kanji is enough.
 */
export const lexiconSchema = z.object({
  /** Concept → words. A word may carry several concepts; the longest word wins. */
  concepts: words,
  /** Values of entities → their names. */
  names: z.object({ provider: words, product: words, carrier: words, about: words }),
  /** Everyday nouns without a concept: they are no sign that a text is about somebody else's business. */
  familiar: z.array(z.string().min(1)),
  grammar: z.object({
    /** Pieces of patterns, insertable as `{name}`; a part may use parts above it. */
    parts: z.record(z.string(), z.string()),
    /** Tried in order; the first that matches decides. Only these can say yes. */
    rules: z.array(grammarRule),
    /** Wishes so plain that they hold inside a longer text too; none of them can say yes. */
    anywhere: z.array(anywhereRule),
    /** What may surround a value without adding meaning ("です", "だと思います"). */
    filler: z.array(z.string()),
    /** The same, only after a certain question ("に引き落とされました" when a date was asked). */
    fillerIn: z.partialRecord(lexiconContext, z.array(z.string())),
    /** What may stand before and after the words of a choice ("じゃあ", "でお願いします"), as patterns. */
    choiceHead: z.string(),
    choiceTail: z.string(),
  }),
  /** Offered choice → other words for it. */
  choices: words,
  model: intentModelData,
})

export type Lexicon = z.infer<typeof lexiconSchema>
export type GrammarRule = z.infer<typeof grammarRule>
export type IntentModelData = z.infer<typeof intentModelData>

/** The intents only the closed grammar may give: the model has no class for them. */
export const YES_INTENTS: ReadonlySet<Intent> = new Set<Intent>(['affirm', 'accept_offer'])
