import { createTransport, type NodemailerError } from 'nodemailer'
import { AppError } from '../errors.ts'
import type { Mailer } from './mail.ts'
import { toMessage } from './message.ts'

/** How long one mail may take from the connection to the server's last word; less than an effect's lease. */
const TIMEOUT_MS = 15_000

export interface SmtpOptions {
  /** `smtp://user:password@host:587` or `smtps://…:465`. */
  readonly url: string
  /** Sender: an address, or `"名前" <address>`. */
  readonly from: string
  readonly timeoutMs?: number
}

/**
 * Sends through an SMTP server. Besides `mail.unavailable` it throws `mail.rejected` (no retry) when the
 * server refuses this mail or its address for good. Errors carry codes only, never the address.
 */
export function createSmtpMailer({ url, from, timeoutMs = TIMEOUT_MS }: SmtpOptions): Mailer {
  const transport = createTransport(url)
  return {
    async send(mail) {
      try {
        await transport.sendMail({ ...toMessage(mail, from), signal: AbortSignal.timeout(timeoutMs) })
      } catch (error) {
        throw toAppError(error)
      }
    },
  }
}

function toAppError(error: unknown): AppError {
  if (!(error instanceof Error)) return new AppError('mail.unavailable', 'SMTP failed')
  // Nodemailer sets these on every error it gives; errors of other origin have neither.
  const { code = 'UNKNOWN', responseCode = 0 } = error as NodemailerError
  const isAboutThisMail = code === 'EENVELOPE' || code === 'EMESSAGE'
  const isFinal = isAboutThisMail && (responseCode === 0 || responseCode >= 500)
  // Its text and cause repeat the server's answer, in which the address may stand.
  return new AppError(isFinal ? 'mail.rejected' : 'mail.unavailable', `SMTP failed: ${code}`, { responseCode })
}
