import type { Command, PersonRequest, Phrase, Values } from '../core/effect.ts'
import type { Renderer } from '../core/render.ts'

/** The words of mails, in the language of the catalogue. */
export type MailWords = Pick<Renderer, 'phrase'>

export interface ComposedMail {
  readonly subject: string
  readonly text: string
}

/** The mail that carries a one-time code. */
export function composeCodeMail(code: string, words: MailWords): ComposedMail {
  return { subject: words.phrase('mail.code.subject'), text: words.phrase('mail.code.text', { code }) }
}

/** The mail a customer keeps as proof: the same receipt numbers as the chat. */
export function composeReceiptMail(
  { template, values }: Command & { name: 'mail.send' },
  words: MailWords,
): ComposedMail {
  return {
    subject: words.phrase(`mail.${template}.subject`, values),
    text: words.phrase(`mail.${template}.text`, values),
  }
}

/** The mail to the desk: facts only. */
export function composePersonMail(summary: PersonRequest, conversationId: string, words: MailWords): ComposedMail {
  const none: Phrase = { key: 'word.none' }
  const topic: Phrase = { key: `topicName.${summary.topic}` }
  const { decision } = summary
  const values: Values = {
    topic,
    at: summary.requestedAtMs,
    firstRequest:
      summary.firstRequestAtMs === null ? none : { key: 'word.time', values: { at: summary.firstRequestAtMs } },
    urgent: { key: summary.urgent ? 'word.urgent' : 'word.ordinary' },
    verified: { key: summary.verified ? 'word.verified' : 'word.unverified' },
    orderNumber: summary.orderNumber ?? none,
    contracts: summary.contractIds.length > 0 ? summary.contractIds.join('、') : none,
    email: summary.email ?? none,
    decision: decision ? [decision.rule, decision.refundable, decision.deadline].filter(Boolean).join(' / ') : none,
    done: summary.done.length > 0 ? summary.done.join('、') : none,
    note: summary.note ?? none,
    conversationId,
  }
  return { subject: words.phrase('mail.person.subject', values), text: words.phrase('mail.person.text', values) }
}
