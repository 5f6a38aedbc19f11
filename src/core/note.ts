import type { CustomerEvent } from './event.ts'
import type { StateMeta } from './flow.ts'
import { masked } from './mask.ts'
import type { Intent, Reading } from './reading.ts'
import { slotsOf } from './slots.ts'

/** A typed text, what was read in it, and where it was said. */
interface Told {
  readonly text: string
  readonly reading: Reading
  readonly meta: StateMeta
}

/** Free words as a message for the desk. */
export function note(text: string, reading: Reading): CustomerEvent {
  // A message may hold anything: only the bare command starts over.
  const bare = reading.evidence[0]?.rule === 'grammar:restart'
  if (reading.intent === 'restart' && bare) return { type: 'restart.asked' }
  return { type: 'note.written', text: masked(text), slots: slotsOf(reading) }
}

/** Meant as an address, whatever came of it: 「taro@examplejp」. */
export const triesAddress = (text: string): boolean => /@|[([]at[)\]]/i.test(text.normalize('NFKC'))

/** Told to the person who was asked for, before the message was: it must not be lost. */
export function asNote({ text, reading, meta }: Told, event: CustomerEvent): CustomerEvent {
  // A bare number or address answers the question beneath.
  if (!meta.takesNote || !TOLD.has(event.type) || reading.evidence[0]?.rule === 'value-only') return event
  return event.type === 'not.understood' && text.trim().length < SHORTEST_NOTE ? event : note(text, reading)
}
const TOLD = new Set<CustomerEvent['type']>([
  'email.given',
  'order.given',
  'date.given',
  'reason.given',
  'charge.unknown',
  'not.understood',
  'clarification.needed',
  'off.topic',
])
/** In letters: less says nothing to anybody. */
const SHORTEST_NOTE = 8

/** Day, amount or the statement's name of a charge nobody knows, whatever else the words could be. */
export const tellsOfCharge = ({ act, intent, entities }: Reading): boolean =>
  (act !== 'answer' || ABOUT_CHARGE.has(intent)) &&
  (intent === 'provide_info' || (entities.date ?? entities.date_from) !== undefined || entities.amount !== undefined)
const ABOUT_CHARGE = new Set<Intent>(['unknown_charge', 'provide_info', 'correct', 'off_topic', 'complaint'])
