import { createHash } from 'node:crypto'
import type { SendMailOptions } from 'nodemailer'
import type { Mail } from './mail.ts'

/** A mail as nodemailer takes it, the same for every transport. */
export function toMessage({ to, subject, text, key }: Mail, from: string): SendMailOptions {
  return {
    from,
    // As an object the address is one address, whatever characters it has.
    to: { name: '', address: to },
    subject,
    text,
    textEncoding: 'base64',
    messageId: messageId(key, from),
    // RFC 3834: no out-of-office replies to a machine.
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

/** Equal keys give equal ids, so that a reader's program shows a mail that was sent twice once. */
export function messageId(key: string, from: string): string {
  const host = /@([^\s>]+)/.exec(from)?.[1] ?? 'localhost'
  return `<${digest(key)}@${host}>`
}

/** Keys name contracts and receipts; what goes out is their digest. */
export function digest(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 32)
}
