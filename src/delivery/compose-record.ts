import { createHash } from 'node:crypto'
import type { LoggedMessage } from '../channels/channel.ts'
import type { Values } from '../core/effect.ts'
import { timeJst } from '../core/words-of-time.ts'
import type { ComposedMail, MailWords } from './compose.ts'

/** 128 bits in groups of four: enough that no other record has it, short enough to compare by eye. */
const CODE_DIGITS = 32

/**
 * The mail with everything that was said and carried out. Its code is computed from the record alone, so that a
 * customer can compare it with the one the chat said, and anybody can compute it again.
 */
export function composeRecordMail(
  values: Values,
  log: readonly LoggedMessage[],
  words: MailWords,
): ComposedMail & { readonly code: string } {
  const said = log.map(
    (one) => `${timeJst(one.atMs)} ${words.phrase(`record.who.${one.role}`)}：${withoutAddress(one, words)}`,
  )
  const record = words.phrase('record.text', { ...values, said: said.join('\n') }).trim()
  const code = checkCode(record)
  return {
    subject: words.phrase('mail.record.subject'),
    text: words.phrase('mail.record.text', { record, code }),
    code,
  }
}

/** A page that was opened to one customer for some minutes is named, and its address stays out of the mail. */
function withoutAddress({ text, view }: LoggedMessage, words: MailWords): string {
  return view?.type === 'link' ? text.replaceAll(view.url, () => words.phrase('record.link')) : text
}

/** `3F2A-91BC-…`: the beginning of the SHA-256 of a text in UTF-8. */
export function checkCode(text: string): string {
  const digits = createHash('sha256').update(text, 'utf8').digest('hex').slice(0, CODE_DIGITS).toUpperCase()
  return digits.replace(/(.{4})(?=.)/g, '$1-')
}
