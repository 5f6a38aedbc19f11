/** One column: its heading, and the least and the most it may take on a terminal. */
export interface Column {
  readonly heading: string
  readonly least: number
  readonly most: number
}

/** A group of lines that belong together, e.g. a rule with all its answers; a cell is empty where it would repeat. */
export type Lines = readonly (readonly string[])[]

/**
 * Wide and full-width characters take two columns of a terminal. Ambiguous ones (arrows, Greek) are one or two by the
 * terminal's settings, so a table here does without them.
 * Source: Unicode Standard Annex 11, East Asian Width.
 */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u
const COMBINING = /\p{Mn}|\p{Me}|\p{Cf}/u
/** 行頭禁則: these never begin a line. 行末禁則: these never end one. */
const NO_START = /^[、。，．・：；？！」』）］｝】〉》ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ,.:;?!)\]}／]/
const NO_END = /[「『（［｛【〈《(]$/
const PIECES = /[\u0021-\u007e]+|[\s\S]/gu

/** Columns of a terminal a text takes. */
export function displayWidth(text: string): number {
  let width = 0
  for (const character of text) width += COMBINING.test(character) ? 0 : WIDE.test(character) ? 2 : 1
  return width
}

/** Draws a table no wider than `width` where its columns' least widths allow it, with long cells over several lines. */
export function drawTable(columns: readonly Column[], groups: readonly Lines[], width: number): string {
  const widths = shrunk(columns, groups, width)
  const rule = widths.map((size) => '-'.repeat(size)).join('-+-')
  const body = groups.flatMap((lines) => [rule, ...drawGroup(lines, widths)])
  const heading = drawGroup([columns.map((column) => column.heading)], widths)
  return [...heading, ...body].join('\n')
}

/** The same table for a web page: every line a row. */
export function markdownTable(columns: readonly Column[], groups: readonly Lines[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', '<br>')).join(' | ')} |`
  return [line(columns.map(({ heading }) => heading)), line(columns.map(() => '---')), ...groups.flat().map(line)].join(
    '\n',
  )
}

/** Breaks a text into lines of at most `width` columns, by the rules for Japanese line ends; words stay whole. */
export function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap((paragraph) => wrapParagraph(paragraph, width))
}

function wrapParagraph(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const piece of pieces(text, width)) {
    if (line === '' || displayWidth(line + piece) <= width) {
      line += line === '' ? piece.trimStart() : piece
      continue
    }
    const [kept, moved] = breakAt(line, piece)
    lines.push(kept.trimEnd())
    line = moved.trimStart()
  }
  return [...lines, line.trimEnd()]
}

/** Words of a language with spaces, else single characters; a word wider than the column is cut. */
function pieces(text: string, width: number): string[] {
  return (text.match(PIECES) ?? []).flatMap((piece) =>
    piece.length <= width ? [piece] : (piece.match(new RegExp(`.{1,${width}}`, 'gu')) ?? []),
  )
}

/** Ends a line before a piece, taking along what may neither stand alone at its end nor leave the piece at its start. */
function breakAt(line: string, piece: string): readonly [string, string] {
  let kept = line
  let moved = piece
  while (kept.length > 1 && (NO_START.test(moved) || NO_END.test(kept))) {
    const last = (kept.match(PIECES) ?? []).at(-1) ?? ''
    if (last.length === kept.length) return [line, piece]
    kept = kept.slice(0, kept.length - last.length)
    moved = last + moved
  }
  return [kept, moved]
}

/** A cell with nothing below it in its group flows down beside the others. */
function drawGroup(lines: Lines, widths: readonly number[]): string[] {
  const spans = widths.map((_, column) => lines.slice(1).every((cells) => (cells[column] ?? '') === ''))
  const columns = widths.map((width, column) => {
    if (spans[column]) return wrap(lines[0]?.[column] ?? '', width)
    return lines.flatMap((cells) => {
      const own = wrap(cells[column] ?? '', width)
      return [...own, ...new Array<string>(heightOf(cells, { widths, spans }) - own.length).fill('')]
    })
  })
  return Array.from({ length: Math.max(...columns.map(({ length }) => length)) }, (_, at) =>
    columns
      .map((column, index) => pad(column[at] ?? '', widths[index] ?? 0))
      .join(' | ')
      .trimEnd(),
  )
}

function heightOf(
  cells: readonly string[],
  { widths, spans }: { widths: readonly number[]; spans: readonly boolean[] },
): number {
  return Math.max(...widths.map((width, column) => (spans[column] ? 1 : wrap(cells[column] ?? '', width).length)))
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)))
}

/** Every column as wide as its widest cell, then the widest are narrowed until all fit. */
function shrunk(columns: readonly Column[], groups: readonly Lines[], width: number): number[] {
  const widths = columns.map(({ heading, most }, at) => {
    const cells = groups.flat().flatMap((line) => (line[at] ?? '').split('\n'))
    return Math.min(most, Math.max(displayWidth(heading), ...cells.map(displayWidth)))
  })
  const room = width - 3 * (columns.length - 1)
  for (let over = widths.reduce((sum, size) => sum + size, 0) - room; over > 0; over--) {
    const loose = widths.map(
      (size, at) => size - Math.max(columns[at]?.least ?? 0, displayWidth(columns[at]?.heading ?? '')),
    )
    const widest = loose.indexOf(Math.max(...loose))
    if ((loose[widest] ?? 0) <= 0) break
    widths[widest] = (widths[widest] ?? 0) - 1
  }
  return widths
}
