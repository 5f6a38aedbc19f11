/** Names caught so far with their values. */
export type Captures = ReadonlyMap<string, string>

/** What names mean while matching. */
export interface MatchFrame {
  readonly captures: Captures
  /** Regular expressions of typed names. */
  readonly types: Captures
  /** Names take a new value even when they have one: a mail brings the newest code. */
  readonly rebind?: boolean
}

/**
 * Compares a message with its pattern: exact after NFC, except a line `…` (any lines), `〔…〕` (anything within
 * the line) and `《名》` (caught the first time, then equal).
 *
 * @returns the names newly caught, or null when the text does not fit
 */
export function matchText(pattern: readonly string[], actual: string, frame: MatchFrame): Map<string, string> | null {
  const names: string[] = []
  const source = pattern.map((line) => lineSource(line.normalize('NFC'), names, frame)).join('')
  const found = new RegExp(`^${source}$`, 'u').exec(`${actual.normalize('NFC')}\n`)
  if (!found) return null
  return new Map(names.map((name, index) => [name, found.groups?.[`g${index}`] ?? '']))
}

/** Whether text and pattern fit once nothing is asked of the values of names. */
export function matchesUntyped(pattern: readonly string[], actual: string): boolean {
  return matchText(pattern, actual, { captures: new Map(), types: new Map() }) !== null
}

function lineSource(line: string, names: string[], frame: MatchFrame): string {
  if (line === '…') return '(?:[^\\n]*\\n)*?'
  return `${line
    .split(/(〔…〕|《[^《》\n]+》)/u)
    .map((piece) => pieceSource(piece, names, frame))
    .join('')}\\n`
}

function pieceSource(piece: string, names: string[], { captures, types, rebind }: MatchFrame): string {
  if (piece === '〔…〕') return '[^\\n]*?'
  const name = /^《(.+)》$/u.exec(piece)?.[1]
  if (!name) return literally(piece)
  const seen = names.indexOf(name)
  if (seen >= 0) return `\\k<g${seen}>`
  const known = rebind ? undefined : captures.get(name)
  if (known !== undefined) return literally(known.normalize('NFC'))
  names.push(name)
  return `(?<g${names.length - 1}>${typeOf(name, types) ?? '[^\\n]+?'})`
}

/** `受付番号2` has the type of `受付番号` unless it has its own. */
export function typeOf(name: string, types: Captures): string | undefined {
  return types.get(name) ?? types.get(name.replace(/[0-9０-９]+$/u, ''))
}

function literally(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}

/** Puts caught values in place of `《名》`. Null with the first name that has none. */
export function fillIn(text: string, captures: Captures): { text: string } | { missing: string } {
  let missing: string | undefined
  const filled = text.replaceAll(/《([^《》\n]+)》/gu, (written, name: string) => {
    const value = captures.get(name)
    if (value === undefined) missing ??= name
    return value ?? written
  })
  return missing === undefined ? { text: filled } : { missing }
}

/** Whether two texts differ only in what the eye hardly sees: width, spaces, wave dashes. */
export function looksEqual(one: string, other: string): boolean {
  return plain(one) === plain(other)
}

function plain(text: string): string {
  return text
    .normalize('NFKC')
    .replaceAll(/[〜～∼]/gu, '~')
    .replaceAll(/\s/gu, '')
}

/** How much two texts share, 0 to 1 (pairs of letters, Dice). */
export function likeness(one: string, other: string): number {
  const [left, right] = [pairs(one), pairs(other)]
  if (left.length === 0 || right.length === 0) return one === other ? 1 : 0
  const rest = [...right]
  let shared = 0
  for (const pair of left) {
    const at = rest.indexOf(pair)
    if (at < 0) continue
    rest.splice(at, 1)
    shared++
  }
  return (2 * shared) / (left.length + right.length)
}

function pairs(text: string): string[] {
  const signs = [...plain(text)]
  return signs.slice(1).map((sign, index) => `${signs[index]}${sign}`)
}
