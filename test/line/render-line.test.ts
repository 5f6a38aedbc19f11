import type { messagingApi } from '@line/bot-sdk'
import { describe, expect, test } from 'vitest'
import type { LoggedMessage } from '../../src/channels/channel.ts'
import { renderLine, renderLinePage } from '../../src/channels/line/render-line.ts'
import type { Card } from '../../src/core/view.ts'
import { textOfCard } from '../../src/core/view.ts'
import { asked, said, someChoices, words } from './said.ts'

const FAMILY = '👨‍👩‍👧‍👦'
const PUSHES = { pushes: true }
const NO_PUSHES = { pushes: false }

const shown = (...messages: LoggedMessage[]) => renderLine(messages, words, PUSHES)
const only = (...messages: LoggedMessage[]) => {
  const [first, ...rest] = shown(...messages)
  expect(rest).toEqual([])
  return first ?? []
}
const textOf = (message: messagingApi.Message | undefined) => (message?.type === 'text' ? message.text : undefined)
const buttonsOf = (message: messagingApi.Message | undefined) =>
  (message?.quickReply?.items ?? []).map(({ action }) => action)
const labelsOf = (message: messagingApi.Message | undefined) => buttonsOf(message).map((action) => action?.label)
const card = (rows: Card['rows'], title = '受け付けました。') => {
  const view: Card = { type: 'card', kind: 'receipt', title, rows }
  return said(textOfCard(view), { view })
}
const receipt = card([{ label: '受付番号', value: 'R-20261118-0937' }, { value: '次のご請求はありません。' }])
const CONFIRM = { view: { type: 'confirm' } } as const
const YES_NO = [
  { id: 'refund.yes', label: '返金する' },
  { id: 'refund.no', label: '返金しない' },
]

describe('texts', () => {
  test('up to three stay as they are', () => {
    expect(only(said('一。'), said('二。'), said('三。')).map(textOf)).toEqual(['一。', '二。', '三。'])
  })

  test('of more, neighbours become one bubble', () => {
    expect(only(said('一。'), said('二。'), receipt, said('三。'), said('四。')).map(textOf)).toEqual([
      '一。\n\n二。',
      undefined,
      '三。\n\n四。',
    ])
  })

  test('are cleaned of what LINE cannot show', () => {
    expect(textOf(only(said('あ\r\nい\u0007う\ud83d え'))[0])).toBe('あ\nいう\ufffd え')
  })

  test('of the customer are not sent back, and nothing is sent for nothing', () => {
    expect(shown(said('返金したい', { role: 'customer' }), said(' \n'))).toEqual([])
  })

  test('of a person are apart and name their sender', () => {
    const operator = (text: string) => said(text, { role: 'operator' })
    expect(
      only(said('お調べします。'), said('お待ちください。'), operator('佐藤です。'), operator('確認しました。')),
    ).toEqual([
      { type: 'text', text: 'お調べします。\n\nお待ちください。' },
      { type: 'text', text: '佐藤です。\n\n確認しました。', sender: { name: '担当者' } },
    ])
  })

  test('keep their addresses in clear', () => {
    expect(textOf(only(said('https://example.jp/a?b=1 をご覧ください。'))[0])).toContain('https://example.jp/a?b=1')
  })
})

describe('choices', () => {
  test('are buttons and a numbered list', () => {
    const [bubble] = only(asked('どちらですか。', YES_NO))
    expect(textOf(bubble)).toBe(
      'どちらですか。\n\n1. 返金する\n2. 返金しない\n\n選択肢は、番号でもお答えいただけます。',
    )
    expect(buttonsOf(bubble)).toEqual([
      { type: 'postback', label: '返金する', displayText: '返金する', data: 'v1:c:12-mi3k9x:refund.yes' },
      { type: 'postback', label: '返金しない', displayText: '返金しない', data: 'v1:c:12-mi3k9x:refund.no' },
    ])
  })

  test('that is the only one is offered in words, not as a number beside the number that is asked for', () => {
    const [bubble] = only(asked('注文番号を送ってください。', [{ id: 'order.missing', label: '手元に$&ない' }]))
    expect(textOf(bubble)).toBe('注文番号を送ってください。\n\n「手元に$&ない」と送ることもできます。')
    expect(labelsOf(bubble)).toEqual(['手元に$&ない'])
  })

  test('that are numbers get no second number', () => {
    const choices = ['5', '4', '飛ばす'].map((label) => ({ id: `rating.${label}`, label }))
    expect(textOf(only(asked('いかがでしたか。', choices))[0])).toBe(
      'いかがでしたか。\n\n5\n4\n飛ばす\n\n選択肢は、文字でもお答えいただけます。',
    )
  })

  test('without words are their numbers', () => {
    const [bubble] = only(
      asked('どれですか。', [
        { id: 'a', label: 'あ' },
        { id: 'b', label: ' \u0000\n' },
      ]),
    )
    expect(labelsOf(bubble)).toEqual(['あ', '2'])
    expect(textOf(bubble)).toContain('\n2.\n')
  })

  test('13 are shown at once', () => {
    expect(labelsOf(only(asked('どれですか。', someChoices(13)))[0])).toEqual(someChoices(13).map(({ label }) => label))
  })

  test('of 14, 12 are shown with a button for the others; the list has all', () => {
    const [bubble] = only(asked('どれですか。', someChoices(14)))
    expect(labelsOf(bubble)).toEqual([...someChoices(12).map(({ label }) => label), 'ほかの選択肢'])
    expect(buttonsOf(bubble).at(-1)).toMatchObject({ data: 'v1:p:12-mi3k9x:1' })
    expect(textOf(bubble)).toContain('14. 選択14番目')
  })

  test('of the next page keep their numbers, and lead round to the first', () => {
    const question = asked('どれですか。', someChoices(14))
    const [page] = renderLinePage(question, 1, words)
    expect(textOf(page)).toBe(
      'ほかの選択肢です。\n\n13. 選択13番目\n14. 選択14番目\n\n選択肢は、番号でもお答えいただけます。',
    )
    expect(labelsOf(page)).toEqual(['選択13番目', '選択14番目', 'ほかの選択肢'])
    expect(buttonsOf(page).at(-1)).toMatchObject({ data: 'v1:p:12-mi3k9x:0' })
    expect(renderLinePage(question, 2, words)).toEqual(renderLinePage(question, 0, words))
  })

  test('that would be cut to the same words begin with their numbers', () => {
    const labels = ['ノートン 360 スタンダード（11月6日ご請求）', 'ノートン 360 スタンダード（11月9日ご請求）', '両方']
    const [bubble] = only(
      asked(
        'どちらですか。',
        labels.map((label, index) => ({ id: `${index}`, label })),
      ),
    )
    expect(labelsOf(bubble)).toEqual(['1. ノートン 360 スタンダード（…', '2. ノートン 360 スタンダード（…', '両方'])
  })

  test('of a page too long for one call end with the buttons', () => {
    const endless = someChoices(14).map(({ id }) => ({ id, label: 'あ'.repeat(4000) }))
    const page = renderLinePage(asked('どれですか。', endless), 0, words)
    expect(page).toHaveLength(5)
    expect(labelsOf(page.at(-1))).toHaveLength(13)
  })

  test('pages of 25 hold each choice once', () => {
    const question = asked('どれですか。', someChoices(25))
    const labels = [0, 1, 2].flatMap((page) => labelsOf(renderLinePage(question, page, words)[0]))
    expect(labels.filter((label) => label !== 'ほかの選択肢')).toEqual(someChoices(25).map(({ label }) => label))
  })

  test.each([
    ['20 characters whole', 'あ'.repeat(20), 'あ'.repeat(20)],
    ['21 characters cut', 'あ'.repeat(21), `${'あ'.repeat(19)}…`],
    ['20 joined emoji whole', FAMILY.repeat(20), FAMILY.repeat(20)],
    ['21 joined emoji cut between them', FAMILY.repeat(21), `${FAMILY.repeat(19)}…`],
  ])('have labels of %s, and the full words where there is room', (_what, label, button) => {
    const [bubble] = only(asked('どれですか。', [{ id: 'a', label }]))
    expect(buttonsOf(bubble)).toMatchObject([{ label: button, displayText: label }])
    expect(textOf(bubble)).toBe(`どれですか。\n\n「${label}」と送ることもできます。`)
  })

  test.each([
    [300, 'あ'.repeat(300)],
    [301, `${'あ'.repeat(299)}…`],
  ])('of %d characters are said in what fits', (count, displayText) => {
    expect(buttonsOf(only(asked('どれですか。', [{ id: 'a', label: 'あ'.repeat(count) }]))[0])).toMatchObject([
      { displayText },
    ])
  })

  test('stand under the last object, whatever is said after the question', () => {
    const objects = only(asked('どれですか。', YES_NO), receipt)
    expect(objects.map((one) => one.quickReply !== undefined)).toEqual([false, true])
  })

  test('of an earlier question are neither buttons nor numbers', () => {
    const objects = only(
      asked('前の質問ですか。', someChoices(2), { prompt: '11-a' }),
      asked('今の質問ですか。', YES_NO),
    )
    expect(objects.map(textOf)[0]).toBe('前の質問ですか。')
    expect(JSON.stringify(objects)).not.toContain('選択1番目')
  })

  test('a question stays a bubble of its own', () => {
    const before = [said('一。'), said('二。'), said('三。')]
    expect(only(...before, asked('どれですか。', YES_NO)).map(textOf)).toEqual([
      '一。\n\n二。\n\n三。',
      expect.stringMatching(/^どれですか。/),
    ])
  })

  test('an open question without choices has no list and no buttons', () => {
    expect(only(asked('番号を送ってください。', []))).toEqual([{ type: 'text', text: '番号を送ってください。' }])
  })
})

describe('a final confirmation', () => {
  const confirmation = (text: string) => only(asked(text, YES_NO, CONFIRM))

  test('is a template with two buttons, and says all of it where templates are not shown', () => {
    expect(confirmation('7,980円を返金します。まだ完了していません。')).toEqual([
      {
        type: 'template',
        altText:
          '7,980円を返金します。まだ完了していません。\n\n1. 返金する\n2. 返金しない\n\n選択肢は、番号でもお答えいただけます。',
        template: {
          type: 'confirm',
          text: '7,980円を返金します。まだ完了していません。',
          actions: [
            { type: 'postback', label: '返金する', displayText: '返金する', data: 'v1:c:12-mi3k9x:refund.yes' },
            { type: 'postback', label: '返金しない', displayText: '返金しない', data: 'v1:c:12-mi3k9x:refund.no' },
          ],
        },
      },
    ])
  })

  test.each([
    ['240 characters', 'あ'.repeat(240)],
    ['240 joined emoji', FAMILY.repeat(240)],
  ])('of %s stands on the template', (_what, text) => {
    expect(confirmation(text)).toMatchObject([{ type: 'template', template: { text } }])
  })

  test.each([
    ['241 characters', 'あ'.repeat(241)],
    ['241 joined emoji', FAMILY.repeat(241)],
  ])('of %s stands above the template', (_what, text) => {
    expect(confirmation(text)).toMatchObject([
      { type: 'text', text },
      { type: 'template', template: { text: words.chooseBelow } },
    ])
  })

  test('has an alternative text of at most 1500 units, cut between characters', () => {
    const heavy = `e${'\u0301'.repeat(9)}`
    const altTextOf = (count: number) => (confirmation(heavy.repeat(count))[0] as messagingApi.TemplateMessage).altText
    expect(altTextOf(240)).toBe(`${heavy.repeat(149)}…`)
    expect(altTextOf(140)).toMatch(/返金しない/)
  })

  test('is asked in words when it has not exactly two answers', () => {
    for (const count of [1, 3])
      expect(only(asked('実行しますか。', someChoices(count), CONFIRM))).toMatchObject([{ type: 'text' }])
  })

  test('that is no longer open is a text without buttons', () => {
    const objects = only(
      asked('前の確認です。', YES_NO, { ...CONFIRM, prompt: '1-a' }),
      asked('続けますか。', someChoices(2)),
    )
    expect(objects.map(({ type }) => type)).toEqual(['text', 'text'])
    expect(JSON.stringify(objects)).not.toContain('refund.yes')
  })
})

describe('a card', () => {
  test('is a bubble whose alternative text is the whole text', () => {
    const [flex] = only(receipt)
    expect(flex).toMatchObject({ type: 'flex', altText: receipt.text, contents: { type: 'bubble' } })
    expect(textsIn(flex)).toEqual(['受け付けました。', '受付番号', 'R-20261118-0937', '次のご請求はありません。'])
  })

  const copied = (message: LoggedMessage) =>
    (only(message)[0] as { contents: messagingApi.FlexBubble }).contents.footer?.contents[0]

  test('of a receipt can be copied whole, because its words cannot be selected', () => {
    expect(copied(receipt)).toMatchObject({
      type: 'button',
      action: { type: 'clipboard', label: '控えをコピー', clipboardText: receipt.text },
    })
  })

  test('of a decision has nothing to keep', () => {
    const view: Card = { type: 'card', kind: 'decision', title: '全額返金の対象です。', rows: [] }
    expect(copied(said(textOfCard(view), { view }))).toBeUndefined()
  })

  test.each([1000, 1001])('of %d units has a copy as long as it fits', (units) => {
    const long = card([{ value: 'あ'.repeat(units - '受け付けました。\n'.length) }])
    expect(copied(long) !== undefined).toBe(units <= 1000)
  })

  test.each([
    [1500, 'flex'],
    [1501, 'text'],
  ])('of %d units is %s', (units, type) => {
    const long = card([{ value: 'あ'.repeat(units - '受け付けました。\n'.length) }])
    expect(long.text).toHaveLength(units)
    expect(only(long)).toMatchObject([{ type }])
  })

  test('of up to 30 kB is a bubble, and a text beyond', () => {
    const rows = (count: number) => card(Array.from({ length: count }, () => ({ label: 'あ', value: 'い' })))
    const bytes = (count: number) => Buffer.byteLength(JSON.stringify(only(rows(count))[0]))
    const most =
      Array.from({ length: 300 }, (_, count) => count).findLast((count) => only(rows(count))[0]?.type === 'flex') ?? 0
    expect(rows(most + 1).text.length).toBeLessThan(1500)
    expect(bytes(most)).toBeGreaterThan(29_700)
    expect(bytes(most)).toBeLessThan(30_000 + rows(most).text.length * 3 + 100)
    expect(only(rows(most + 1))).toEqual([{ type: 'text', text: rows(most + 1).text }])
  })

  test('with an address is a text, where it can be tapped', () => {
    expect(only(card([{ label: '原文', value: 'https://example.jp' }]))).toMatchObject([{ type: 'text' }])
  })

  test.each([
    ['no title', card([{ label: '番号', value: 'R-1' }], ' ')],
    ['an empty value', card([{ label: '番号', value: '' }])],
  ])('with %s is a text', (_what, message) => {
    expect(only(message)).toMatchObject([{ type: 'text' }])
  })

  test('leaves blank lines out', () => {
    expect(textsIn(only(card([{ value: '' }, { value: '一行です。' }]))[0])).toEqual(['受け付けました。', '一行です。'])
  })

  test('that asks has its choices below', () => {
    const objects = only({ ...receipt, prompt: '12-a', choices: YES_NO })
    expect(objects.map(({ type }) => type)).toEqual(['flex', 'text'])
    expect(textOf(objects[1])).toMatch(/^1\. 返金する/)
    expect(labelsOf(objects[1])).toEqual(['返金する', '返金しない'])
  })
})

describe('a question for a day', () => {
  const DAY = { view: { type: 'date', min: '2021-11-18', max: '2026-11-18' } } as const

  test('has a calendar before its choices', () => {
    expect(buttonsOf(only(asked('いつですか。', [{ id: 'check.unknownDate', label: 'わからない' }], DAY))[0])).toEqual([
      {
        type: 'datetimepicker',
        label: 'カレンダーで選ぶ',
        data: 'v1:d:12-mi3k9x',
        mode: 'date',
        initial: '2026-11-18',
        min: '2021-11-18',
        max: '2026-11-18',
      },
      expect.objectContaining({ label: 'わからない' }),
    ])
  })

  test('leaves room for it: 12 choices at once, of 13 eleven', () => {
    expect(labelsOf(only(asked('いつですか。', someChoices(12), DAY))[0])).toHaveLength(13)
    const labels = labelsOf(only(asked('いつですか。', someChoices(13), DAY))[0])
    expect(labels).toHaveLength(13)
    expect(labels.at(-1)).toBe('ほかの選択肢')
  })

  test('without choices still has its calendar', () => {
    expect(labelsOf(only(asked('いつですか。', [], DAY))[0])).toEqual(['カレンダーで選ぶ'])
  })
})

describe('calls', () => {
  /** Texts apart, so that nothing can be merged. */
  const cards = (count: number) =>
    Array.from({ length: count }, (_, index) => card([{ label: '番号', value: `${index}` }]))
  const sizes = (calls: readonly (readonly unknown[])[]) => calls.map(({ length }) => length)

  test('5 objects are one call, 6 are two', () => {
    expect(sizes(shown(...cards(5)))).toEqual([5])
    expect(sizes(shown(...cards(6)))).toEqual([5, 1])
    expect(sizes(shown(...cards(11)))).toEqual([5, 5, 1])
  })

  test('a question joins the text before it when five objects would not do', () => {
    const messages = [...cards(4), said('説明です。'), asked('どれですか。', YES_NO)]
    const [call, ...rest] = shown(...messages)
    expect(rest).toEqual([])
    expect(textOf(call?.[4])).toMatch(/^説明です。\n\nどれですか。/)
    expect(labelsOf(call?.[4])).toHaveLength(2)
  })

  test('with pushes the buttons are under the very last object', () => {
    const calls = renderLine([...cards(6), asked('どれですか。', YES_NO)], words, PUSHES)
    expect(sizes(calls)).toEqual([5, 2])
    expect(calls.flat().map((one) => one.quickReply !== undefined)).toEqual([...Array(6).fill(false), true])
  })

  test('without pushes the question and its buttons are in the first call, and the rest waits in order', () => {
    const calls = renderLine([...cards(6), asked('どれですか。', YES_NO)], words, NO_PUSHES)
    expect(sizes(calls)).toEqual([5, 2])
    expect(textOf(calls[0]?.[4])).toMatch(/^どれですか。/)
    expect(labelsOf(calls[0]?.[4])).toHaveLength(2)
    expect(calls.flatMap((call) => call.flatMap(textsIn)).filter((one) => /^\d$/.test(one))).toEqual([...'012345'])
    expect(calls[1]?.some(({ quickReply }) => quickReply)).toBe(false)
  })

  test('without pushes a confirmation and what stands above it are in the first call', () => {
    const long = 'あ'.repeat(241)
    const [first = []] = renderLine([...cards(5), asked(long, YES_NO, CONFIRM)], words, NO_PUSHES)
    expect(first.map(({ type }) => type)).toEqual(['flex', 'flex', 'flex', 'text', 'template'])
  })

  test('without a question nothing changes its place', () => {
    expect(renderLine(cards(7), words, NO_PUSHES)).toEqual(renderLine(cards(7), words, PUSHES))
  })
})

/** Every text a customer sees in an object, in order. */
function textsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn)
  if (typeof value !== 'object' || value === null) return []
  const { type, text, contents, body } = value as Record<string, unknown>
  return [...(type === 'text' && typeof text === 'string' ? [text] : []), ...textsIn(contents), ...textsIn(body)]
}
