import type { CardKind } from '../src/core/view.ts'
import type { MessageKey } from './message-key.ts'

/**
 * Sentences that may be shown as a card. The first line is the title; a line that begins with a label and a
 * full-width colon is a row; every other line is a sentence of its own. The same in every language.
 */
export const CARDS: Readonly<Partial<Record<MessageKey, CardKind>>> = {
  'decision.full': 'decision',
  'decision.prorated': 'decision',
  'decision.expired': 'decision',
  'decision.none': 'decision',
  'decision.elsewhere': 'decision',
  'decision.refer': 'decision',
  'decision.cooling': 'decision',
  'refund.details': 'details',
  'refund.done': 'receipt',
  'refund.doneStopped': 'receipt',
  'refund.doneStopOpen': 'receipt',
  'refund.doneStopRefused': 'receipt',
  'refund.stopLater': 'receipt',
  'stop.confirmed': 'receipt',
  'stop.done': 'receipt',
  'merge.done': 'receipt',
  'merge.doneStopped': 'receipt',
  'merge.doneStopOpen': 'receipt',
  'merge.doneStopRefused': 'receipt',
}
