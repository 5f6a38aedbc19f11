import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { lexicon } from '../../locales/ja/lexicon.ts'
import { INTENTS, READING_CONTEXTS, type ReadingContext } from '../../src/core/reading.ts'
import { YES_INTENTS } from '../../src/core/understanding/lexicon.ts'
import { createUnderstanding } from '../../src/core/understanding/understanding.ts'
import { REF, read } from './reader.ts'
import { allExamples } from './train.ts'

const CONTEXTS = [null, ...READING_CONTEXTS]
const YESES = [
  'はい',
  'うん',
  'ええ',
  'OK',
  'おっけーです',
  'お願いします',
  'はい、お願いします',
  'よろしくお願いします',
  'それでお願いします',
  'その内容で進めてください',
  'はい、大丈夫です',
  'それでいいです',
  '間違いありません',
  '問題ないです、進めてください',
  '承知しました。お願いいたします',
]
const isYes = (text: string, context: ReadingContext | null) => YES_INTENTS.has(read(text, context).intent)

describe('a yes', () => {
  test.each(YESES)('%s is one at a confirmation', (text) => {
    expect(read(text, 'confirm').intent).toBe('affirm')
  })

  test.each(YESES)('%s is none with a question mark, a but, a not or a sign behind it', (text) => {
    for (const tail of [
      '？',
      '?',
      '、でも',
      'でも金額が違う',
      'ない',
      'しません',
      '👍',
      '🙅',
      '、とは言っていません',
      'と言えばいいの',
    ]) {
      expect([text + tail, isYes(text + tail, 'confirm')]).toEqual([text + tail, false])
    }
  })

  test('carries a mark when it is a yes-word and nothing more, so that an offer can ask which', () => {
    for (const text of ['はい', 'お願いします', 'OK', 'うん']) {
      expect(read(text, 'offer')).toMatchObject({ intent: 'accept_offer', bareYes: true })
    }
    expect(read('その提案でお願いします', 'offer')).toMatchObject({ intent: 'accept_offer' })
    expect(read('その提案でお願いします', 'offer').bareYes).toBeUndefined()
  })

  test('has no class in the model and no rule that looks inside a text', () => {
    expect(lexicon.model.intents.filter((intent) => YES_INTENTS.has(intent))).toEqual([])
    expect(lexicon.grammar.anywhere.filter(({ intent }) => YES_INTENTS.has(intent))).toEqual([])
  })

  test('comes from the closed grammar alone, whatever the weights say', () => {
    const eager = createUnderstanding({
      ...lexicon,
      model: { intents: ['affirm', 'accept_offer'], features: { q: 'A900B900' } },
    })
    const frame = { context: 'confirm' as const, choices: [], ref: REF }
    expect(eager.understand('はい、ですが日付が違うように思います', frame).intent).not.toBe('affirm')
  })

  test('is found in none of our own examples that are labelled otherwise', () => {
    const wrong = allExamples(`${import.meta.dirname}/data`)
      .filter(({ intent, alt }) => ![intent, ...alt].some((label) => YES_INTENTS.has(label)))
      .filter(({ text, context }) => (context === 'confirm' || context === 'offer') && isYes(text, context))
    expect(wrong).toEqual([])
  })
})

describe('いいです, 結構です and 大丈夫です alone', () => {
  test.each([
    'いいです',
    '結構です',
    '大丈夫です',
    'けっこうです',
    'ダイジョウブです',
    'もういいです',
    '大丈夫です！',
    '結構です。',
  ])('%s', (text) => {
    expect(read(text, 'confirm').intent).toBe('ambiguous')
    expect(read(text, 'offer').intent).toBe('refuse_offer')
    expect(read(text, 'done').intent).toBe('deny')
    expect(read(text).intent).toMatch(/^(ambiguous|abort)$/)
  })
})

describe('what is neither yes nor no at a confirmation', () => {
  test.each([
    'やめます',
    'キャンセルで',
    '取り消しで',
    'はい、やめます',
    '👍',
    '🙆‍♀️',
    'はい、結構です',
    'はいいいえ',
    'うーん',
    'うーん、お願いします',
    'そうですね',
    'このままで',
    'そのままでいいです',
    '続けてください',
    'それで',
  ])('%s asks again', (text) => {
    expect(read(text, 'confirm').intent).toBe('ambiguous')
  })

  test.each(['はい、でも金額が違います', 'はい、でも注文番号の最後が8じゃなくて3です', 'はい、ただ日付が違います'])(
    '%s corrects',
    (text) => {
      expect(read(text, 'confirm').intent).toBe('correct')
    },
  )

  test('はい？ asks what was meant', () => {
    expect(read('はい？', 'confirm').intent).toBe('ask_repeat')
  })
})

describe('a wish for a person', () => {
  const wishes = [
    'オペレーターにつないでください',
    '担当者と話したい',
    '人間に代わって',
    '電話番号を教えてください',
    '人と話したいです',
    'ボットじゃなくて人をお願いします',
  ]

  test.each(wishes)('%s is understood after every question', (text) => {
    expect(CONTEXTS.map((context) => read(text, context).intent)).toEqual(CONTEXTS.map(() => 'operator'))
  })
})

test('any text gets a reading, and hardly any gets a yes', () => {
  const characters = fc.constantFrom(
    ...'はいええうんおけOKお願いしますですかでもない返金停止解約、。？!👍🙅ー 0９月日円①@AＮ',
  )
  fc.assert(
    fc.property(fc.array(characters, { maxLength: 40 }), fc.constantFrom(...CONTEXTS), (letters, context) => {
      const reading = read(letters.join(''), context)
      expect(INTENTS).toContain(reading.intent)
      if (YES_INTENTS.has(reading.intent)) expect(reading.evidence[0]?.rule).toMatch(/^grammar:/)
    }),
    { numRuns: 500 },
  )
})
