import { expect, test } from 'vitest'
import messages from '../../locales/ja/messages.json' with { type: 'json' }
import { judge } from './load/storm-report.ts'
import { LinePlatform } from './platform/line-platform.ts'

const ANSWERS = ['60日以内です。', '止められます。', '1〜2週間です。']
const LATE = messages.aside.late

/** What the report finds wrong on a phone that shows these texts, when the questions were sent in this order. */
async function wrong(order: readonly number[], heard: readonly string[]): Promise<readonly string[]> {
  const platform = await LinePlatform.start()
  const person = platform.person()
  for (const text of heard) person.receives([{ type: 'text', text }], { via: 'reply', ids: ['1'] })
  await platform.close()
  return judge({ customers: [{ person, order }], answers: ANSWERS, platform, starts: [], ownDelayMs: 0 }).wrong
}

const [first = '', second = '', third = ''] = ANSWERS

test.each([
  ['every answer once, in order', [0, 1, 2], [first, second, third]],
  ['two that changed places, answered as they came', [1, 0, 2], [second, first, third]],
  ['two that changed places, answered as they were typed', [1, 0, 2], [first, second, third]],
  ['one that came again after a later one, told to be late', [1, 0, 2], [second, LATE, third]],
])('is content with %s', async (_name, order, heard) => {
  expect(await wrong(order, heard)).toEqual([])
})

test.each([
  ['an answer that is missing', [0, 1, 2], [first, third], 'answer 2 was seen 0 times'],
  ['an answer that came twice', [0, 1, 2], [first, second, second, third], 'answer 2 was seen 2 times'],
  ['another order', [0, 1, 2], [second, first, third], 'answer 2 was seen before answer 1'],
  ['one said to be late that was not', [0, 1, 2], [first, LATE, third], 'answer 2 was seen 0 times'],
  ['one answered and said to be late too', [1, 0, 2], [second, first, LATE, third], 'answer 1 was seen 2 times'],
])('finds %s', async (_name, order, heard, told) => {
  expect(await wrong(order, heard)).toEqual([`customer 1: ${told}`])
})
