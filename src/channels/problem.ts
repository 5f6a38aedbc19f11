import { AppError } from '../errors.ts'

/** What an HTTP edge answers when something went wrong: a stable code and words for a customer, never a stack. */
export interface ProblemAnswer {
  readonly status: number
  readonly body: { readonly code: string; readonly message: string }
  /** Seconds for `Retry-After`, when trying again can help. */
  readonly retryAfter?: number
}

const MESSAGES: Readonly<Record<number, string>> = {
  400: '送信内容を読み取れませんでした。',
  401: '接続の有効期限が切れました。画面を開き直してください。',
  403: 'この操作は許可されていません。',
  404: '見つかりませんでした。',
  405: 'この操作はできません。',
  409: '処理が重なりました。もう一度お試しください。',
  413: '文章が長すぎます。2,000文字までに分けて送ってください。',
  415: '送信の形式が正しくありません。',
  429: '短い時間に送信が重なりました。少し待ってからお試しください。',
  503: 'ただいま混み合っています。少し待ってからお試しください。',
}

const UNEXPECTED = '処理できませんでした。時間をおいてお試しください。'

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
export function toProblem(error: unknown): ProblemAnswer {
  if (error instanceof AppError) {
    const retryAfter = error.details.retryAfter
    return {
      ...problem(error.status, error.code),
      ...(error.retry && { retryAfter: typeof retryAfter === 'number' ? retryAfter : 1 }),
    }
  }
  const status = frameworkStatus(error)
  return status < 500 ? problem(status, FRAMEWORK_CODES[status] ?? 'http.refused') : problem(500, 'http.failed')
}

/** The answer for a status alone, e.g. an unknown path. */
export function problem(status: number, code: string): ProblemAnswer {
  return { status, body: { code, message: MESSAGES[status] ?? UNEXPECTED } }
}

function frameworkStatus(error: unknown): number {
  const status = (error as { statusCode?: unknown } | null)?.statusCode
  return typeof status === 'number' && status >= 400 && status < 600 ? status : 500
}
