import { boundaryUpTo, isBoundary } from './graphemes.ts'
import { LINE_LIMITS } from './line-limits.ts'

/** Where a text is cut rather, best first; each mark stays with what is before it. */
const PLACES = [/\n{2,}/g, /\n/g, /[。！？]/g] as const

/**
 * Cuts a text into pieces that fit into one message each: after a blank line, else after a line, else after a sentence, else
 * between two graphemes. Nothing is lost but line breaks and blanks where it is cut.
 *
 * @param max UTF-16 units
 */
export function splitText(text: string, max: number = LINE_LIMITS.textUnits): readonly string[] {
  const pieces: string[] = []
  let rest = text
  while (rest.length > max) {
    const cut = bestCut(rest, max)
    pieces.push(rest.slice(0, cut))
    rest = rest.slice(cut)
  }
  return [...pieces, rest].map((piece) => piece.replace(/^\n+|\n+$/g, '')).filter((piece) => piece.trim() !== '')
}

function bestCut(text: string, max: number): number {
  const head = text.slice(0, max)
  for (const place of PLACES) {
    const ends = [...head.matchAll(place)].map(({ index, 0: mark }) => index + mark.length)
    const cut = ends.findLast((end) => isBoundary(text, end))
    if (cut !== undefined) return cut
  }
  return boundaryUpTo(text, max)
}
