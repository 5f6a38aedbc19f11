import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { choiceData, dayData, pageData, readPostback } from '../../src/channels/line/postback-data.ts'

const PROMPT = '12-mi3k9x'

describe('the data of a choice', () => {
  test('names the question and the choice', () => {
    expect(choiceData(PROMPT, 'refund.yes', 0)).toBe('v1:c:12-mi3k9x:refund.yes')
  })

  test('never holds what names something of the customer’s', () => {
    expect(choiceData(PROMPT, 'contract/K-4711', 1)).toBe('v1:c:12-mi3k9x:#2')
    expect(choiceData(PROMPT, 'taro@example.jp', 0)).not.toContain('taro')
  })

  const inFull = (units: number) => 'v1:c:12-mi3k9x:'.padEnd(units, 'a')
  const idWithin = (units: number) => inFull(units).slice('v1:c:12-mi3k9x:'.length)

  test('of 300 units is written out', () => {
    expect(choiceData(PROMPT, idWithin(300), 4)).toBe(inFull(300))
  })

  test('of 301 units gives the choice by its place', () => {
    expect(choiceData(PROMPT, idWithin(301), 4)).toBe('v1:c:12-mi3k9x:#5')
  })

  test('of a question whose id is not ours is read as an old button', () => {
    for (const prompt of ['', 'a:b', 'x'.repeat(300), '質問']) {
      expect(readPostback(choiceData(prompt, 'refund.yes', 0))).toBeNull()
      expect(readPostback(pageData(prompt, 1))).toBeNull()
      expect(readPostback(dayData(prompt))).toBeNull()
    }
  })
})

describe('reading', () => {
  test('gives back what was written', () => {
    expect(readPostback(pageData(PROMPT, 2))).toEqual({ type: 'page', prompt: PROMPT, page: 2 })
    expect(readPostback(dayData(PROMPT))).toEqual({ type: 'day', prompt: PROMPT })
  })

  test('every choice decodes to itself, by its id or its place', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.nat(50), (id, index) => {
        const read = readPostback(choiceData(PROMPT, id, index))
        expect(read).toEqual({
          type: 'choice',
          prompt: PROMPT,
          choice: read?.type === 'choice' && read.choice === id ? id : `#${index + 1}`,
        })
      }),
    )
  })

  test.each([
    '',
    'v1:',
    'v1:-',
    'v2:c:1:a',
    'v1:c:1',
    'v1:c:1:',
    'v1:c::a',
    'v1:c:1:#',
    'v1:c:1:#x',
    'v1:c:1:a:b',
    'v1:p:1:-1',
    'v1:p:1:99999',
    'v1:d:',
    ' v1:d:1',
    'v1:d:1\n',
    `v1:c:1:${'a'.repeat(294)}`,
    '{"action":"refund"}',
    'refund.yes',
  ])('takes %j for nothing of ours', (data) => {
    expect(readPostback(data)).toBeNull()
  })

  test('is total', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (data) => {
        readPostback(data)
        readPostback(`v1:${data}`)
      }),
    )
  })
})
