import { describe, expect, test } from 'vitest'
import { MESSAGE_CASES } from './limits/message-cases.ts'
import { LINE_OPENAPI_DIR, loadLineContract } from './spec/line-contract.ts'

const contract = loadLineContract()

describe.skipIf(!contract)(
  contract
    ? `LINE’s OpenAPI in ${LINE_OPENAPI_DIR}, with its kinds told apart`
    : 'skipped: LINE’s OpenAPI (set LINE_OPENAPI_DIR to the folder with messaging-api.yml and webhook.yml)',
  () => {
    const complaints = (messages: readonly object[]) =>
      contract?.request('POST', '/v2/bot/message/push', { to: 'U1', messages }) ?? []

    test.each(MESSAGE_CASES.filter(({ fits }) => fits))('takes $name', ({ messages }) => {
      expect(complaints(messages)).toEqual([])
    })

    test.each(MESSAGE_CASES.filter(({ inSpec }) => inSpec))('refuses $name', ({ messages }) => {
      expect(complaints(messages)).not.toEqual([])
    })

    test.each(MESSAGE_CASES.filter(({ fits, inSpec }) => !fits && !inSpec))(
      'does not know $name: our own reading does',
      ({ messages }) => {
        expect(complaints(messages)).toEqual([])
      },
    )

    test('judges answers as strictly as requests', () => {
      const answer = (body: object) => contract?.response('POST', '/v2/bot/message/push', { status: 200, body })
      expect(answer({ sentMessages: [{ id: '1' }] })).toEqual([])
      expect(answer({ sentMessages: [{ id: 1 }] })).not.toEqual([])
      expect(answer({ sentMessages: [{ id: '1', more: true }] })).not.toEqual([])
    })

    const event = (more: object) => ({
      destination: `U${'a'.repeat(32)}`,
      events: [
        { mode: 'active', timestamp: 1, webhookEventId: '01', deliveryContext: { isRedelivery: false }, ...more },
      ],
    })

    test('takes webhooks with more than it knows, and none with less', () => {
      const message = { type: 'text', id: '1', text: 'あ', quoteToken: 'q' }
      expect(contract?.webhook(event({ type: 'message', message: { ...message, news: 1 }, news: 1 }))).toEqual([])
      expect(contract?.webhook(event({ type: 'message', message: { type: 'text', id: '1' } }))).not.toEqual([])
      expect(contract?.webhook(event({ type: 'message', message, mode: 'asleep' }))).not.toEqual([])
    })
  },
)
