import { expect, test } from 'vitest'
import type { LoggedMessage } from '../../src/channels/channel.ts'
import { toEvent } from '../../src/channels/widget/format.ts'

const MESSAGE: LoggedMessage = {
  seq: 3,
  role: 'bot',
  atMs: 1,
  key: 'refund.done',
  text: '受け付けました。\n受付番号：R-1',
}

test('a card goes to the widget beside its text', () => {
  const rows = [{ label: '受付番号', value: 'R-1' }]
  const event = toEvent({ ...MESSAGE, view: { type: 'card', kind: 'receipt', title: '受け付けました。', rows } })
  expect(event).toMatchObject({ text: MESSAGE.text, view: { type: 'card', kind: 'receipt', rows } })
})

test('a message without a view has none on the wire', () => {
  expect(toEvent(MESSAGE)).not.toHaveProperty('view')
})

test('a question for a day goes as a form of one field', () => {
  const event = toEvent({ ...MESSAGE, prompt: '1', view: { type: 'date', min: '2021-11-18', max: '2026-11-18' } })
  expect(event.view).toMatchObject({
    type: 'form',
    send: 'この日付を送る',
    fields: [{ label: '日付', type: 'date', min: '2021-11-18', max: '2026-11-18' }],
  })
})

test('what the bot says may break where it is marked, also on a card; what the customer said may not', () => {
  const mark = (text: string) => text.replaceAll('し', 'し|')
  const rows = [{ label: '金額', value: '返しました' }]
  const event = toEvent({ ...MESSAGE, view: { type: 'card', kind: 'receipt', title: '受け付けました。', rows } }, mark)
  expect(event).toMatchObject({
    text: '受け付けまし|た。\n受付番号：R-1',
    view: { title: '受け付けまし|た。', rows: [{ label: '金額', value: '返し|まし|た' }] },
  })
  expect(toEvent({ ...MESSAGE, role: 'customer', text: '返して' }, mark)).toMatchObject({ text: '返して' })
})
