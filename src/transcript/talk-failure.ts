import { relative, resolve } from 'node:path'
import { frameOf, headline, type Problem } from './problem.ts'

/** Problems listed in one failure; a talk that went astray early has many more. */
const SHOWN = 8

/**
 * A failed leaf as test runners like it: `expected` and `actual` are script lines, and the stack points into
 * the script, so that the diff and the code frame show what to change.
 */
export class TalkFailure extends Error {
  override readonly name = 'TalkFailure'
  readonly expected: string
  readonly actual: string
  readonly showDiff: boolean
  /** Vitest prints this where a code frame goes: it makes none of its own for files it has not loaded. */
  readonly frame: string

  /** @param talk where the problems' files lie (`base`) and their text */
  constructor(problems: readonly Problem[], talk: { base: string; sources: ReadonlyMap<string, string> }) {
    const shown = problems.slice(0, SHOWN)
    const more = problems.length > SHOWN ? [`ほか ${problems.length - SHOWN} 件`] : []
    super([...shown.map(headline), ...more].join('\n'))
    this.expected = shown.flatMap(({ expected }) => (expected === '' ? [] : [expected])).join('\n')
    this.actual = shown.flatMap(({ actual }) => (actual === '' ? [] : [actual])).join('\n')
    this.showDiff = this.expected !== this.actual
    const [first] = problems
    const place = first ? `${resolve(talk.base, first.file)}:${first.line}:1` : ''
    this.stack = `${this.name}: ${this.message}\n    at ${first?.kind} (${place})`
    this.frame = first ? [` ❯ ${relative(process.cwd(), place)}`, ...frameOf(first, talk.sources)].join('\n') : ''
  }
}
