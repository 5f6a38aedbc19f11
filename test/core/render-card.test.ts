import { describe, expect, test } from 'vitest'
import { CARDS } from '../../locales/cards.ts'
import messages from '../../locales/ja/messages.json' with { type: 'json' }
import { createRenderer } from '../../src/core/render.ts'
import { textOfCard } from '../../src/core/view.ts'

const SENTENCE =
  '受け付けました。\n受付番号：{{receipt}}\n日時：{{at, time}}\n次のご請求はありません。理由：{{why}}\n契約「{{name}}」：{{why}}'
const { say } = createRenderer(
  { done: SENTENCE, other: SENTENCE, lead: 'つづきです。', why: '{{left}}日' },
  {},
  { done: 'receipt' },
)
const VALUES = {
  receipt: 'R-1',
  at: Date.parse('2026-11-18T21:46:00+09:00'),
  why: { key: 'why', values: { left: 3 } },
  name: 'A',
}

describe('a sentence with a card', () => {
  test('is laid out as title, labelled values and sentences', () => {
    expect(say({ key: 'done', values: VALUES }).view).toEqual({
      type: 'card',
      kind: 'receipt',
      title: '受け付けました。',
      rows: [
        { label: '受付番号', value: 'R-1' },
        { label: '日時', value: '2026年11月18日（水）21:46' },
        { value: '次のご請求はありません。理由：3日' },
        { value: '契約「A」：3日' },
      ],
    })
  })

  test.each([
    ['a colon', 'R：1：2'],
    ['line breaks', 'R\n備考：無効\n'],
    ['a placeholder', '{{at}}'],
  ])('keeps a value with %s in one row', (_what, receipt) => {
    const { view, text } = say({ key: 'done', values: { ...VALUES, receipt } })
    expect(view).toMatchObject({ rows: [{ label: '受付番号', value: receipt }, {}, {}, {}] })
    expect(view?.type === 'card' && textOfCard(view)).toBe(text)
  })

  test('begins with the lead of its sentence', () => {
    expect(say({ key: 'done', values: VALUES, lead: 'lead' }).view).toMatchObject({
      title: 'つづきです。受け付けました。',
    })
  })
})

test('any other sentence has none', () => {
  expect(say({ key: 'other', values: VALUES })).not.toHaveProperty('view')
})

test('a value that is missing in a card throws', () => {
  expect(() => say({ key: 'done', values: { receipt: 'R-1' } })).toThrow()
})

test('a card without a sentence is refused when the renderer is made', () => {
  expect(() => createRenderer({}, {}, { gone: 'receipt' })).toThrow(
    expect.objectContaining({ code: 'locale.missing-key' }),
  )
})

describe('the sentences', () => {
  const sentences = Object.entries(messages).flatMap(([family, below]) =>
    Object.entries(below).flatMap(([name, text]) =>
      typeof text === 'string' ? [[`${family}.${name}`, text] as const] : [],
    ),
  )

  test('that state a receipt number on a line of its own are receipts', () => {
    const stating = sentences.filter(([, text]) => /^(?:停止の)?受付番号：/m.test(text)).map(([key]) => key)
    const receipts = Object.entries(CARDS).filter(([, kind]) => kind === 'receipt')
    expect(receipts.map(([key]) => key).sort()).toEqual(stating.sort())
  })

  test.each(Object.keys(CARDS))('%s has a title and a labelled row', (key) => {
    const [title, ...lines] = (sentences.find(([name]) => name === key)?.[1] ?? '').split('\n')
    expect(title).toMatch(/[^：]$/)
    expect(lines.some((line) => /^[^：。]{1,12}：./.test(line))).toBe(true)
  })
})
