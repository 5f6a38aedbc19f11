import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import words from '../../locales/ja/lexicon.json' with { type: 'json' }
import { INTENTS } from '../../src/core/reading.ts'
import { type Lexicon, YES_INTENTS } from '../../src/core/understanding/lexicon.ts'
import { type Example, examplesIn } from './examples.ts'
import { read } from './reader.ts'
import { allExamples, modelText, train } from './train.ts'

const DATA = join(import.meta.dirname, 'data')
const HELD_OUT = join(import.meta.dirname, 'held-out')
const HELD_OUT_FILES = ['plain.txt', 'hard.txt', 'stories.txt', 'strangers-4.txt']
const right = ({ text, context, intent, alt }: Example) => [intent, ...alt].includes(read(text, context).intent)

function shares(examples: readonly Example[]): { right: number; wrong: number; asked: number } {
  const readings = examples.map(({ text, context }) => read(text, context))
  const wrong = examples.filter((example, at) => readings[at]?.act === 'answer' && !right(example))
  const asked = readings.filter(({ act }) => act === 'clarify')
  const all = examples.length
  return { right: examples.filter(right).length / all, wrong: wrong.length / all, asked: asked.length / all }
}

describe('sentences never learnt from', () => {
  test('plain ones are nearly all understood', () => {
    const { right: share, wrong } = shares(examplesIn(join(HELD_OUT, 'plain.txt')))
    expect(share).toBeGreaterThanOrEqual(0.95)
    expect(wrong).toBeLessThanOrEqual(0.02)
  })

  test('hard ones are mostly understood, and seldom wrongly', () => {
    const { right: share, wrong } = shares(examplesIn(join(HELD_OUT, 'hard.txt')))
    expect(share).toBeGreaterThanOrEqual(0.83)
    expect(wrong).toBeLessThanOrEqual(0.08)
  })

  test('strangers are mostly understood, and seldom wrongly', () => {
    const { right: share, wrong, asked } = shares(examplesIn(join(HELD_OUT, 'strangers-4.txt')))
    expect(share).toBeGreaterThanOrEqual(0.83)
    expect(wrong).toBeLessThanOrEqual(0.08)
    expect(asked).toBeLessThanOrEqual(0.17)
  })

  test('small stories are at least asked about', () => {
    const { right: share, wrong } = shares(examplesIn(join(HELD_OUT, 'stories.txt')))
    expect(share).toBeGreaterThanOrEqual(0.7)
    expect(wrong).toBeLessThanOrEqual(0.1)
  })

  test('none is taken for a yes it is not', () => {
    const taken = HELD_OUT_FILES.flatMap((name) => examplesIn(join(HELD_OUT, name)))
      .filter(({ intent, alt }) => ![intent, ...alt].some((label) => YES_INTENTS.has(label)))
      .filter(({ text, context }) => YES_INTENTS.has(read(text, context).intent))
    expect(taken).toEqual([])
  })

  test('none of them stands among the lines learnt from', () => {
    const learnt = new Set(allExamples(DATA).map(({ text, context }) => `${context}|${text}`))
    const heldOut = HELD_OUT_FILES.flatMap((name) => examplesIn(join(HELD_OUT, name)))
    const known = heldOut.filter(({ text, context }) => learnt.has(`${context}|${text}`)).length
    expect(known / heldOut.length).toBeLessThanOrEqual(0.1)
  })
})

describe('the examples', () => {
  test('cover every intent', () => {
    const covered = new Set(allExamples(DATA).map(({ intent }) => intent))
    expect(INTENTS.filter((intent) => !covered.has(intent))).toEqual([])
  })

  test('do not contradict one another', () => {
    const labels = new Map<string, Example>()
    const contradictions = allExamples(DATA).filter((example) => {
      const key = `${example.context}|${example.text}`
      const before = labels.get(key)
      labels.set(key, example)
      return before && ![before.intent, ...before.alt].includes(example.intent) && !example.alt.includes(before.intent)
    })
    expect(contradictions.map(({ text, context, intent }) => `${context} ${text} ${intent}`)).toEqual([])
  })
})

test('the weights are what training gives, byte for byte', { timeout: 180_000 }, () => {
  const stored = readFileSync(join(import.meta.dirname, '../../locales/ja/lexicon-model.json'), 'utf8')
  const trained = modelText(train(allExamples(DATA), words as unknown as Omit<Lexicon, 'model'>))
  expect(trained === stored).toBe(true)
})
