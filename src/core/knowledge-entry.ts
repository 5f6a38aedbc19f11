import { z } from 'zod'
import { AppError } from '../errors.ts'
import { isPlainDate, type PlainDate } from './date.ts'
import { RULE_IDS, type RuleId } from './decision.ts'
import { INTENTS, type Intent } from './reading.ts'

/** Whose business a question is: a folder of `flows/knowledge`. */
export const TOPIC_PROVIDERS = ['norton', 'norton-mobile', 'trendmicro', 'general'] as const
export type TopicProvider = (typeof TOPIC_PROVIDERS)[number]

/** Where a fact was read. */
export interface KnowledgeSource {
  /** As the customer reads it (個人のブログ, ノートン公式…). */
  readonly name: string
  /** null: our own rule, or common knowledge without a page. */
  readonly url: string | null
  /** The page is the provider's own. */
  readonly official: boolean
  /** The day the page was last read. */
  readonly checkedOn: PlainDate
}

/** One question customers ask, with where its answer comes from. The sentence itself is in the locale. */
export interface KnowledgeEntry {
  /** `<provider>.<name>`. */
  readonly id: string
  readonly provider: TopicProvider
  /** Ways to ask it, in our words; the finder compares what is typed with them. */
  readonly questions: readonly string[]
  /** Only for customers of these carriers, as the lexicon names them; none named = any. */
  readonly carriers: readonly string[]
  /** Place of the sentence: `knowledge.<answer>.text` and `.title`. */
  readonly answer: string
  /** The rule behind the amount, deadline or eligibility the answer states. */
  readonly rule?: RuleId
  readonly source: KnowledgeSource
  /** The answer always shows its check date: prices, hours, other companies' procedures. */
  readonly dated: boolean
  /** Days after `source.checkedOn` from which the answer shows its check date anyhow. */
  readonly shelfLifeDays: number
  /** low: the sources are silent or in conflict, and the sentence says so. */
  readonly confidence: 'high' | 'low'
  /** Asked of a contract already judged, it is answered from the decision. */
  readonly own?: 'deadline'
  /** The desk whose opening hours the sentence names. */
  readonly desk?: string
  /** What the reader takes such questions for. */
  readonly intents: readonly Intent[]
  /** The answer to any question of these kinds when no wording is near. */
  readonly usualFor: readonly Intent[]
}

const text = z.string().trim().min(1)
const id = z.string().regex(/^[a-z-]+\.[a-z0-9-]+$/, 'must be provider.name')

const fileSchema = z.strictObject({
  $comment: z.string().optional(),
  sources: z.record(
    text,
    z.strictObject({
      name: text,
      url: z.url().nullable(),
      official: z.boolean(),
      checkedOn: z.string().refine(isPlainDate, 'is not a date of the calendar'),
    }),
  ),
  entries: z
    .array(
      z.strictObject({
        id,
        questions: z.array(text).min(3),
        about: z.strictObject({ carriers: z.array(text).min(1) }).exactOptional(),
        answer: id,
        rule: z.enum(RULE_IDS).exactOptional(),
        source: text,
        dated: z.boolean().optional(),
        shelfLifeDays: z.int().positive(),
        confidence: z.literal('low').optional(),
        own: z.literal('deadline').exactOptional(),
        desk: text.exactOptional(),
        intents: z.array(z.enum(INTENTS)).optional(),
        usualFor: z.array(z.enum(INTENTS)).optional(),
      }),
    )
    .min(1),
})

/**
 * Checks a file of questions and joins every entry with its source.
 *
 * @throws {AppError} `policy.invalid`, naming the provider and the field
 */
export function parseKnowledge(value: unknown, provider: TopicProvider): readonly KnowledgeEntry[] {
  const parsed = fileSchema.safeParse(value)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw wrong(provider, `${issue?.path.join('.')}: ${issue?.message}`)
  }
  const { sources, entries } = parsed.data
  const seen = new Set<string>()
  return entries.map(({ about, confidence, dated, intents, usualFor, source, ...entry }) => {
    const found = sources[source]
    if (!found) throw wrong(provider, `${entry.id}: no source ${source}`)
    if (!entry.id.startsWith(`${provider}.`)) throw wrong(provider, `${entry.id} belongs to another provider`)
    if (seen.has(entry.id)) throw wrong(provider, `two entries are called ${entry.id}`)
    seen.add(entry.id)
    return {
      ...entry,
      provider,
      carriers: about?.carriers ?? [],
      source: found,
      dated: dated ?? false,
      confidence: confidence ?? 'high',
      intents: intents ?? [],
      usualFor: usualFor ?? [],
    }
  })
}

function wrong(provider: string, what: string): AppError {
  return new AppError('policy.invalid', `flows/knowledge/${provider}/questions.json: ${what}`)
}
