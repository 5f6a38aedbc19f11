import { expect, test } from 'vitest'
import { understandLines } from '../../src/cli/understand.ts'
import { REF } from './reader.ts'

async function answersTo(lines: readonly (object | string)[], dates = false): Promise<unknown[]> {
  const out: unknown[] = []
  const input = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)))
  await understandLines(input, (line) => out.push(JSON.parse(line)), { dates })
  return out
}

test('each line is answered by its reading', async () => {
  const [answer] = await answersTo([{ id: 'a', text: '返金してほしい', context: null, ref: REF }])
  expect(answer).toEqual({
    id: 'a',
    act: 'answer',
    intent: 'request_refund',
    alternatives: [],
    entities: {},
    us: expect.any(Number),
  })
})

test('the context counts', async () => {
  const ask = (context: string) => ({ id: context, text: '結構です', context, ref: REF })
  expect(await answersTo([ask('offer'), ask('done'), ask('confirm')])).toMatchObject([
    { intent: 'refuse_offer' },
    { intent: 'deny' },
    { intent: 'ambiguous' },
  ])
})

test('dates come as a day, a stretch or nothing', async () => {
  const lines = [
    { id: 1, text: '9月20日', ref: REF },
    { id: 2, text: '9月の初めごろ', ref: REF },
    { id: 3, text: '3台', ref: REF },
    { id: 4, text: '3月31日', ref: REF, prefer: 'future' },
  ]
  expect(await answersTo(lines, true)).toEqual([
    { id: 1, iso: '2026-09-20', from: null, to: null },
    { id: 2, iso: null, from: '2026-09-01', to: '2026-09-07' },
    { id: 3, iso: null, from: null, to: null },
    { id: 4, iso: '2027-03-31', from: null, to: null },
  ])
})

test('a bad line is answered by an error, and the rest go on', async () => {
  const good = { id: 'z', text: '解約したい', context: null, ref: REF }
  const bad = [
    'not json',
    { id: 'b' },
    { id: 'c', text: '解約したい', ref: 'yesterday' },
    { id: 'd', text: '解約したい', context: 'nowhere', ref: REF },
    '[]',
    'null',
  ]
  const answers = await answersTo([...bad, '', good])
  expect(answers).toHaveLength(7)
  expect(answers.slice(0, 6)).toEqual([
    { id: null, error: 'line: is not JSON' },
    { id: 'b', error: 'text: is missing' },
    { id: 'c', error: 'ref: must be an ISO instant' },
    { id: 'd', error: expect.stringMatching(/^context: must be null or one of provider, reason, /) },
    { id: null, error: 'line: is not an object' },
    { id: null, error: 'line: is not an object' },
  ])
  expect(answers[6]).toMatchObject({ id: 'z', intent: 'cancel_subscription' })
})
