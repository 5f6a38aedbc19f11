import { readFileSync } from 'node:fs'

/** One sentence and the date it names: `YYYY-MM-DD`, `from..to` or `none`. */
export interface DateCase {
  readonly text: string
  readonly expected: string
  readonly ref: string
}

/** Reads a file of `text => expected` lines; a `ref` line sets the present for those below it. */
export function dateCasesIn(path: string): DateCase[] {
  const cases: DateCase[] = []
  let ref = ''
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    if (line.startsWith('ref ')) ref = line.slice(4)
    const [, text, expected] = line.startsWith('#') ? [] : (line.match(/^(.*) => (.*)$/) ?? [])
    if (text !== undefined && expected !== undefined) cases.push({ text, expected, ref })
  }
  return cases
}
