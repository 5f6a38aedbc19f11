import { chosen } from './chosen-event.ts'
import type { CustomerEvent, Slots } from './event.ts'
import type { Expects, StateMeta } from './flow.ts'
import type { OfferedChoice, Reading, ReadingFrame } from './reading.ts'
import { REASONS, slotsOf } from './slots.ts'

/** What a text is read against when it said nothing the open question asks for. */
export interface SecondLook {
  readonly meta: StateMeta
  /** Choices of the talk's own question while another one lies over it. */
  readonly beneath: readonly OfferedChoice[]
  /** Whose contract the talk is about. */
  readonly topic: string | null
  readonly ref: string
}

const unseen = (...ids: readonly string[]): OfferedChoice[] => ids.map((id) => ({ id, label: '' }))

/** Where a contract can have been made: told before it is asked, it is kept. */
const PLACES = unseen('place.official', 'place.carrier', 'place.appStore', 'place.shop', 'place.trendmicro')
const TM_PRODUCTS = unseen('tmProduct.cloud', 'tmProduct.other', 'tmProduct.monthly')

const OPEN = new Set<Expects>(['topic', 'wish'])
/** Questions whose answer may act or accept: their words count only while they are open themselves. */
const BINDING = /^(?:offer|merge|refund|stop|restart|resume|addOns)\./
/** Choices that merely being named decides. */
const NAMED = /^(?:place|seller|annual|payment|tmProduct)\.(?!unknown)|^check\.(?:annual|monthly|trial)$/

/**
 * Looks at words again that the open question could not take: as another answer to an earlier question, as one to the question beneath it, as a place or
 * product told early, or as a story in which one choice alone is named. Null when they say nothing of that either.
 */
export function secondReading(
  text: string,
  reading: Reading,
  look: SecondLook,
  understand: (text: string, frame: ReadingFrame) => Reading,
): CustomerEvent | null {
  if (reading.entities.option_index !== undefined) return null
  const { expects, earlier = [] } = look.meta
  const naming = (choices: readonly OfferedChoice[]): string | undefined => {
    if (choices.length === 0) return undefined
    const again = understand(text, { context: null, choices, ref: look.ref })
    return again.choice ?? again.mentioned
  }
  const revised = naming(unseen(...earlier))
  if (revised) return chosen(revised)
  if (REASONS[reading.intent]) return null
  // 「はい」 answers the question that lies on top, never a fact asked beneath it.
  const bare = reading.intent === 'affirm' || reading.intent === 'deny' || reading.intent === 'ambiguous'
  const beneath = bare || look.beneath.some(({ id }) => BINDING.test(id)) ? undefined : naming(look.beneath)
  if (beneath) return chosen(beneath)
  if (reading.mentioned && NAMED.test(reading.mentioned)) return chosen(reading.mentioned, slotsOf(reading))
  const atMenu = OPEN.has(expects) || look.beneath.some(({ id }) => /^(?:topic|wish)\./.test(id))
  if (!atMenu) return null
  const product = look.topic === 'trendmicro' ? naming(TM_PRODUCTS) : undefined
  if (product) return chosen(product, slotsOf(reading))
  const place = naming(PLACES)?.split('.')[1] as Slots['place']
  return place ? { type: 'place.told', slots: { ...slotsOf(reading), place } } : null
}
