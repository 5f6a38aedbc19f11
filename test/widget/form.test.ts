import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { wireView } from '../../src/channels/widget/wire-view.ts'
import type { FieldName } from '../../src/core/view.ts'
import { plainWidth } from '../../src/widget/plain-width.ts'
import { examplesIn } from '../understanding/examples.ts'
import { read } from '../understanding/reader.ts'

const DATA = join(import.meta.dirname, '../understanding/data')
const FILES = readdirSync(DATA).filter((file) => /^(base|breadth|combined)/.test(file))
const texts = FILES.flatMap((file) => examplesIn(join(DATA, file)).map(({ text }) => text)).filter((text) =>
  /\p{Nd}{4}|[@＠]|アット/u.test(text),
)

function shapeOf(name: FieldName): RegExp {
  const view = wireView({ type: 'form', fields: [name] }, (text) => text)
  return new RegExp(view.type === 'form' ? (view.fields[0]?.pattern ?? '') : '^$')
}

const NUMBERS = [
  'NP12345678',
  'ＡＰ１２３４ー５６７８',
  'NP−１２３４−５６７８',
  'ｎｐ１２３４５６７８',
  'エヌピー12345678',
  'エーピー　１２３４５６７８',
  '注文番号はSY87654321だと思います',
]
const ADDRESSES = ['taro@example.jp', 'ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐ', 'taroアットマークexample.jp']

describe('a form in the widget', () => {
  const read1 = (text: string) => read(text, 'ask_order_number').entities.order_number
  const read2 = (text: string) => read(text, 'ask_email').entities.email

  test.each([
    ['orderNumber', read1, NUMBERS],
    ['email', read2, ADDRESSES],
  ] as const)(
    'never refuses what is read as its %s, and sends it so that it is read the same',
    (name, readIt, more) => {
      const given = [...more, ...texts.filter((text) => readIt(text) !== undefined)]
      expect(given.length).toBeGreaterThan(more.length)
      const refused = given.filter((text) => readIt(text) === undefined || !shapeOf(name).test(plainWidth(text)))
      expect(refused).toEqual([])
      expect(given.filter((text) => readIt(plainWidth(text)) !== readIt(text))).toEqual([])
    },
  )

  test.each(NUMBERS)('both values in one message are read as both: %s', (number) => {
    for (const address of ADDRESSES)
      expect(read(`${plainWidth(number)}\n${plainWidth(address)}`, 'ask_order_number').entities).toMatchObject({
        order_number: read1(number),
        email: read2(address),
      })
  })

  test.each(['123456', '１２３４５６', '123-456', '123ー456', '123 456'])('takes the code %s', (code) => {
    expect(shapeOf('code').test(plainWidth(code))).toBe(true)
  })

  test.each([
    ['orderNumber', 'わからない'],
    ['orderNumber', 'NP123'],
    ['email', 'taro'],
    ['code', '12345'],
  ] as const)('as %s asks again about 「%s」', (name, text) => {
    expect(shapeOf(name).test(plainWidth(text))).toBe(false)
  })
})
