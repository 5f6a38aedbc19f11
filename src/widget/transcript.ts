import type { ServerEvent } from '../protocol.ts'
import { PHRASE_END } from './phrase-end.ts'
import * as strings from './strings.ts'

/** The conversation as a text to keep: receipt numbers first, then every sentence with its time. */
export function transcriptOf(events: readonly ServerEvent[], heading: string, nowMs: number): string {
  const receipts = new Set(events.flatMap(({ role, text }) => (role === 'customer' ? [] : receiptsIn(text))))
  const lines = events.map(({ at, role, text }) => `${timeOf(at)} ${strings.speakers[role]}${text}`)
  return [heading, `${strings.savedAt}${timeOf(nowMs)}`, ...receipts, '', ...lines, '']
    .join('\n')
    .replaceAll(PHRASE_END, '')
}

function receiptsIn(text: string): readonly string[] {
  return text.replaceAll(PHRASE_END, '').match(/受付番号：[A-Z]-[\d-]+/g) ?? []
}

/** In Japan's time, which the sentences speak of too. */
const TIME = new Intl.DateTimeFormat(strings.locale, {
  dateStyle: 'medium',
  timeStyle: 'short',
  timeZone: 'Asia/Tokyo',
})

function timeOf(ms: number): string {
  return TIME.format(ms)
}
