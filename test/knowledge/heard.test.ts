import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { examplesIn } from '../understanding/examples.ts'
import { askedQuestions, heard, textsOf } from './asked-questions.ts'

const MENU = { expects: 'topic' } as const
const ORDER = { expects: 'orderNumber' } as const
const CONFIRM = { expects: 'confirm', yes: 'refund.yes', no: 'refund.no' } as const
const QUESTIONS = askedQuestions('questions.txt')

const isAnswered = (event: ReturnType<typeof heard>, entry: string): boolean =>
  (event?.type === 'question.asked' && event.entry === entry) ||
  (event?.type === 'question.unclear' && event.entries.includes(entry)) ||
  (event?.type === 'identifier.missing' && entry === 'norton.order-number-where')

describe('in the conversation', () => {
  test.each([
    { where: 'at the menu', meta: MENU, atLeast: 0.93 },
    { where: 'where an order number is asked for', meta: ORDER, atLeast: 0.91 },
    { where: 'at the final confirmation', meta: CONFIRM, atLeast: 0.9 },
  ])('the test questions are answered $where', ({ meta, atLeast }) => {
    const answered = QUESTIONS.filter((one) => isAnswered(heard(one, meta), one.entry))
    expect(answered.length / QUESTIONS.length).toBeGreaterThanOrEqual(atLeast)
  })

  test.each(['strangers.txt', 'passers-by.txt'])('questions of strangers are answered too (%s)', (file) => {
    const asked = askedQuestions(file)
    const answered = asked.filter((one) => one.entries.some((entry) => isAnswered(heard(one, MENU), entry)))
    expect(answered.length / asked.length).toBeGreaterThanOrEqual(0.9)
  })

  test('a question at the final confirmation never carries it out', () => {
    const carriedOut = QUESTIONS.filter((one) => heard(one, CONFIRM)?.type === 'choice.refund.yes')
    expect(carriedOut).toEqual([])
  })

  test('a question of ours without an answer says so', () => {
    expect(heard({ text: '返金額は確定申告でどう扱いますか', topic: null }, MENU)?.type).toBe('question.unanswered')
  })

  test('a charge nobody remembers is urgent here, and a question where another company charged it', () => {
    const text = '身に覚えのない請求があります'
    expect(heard({ text, topic: null }, MENU)?.type).toBe('charge.unknown')
    expect(heard({ text, topic: 'trendmicro' }, MENU)).toMatchObject({ entry: 'trendmicro.unknown-charge' })
  })
})

describe('what is no question stays what it is', () => {
  const files = readdirSync(new URL('../understanding/data', import.meta.url)).filter(
    (file) => file.endsWith('.txt') && !file.startsWith('dates'),
  )
  const examples = files.flatMap((file) => examplesIn(`test/understanding/data/${file}`))
  const EXPECTS = { offer: 'offer', confirm: 'confirm', done: 'done', reason: 'reason', provider: 'place' } as const
  const metaOf = (context: string | null) => ({
    expects: EXPECTS[context as keyof typeof EXPECTS] ?? ('topic' as const),
    ...(context === 'confirm' ? { yes: 'refund.yes', no: 'refund.no' } : {}),
  })
  const becameQuestions = (intents: readonly string[]) => {
    const mine = examples.filter(({ intent }) => intents.includes(intent))
    expect(mine.length).toBeGreaterThan(0)
    const wrong = mine.filter(({ text, context }) =>
      heard({ text, topic: null }, metaOf(context))?.type.startsWith('question.'),
    )
    return { share: wrong.length / mine.length, wrong: wrong.map(({ text }) => text) }
  }

  test('a yes, a no, a choice, a value and a way back are never taken for a question', () => {
    const settled = ['affirm', 'deny', 'accept_offer', 'refuse_offer', 'ambiguous', 'choose_option', 'provide_info']
    expect(becameQuestions([...settled, 'back', 'restart', 'hold', 'abort', 'greeting', 'thanks']).wrong).toEqual([])
  })

  test('other people’s business is hardly ever answered', () => {
    expect(becameQuestions(['off_topic']).share).toBeLessThanOrEqual(0.03)
  })

  test('who asks for a person gets one, unless it is about hours', () => {
    const asked = becameQuestions(['operator']).wrong
    expect(asked.filter((text) => !/何時|時間|営業|土日|時まで/.test(text))).toEqual([])
  })

  test('a wish in the dress of a question is taken as the wish, or asked about', () => {
    const STARTS = ['refund.asked', 'stop.asked', 'cancel.asked', 'person.asked', 'clarification.needed']
    const wishes = textsOf('wishes.txt')
    expect(wishes.length).toBeGreaterThanOrEqual(40)
    const swallowed = wishes.filter((text) => !STARTS.includes(heard({ text, topic: null }, MENU)?.type ?? ''))
    expect(swallowed).toEqual([])
  })

  test('a plain wish is taken as a wish; only who asks how is told how', () => {
    const { wrong, share } = becameQuestions(['request_refund', 'stop_auto_renewal', 'cancel_subscription'])
    const how = /方法|手順|どう|どこ|やり方|手続きを教え|手続きはど|フォーム|何|なに|教えて|わからない|わかりません/
    expect(wrong.filter((text) => !how.test(text)).length / wrong.length).toBeLessThanOrEqual(0.25)
    expect(share).toBeLessThanOrEqual(0.15)
  })
})
