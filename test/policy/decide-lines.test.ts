import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { decideLines } from '../../src/cli/decide.ts'
import { loadPacks } from '../../src/policies.ts'
import { RENEWAL } from './renewal.ts'

const packs = loadPacks()
const CONTRACT = { ...RENEWAL, chargedAt: '2026-09-22T10:00:00+09:00' }
const line = (change: object = {}) =>
  JSON.stringify({ id: 'a', today: '2026-11-21T12:00:00+09:00', contract: CONTRACT, ...change })

async function answersTo(input: string | AsyncIterable<string>): Promise<Record<string, unknown>[]> {
  const answers: string[] = []
  await decideLines(input, (answer) => answers.push(answer), packs)
  expect(answers.every((answer) => answer.indexOf('\n') === answer.length - 1)).toBe(true)
  return answers.map((answer): Record<string, unknown> => JSON.parse(answer))
}

describe('lines of contracts', () => {
  test('are answered with the decision, field by field', async () => {
    expect(await answersTo(line())).toMatchObject([
      {
        id: 'a',
        refundable: 'full',
        deadline: '2026-11-21',
        reason: 'within-window',
        rule: 'N-A-R',
        pack: 'norton/2026-11-21',
        clause: { checkedOn: '2026-11-21' },
        mustUninstall: true,
      },
    ])
  })

  test('may date the request by the day alone, which then lasts to its end', async () => {
    const answers = await answersTo(
      [line({ today: '2026-11-21' }), line({ today: '2026-11-22' }), line({ today: '2026-09-22' })].join('\n'),
    )
    expect(answers.map(({ refundable }) => refundable)).toEqual(['full', 'none', 'full'])
  })

  test.each([
    { flaw: 'broken JSON', text: '{"id":"a","today":', id: null, field: 'line' },
    { flaw: 'an array', text: '[]', id: null, field: 'line' },
    { flaw: 'null', text: 'null', id: null, field: 'line' },
    { flaw: 'no id', text: line({ id: undefined }), id: null, field: 'id' },
    { flaw: 'an object as id', text: line({ id: {} }), id: null, field: 'id' },
    { flaw: 'a megabyte as id', text: line({ id: 'x'.repeat(1_000_000) }), id: null, field: 'id' },
    { flaw: 'no today', text: line({ today: undefined }), id: 'a', field: 'today' },
    { flaw: 'a day that does not exist', text: line({ today: '2026-02-30' }), id: 'a', field: 'today' },
    { flaw: 'a day of another century', text: line({ today: '1889-01-01' }), id: 'a', field: 'today' },
    { flaw: 'a number as today', text: line({ today: 20261121 }), id: 'a', field: 'today' },
    { flaw: 'no contract', text: line({ contract: undefined }), id: 'a', field: 'contract' },
    { flaw: 'a text as contract', text: line({ contract: 'x' }), id: 'a', field: 'contract' },
    { flaw: 'a wrong plan', text: line({ contract: { ...CONTRACT, plan: 'weekly' } }), id: 'a', field: 'plan' },
    {
      flaw: 'a megabyte in a field',
      text: line({ contract: { ...CONTRACT, orderNumber: 'x'.repeat(1_000_000) } }),
      id: 'a',
      field: 'orderNumber',
    },
    {
      flaw: 'five megabytes',
      text: line({ contract: { ...CONTRACT, orderNumber: 'x'.repeat(5_000_000) } }),
      id: null,
      field: 'line',
    },
  ])('with $flaw say so, and the rest go on', async ({ text, id, field }) => {
    const [before, bad, after] = await answersTo([line({ id: 1 }), text, line({ id: 'z' })].join('\n'))

    expect(before).toMatchObject({ id: 1, refundable: 'full' })
    expect(bad).toEqual({ id, error: expect.stringMatching(new RegExp(`^${field}: `)) })
    expect(after).toMatchObject({ id: 'z', refundable: 'full' })
  })

  test('come as one text or line by line, with any line breaks and a byte order mark', async () => {
    const text = `\uFEFF${line({ id: 'あ' })}\r\n\n  \n${line({ id: 2 })}\n${line({ id: 3 })}`
    const lineByLine = createInterface({ input: Readable.from([text.slice(0, 100), text.slice(100)]) })

    expect((await answersTo(text)).map(({ id }) => id)).toEqual(['あ', 2, 3])
    expect((await answersTo(lineByLine)).map(({ id }) => id)).toEqual(['あ', 2, 3])
  })

  test('are counted', async () => {
    const summary = await decideLines([line(), '{', line()].join('\n'), () => undefined, packs)
    expect(summary).toEqual({ decided: 2, failed: 1 })
  })

  test('take less than a second for a thousand', async () => {
    const text = Array.from({ length: 1000 }, (_, id) => line({ id })).join('\n')
    const startedAt = performance.now()
    const summary = await decideLines(text, () => undefined, packs)

    expect(summary.decided).toBe(1000)
    expect(performance.now() - startedAt).toBeLessThan(1000)
  })

  test('use the terms of this project unless told otherwise', async () => {
    const answers: string[] = []
    await decideLines(line(), (answer) => answers.push(answer))
    expect(answers).toHaveLength(1)
  })
})
