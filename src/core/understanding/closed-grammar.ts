import type { Intent, ReadingContext } from '../reading.ts'
import { type Lexicon, type Place, YES_INTENTS } from './lexicon.ts'
import { foldPattern, type NormalisedText } from './normalise.ts'

/** What a rule of the grammar says a text means. */
export interface GrammarMatch {
  readonly rule: string
  readonly intent: Intent
  readonly bareYes: boolean
}

/** Reads texts by rules; null when no rule speaks. */
export interface ClosedGrammar {
  /** The whole text is one of the known ways to say something. The only source of a yes. */
  readonly whole: (text: NormalisedText, context: ReadingContext | null) => GrammarMatch | null
  /** Somewhere in the text stands a wish that cannot be misread. Never a yes. */
  readonly inside: (text: NormalisedText, context: ReadingContext | null) => GrammarMatch | null
}

interface Rule extends GrammarMatch {
  readonly places: ReadonlySet<Place> | null
  readonly asks: boolean
  readonly pattern: RegExp
}

const MAX_NESTING = 12

/** The longest text a whole-text rule is tried on: nobody says a plain yes in more letters. */
const MAX_WHOLE = 60

/** Inserts the named parts into a pattern and folds its kana, so that patterns may be written as people write. */
function expand(pattern: string, parts: Readonly<Record<string, string>>): string {
  let text = pattern
  for (let depth = 0; depth < MAX_NESTING && /\{[a-zA-Z]+\}/.test(text); depth++) {
    text = text.replaceAll(/\{([a-zA-Z]+)\}/g, (_, name: string) => `(?:${parts[name] ?? '(?!)'})`)
  }
  return foldPattern(text)
}

function holds(rule: Rule, place: Place): boolean {
  return rule.places === null || rule.places.has(place)
}

/** Compiles the grammar of a lexicon. Patterns are compiled here, once. */
export function createClosedGrammar({ grammar }: Lexicon): ClosedGrammar {
  const whole: Rule[] = grammar.rules.map((rule) => ({
    rule: rule.name,
    intent: rule.intent,
    bareYes: rule.bareYes ?? false,
    places: rule.in ? new Set(rule.in) : null,
    asks: rule.asks ?? false,
    pattern: new RegExp(`^(?:${rule.patterns.map((pattern) => expand(pattern, grammar.parts)).join('|')})$`),
  }))
  const inside: Rule[] = grammar.anywhere
    .filter(({ intent }) => !YES_INTENTS.has(intent))
    .map((rule) => ({
      rule: rule.name,
      intent: rule.intent,
      bareYes: false,
      places: rule.in ? new Set(rule.in) : null,
      asks: false,
      pattern: new RegExp(expand(rule.pattern, grammar.parts)),
    }))
  return {
    whole: (text, context) => {
      const place = context ?? 'free'
      if (text.key.length > MAX_WHOLE) return null
      // A question mark, a hand sign or a drawl makes a yes doubtful, so yes rules do not see such texts.
      const doubtful = text.asks || text.wavers || text.sign !== null
      const found = whole.find(
        (rule) =>
          holds(rule, place) &&
          (rule.asks ? text.asks : !(doubtful && YES_INTENTS.has(rule.intent))) &&
          rule.pattern.test(text.key),
      )
      return found ? { rule: found.rule, intent: found.intent, bareYes: found.bareYes } : null
    },
    inside: (text, context) => {
      const found = inside.find((rule) => holds(rule, context ?? 'free') && rule.pattern.test(text.key))
      return found ? { rule: found.rule, intent: found.intent, bareYes: false } : null
    },
  }
}
