const segmenter = new Intl.Segmenter('ja', { granularity: 'grapheme' })

/** How LINE counts a text, which depends on the property (its page "Character count"). */
export const COUNTS = {
  units: (text: string) => text.length,
  // No grapheme is shorter than a unit, so a short text needs no segmenting.
  graphemes: (text: string, enough = 0) => (text.length <= enough ? text.length : [...segmenter.segment(text)].length),
} as const
