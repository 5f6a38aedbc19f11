import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const FOLDER = join(import.meta.dirname, 'transcripts')

/** A script's lines with its parts put in. */
function linesOf(file: string): string[] {
  return readFileSync(join(FOLDER, file), 'utf8')
    .split('\n')
    .flatMap((line) => {
      const part = /^＋ (\S+)/.exec(line)?.[1]
      return part ? linesOf(`${part}.part.txt`) : [line]
    })
}

/** Inputs of the customer up to the line that shows the end was reached. */
function inputsUntil(file: string, end: RegExp): number {
  const lines = linesOf(file)
  const reached = lines.findIndex((line) => end.test(line))
  if (reached < 0) throw new Error(`${file} never reaches ${end}`)
  return lines.slice(0, reached).filter((line) => line.startsWith('客')).length
}

test.each([
  { goal: 'a refund', file: '返金/最短七つの入力.talk.txt', end: /^済> 返金/, most: 7 },
  { goal: 'stopping renewal', file: '停止/停止だけ.talk.txt', end: /^済> 自動延長停止/, most: 6 },
  {
    goal: 'a refund from a first sentence with number and refusal',
    file: '返金/最初の一文で断る.talk.txt',
    end: /^済> 返金/,
    most: 4,
  },
  { goal: 'the quick check', file: '案内/早見.talk.txt', end: /^係@check\.annualIn>/, most: 3 },
])('$goal takes at most $most inputs', ({ file, end, most }) => {
  expect(inputsUntil(file, end)).toBeLessThanOrEqual(most)
})
