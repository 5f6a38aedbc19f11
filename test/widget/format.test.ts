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
