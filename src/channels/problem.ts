import en from '../../locales/en/problems.json' with { type: 'json' }
import ja from '../../locales/ja/problems.json' with { type: 'json' }
import { AppError } from '../errors.ts'
import type { Language } from './asked-language.ts'

/** What an HTTP edge answers when something went wrong: a stable code and words for a customer, never a stack. */
export interface ProblemAnswer {
  readonly status: number
  readonly body: { readonly code: string; readonly message: string }
  /** Seconds for `Retry-After`, when trying again can help. */
  readonly retryAfter?: number
}

/** By status; `other` for all that has no sentence of its own. */
type Sentences = Readonly<Record<string, string>> & { readonly other: string }

const SENTENCES: Readonly<Record<Language, Sentences>> = { ja, en }

/** Codes for errors that the HTTP framework raises before our code is reached. */
const FRAMEWORK_CODES: Readonly<Record<number, string>> = {
  400: 'inbound.invalid',
  401: 'inbound.unauthorized',
  404: 'http.not-found',
  405: 'http.method',
  413: 'inbound.too-large',
  415: 'http.media-type',
  429: 'inbound.too-many',
}

/** Turns anything thrown into an answer that is safe to show. */
export function toProblem(error: unknown, language: Language): ProblemAnswer {
  if (error instanceof AppError) {
    const retryAfter = error.details.retryAfter
    return {
      ...problem(error.status, error.code, language),
      ...(error.retry && { retryAfter: typeof retryAfter === 'number' ? retryAfter : 1 }),
    }
  }
  const status = frameworkStatus(error)
  const code = status < 500 ? (FRAMEWORK_CODES[status] ?? 'http.refused') : 'http.failed'
  return problem(Math.min(status, 500), code, language)
}

/** The answer for a status alone, e.g. an unknown path. */
export function problem(status: number, code: string, language: Language): ProblemAnswer {
  const sentences = SENTENCES[language]
  return { status, body: { code, message: sentences[status] ?? sentences.other } }
}

function frameworkStatus(error: unknown): number {
  const status = (error as { statusCode?: unknown } | null)?.statusCode
  return typeof status === 'number' && status >= 400 && status < 600 ? status : 500
}
