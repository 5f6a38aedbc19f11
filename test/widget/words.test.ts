import { describe, expect, test } from 'vitest'
import chatPageEn from '../../locales/en/chat-page.json' with { type: 'json' }
import problemsEn from '../../locales/en/problems.json' with { type: 'json' }
import chatPageJa from '../../locales/ja/chat-page.json' with { type: 'json' }
import problemsJa from '../../locales/ja/problems.json' with { type: 'json' }
import { askedLanguage } from '../../src/channels/asked-language.ts'
import * as ja from '../../src/widget/strings.ts'
import * as en from '../../src/widget/strings-en.ts'

const JAPANESE = /[\p{scx=Hira}\p{scx=Kana}\p{scx=Han}]/u
const shapeOf = (words: object): unknown[] =>
  Object.entries(words).map(([name, word]) => [name, typeof word, ...(typeof word === 'object' ? shapeOf(word) : [])])
const textsOf = (words: object): string[] =>
  Object.values(words).flatMap((word) =>
    typeof word === 'function' ? [word(3)] : typeof word === 'object' ? textsOf(word) : [word],
  )

describe('words of our own', () => {
  test.each([
    ['the widget', ja, en],
    ['problems', problemsJa, problemsEn],
    ['the chat page', chatPageJa, chatPageEn],
  ])('of %s are the same in Japanese and English, each in its language', (_name, inJapanese, inEnglish) => {
    expect(shapeOf(inEnglish)).toEqual(shapeOf(inJapanese))
    expect(textsOf(inEnglish).filter((text) => JAPANESE.test(text))).toEqual([])
    expect(textsOf(inJapanese).filter((text) => !JAPANESE.test(text))).toEqual(
      inJapanese === ja ? [ja.lang, ja.locale] : [],
    )
  })

  test('count in both', () => {
    expect([ja.unread(2), ja.tooLong(3), ja.tooLongOver(4)].join()).toBe(
      '（新着2件）,あと3文字まで入力できます。,4文字多いため送信できません。',
    )
    expect([en.unread(2), en.tooLong(3), en.tooLongOver(4)].join()).toBe(
      ' (2 new),3 more characters.,4 characters too many to send.',
    )
  })
})

test.each([
  [undefined, 'ja'],
  ['', 'ja'],
  ['*', 'ja'],
  ['ja-JP,ja;q=0.9,en-US;q=0.8', 'ja'],
  ['en', 'en'],
  ['en-GB,en;q=0.9,ja;q=0.8', 'en'],
  ['fr-FR,fr;q=0.9,en;q=0.8,ja;q=0.9', 'ja'],
  ['de, EN-us;q=0.5', 'en'],
  ['en;q=0, ja;q=0.1', 'ja'],
  ['eng, jam', 'ja'],
])('a browser that asks for %s is answered in %s', (header, language) => {
  expect(askedLanguage(header)).toBe(language)
})
