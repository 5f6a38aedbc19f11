import type { Intent, ReadingContext } from '../reading.ts'

/** Where a rule holds: after a question, or `free`, when nothing was asked. */
export type Place = ReadingContext | 'free'

/** Words by what they stand for. */
export type WordLists = Readonly<Record<string, readonly string[]>>

/** One way to understand a whole text. */
export interface GrammarRule {
  /** Names the rule in `evidence`. */
  readonly name: string
  readonly intent: Intent
  /** Left out: everywhere. */
  readonly in?: readonly Place[]
  /** The whole text is a yes and nothing more (see `Reading.bareYes`). */
  readonly bareYes?: boolean
  /** Only for texts that end with a question mark. A rule for a yes never matches those. */
  readonly asks?: boolean
  /** Regular expressions for the whole text in its comparison spelling; `{name}` inserts a part. */
  readonly patterns: readonly string[]
}

/** A wish so plain that it holds inside a longer text too. */
export interface AnywhereRule {
  readonly name: string
  readonly intent: Intent
  /** Left out: everywhere. */
  readonly in?: readonly Place[]
  /** A regular expression to be found somewhere in the comparison spelling. */
  readonly pattern: string
}

/**
 * Weights of the linear model as the training script writes them: feature → its weights, each a letter for the intent
 * (`A` the first, then `B` … `Z`, `a` …) followed by the weight in tenths: `A12c-3`.
 */
export interface IntentModelData {
  readonly intents: readonly Intent[]
  readonly features: Readonly<Record<string, string>>
}

/**
 * Everything about a language that the reader needs and the core must not know by heart.
 * All words are matched in the comparison spelling (`keyOf`): one spelling per pronunciation and one per kanji is enough.
 */
export interface Lexicon {
  /** Concept → words. A word may carry several concepts; the longest word wins. */
  readonly concepts: WordLists
  /** Values of entities → their names. */
  readonly names: {
    readonly provider: WordLists
    readonly product: WordLists
    readonly carrier: WordLists
    readonly about: WordLists
  }
  /** Everyday nouns without a concept: they are no sign that a text is about somebody else's business. */
  readonly familiar: readonly string[]
  readonly grammar: {
    /** Pieces of patterns, insertable as `{name}`. */
    readonly parts: Readonly<Record<string, string>>
    /** Tried in order; the first that matches decides. Only these can say yes. */
    readonly rules: readonly GrammarRule[]
    /** None of them can say yes. */
    readonly anywhere: readonly AnywhereRule[]
    /** What may surround a value without adding meaning ("です", "だと思います"). */
    readonly filler: readonly string[]
    /** The same, only after a certain question ("に引き落とされました" when a date was asked). */
    readonly fillerIn: Readonly<Partial<Record<ReadingContext, readonly string[]>>>
    /** What may stand before and after the words of a choice ("じゃあ", "でお願いします"), as patterns. */
    readonly choiceHead: string
    readonly choiceTail: string
    /** Words that add nothing to a choice ("たぶん", "だったと思います"); beside `filler`. */
    readonly choiceFiller: readonly string[]
    /** The same for choices whose id begins with the key ("で買いました" for a place). */
    readonly choiceFillerIn: WordLists
  }
  /** Offered choice → other words for it. */
  readonly choices: WordLists
  readonly model: IntentModelData
}

/** The intents only the closed grammar may give: the model has no class for them. */
export const YES_INTENTS: ReadonlySet<Intent> = new Set<Intent>(['affirm', 'accept_offer'])
