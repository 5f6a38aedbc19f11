import { resolve } from 'node:path'
import { headline, type Problem } from './problem.ts'

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

  /** @param base the folder the problems' file names are relative to */
  constructor(problems: readonly Problem[], base: string) {
    const shown = problems.slice(0, SHOWN)
    const more = problems.length > SHOWN ? [`ほか ${problems.length - SHOWN} 件`] : []
    super([...shown.map(headline), ...more].join('\n'))
    this.expected = shown.flatMap(({ expected }) => (expected === '' ? [] : [expected])).join('\n')
    this.actual = shown.flatMap(({ actual }) => (actual === '' ? [] : [actual])).join('\n')
    this.showDiff = this.expected !== this.actual
    const frames = problems
      .slice(0, 1)
      .map(({ file, line, kind }) => `    at ${kind} (${resolve(base, file)}:${line}:1)`)
    this.stack = [`${this.name}: ${this.message}`, ...frames].join('\n')
  }
}
