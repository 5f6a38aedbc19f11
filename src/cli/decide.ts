import { endOfDayMs, isPlainDate, parseInstant } from '../core/date.ts'
import type { Decision } from '../core/decision.ts'
import { dateProblem, invalidField, parseFacts } from '../core/facts.ts'
import { decide } from '../core/policy.ts'
import type { CompiledPacks } from '../core/policy-compile.ts'
import { AppError } from '../errors.ts'
import { loadPacks } from '../policies.ts'

/** No line of a real file comes near this; a longer one is not even parsed. */
const MAX_LINE = 4_000_000
const MAX_ID = 200

/** What a line is answered with: the decision's fields flat, or what was wrong with the line. */
export type DecidedLine =
  | ({ readonly id: string | number } & Decision)
  | { readonly id: string | number | null; readonly error: string }

/** A parsed line before anything about its fields is known. */
interface LineRecord {
  readonly id?: unknown
  readonly today?: unknown
  readonly contract?: unknown
}

export interface DecideSummary {
  readonly decided: number
  readonly failed: number
}

/**
 * Decides JSON lines `{id, today, contract}`, each answered with one JSON line in the same order. `today` is the
 * moment of the request: an ISO instant, or a calendar date in Tokyo (the whole day, so its last moment counts).
 * A bad line is answered `{id, error}` with the field's name first (`id` null when it cannot be read) and the rest
 * go on. Empty lines are skipped.
 *
 * @param input the whole text, or its lines as `node:readline` gives them
 * @param write receives one line at a time, with its line break
 */
export async function decideLines(
  input: AsyncIterable<string> | string,
  write: (line: string) => void,
  packs: CompiledPacks = loadPacks(),
): Promise<DecideSummary> {
  let decided = 0
  let failed = 0
  for await (const line of typeof input === 'string' ? input.split('\n') : input) {
    const answer = decideLine(line, packs)
    if (answer === null) continue
    if ('error' in answer) failed++
    else decided++
    write(`${JSON.stringify(answer)}\n`)
  }
  return { decided, failed }
}

/** One line's answer; null for an empty line. */
export function decideLine(line: string, packs: CompiledPacks): DecidedLine | null {
  // A file saved on Windows may begin with a byte order mark
  const text = line.replace(/^\uFEFF/, '').trim()
  if (text === '') return null
  let id: string | number | null = null
  try {
    if (text.length > MAX_LINE) throw invalidField('line', `is longer than ${MAX_LINE} characters`)
    const record = parseRecord(text)
    id = readId(record.id)
    const requestedAtMs = readToday(record.today)
    if (record.contract === undefined) throw invalidField('contract', 'is missing')
    return { id, ...decide(parseFacts(record.contract), requestedAtMs, packs) }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { id, error: error.message }
  }
}

function parseRecord(text: string): LineRecord {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw invalidField('line', 'is not JSON')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalidField('line', 'is not an object')
  return value
}

function readId(value: unknown): string | number {
  if (value === undefined) throw invalidField('id', 'is missing')
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (typeof value !== 'string' || value === '') throw invalidField('id', 'must be a string or a number')
  if (value.length > MAX_ID) throw invalidField('id', `is longer than ${MAX_ID} characters`)
  return value
}

function readToday(value: unknown): number {
  if (value === undefined) throw invalidField('today', 'is missing')
  if (typeof value !== 'string') throw invalidField('today', 'must be an ISO instant or a date')
  const problem = dateProblem(value)
  if (problem) throw invalidField('today', problem)
  return isPlainDate(value) ? endOfDayMs(value) : parseInstant(value)
}
