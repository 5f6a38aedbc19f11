/** What a reader takes for one character, however many code points it has. Made once: making one costs far more than a use. */
const GRAPHEMES = new Intl.Segmenter('ja', { granularity: 'grapheme' })

const ELLIPSIS = '…'

/** Whether a text has no more graphemes than that. It never has more than UTF-16 units, so most are not counted. */
export function fitsGraphemes(text: string, max: number): boolean {
  return text.length <= max || startOfGrapheme(text, max) === text.length
}

/** The text, or its first `max` − 1 graphemes and an ellipsis. */
export function shortenGraphemes(text: string, max: number): string {
  return fitsGraphemes(text, max) ? text : `${text.slice(0, startOfGrapheme(text, max - 1))}${ELLIPSIS}`
}

/** The text, or as many whole graphemes of it as leave room for an ellipsis within `max` UTF-16 units. */
export function shortenUnits(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, boundaryUpTo(text, max - 1))}${ELLIPSIS}`
}

/** Whether a text may be cut at `at` (UTF-16 units) without tearing a grapheme. */
export function isBoundary(text: string, at: number): boolean {
  return at <= 0 || at >= text.length || GRAPHEMES.segment(text).containing(at)?.index === at
}

/**
 * The last place up to `at` (UTF-16 units, within the text) where a text may be cut. When its first grapheme alone is longer,
 * that is cut between two code points: never inside a surrogate pair.
 */
export function boundaryUpTo(text: string, at: number): number {
  if (at >= text.length) return text.length
  const start = GRAPHEMES.segment(text).containing(at)?.index ?? 0
  if (start > 0) return start
  return isTrailing(text.charCodeAt(at)) && at > 1 ? at - 1 : at
}

const isTrailing = (unit: number) => unit >= 0xdc00 && unit <= 0xdfff

/** Where the grapheme after the first `count` ones begins; the end of the text when there is none. */
function startOfGrapheme(text: string, count: number): number {
  let seen = 0
  for (const { index } of GRAPHEMES.segment(text)) if (seen++ === count) return index
  return text.length
}
