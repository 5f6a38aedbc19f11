import type { messagingApi } from '@line/bot-sdk'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LoggedMessage } from '../../src/channels/channel.ts'
import { readPostback } from '../../src/channels/line/postback-data.ts'
import { renderLine, renderLinePage } from '../../src/channels/line/render-line.ts'
import { textOfCard } from '../../src/core/view.ts'
import { checkMessages } from './limits/check-messages.ts'
import { asked, said, words } from './said.ts'
import { loadLineContract } from './spec/line-contract.ts'

/** Characters that are hard to count, cut or send. */
const UNIT = fc.constantFrom(
  ...['あ', '返', '。', '\n', '\n\n', '\r\n', 'a', ' ', '1', '：', '\u0000', '\u0007', '\u2028'],
  ...['😀', '👨‍👩‍👧‍👦', '🇯🇵', 'か\u3099', '\u0301', '\u200d', '\ufe0f', '\ud83d', '\udc00'],
)
const short = (maxLength: number) => fc.string({ unit: UNIT, maxLength })
/** At the edge of a limit. */
const edges = (...times: readonly number[]) =>
  fc.tuple(UNIT, fc.constantFrom(...times), short(3)).map(([unit, count, end]) => unit.repeat(count) + end)
const TEXT = fc.oneof(
  { weight: 6, arbitrary: short(60) },
  { weight: 1, arbitrary: edges(240, 241, 1500, 1501, 5000, 5001, 12_000) },
)
const LABEL = fc.oneof({ weight: 6, arbitrary: short(30) }, { weight: 1, arbitrary: edges(19, 20, 21, 299, 300, 301) })
const ID = fc.oneof(
  fc.constantFrom('refund.yes', 'contract/K-1', ''),
  fc.string({ unit: UNIT, maxLength: 20 }),
  fc.constant('x'.repeat(400)),
)
const CHOICES = fc.array(fc.record({ id: ID, label: LABEL }), { maxLength: 30 })
const VIEW = fc.constantFrom(
  { type: 'confirm' } as const,
  { type: 'date', min: '2021-11-18', max: '2026-11-18' } as const,
  undefined,
)
const CARD = fc
  .record({
    title: TEXT,
    rows: fc.array(fc.oneof(fc.record({ label: TEXT, value: TEXT }), fc.record({ value: TEXT })), { maxLength: 6 }),
  })
  .map((one) => ({ type: 'card', kind: 'receipt', ...one }) as const)

const MESSAGE: fc.Arbitrary<LoggedMessage> = fc.oneof(
  { weight: 3, arbitrary: TEXT.map((text) => said(text)) },
  { weight: 1, arbitrary: TEXT.map((text) => said(text, { role: 'operator' })) },
  { weight: 2, arbitrary: CARD.map((view) => said(textOfCard(view), { view })) },
  {
    weight: 3,
    arbitrary: fc.tuple(TEXT, CHOICES, VIEW).map(([text, choices, view]) => asked(text, choices, view ? { view } : {})),
  },
)
const MESSAGES = fc.array(MESSAGE, { maxLength: 9 })

const contract = loadLineContract()

const RUNS = { numRuns: 150 }

describe('any list of messages', () => {
  test('is shown within every documented limit', () => {
    fc.assert(
      fc.property(MESSAGES, fc.boolean(), (messages, pushes) => {
        for (const call of renderLine(messages, words, { pushes })) {
          expect(checkMessages(call)).toEqual([])
        }
      }),
      RUNS,
    )
  })

  test.skipIf(!contract)('is taken by LINE’s own OpenAPI, where LINE_OPENAPI_DIR names it', () => {
    fc.assert(
      fc.property(MESSAGES, fc.boolean(), (messages, pushes) => {
        for (const call of renderLine(messages, words, { pushes }))
          expect(contract?.request('POST', '/v2/bot/message/reply', { replyToken: 'r', messages: call })).toEqual([])
      }),
      RUNS,
    )
  })

  test('and so is any page of any choices', () => {
    fc.assert(
      fc.property(CHOICES, VIEW, fc.nat(9999), (choices, view, page) => {
        const question = asked('どうしますか。', choices, view ? { view } : {})
        expect(checkMessages(renderLinePage(question, page, words))).toEqual([])
      }),
      RUNS,
    )
  })

  test('loses no character of its words, and changes their order only for a question that cannot wait', () => {
    fc.assert(
      fc.property(MESSAGES, (messages) => {
        const shown = renderLine(messages, words, { pushes: true }).flat().map(readable).join('')
        expect(
          isWithin(
            messages.flatMap(({ text }) => visible(text)),
            shown,
          ),
        ).toBe(true)
      }),
      RUNS,
    )
  })

  test('shows the same without pushes, only earlier or later', () => {
    fc.assert(
      fc.property(MESSAGES, (messages) => {
        const objects = (pushes: boolean) =>
          renderLine(messages, words, { pushes })
            .flat()
            .map((one) => JSON.stringify({ ...one, quickReply: null }))
            .sort()
        expect(objects(false)).toEqual(objects(true))
      }),
      RUNS,
    )
  })

  test('ends with the buttons of its last question, each meaning its own choice of that question', () => {
    fc.assert(
      fc.property(MESSAGES, CHOICES, VIEW, fc.boolean(), (before, choices, view, pushes) => {
        const question = asked('どうしますか。', choices, { prompt: '99-z', ...(view ? { view } : {}) })
        const calls = renderLine([...before, question], words, { pushes })
        const call = (pushes ? calls.at(-1) : calls[0]) ?? []
        const pages = [call, ...Array.from({ length: 3 }, (_, page) => renderLinePage(question, page + 1, words))]
        const meant = pages.flatMap((page) => choicesOf(page.at(-1)))
        const all = choices.map(({ id }, index) => [id, `#${index + 1}`])
        expect(meant.every((one) => all.some((names) => names.includes(one)))).toBe(true)
        expect(all.every((names) => names.some((name) => meant.includes(name)))).toBe(true)
      }),
      RUNS,
    )
  })
})

/** Whether these characters stand in a text in this order, whatever is between them. */
function isWithin(characters: readonly string[], text: string): boolean {
  let from = 0
  for (const one of characters) {
    const at = text.indexOf(one, from)
    if (at < 0) return false
    from = at + one.length
  }
  return true
}

/** The choices that can be tapped under an object. @throws when a button of ours belongs to another question */
function choicesOf(object: messagingApi.Message | undefined): readonly string[] {
  return actionsOf(object).flatMap((action) => {
    const read = readPostback('data' in action ? (action.data ?? '') : '')
    expect(read?.prompt).toBe('99-z')
    return read?.type === 'choice' ? [read.choice] : []
  })
}

function actionsOf(object: messagingApi.Message | undefined): readonly messagingApi.Action[] {
  const template = object?.type === 'template' && object.template.type === 'confirm' ? object.template.actions : []
  return [...template, ...(object?.quickReply?.items ?? []).flatMap(({ action }) => action ?? [])]
}

/** What can be read on a phone: the words of an object without what is only said where it is not shown. */
function readable(object: messagingApi.Message): string {
  if (object.type === 'text') return visible(object.text).join('')
  if (object.type === 'template' && object.template.type === 'confirm') return visible(object.template.text).join('')
  return object.type === 'flex' ? visible(textsIn(object.contents).join('')).join('') : ''
}

/** The graphemes of a text but for white space, control characters and the colon between label and value. */
function visible(text: string): readonly string[] {
  const clean = text.toWellFormed().replace(/[\s：\u2028\u2029]|(?![\n\t])\p{Cc}/gu, '')
  return [...clean]
}

function textsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn)
  if (typeof value !== 'object' || value === null) return []
  const { type, text, contents, body } = value as Record<string, unknown>
  return [...(type === 'text' ? [String(text)] : []), ...textsIn(contents), ...textsIn(body)]
}
