import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { splitText } from '../../src/channels/line/split-text.ts'
import { graphemesOf } from './graphemes-of.ts'

const FAMILY = '👨‍👩‍👧‍👦'

describe('a text', () => {
  test('of 5000 units is one piece', () => {
    expect(splitText('あ'.repeat(5000))).toEqual(['あ'.repeat(5000)])
  })

  test('of 5001 units is two', () => {
    expect(splitText('あ'.repeat(5001)).map(({ length }) => length)).toEqual([5000, 1])
  })

  test('is counted in UTF-16 units', () => {
    expect(splitText('😀'.repeat(2500))).toHaveLength(1)
    expect(splitText('😀'.repeat(2501)).map(({ length }) => length)).toEqual([5000, 2])
  })

  test.each([
    ['a blank line', 'あ。\n\nい。\nうえ。おかき', ['あ。', 'い。\nうえ。おかき'], 9],
    ['a line', 'あい。\nうえ。おかき', ['あい。', 'うえ。おかき'], 9],
    ['a sentence', 'あい？うえ。おかき', ['あい？うえ。', 'おかき'], 7],
    ['a question', 'あい。うえ？おかき', ['あい。うえ？', 'おかき'], 7],
    ['a grapheme', 'あいうえおかき', ['あいうえお', 'かき'], 5],
  ])('is cut after %s', (_what, text, pieces, max) => {
    expect(splitText(text, max)).toEqual(pieces)
  })

  test('leaves no piece without words', () => {
    expect(splitText(`${' '.repeat(10)}\n\nあ`, 5)).toEqual(['あ'])
  })

  test('keeps a mark that belongs to its sign', () => {
    expect(splitText('あ。\u{fe00}いうえ', 4)).toEqual(['あ。\u{fe00}い', 'うえ'])
    expect(splitText('あ。\u{fe00}いうえ', 2)[0]).toBe('あ')
  })

  test('is never cut inside a surrogate pair or a joined emoji', () => {
    expect(splitText(`あ${FAMILY}い`, 12)).toEqual([`あ${FAMILY}`, 'い'])
    expect(splitText('a😀b', 2)).toEqual(['a', '😀', 'b'])
  })

  test('of one grapheme that is too long is cut between its code points', () => {
    const cluster = `e${'\u0301'.repeat(6000)}`
    const pieces = splitText(cluster)
    expect(pieces.join('')).toBe(cluster)
    expect(pieces.map(({ length }) => length)).toEqual([5000, 1001])
    expect(splitText(`あ${FAMILY}い`, 8)).toEqual(['あ', '👨‍👩‍👧', '\u200d👦い'])
    const joined = Array.from({ length: 2000 }, () => '👨').join('\u200d')
    expect(splitText(`x${joined}`).every((piece) => piece.isWellFormed() && piece.length <= 5000)).toBe(true)
    expect(splitText(`x${joined}`).join('')).toBe(`x${joined}`)
  })
})

/** Everything that makes cutting hard, close together. */
const HARD = fc.string({
  unit: fc.constantFrom(
    'あ',
    '。',
    '？',
    '\n',
    '\n\n',
    'a',
    '😀',
    FAMILY,
    '🇯🇵',
    'か\u3099',
    '\u0301',
    '\u200d',
    '\ufe0f',
    '1️⃣',
    ' ',
  ),
  maxLength: 60,
})

test('whatever is cut, nothing is lost, nothing is too long, no grapheme is torn', () => {
  fc.assert(
    fc.property(HARD, fc.integer({ min: 2, max: 40 }), (text, max) => {
      const pieces = splitText(text, max)
      const bare = (one: string) => one.replace(/[\n ]/g, '')
      expect(bare(pieces.join(''))).toBe(bare(text))
      const whole = new Set(graphemesOf(text))
      for (const piece of pieces) {
        expect(piece.length).toBeLessThanOrEqual(max)
        expect(piece.length).toBeGreaterThan(0)
        expect(piece.isWellFormed()).toBe(true)
      }
      if (graphemesOf(text).every(({ length }) => length <= max))
        for (const piece of pieces) expect(graphemesOf(piece).filter((one) => !whole.has(one))).toEqual([])
    }),
    { numRuns: 2000 },
  )
})
