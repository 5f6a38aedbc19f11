import { cleanText } from './clean-text.ts'
import type { LineCall } from './render-line.ts'
import { splitText } from './split-text.ts'

/**
 * The same in bare texts, for when LINE refuses a call: nothing is left of it that could be malformed. Cards and templates have their
 * whole text as their alternative, choices stand in it with their numbers.
 */
export function plainCall(objects: LineCall): LineCall {
  return objects
    .flatMap((object) =>
      splitText(cleanText('altText' in object ? object.altText : 'text' in object ? object.text : '')),
    )
    .map((text) => ({ type: 'text', text }))
}
