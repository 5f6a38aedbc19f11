import fc from 'fast-check'
import { expect, test } from 'vitest'
import { markPhrases, PHRASE_END } from '../../src/core/phrases.ts'

const phrases = (text: string) => markPhrases(text).split(PHRASE_END)

test.each([
  ['全額返金の対象です。', ['全額', '返金の', '対象です。']],
  [
    '期限は2026年11月19日（木）23:59（日本時間）です。',
    ['期限は', '2026年11月19日（木）', '23:59', '（日本時間）です。'],
  ],
])('%s may end its lines between phrases', (text, expected) => {
  expect(phrases(text)).toEqual(expected)
})

test.each(['NP12345678', 'https://example.jp/a/b?c=d', 'hanako@example.jp', 'R-20261118-0937', ''])(
  '%s stays whole',
  (text) => expect(markPhrases(text)).toBe(text),
)

test('lines and everything else of a text stay as they were', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (text) => {
      fc.pre(!text.includes(PHRASE_END))
      expect(markPhrases(text).replaceAll(PHRASE_END, '')).toBe(text)
    }),
  )
})

test('a sentence said before is marked the same way again', () => {
  const text = '返金を受け付けました。'
  expect(markPhrases(text)).toBe(markPhrases(text))
})
