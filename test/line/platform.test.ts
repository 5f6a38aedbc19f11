import { generateKeyPairSync, randomUUID, sign as signBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { CHANNEL } from './platform/account.ts'
import { LinePlatform } from './platform/line-platform.ts'
import { readAloud } from './platform/person.ts'
import { sign, signBody } from './platform/signed-body.ts'

/** The stand-in itself: what the bot's tests lean on must be as LINE documents it. */

const MINUTE_MS = 60_000
const keys = generateKeyPairSync('rsa', { modulusLength: 2048 })

let nowMs = 0
let platform: LinePlatform
let bot: Server
/** Bodies the bot's webhook received. */
let received: { body: string; signature: string; ok: boolean }[] = []
let answerWith = 200

beforeEach(async () => {
  nowMs = Date.parse('2026-11-18T21:40:00+09:00')
  received = []
  answerWith = 200
  platform = await LinePlatform.start({
    now: () => nowMs,
    assertionKey: { kid: 'kid-1', pem: keys.publicKey.export({ type: 'spki', format: 'pem' }).toString() },
    webhookTimeoutMs: 2000,
  })
  bot = createServer((request, response) => {
    void bodyOf(request).then((bytes) => {
      const signature = String(request.headers['x-line-signature'])
      received.push({ body: bytes.toString('utf8'), signature, ok: signature === sign(bytes, CHANNEL.secret) })
      if (answerWith > 0) response.writeHead(answerWith).end()
    })
  })
  await new Promise<void>((resolve) => bot.listen(0, '127.0.0.1', resolve))
  platform.connect(`http://127.0.0.1:${(bot.address() as AddressInfo).port}/`)
})

afterEach(async () => {
  bot.closeAllConnections()
  await new Promise((resolve) => bot.close(resolve))
  await platform.close()
})

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

async function token(form: Record<string, string>): Promise<{ status: number; token: string }> {
  const response = await fetch(`${platform.url}/oauth2/v3/token`, { method: 'POST', body: new URLSearchParams(form) })
  const body = (await response.json()) as { access_token?: string }
  return { status: response.status, token: body.access_token ?? '' }
}

const BY_SECRET = { grant_type: 'client_credentials', client_id: CHANNEL.id, client_secret: CHANNEL.secret }

async function call(method: string, path: string, body?: object, more: Record<string, string> = {}) {
  const { token: bearer } = await token(BY_SECRET)
  const response = await fetch(`${platform.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json', ...more },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  }
}

const hello = [{ type: 'text', text: 'こんにちは' }]
const reply = (replyToken: string | undefined, messages: object[] = hello) =>
  call('POST', '/v2/bot/message/reply', { replyToken, messages })
const push = (to: string, retryKey?: string, messages: object[] = hello) =>
  call('POST', '/v2/bot/message/push', { to, messages }, retryKey === undefined ? {} : { 'x-line-retry-key': retryKey })

describe('webhooks', () => {
  test('are signed as in LINE’s own example', () => {
    const { signature } = signBody({ destination: 'U8e742f61d673b39c7fff3cecb7536ef0', events: [] }, CHANNEL.secret)
    expect(signature).toBe('GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs=')
  })

  test('carry signed bytes, also with escaped emoji and cut inside a character', async () => {
    const hanako = platform.person()
    await hanako.says('返金したい😀')
    await hanako.says('返金したい😀', { escapeEmoji: true })
    await hanako.says('返金したい', { splitAt: (bytes) => [bytes.indexOf('返') + 1] })
    expect(received.map(({ ok }) => ok)).toEqual([true, true, true])
    expect(received[1]?.body).toContain('返金したい\\uD83D\\uDE00')
    expect(JSON.parse(received[1]?.body ?? '').events[0].message.text).toBe('返金したい😀')
  })

  test('are remembered when not taken, and come again with the same id', async () => {
    const hanako = platform.person()
    answerWith = 503
    const first = await hanako.says('返金したい')
    expect(first.status).toBe(503)
    answerWith = 200
    const [again] = await platform.redeliverAll()
    expect(again?.status).toBe(200)
    expect(again?.events[0]).toEqual({ ...first.events[0], deliveryContext: { isRedelivery: true } })
    expect(await platform.redeliverAll()).toEqual([])
  })

  test('of every kind are as LINE’s OpenAPI has them, where it is at hand', async () => {
    const hanako = platform.person()
    const kinds = ['sticker', 'image', 'video', 'audio', 'file', 'location'] as const
    for (const kind of kinds) await hanako.sends(kind)
    await hanako.follows()
    await hanako.edits(hanako.lastMessageId, '返金したい')
    await hanako.unsends(hanako.lastMessageId)
    await hanako.blocks()
    await platform.deliver([hanako.events.accountLink('ok'), hanako.events.accountLink('failed')])
    const events = received.flatMap(({ body }) => JSON.parse(body).events as Record<string, unknown>[])
    const bare = events.filter(({ replyToken }) => replyToken === undefined).map(({ type }) => type)
    expect(events).toHaveLength(12)
    expect(bare).toEqual(['unsend', 'unfollow', 'accountLink'])
    expect(events.at(-1)).not.toHaveProperty('source')
  })

  test('in standby carry no reply token', async () => {
    const hanako = platform.person()
    hanako.events.mode = 'standby'
    await hanako.says('返金したい')
    expect(JSON.parse(received[0]?.body ?? '').events[0]).toMatchObject({ mode: 'standby' })
    expect(JSON.parse(received[0]?.body ?? '').events[0]).not.toHaveProperty('replyToken')
  })

  test('are given up after their time', async () => {
    answerWith = 0
    const { status, error } = await platform.person().says('返金したい')
    expect([status, error]).toEqual([null, 'request_timeout'])
  }, 10_000)
})

describe('reply tokens', () => {
  const tokenOf = async (text: string) => {
    const hanako = platform.person()
    const [event] = (await hanako.says(text)).events
    return { hanako, replyToken: event && 'replyToken' in event ? event.replyToken : undefined }
  }

  test('work once', async () => {
    const { hanako, replyToken } = await tokenOf('返金したい')
    expect((await reply(replyToken)).status).toBe(200)
    expect(await reply(replyToken)).toMatchObject({ status: 400, body: { message: 'Invalid reply token' } })
    expect(readAloud(await hanako.hears())).toBe('こんにちは')
    expect(platform.account.used).toBe(0)
  })

  test.each([
    [59_000, 200],
    [61_000, 400],
  ])('are %i ms old: %i', async (ageMs, status) => {
    const { replyToken } = await tokenOf('返金したい')
    nowMs += ageMs
    expect((await reply(replyToken)).status).toBe(status)
  })

  test.each([
    [5, 200],
    [21, 400],
  ])('redelivered after %i minutes: %i', async (minutes, status) => {
    answerWith = 503
    const { replyToken } = await tokenOf('返金したい')
    nowMs += minutes * MINUTE_MS
    await platform.redeliverAll()
    expect((await reply(replyToken)).status).toBe(status)
  })
})

describe('pushes', () => {
  test('are counted, and accepted once under a retry key', async () => {
    const hanako = platform.person()
    const key = randomUUID()
    const first = await push(hanako.userId, key)
    const again = await push(hanako.userId, key)
    expect([first.status, again.status]).toEqual([200, 409])
    expect(again.headers.get('x-line-accepted-request-id')).toBe(first.headers.get('x-line-request-id'))
    expect(again.body['sentMessages']).toHaveLength(1)
    expect(hanako.room.heard).toEqual(['こんにちは'])
    expect(platform.account.used).toBe(1)
    nowMs += 25 * 60 * MINUTE_MS
    expect((await push(hanako.userId, key)).status).toBe(200)
  })

  test('with a used key and another body are noted', async () => {
    const hanako = platform.person()
    const key = randomUUID()
    await push(hanako.userId, key)
    await push(hanako.userId, key, [{ type: 'text', text: '別の文' }])
    expect(platform.takeViolations()).toEqual(['a retry key came again with another body'])
  })

  test('stop at the monthly limit', async () => {
    platform.account.quota = 1
    const hanako = platform.person()
    await push(hanako.userId)
    expect(await push(hanako.userId)).toMatchObject({
      status: 429,
      body: { message: 'You have reached your monthly limit.' },
    })
  })

  test('to somebody who blocked the account are answered 200, not counted and not seen', async () => {
    const hanako = platform.person()
    await hanako.blocks()
    expect((await push(hanako.userId)).status).toBe(200)
    expect([platform.account.used, hanako.room.heard]).toEqual([0, []])
    expect((await call('GET', `/v2/bot/profile/${hanako.userId}`)).status).toBe(404)
    await hanako.follows()
    expect(JSON.parse(received.at(-1)?.body ?? '').events[0].follow).toEqual({ isUnblocked: true })
  })

  test('to nobody known are refused', async () => {
    expect((await push(`U${'0'.repeat(32)}`)).status).toBe(400)
  })
})

describe('faults', () => {
  test('drop a call before or after it was taken', async () => {
    const hanako = platform.person()
    platform.faults.add('push', { kind: 'drop', when: 'before' })
    platform.faults.add('push', { kind: 'drop', when: 'after' })
    await expect(push(hanako.userId)).rejects.toThrow()
    expect(hanako.room.heard).toEqual([])
    await expect(push(hanako.userId)).rejects.toThrow()
    expect(hanako.room.heard).toEqual(['こんにちは'])
  })

  test('answer with a status, the two meanings of 429, late, or not at all', async () => {
    const hanako = platform.person()
    platform.faults.add('push', { kind: 'status', status: 500 })
    platform.faults.add('push', { kind: 'rate' })
    platform.faults.add('push', { kind: 'monthly' })
    platform.faults.add('push', { kind: 'delay', ms: 20 })
    const said = [await push(hanako.userId), await push(hanako.userId), await push(hanako.userId)]
    expect(said.map(({ status }) => status)).toEqual([500, 429, 429])
    expect(said[1]?.body['message']).not.toBe(said[2]?.body['message'])
    expect((await push(hanako.userId)).status).toBe(200)
    platform.faults.add('quota', { kind: 'hang' })
    const { token: bearer } = await token(BY_SECRET)
    const asked = fetch(`${platform.url}/v2/bot/message/quota`, {
      headers: { authorization: `Bearer ${bearer}` },
      signal: AbortSignal.timeout(50),
    })
    await expect(asked).rejects.toThrow()
  })
})

describe('tokens', () => {
  const assertion = (claims: object, kid = 'kid-1') => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const signed = `${part({ alg: 'RS256', typ: 'JWT', kid })}.${part({ iss: CHANNEL.id, sub: CHANNEL.id, aud: 'https://api.line.me/', ...claims })}`
    return `${signed}.${signBytes('RSA-SHA256', Buffer.from(signed), keys.privateKey).toString('base64url')}`
  }
  const byAssertion = (client_assertion: string) =>
    token({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion,
    })
  const inMinutes = (minutes: number) => Math.floor(nowMs / 1000) + minutes * 60

  test('come for the secret and for a signed assertion', async () => {
    expect((await token(BY_SECRET)).status).toBe(200)
    expect((await token({ ...BY_SECRET, client_secret: 'wrong' })).status).toBe(400)
    expect((await byAssertion(assertion({ exp: inMinutes(5) }))).status).toBe(200)
    expect((await byAssertion(assertion({ exp: inMinutes(31) }))).status).toBe(400)
    expect((await byAssertion(assertion({ exp: inMinutes(-1) }))).status).toBe(400)
    expect((await byAssertion(assertion({ exp: inMinutes(5), aud: 'https://line.me' }))).status).toBe(400)
    expect((await byAssertion(assertion({ exp: inMinutes(5) }, 'kid-2'))).status).toBe(400)
    expect((await byAssertion(`${assertion({ exp: inMinutes(5) }).slice(0, -4)}AAAA`)).status).toBe(400)
  })

  test('end after 15 minutes', async () => {
    const { token: bearer } = await token(BY_SECRET)
    const ask = () => fetch(`${platform.url}/v2/bot/info`, { headers: { authorization: `Bearer ${bearer}` } })
    expect((await ask()).status).toBe(200)
    nowMs += 15 * MINUTE_MS
    expect((await ask()).status).toBe(401)
  })
})

describe('people', () => {
  const choices = [
    {
      type: 'text',
      text: 'どちらですか。\n1 はい\n2 いいえ',
      quickReply: {
        items: ['はい', 'いいえ'].map((label) => ({
          type: 'action',
          action: { type: 'postback', label, data: `v1:${label}`, displayText: label },
        })),
      },
    },
  ]

  test('see quick replies on a phone until a newer message, and never on a PC', async () => {
    const [phone, pc] = [platform.person('ios'), platform.person('pc')]
    await push(phone.userId, undefined, choices)
    await push(pc.userId, undefined, choices)
    expect([phone.labels, pc.labels]).toEqual([['はい', 'いいえ'], []])
    await phone.taps('いいえ')
    expect(JSON.parse(received.at(-1)?.body ?? '').events[0].postback).toEqual({ data: 'v1:いいえ' })
    expect(phone.labels).toEqual([])
    await expect(async () => phone.taps('はい')).rejects.toThrow('cannot be pressed')
    await phone.tapsLate('はい')
    expect(received).toHaveLength(2)
  })

  test('pick a day', async () => {
    const hanako = platform.person()
    const action = { type: 'datetimepicker', label: 'カレンダー', data: 'v1:d', mode: 'date', max: '2026-11-18' }
    await push(hanako.userId, undefined, [
      { type: 'text', text: 'いつですか。', quickReply: { items: [{ type: 'action', action }] } },
    ])
    await hanako.picks('カレンダー', '2026-09-20')
    expect(JSON.parse(received.at(-1)?.body ?? '').events[0].postback).toEqual({
      data: 'v1:d',
      params: { date: '2026-09-20' },
    })
  })

  test('keep the buttons of templates for ever, on a PC too', async () => {
    const pc = platform.person('pc')
    const actions = ['はい', 'いいえ'].map((label) => ({ type: 'postback', label, data: label }))
    const template = { type: 'confirm', text: '返金しますか。', actions }
    await push(pc.userId, undefined, [{ type: 'template', altText: '返金しますか。', template }])
    await push(pc.userId)
    expect(pc.labels).toEqual(['はい', 'いいえ'])
    expect(readAloud(pc.heardSince())).toBe('返金しますか。\nこんにちは')
  })
})

test('a call that breaks a limit is answered 400 and noted', async () => {
  const hanako = platform.person()
  const broken = await push(hanako.userId, undefined, [{ type: 'text', text: '' }])
  expect(broken.status).toBe(400)
  expect(hanako.room.heard).toEqual([])
  expect(platform.takeViolations().join()).toContain('messages[0].text: empty')
  expect((await call('GET', '/v2/bot/nothing')).status).toBe(404)
  expect(platform.takeViolations()).toEqual(['no such endpoint: GET /v2/bot/nothing'])
})

test('the account says who it is, where its webhook is and what is left of its quota', async () => {
  expect((await call('GET', '/v2/bot/info')).body).toMatchObject({ userId: CHANNEL.botUserId, chatMode: 'bot' })
  expect((await call('GET', '/v2/bot/channel/webhook/endpoint')).body).toMatchObject({ active: true })
  expect((await call('GET', '/v2/bot/message/quota')).body).toEqual({ type: 'limited', value: 200 })
  expect((await call('GET', '/v2/bot/message/quota/consumption')).body).toEqual({ totalUsage: 0 })
  expect((await call('POST', '/v2/bot/channel/webhook/test', {})).body).toMatchObject({
    success: true,
    statusCode: 200,
  })
  expect(JSON.parse(received.at(-1)?.body ?? '')).toEqual({ destination: CHANNEL.botUserId, events: [] })
})
