import { describe, expect, test } from 'vitest'
import { KNOWLEDGE } from '../../flows/knowledge/entries.ts'
import type { Found } from '../../src/core/knowledge.ts'
import { type AskedQuestion, askedQuestions, find, offTopicQuestions } from './asked-questions.ts'

const QUESTIONS = askedQuestions('questions.txt')
const UNSEEN = askedQuestions('unseen.txt')
const answers = (found: Found | null, entry: string) => found?.kind === 'answer' && found.entry.id === entry
const offers = (found: Found | null, entry: string) =>
  found?.kind === 'unclear' && found.entries.some(({ id }) => id === entry)
const share = (questions: readonly AskedQuestion[], right: (found: Found | null, entry: string) => boolean) =>
  questions.filter((one) => right(find(one), one.entry)).length / questions.length

describe('the test questions', () => {
  test('there are three of every entry, and none is a wording the entry knows', () => {
    const asked = Map.groupBy(QUESTIONS, ({ entry }) => entry)
    const known = new Set(KNOWLEDGE.flatMap(({ questions }) => questions))
    expect(KNOWLEDGE.filter(({ id }) => (asked.get(id)?.length ?? 0) < 3).map(({ id }) => id)).toEqual([])
    expect([...QUESTIONS, ...UNSEEN].filter(({ text }) => known.has(text)).map(({ text }) => text)).toEqual([])
  })

  test('at least 95 of 100 find their answer', () => {
    expect(share(QUESTIONS, answers)).toBeGreaterThanOrEqual(0.95)
  })

  test('at most 2 of 100 get a wrong one', () => {
    expect(
      share(QUESTIONS, (found, entry) => found?.kind === 'answer' && found.entry.id !== entry),
    ).toBeLessThanOrEqual(0.02)
  })

  test('of those never learnt from, at least 85 of 100 find it or see it among three', () => {
    expect(share(UNSEEN, (found, entry) => answers(found, entry) || offers(found, entry))).toBeGreaterThanOrEqual(0.85)
  })
})

test('a question about something else gets no answer', () => {
  const off = offTopicQuestions()
  expect(off.length).toBeGreaterThanOrEqual(60)
  expect(off.filter((one) => find(one)?.kind === 'answer').map(({ text }) => text)).toEqual([])
})

describe('whose contract it is', () => {
  const ask = (text: string, topic: AskedQuestion['topic'] = null) => {
    const found = find({ text, topic })
    return found?.kind === 'answer' ? found.entry.id : (found?.entries.map(({ id }) => id) ?? null)
  }

  test('the same words mean what the talk is about', () => {
    expect(ask('アンインストールすれば解約になりますか')).toBe('norton.uninstall-cancel')
    expect(ask('アンインストールすれば解約になりますか', 'trendmicro')).toBe('trendmicro.uninstall')
  })

  test('a name in the question counts for more than the talk', () => {
    expect(ask('ウイルスバスターの事前のお知らせは来ますか', 'norton')).toBe('trendmicro.notice')
  })

  test('the number of another carrier is never shown', () => {
    expect(ask('ソフトバンクの決済番号の調べ方は')).toBe('norton-mobile.number-softbank')
    expect(ask('auの決済番号の調べ方は')).toBe('norton-mobile.number-au')
  })

  test('what could be two things is asked back, with three at most', () => {
    const unclear = QUESTIONS.map((one) => find(one)).filter((found) => found?.kind === 'unclear')
    expect(unclear.length).toBeGreaterThan(0)
    expect(unclear.filter(({ entries }) => entries.length > 3)).toEqual([])
  })
})

test('a question is found the same way every time', () => {
  const once = QUESTIONS.slice(0, 50).map((one) => find(one))
  expect(QUESTIONS.slice(0, 50).map((one) => find(one))).toEqual(once)
})

test.each(['', '？', '🙂', 'あ'.repeat(5_000), '\u{1F600}'.repeat(3_000), '1'.repeat(2_000)])(
  'nothing is found in %j, and nothing breaks',
  (text) => {
    expect(find({ text, topic: null })).toBeNull()
  },
)
