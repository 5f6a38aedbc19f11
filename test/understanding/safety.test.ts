import { describe, expect, test } from 'vitest'
import { lexicon } from '../../locales/ja/lexicon.ts'
import type { Reading, ReadingContext } from '../../src/core/reading.ts'
import { YES_INTENTS } from '../../src/core/understanding/lexicon.ts'
import { createUnderstanding } from '../../src/core/understanding/understanding.ts'

const REF = '2026-11-20T14:00:00+09:00'
const { understand } = createUnderstanding(lexicon)
const read = (text: string, context: ReadingContext | null): Reading =>
  understand(text, { context, choices: [], ref: REF })

describe('a yes', () => {
  test.each(['はい', 'お願いします', 'はい、お願いします', 'OK', 'うん', 'それで進めてください', '間違いありません'])(
    '%s at a confirmation is one',
    (text) => {
      expect(read(text, 'confirm').intent).toBe('affirm')
    },
  )

  test('comes with a mark when it is a yes-word and nothing more', () => {
    expect(read('お願いします', 'offer')).toMatchObject({ intent: 'accept_offer', bareYes: true })
    expect(read('その提案でお願いします', 'offer').bareYes).toBeUndefined()
  })

  test('has no class in the model', () => {
    expect(lexicon.model.intents.filter((intent) => YES_INTENTS.has(intent))).toEqual([])
  })

  test('is not given by a rule that looks inside a text', () => {
    expect(lexicon.grammar.anywhere.filter(({ intent }) => YES_INTENTS.has(intent))).toEqual([])
  })
})

describe('いいです, 結構です and 大丈夫です alone', () => {
  test.each(['いいです', '結構です', '大丈夫です', 'けっこうです', 'ダイジョウブです', 'もういいです'])(
    '%s',
    (text) => {
      expect(read(text, 'confirm').intent).toBe('ambiguous')
      expect(read(text, 'offer').intent).toBe('refuse_offer')
      expect(read(text, 'done').intent).toBe('deny')
    },
  )
})
