import type { webhook } from '@line/bot-sdk'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { choiceData, dayData, pageData } from '../../src/channels/line/postback-data.ts'
import { readEvent } from '../../src/channels/line/read-event.ts'

const PROMPT = '12-mi3k9x'
const base = {
  mode: 'active',
  timestamp: 1,
  source: { type: 'user', userId: 'U1' },
  webhookEventId: '01J',
  deliveryContext: { isRedelivery: false },
} as const

const message = (content: webhook.MessageContent): webhook.Event => ({
  ...base,
  type: 'message',
  replyToken: 'r',
  message: content,
})
const text = (words: string): webhook.Event => message({ type: 'text', id: '1', text: words, quoteToken: 'q' })
const tap = (data: string, params?: Record<string, string>): webhook.Event => ({
  ...base,
  type: 'postback',
  replyToken: 'r',
  postback: { data, ...(params ? { params } : {}) },
})
const OLD = { type: 'act', act: { type: 'tapped', choice: '', prompt: '' } }

describe('a message', () => {
  test('of text is what was written, cleaned', () => {
    expect(readEvent(text(' 返金\r\nしたい\u0000 '))).toEqual({
      type: 'act',
      act: { type: 'text', text: '返金\nしたい' },
    })
  })

  test('of nothing that can be read is answered like a sticker', () => {
    expect(readEvent(text(' \u0007 '))).toEqual({ type: 'act', act: { type: 'nonverbal', kind: 'sticker' } })
  })

  test.each(['sticker', 'image', 'video', 'audio', 'file', 'location'])('%s has no words', (type) => {
    expect(readEvent({ ...base, type: 'message', message: { type, id: '1' } })).toEqual({
      type: 'act',
      act: { type: 'nonverbal', kind: type },
    })
  })

  test('of a kind that is not known yet is ignored by name', () => {
    expect(readEvent({ ...base, type: 'message', message: { type: 'hologram' } })).toEqual({
      type: 'ignored',
      what: 'message of hologram',
    })
  })
})

describe('a message changed afterwards', () => {
  test('is an edit of that message', () => {
    const edited: webhook.Event = {
      ...base,
      type: 'messageEdited',
      message: { type: 'text', id: '77', text: 'NP00099998', quoteToken: 'q' },
    }
    expect(readEvent(edited)).toEqual({ type: 'act', act: { type: 'edited', of: '77', text: 'NP00099998' } })
  })

  test('or withdrawn is unsent', () => {
    const unsent: webhook.Event = { ...base, type: 'unsend', unsend: { messageId: '77' } }
    expect(readEvent(unsent)).toEqual({ type: 'act', act: { type: 'unsent', of: '77' } })
  })
})

describe('a tap', () => {
  test('on a choice names its question', () => {
    expect(readEvent(tap(choiceData(PROMPT, 'refund.yes', 0)))).toEqual({
      type: 'act',
      act: { type: 'tapped', choice: 'refund.yes', prompt: PROMPT },
    })
    expect(readEvent(tap(choiceData(PROMPT, 'contract/K-1', 1)))).toMatchObject({ act: { choice: '#2' } })
  })

  test('for more choices moves nothing', () => {
    expect(readEvent(tap(pageData(PROMPT, 1)))).toEqual({ type: 'page', prompt: PROMPT, page: 1 })
  })

  test('on the calendar is the picked day', () => {
    expect(readEvent(tap(dayData(PROMPT), { date: '2026-09-20' }))).toEqual({
      type: 'act',
      act: { type: 'picked', date: '2026-09-20', prompt: PROMPT },
    })
  })

  test.each([
    ['no day', tap(dayData(PROMPT))],
    ['a day that does not exist', tap(dayData(PROMPT), { date: '2026-02-30' })],
    ['a time instead of a day', tap(dayData(PROMPT), { time: '10:00' })],
    ['data of another system', tap('action=refund&yes=1')],
    ['data of a later version', tap('v2:c:1:refund.yes')],
    ['no data', tap('')],
    ['no content', { ...base, type: 'postback' }],
    ['a switched menu', tap('menu', { newRichMenuAliasId: 'a', status: 'SUCCESS' })],
  ])('with %s is an old button', (_what, event) => {
    expect(readEvent(event)).toEqual(OLD)
  })
})

test('becoming a friend opens the conversation', () => {
  const follow: webhook.Event = { ...base, type: 'follow', replyToken: 'r', follow: { isUnblocked: false } }
  expect(readEvent(follow)).toEqual({ type: 'act', act: { type: 'opened' } })
})

describe('ignored by name are', () => {
  test.each([
    'unfollow',
    'join',
    'leave',
    'memberJoined',
    'memberLeft',
    'videoPlayComplete',
    'beacon',
    'accountLink',
    'membership',
    'module',
    'telepathy',
  ])('%s', (type) => expect(readEvent({ ...base, type })).toEqual({ type: 'ignored', what: type }))

  test('everything while another system speaks', () => {
    expect(readEvent({ ...text('返金'), mode: 'standby' })).toEqual({ type: 'ignored', what: 'message on standby' })
  })

  test('everything said among others, and what has no sender', () => {
    expect(readEvent({ ...text('返金'), source: { type: 'group', groupId: 'G', userId: 'U1' } })).toEqual({
      type: 'ignored',
      what: 'message from group',
    })
    expect(readEvent({ ...text('返金'), source: undefined })).toEqual({ type: 'ignored', what: 'message from unknown' })
    expect(readEvent({ ...base, source: undefined, type: 'accountLink', link: { result: 'failed' } })).toMatchObject({
      type: 'ignored',
    })
  })

  test.each([null, undefined, 0, 'message', [], {}, { type: 7 }, { type: '返金'.repeat(100) }])('%j', (event) => {
    expect(readEvent(event)).toMatchObject({ type: 'ignored', what: expect.stringMatching(/^[\w ]+$/) })
  })
})

test('whatever comes, it is read, and no words of a customer stand in what is logged', () => {
  const types = ['message', 'messageEdited', 'unsend', 'postback', 'follow', 'accountLink', '']
  const inner = fc.oneof(
    fc.anything(),
    fc.record({ type: fc.anything(), text: fc.anything(), data: fc.anything() }, { requiredKeys: [] }),
  )
  fc.assert(
    fc.property(fc.constantFrom(...types), inner, inner, inner, (type, message, postback, unsend) => {
      const read = readEvent({ ...base, type, message, postback, unsend })
      if (read.type === 'ignored') expect(read.what).toMatch(/^[\w ]*$/)
    }),
  )
})
