import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Understand } from '../../src/core/interpret.ts'
import type { ReadingFrame } from '../../src/core/reading.ts'
import { examplesIn } from '../understanding/examples.ts'
import { measureInChild } from './child.ts'
import { interleave, quantile, spin } from './measure.ts'
import { floorOf, type Line, lineOf, type Section } from './section.ts'

const DATA = join(import.meta.dirname, '..', 'understanding', 'data')
/** The other files hold what nobody says: traps, and dates made to be misread. */
const TYPICAL = /^(base|persona)-.*\.txt$/
const REF = '2026-11-18T21:40:00+09:00'
/** Sentences taken evenly from all files: enough for a 99th percentile. */
const SENTENCES = 600
const WORST_LENGTH = 5_000
/** Signs that some pattern could love: kana, kanji, digits, marks, what dates are made of, what NFKC lengthens. */
const SUSPECTS = [...'あアｱがっー漢年月日円番1０aAwN-_.@!?？。、 　\n(（「笑十①ﷺ㍿👍🇯\u3099\u200d']

interface Utterance {
  readonly text: string
  readonly frame: ReadingFrame
}

/** Reading typed Japanese, beside bringing the same text into one Unicode spelling. */
export async function benchUnderstand(understand: Understand): Promise<Section> {
  const sentences = typicalSentences()
  const all = await interleave(
    {
      understand: spin(() => sentences.map(({ text, frame }) => understand(text, frame)), 1),
      nfkc: spin(() => sentences.map(({ text }) => text.normalize('NFKC')), 1),
    },
    3,
  )
  const tries = sentences.map(({ text, frame }) =>
    Array.from({ length: 3 }, () => called(() => understand(text, frame))),
  )
  const calls = tries.flat()
  const bests = tries.map((one) => Math.min(...one))
  const per = sentences.length
  const floor = floorOf('NFKC', all.nfkc, per)
  const lines: Line[] = [
    lineOf({ what: `mean of ${per} sentences`, cost: all.understand, per, floor }),
    { what: 'p50 of single calls', unit: 'µs', value: quantile(calls, 0.5), goal: { most: { must: 150 } } },
    { what: 'p99 of single calls', unit: 'µs', value: quantile(calls, 0.99), goal: { most: { must: 1000 } } },
    {
      what: 'p99 of sentences, each by its best call',
      unit: 'µs',
      value: quantile(bests, 0.99),
      goal: { most: { must: 1000 } },
    },
    worstOf(understand),
    ...(await loading()),
  ]
  return { title: 'Understanding a sentence', lines }
}

function typicalSentences(): Utterance[] {
  const examples = readdirSync(DATA)
    .filter((file) => TYPICAL.test(file))
    .toSorted()
    .flatMap((file) => examplesIn(join(DATA, file)))
  const step = Math.max(1, Math.floor(examples.length / SENTENCES))
  return examples
    .filter((_, index) => index % step === 0)
    .map(({ text, context }) => ({ text, frame: { context, choices: [], ref: REF } }))
}

function called(work: () => unknown): number {
  const began = performance.now()
  work()
  return (performance.now() - began) * 1000
}

/** The most expensive of the long inputs made of one sign, each by the best of a few tries. */
function worstOf(understand: Understand): Line {
  const frame: ReadingFrame = { context: null, choices: [], ref: REF }
  const costs = SUSPECTS.map((sign) => {
    const text = sign.repeat(WORST_LENGTH)
    return {
      sign,
      us: Math.min(...Array.from({ length: 3 }, () => called(() => understand(text, frame)))),
      nfkc: called(() => text.normalize('NFKC')),
    }
  })
  const worst = costs.toSorted((a, b) => b.us - a.us)[0] ?? { sign: '', us: Number.NaN, nfkc: Number.NaN }
  return {
    what: `worst of ${SUSPECTS.length} signs, ${WORST_LENGTH} times: ${JSON.stringify(worst.sign)}`,
    unit: 'µs',
    value: worst.us,
    floor: { what: 'NFKC', value: worst.nfkc },
    goal: { most: { must: 3000 } },
  }
}

/** What the lexicon costs a process that has nothing else. */
async function loading(): Promise<Line[]> {
  const { loadMs, heapMb, rssMb } = await measureInChild('understand-load.ts', ['loadMs', 'heapMb', 'rssMb'])
  return [
    { what: 'loading the lexicon (files and patterns)', unit: 'ms', value: loadMs },
    { what: 'heap it keeps', unit: 'MB', value: heapMb },
    { what: 'RSS it adds', unit: 'MB', value: rssMb },
  ]
}
