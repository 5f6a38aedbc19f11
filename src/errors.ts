/** Every error code in one list. `retry` tells the caller whether doing the same thing again can help. */
const CODES = {
  'account.expired': { status: 401, retry: false },
  'account.refused': { status: 403, retry: false },
  'backoffice.unavailable': { status: 503, retry: true },
  'backoffice.refused': { status: 409, retry: false },
  'channel.refused': { status: 502, retry: false },
  'channel.unavailable': { status: 503, retry: true },
  'config.invalid': { status: 500, retry: false },
  'contracts.invalid': { status: 400, retry: false },
  'date.invalid': { status: 400, retry: false },
  'decide.invalid': { status: 400, retry: false },
  'flow.missing-fact': { status: 500, retry: false },
  'flow.restore': { status: 500, retry: false },
  'flow.unknown-version': { status: 500, retry: false },
  'flow.unsettled': { status: 500, retry: false },
  'hub.failed': { status: 500, retry: true },
  'hub.timeout': { status: 503, retry: true },
  'hub.unknown-channel': { status: 500, retry: false },
  'inbound.invalid': { status: 400, retry: false },
  'inbound.too-large': { status: 413, retry: false },
  'inbound.too-many': { status: 429, retry: true },
  'inbound.unauthorized': { status: 401, retry: false },
  'locale.missing-key': { status: 500, retry: false },
  'locale.missing-value': { status: 500, retry: false },
  'mail.rejected': { status: 502, retry: false },
  'mail.too-many': { status: 429, retry: false },
  'mail.unavailable': { status: 503, retry: true },
  'policy.invalid': { status: 500, retry: false },
  'store.conflict': { status: 409, retry: true },
  'store.migration': { status: 500, retry: false },
  'store.unavailable': { status: 503, retry: true },
  'transcript.syntax': { status: 400, retry: false },
  'understand.invalid': { status: 400, retry: false },
} as const satisfies Record<string, { status: number; retry: boolean }>

/** A stable name of what went wrong; callers branch on it, never on the message. */
export type ErrorCode = keyof typeof CODES

/** All codes, for the test that every one of them is thrown and documented. */
export const ERROR_CODES = Object.keys(CODES) as readonly ErrorCode[]

/**
 * The one error class we throw. Callers branch on `code` or `retry`, never on `message`.
 * `details` holds ids and numbers an operator needs; never message text, names or secrets.
 */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: ErrorCode
  readonly details: Readonly<Record<string, string | number>>

  constructor(code: ErrorCode, message: string, details: AppError['details'] = {}, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.details = details
  }

  /** The HTTP status that fits when this error reaches an HTTP edge. */
  get status(): number {
    return CODES[this.code].status
  }

  /** Whether the same call may succeed later. */
  get retry(): boolean {
    return CODES[this.code].retry
  }
}
