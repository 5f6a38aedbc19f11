const GRAPHEMES = new Intl.Segmenter('ja', { granularity: 'grapheme' })

/** The graphemes of a text, counted plainly: what the code under test is measured by. */
export const graphemesOf = (text: string): readonly string[] =>
  [...GRAPHEMES.segment(text)].map(({ segment }) => segment)
