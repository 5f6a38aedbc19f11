import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatTalk } from '../../src/transcript/format-talk.ts'
import { parseTalk } from '../../src/transcript/parse-talk.ts'
import type { TalkScript } from '../../src/transcript/script.ts'

const word = fc
  .stringMatching(/^[ぁ-んァ-ヶ一-龠A-Za-z0-9、。「」（）〔〕…《》・：！=@#>-]{1,12}$/u)
  .filter((text) => text.trim() === text && !/[[\]]/.test(text))
const label = fc.stringMatching(/^[ぁ-ん一-龠A-Za-z0-9（）]{1,8}$/u)
const channel = fc.constantFrom('', '@line', '@!web', '＠script')
const end = fc.constantFrom('>', '＞')
const indent = fc.constantFrom(' ', '  ', '    ', '　', '　　', '\t')

const cont = fc.array(fc.tuple(indent, fc.oneof(word, fc.constant('…'))), { maxLength: 3 })
const choices = fc.option(
  fc
    .tuple(fc.array(label, { minLength: 1, maxLength: 3 }), fc.constantFrom('', ' …', '…'))
    .map(([labels, more]) => `    ${labels.map((one) => `[${one}]`).join(' ')}${more}`),
  { nil: '' },
)

const say = fc
  .tuple(fc.constantFrom('係', 'B'), channel, fc.constantFrom('', '@refund.confirm'), end, word, cont, choices)
  .map(([who, on, key, mark, text, more, under]) =>
    [`${who}${on}${key}${mark}${text}`, ...more.map(([space, line]) => space + line), ...(under ? [under] : [])].join(
      '\n',
    ),
  )
const customer = fc
  .tuple(
    fc.constantFrom('客', 'U'),
    channel,
    end,
    fc.oneof(
      word,
      label.map((one) => `[${one}]`),
    ),
  )
  .map(([who, on, mark, text]) => `${who}${on}${mark} ${text}`)
const others = fc.constantFrom(
  '客@取消>',
  '客@old> [はい]',
  '客@品> 画像',
  '社> 返金 unknown 回数=2 理由=混雑',
  '済> refund 契約=K-1 金額=7,980円',
  'DID＞ 期間統合 元=A 先=B 新しい期限=2027-01-01',
  '態> a.b',
  'RULE> 可否=full 期限=2026-11-19',
  '否> もったいない',
  '～ 3日後',
  '〜　翌日 09:05',
  '~ 90m',
  '～ 2026-05-02 09:00',
  '＋ 共通/本人確認 番号=NP1 メール=a@b.jp',
  '※注',
  '※',
  '',
  '人> 担当です\n    続き',
  '係@mail> 件名\n    …\n    《コード》',
  '係> 甲\n又> 乙\n    [はい] [いいえ]',
)
const step = fc.oneof(say, customer, others)
const script = fc
  .tuple(
    fc.array(step, { maxLength: 8 }),
    fc.array(fc.tuple(fc.constantFrom('==', '＝＝'), fc.array(step, { maxLength: 4 })), { maxLength: 3 }),
    fc.constantFrom('\n', '\r\n'),
  )
  .map(([trunk, branches, newline]) =>
    [
      '題：試し',
      'clock: 2026-04-20 10:00',
      '契約:',
      '   K-1   購入=2026-04-10　価格=7980',
      '---',
      ...trunk,
      ...branches.flatMap(([mark, steps], index) => [`${mark} 枝${index}`, ...steps]),
    ]
      .join('\n')
      .replaceAll('\n', newline),
  )

test('a formatted script is stable and means the same', () => {
  fc.assert(
    fc.property(script, (text) => {
      const first = parseTalk(text, 'a')
      const once = formatTalk(first)
      const second = parseTalk(once, 'a')
      expect(formatTalk(second)).toBe(once)
      expect(meaning(second)).toEqual(meaning(first))
    }),
    { numRuns: 500 },
  )
})

test('the formatter writes the Japanese form', () => {
  expect(
    formatTalk(
      parseTalk(
        'title:試し\nclock:2026-04-20 10:00\n\n\n---\n\nB@line@a.b＞一\n  二\n [はい]　[いいえ]…\n\n\n\n＝＝ 甲\nU＞ はい\n\n',
        'a',
      ),
    ),
  ).toBe(
    '題: 試し\n時計: 2026-04-20 10:00\n\n---\n\n係@line@a.b> 一\n    二\n    [はい] [いいえ] …\n\n== 枝: 甲\n客> はい\n',
  )
})

/** A script without where things stand and without blank lines. */
function meaning(script: TalkScript): unknown {
  const { header, trunk } = script
  return JSON.parse(
    JSON.stringify({ header, trunk }, (key, value: unknown) => {
      if (key === 'place') return undefined
      if (key === 'steps') return (value as { type: string }[]).filter(({ type }) => type !== 'blank')
      return value
    }),
  )
}
