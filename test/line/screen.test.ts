import { expect, test } from 'vitest'
import type { LoggedMessage } from '../../src/channels/channel.ts'
import { choiceData } from '../../src/channels/line/postback-data.ts'
import type { Shown } from './platform/chat-room.ts'
import { LinePlatform } from './platform/line-platform.ts'
import { compareChoices, compareScreen } from './talk/screen.ts'

/** What holds the transcripts on LINE to the phone must itself see what is wrong there. */

const said = (text: string, more: Partial<LoggedMessage> = {}): LoggedMessage => ({
  ...{ seq: 1, role: 'bot', atMs: 0, key: 'k', text },
  ...more,
})
const shown = (text: string): Shown => ({ by: 'bot', message: { type: 'text', text }, messageId: '1', atMs: 0 })
const CHOICES = [
  { id: 'refund', label: '返金する' },
  { id: 'keep', label: 'このままにして、あとでもう一度ゆっくり考える' },
]
const question = said('どうしますか。', { prompt: 'q', choices: CHOICES })

test('a phone that shows what was said, with the numbers of choices, is right', () => {
  const list = `どうしますか。\n\n1. ${CHOICES[0]?.label}\n2. ${CHOICES[1]?.label}\n\n番号でもどうぞ。`
  expect(compareScreen([said('はい。'), question], [shown('はい。'), shown(list)], ['番号でもどうぞ。'])).toEqual([])
})

test.each([
  ['a sentence is missing', [shown('はい。')], ['not on the phone: では。']],
  ['two have changed places', [shown('では。\n\nはい。')], ['not on the phone: では。', 'only on the phone: では。']],
  ['one stands there twice', [shown('はい。'), shown('では。'), shown('では。')], ['only on the phone: では。']],
  ['something nobody said is there', [shown('はい。\nでは。\nさて。')], ['only on the phone: さて。']],
])('tells that %s', (_name, phone, told) => {
  expect(compareScreen([said('はい。'), said('では。')], phone, [])).toEqual(told)
})

test.each([
  ['all of them, a long one cut', ['返金する', 'このままにして、あとでもう一度ゆっく…'], ['refund', 'keep'], []],
  ['one too few', ['返金する'], ['refund'], ['choices on the phone: refund; of the question: refund,keep']],
  [
    'another order',
    ['あ…', '返金する'],
    ['keep', 'refund'],
    ['choices on the phone: keep,refund; of the question: refund,keep'],
  ],
  ['another label', ['解約する', 'このまま…'], ['refund', 'keep'], ['the label 「返金する」 reads 「解約する」']],
])('looks at the buttons: %s', async (_name, labels, ids, told) => {
  const platform = await LinePlatform.start()
  const hanako = platform.person()
  const items = labels.map((label, index) => ({
    type: 'action',
    action: { type: 'postback', label, data: choiceData('q', ids[index] ?? '', index) },
  }))
  hanako.receives([{ type: 'text', text: 'どうしますか。', quickReply: { items } }], { via: 'reply', ids: ['1'] })
  expect(compareChoices(question, hanako)).toEqual(told)
  await platform.close()
})
