import { align } from './align.ts'
import { type Captures, type MatchFrame, matchText, typeOf } from './match-text.ts'

/**
 * The pattern a text should have had: lines that fit stay as they are, others become what was said, with
 * values of typed names turned back into `《名》`.
 *
 * @param pattern the lines of the script; empty for a message that is new to it
 */
export function blessText(pattern: readonly string[], actual: string, frame: MatchFrame): string[] {
  const lines = actual.split('\n')
  const namer = new Namer(pattern, frame)
  const kept = pattern.includes('…')
    ? keepAroundEllipsis(pattern, lines, namer, frame)
    : keepFitting(pattern, lines, namer, frame)
  return matchText(kept, actual, frame) ? kept : lines.map((line) => namer.name(line))
}

function keepFitting(pattern: readonly string[], lines: readonly string[], namer: Namer, frame: MatchFrame): string[] {
  const fits = (i: number, j: number) => matchText([pattern[i] ?? ''], lines[j] ?? '', frame) !== null
  const pairs = align(pattern.length, lines.length, {
    pair: (i, j) => (fits(i, j) ? 0 : 1.5),
    missing: () => 1,
    extra: () => 1,
  })
  return pairs.flatMap(([i, j]) => {
    if (j === null) return []
    return [i !== null && fits(i, j) ? (pattern[i] ?? '') : namer.name(lines[j] ?? '')]
  })
}

/** Lines before the first `…` belong to the beginning, lines after the last to the end; what lies between stays if it fits. */
function keepAroundEllipsis(
  pattern: readonly string[],
  lines: readonly string[],
  namer: Namer,
  frame: MatchFrame,
): string[] {
  const first = pattern.indexOf('…')
  const last = pattern.lastIndexOf('…')
  const tail = pattern.length - 1 - last
  if (first + tail > lines.length) return []
  const keep = (line: string | undefined, actual: string): string =>
    line !== undefined && matchText([line], actual, frame) ? line : namer.name(actual)
  return [
    ...lines.slice(0, first).map((line, index) => keep(pattern[index], line)),
    ...pattern.slice(first, last + 1),
    ...lines.slice(lines.length - tail).map((line, index) => keep(pattern[last + 1 + index], line)),
  ]
}

/** Turns values back into names. Knows which names have a value already, and gives new values a free name. */
class Namer {
  readonly #bound: Map<string, string>
  readonly #types: Captures
  /** Types whose values are named wherever they appear: not the code, six digits are also an amount. */
  readonly #open: readonly string[]

  constructor(pattern: readonly string[], frame: MatchFrame) {
    const used = [...pattern.join('\n').matchAll(/《([^《》\n]+)》/gu)].map((found) => found[1] ?? '')
    this.#types = frame.types
    this.#bound = new Map([...frame.captures].filter(([name]) => typeOf(name, frame.types) !== undefined))
    if (frame.rebind) for (const name of used) this.#bound.delete(name)
    this.#open = [...frame.types.keys()].filter((name) => name !== 'コード' || used.includes(name))
  }

  name(line: string): string {
    let named = line
    for (const [name, value] of this.#bound) if (value !== '') named = named.replaceAll(value, `《${name}》`)
    for (const type of this.#open) named = this.#nameAll(named, type)
    return named
  }

  #nameAll(line: string, type: string): string {
    return line
      .split(/(《[^《》\n]+》)/u)
      .map((piece) =>
        piece.startsWith('《')
          ? piece
          : piece.replaceAll(new RegExp(this.#types.get(type) ?? '', 'gu'), (value: string) =>
              value === '' ? value : `《${this.#free(type, value)}》`,
            ),
      )
      .join('')
  }

  #free(type: string, value: string): string {
    let name = type
    for (let number = 2; this.#bound.has(name) && this.#bound.get(name) !== value; number++) name = `${type}${number}`
    this.#bound.set(name, value)
    return name
  }
}
