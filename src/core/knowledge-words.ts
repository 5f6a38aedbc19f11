import { z } from 'zod'
import { AppError } from '../errors.ts'
import { TOPIC_PROVIDERS, type TopicProvider } from './knowledge-entry.ts'

/** What questions are made of in one language, beyond the lexicon of the reader. */
export interface KnowledgeWords {
  /** Term → its spellings; finer than the reader's concepts (購入日 and 請求日 are two terms). */
  readonly terms: Readonly<Record<string, readonly string[]>>
  /** Words that name whose contract it is, though they are no company's name. */
  readonly providers: Readonly<Partial<Record<TopicProvider, readonly string[]>>>
  /** Concepts of the lexicon that nearly every question has. */
  readonly idle: readonly string[]
  /** Concepts of the lexicon that say what is asked for. */
  readonly askedFor: readonly string[]
  /** Concepts of the lexicon that speak of somebody else's business. */
  readonly foreign: readonly string[]
  /** Questions near ours that have no answer here. */
  readonly decoys: readonly string[]
}

const list = z.array(z.string().min(1))
const schema = z.strictObject({
  $comment: z.string().optional(),
  terms: z.record(z.string(), list),
  providers: z.partialRecord(z.enum(TOPIC_PROVIDERS), list),
  idle: list,
  askedFor: list,
  foreign: list,
  decoys: list,
})

/**
 * Checks the file of question words.
 *
 * @throws {AppError} `policy.invalid`
 */
export function parseKnowledgeWords(value: unknown, source: string): KnowledgeWords {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data as KnowledgeWords
  const issue = parsed.error.issues[0]
  throw new AppError('policy.invalid', `${source}: ${issue?.path.join('.')}: ${issue?.message}`)
}
