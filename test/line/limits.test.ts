import { describe, expect, test } from 'vitest'
import { checkMessages } from './limits/check-messages.ts'
import { checkRequest } from './limits/check-request.ts'
import { COUNTS } from './limits/count.ts'
import { MESSAGE_CASES } from './limits/message-cases.ts'

describe('our own reading of LINE’s limits', () => {
  test.each(MESSAGE_CASES)('$name: fits $fits', ({ messages, fits }) => {
    expect(checkMessages(messages).length === 0).toBe(fits)
  })

  test('says where the fault lies, as LINE names it', () => {
    const label = 'あ'.repeat(21)
    const item = { type: 'action', action: { type: 'message', label, text: 'あ' } }
    expect(checkMessages([{ type: 'text', text: 'あ', quickReply: { items: [item] } }])).toEqual([
      { at: 'messages[0].quickReply.items[0].action.label', why: '21 graphemes, at most 20' },
    ])
  })
})

describe('how LINE counts', () => {
  test.each([
    ['a', 1, 1],
    ['あ', 1, 1],
    ['😀', 2, 1],
    ['👨‍👩‍👧‍👦', 11, 1],
    ['か\u3099', 2, 1],
  ])('%s is %i units and %i grapheme', (text, units, graphemes) => {
    expect([COUNTS.units(text), COUNTS.graphemes(text)]).toEqual([units, graphemes])
  })
})

describe('the call around the messages', () => {
  const messages = [{ type: 'text', text: 'あ' }]
  const headers = { 'content-type': 'application/json' }
  const key = { 'x-line-retry-key': '123e4567-e89b-12d3-a456-426614174000' }
  const post = (path: string, body: object, more: Record<string, string> = {}) =>
    checkRequest({ method: 'POST', path: `/v2/bot/${path}`, headers: { ...headers, ...more }, body })

  test.each([
    ['a reply', post('message/reply', { replyToken: 'x', messages })],
    ['a push with a retry key', post('message/push', { to: 'U1', messages }, key)],
    ['a loading animation of 20 s', post('chat/loading/start', { chatId: 'U1', loadingSeconds: 20 })],
    ['a loading animation as long as LINE thinks', post('chat/loading/start', { chatId: 'U1' })],
  ])('%s is fine', (_name, complaints) => {
    expect(complaints).toEqual([])
  })

  test.each([
    ['a reply with a retry key', post('message/reply', { replyToken: 'x', messages }, key)],
    ['a retry key that is no UUID', post('message/push', { to: 'U1', messages }, { 'x-line-retry-key': '1' })],
    ['a reply without a token', post('message/reply', { messages })],
    ['a push to nobody', post('message/push', { messages })],
    ['a misspelt request', post('message/push', { to: 'U1', messages, silent: true })],
    ['a loading animation of 7 s', post('chat/loading/start', { chatId: 'U1', loadingSeconds: 7 })],
    ['a loading animation of 65 s', post('chat/loading/start', { chatId: 'U1', loadingSeconds: 65 })],
    ['a form', post('message/push', { to: 'U1', messages }, { 'content-type': 'text/plain' })],
  ])('%s is not', (_name, complaints) => {
    expect(complaints).toHaveLength(1)
  })
})
