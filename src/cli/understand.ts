import { z } from 'zod'
import { lexicon } from '../../locales/ja/lexicon.ts'
import { READING_CONTEXTS } from '../core/reading.ts'
import { findDate } from '../core/understanding/dates.ts'
import { normalise } from '../core/understanding/normalise.ts'
import { createUnderstanding } from '../core/understanding/understanding.ts'
import { AppError } from '../errors.ts'

const WARM_UP_REF = '2026-11-20T14:00:00+09:00'

const orElse = (problem: string) => ({
  error: ({ input }: { input?: unknown }) => (input === undefined ? 'is missing' : problem),
})
const inputLine = z.object(
  {
    id: z.union([z.string(), z.number()], orElse('must be a string or a number')),
    text: z.string(orElse('must be a string')),
    context: z.enum(READING_CONTEXTS, `must be null or one of ${READING_CONTEXTS.join(', ')}`).nullish(),
    /** Now, as an ISO instant with offset. */
    ref: z
      .string(orElse('must be an ISO instant'))
      .refine((ref) => !Number.isNaN(Date.parse(ref)), 'must be an ISO instant'),
    prefer: z.literal('future', "must be null or 'future'").nullish(),
  },
  'is not an object',
)

type InputLine = z.infer<typeof inputLine>

export interface UnderstandOptions {
  /** Answer with the date a line names instead of what it wants. */
  readonly dates: boolean
}

/**
 * Reads lines of `{id, text, context, ref}` and writes one line of JSON for each:
 * `{id, act, intent, alternatives, entities, us}`, or with `dates` `{id, iso, from, to}`.
 * A line that cannot be read is answered by `{id, error}` and the rest go on. `us` is the time taken in microseconds.
 */
export async function understandLines(
  input: AsyncIterable<string> | Iterable<string>,
  write: (line: string) => void,
  { dates }: UnderstandOptions,
): Promise<void> {
  const understanding = createUnderstanding(lexicon)
  const answered = (line: string) =>
    JSON.stringify(answer(line, (parsed) => (dates ? datesOf(parsed) : readingOf(parsed))))
  warmUp(answered)
  for await (const line of input) {
    if (line.trim() !== '') write(answered(line))
  }

  function readingOf({ id, text, context, ref }: InputLine): object {
    const started = performance.now()
    const { act, intent, alternatives, entities } = understanding.understand(text, {
      context: context ?? null,
      choices: [],
      ref,
    })
    const us = Math.round((performance.now() - started) * 1000)
    return { id, act, intent, alternatives, entities, us }
  }
}

/** Texts that between them pass through every kind of value, spelling and rule. */
const WARM_UP = [
  'NP12345678 と taro@example.jp です、9月20日に9,980円、3台の1年版',
  'henkin shite kudasai (^_^) 😊',
  'はい、お願いします',
  '②番目でお願いします？',
  '令和8年の先週の水曜ごろ、決済番号は1234-5678、カードは4111 1111 1111 1111',
]
const CONTEXTS_AND_NONE = [null, ...READING_CONTEXTS]

/** Lets the engine compile the reader first, so that `us` says what a text costs and not what starting costs. */
function warmUp(take: (line: string) => void): void {
  const words = Object.values(lexicon.choices).flat()
  const texts = [...words.map((word) => `9月20日の${word}をお願いしたいのですが`), ...WARM_UP, ...WARM_UP]
  // Every question's rules are met: patterns are compiled when they are first tried.
  for (const [at, text] of texts.entries()) {
    const context = CONTEXTS_AND_NONE[at % CONTEXTS_AND_NONE.length] ?? null
    take(JSON.stringify({ id: at, text, context, ref: WARM_UP_REF }))
  }
}

function datesOf({ id, text, ref, prefer }: InputLine): object {
  const { date } = findDate(normalise(text).raw, { ref, prefer: prefer ?? undefined })
  const exact = date?.iso ?? null
  return { id, iso: exact, from: exact ? null : (date?.from ?? null), to: exact ? null : (date?.to ?? null) }
}

function answer(line: string, read: (parsed: InputLine) => object): object {
  let id: unknown = null
  try {
    const raw = jsonOf(line)
    id = (raw as { id?: unknown } | null)?.id ?? null
    const parsed = inputLine.safeParse(raw)
    if (!parsed.success) throw invalid(parsed.error.issues[0])
    return read(parsed.data)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { id, error: error.message }
  }
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    throw invalid({ path: [], message: 'is not JSON' })
  }
}

function invalid(issue: { readonly path: readonly PropertyKey[]; readonly message: string } | undefined): AppError {
  const field = issue?.path.join('.') || 'line'
  return new AppError('understand.invalid', `${field}: ${issue?.message ?? 'is invalid'}`, { field })
}
