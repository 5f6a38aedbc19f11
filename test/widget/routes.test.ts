import type { FastifyInstance } from 'fastify'
import { afterEach, describe, expect, test } from 'vitest'
import { type WidgetRoutesOptions, widgetRoutes } from '../../src/channels/widget/routes.ts'
import type { MessageAnswer, ServerEvent, SessionAnswer } from '../../src/protocol.ts'
import { createServer } from '../../src/server.ts'
import { bot, createScriptedDesk, type Script, type ScriptedDesk } from './scripted-desk.ts'
import { testSessions } from './test-sessions.ts'

const BASE = '/channels/widget/v1/'

const echo: Script = async ({ act }) => {
  if (act.type === 'opened') {
    return { now: [bot('ご用件をお選びください。', { prompt: 'p1', choices: { refund: '返金', stop: '停止' } })] }
  }
  return { now: [bot(`承りました：${act.type === 'text' ? act.text : act.type}`)] }
}

const running: FastifyInstance[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((app) => app.close()))
})

function serve(
  script: Script = echo,
  extra: Partial<WidgetRoutesOptions> = {},
): { app: FastifyInstance; desk: ScriptedDesk } {
  const desk = createScriptedDesk(script, extra.clock)
  const routes = widgetRoutes({
    channel: desk.channel,
    receive: desk.hub.receive,
    readLog: desk.readLog,
    clock: Date.now,
    sessions: testSessions(),
    ...extra,
  })
  const app = createServer({ routes: [routes] })
  running.push(app)
  return { app, desk }
}

async function session(app: FastifyInstance, body: object = {}): Promise<SessionAnswer> {
  const response = await app.inject({ method: 'POST', url: `${BASE}session`, payload: body })
  expect(response.statusCode).toBe(200)
  return response.json()
}

function post(app: FastifyInstance, token: string, payload: string | object) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  return app.inject({ method: 'POST', url: `${BASE}messages`, headers, payload })
}

async function send(app: FastifyInstance, token: string, message: object): Promise<MessageAnswer> {
  const response = await post(app, token, { at: 1, ...message })
  expect(response.statusCode).toBe(200)
  return response.json()
}

const texts = (events: readonly ServerEvent[]) => events.map(({ text }) => text)

describe('a session', () => {
  test('begins with what the bot says to a visitor', async () => {
    const { app } = serve()
    const answer = await session(app)
    expect(answer).toMatchObject({ reset: false, open: false })
    expect(answer.events).toEqual([
      {
        seq: 1,
        type: 'message',
        role: 'bot',
        at: expect.any(Number),
        text: 'ご用件をお選びください。',
        key: 'test.ask',
        prompt: 'p1',
        choices: [
          { id: 'refund', label: '返金' },
          { id: 'stop', label: '停止' },
        ],
      },
    ])
  })

  test('is resumed with its token, from the last entry the page holds', async () => {
    const { app, desk } = serve()
    const { token } = await session(app)
    await send(app, token, { cid: 'message-1', text: '返金したい' })
    const resumed = await session(app, { token, after: 1 })
    expect(resumed.reset).toBe(false)
    expect(texts(resumed.events)).toEqual(['返金したい', '承りました：返金したい'])
    expect(desk.acts.filter(({ act }) => act.type === 'opened')).toHaveLength(1)
  })

  test('tells the bot of a visit after half an hour, once', async () => {
    let now = 1_800_000_000_000
    const { app, desk } = serve(echo, { clock: () => now })
    const { token } = await session(app)
    now += 31 * 60_000
    const [first, second] = await Promise.all([session(app, { token, after: 1 }), session(app, { token, after: 1 })])
    expect(texts(first.events)).toEqual(['ご用件をお選びください。'])
    expect(second.events).toEqual(first.events)
    expect(desk.acts).toHaveLength(2)
  })

  test.each([
    ['forged', 'A'.repeat(64)],
    ['of another secret', null],
    ['empty', ''],
    ['not base64', '%%%'],
  ])('with a token that is %s begins a new conversation and says so', async (_name, given) => {
    const { app } = serve()
    const other = serve(echo, {
      sessions: testSessions({ secret: 'another secret, also more than thirty-two characters' }),
    })
    const token = given ?? (await session(other.app)).token
    const answer = await session(app, { token, after: 5 })
    expect(answer.reset).toBe(true)
    expect(answer.token).not.toBe(token)
    expect(answer.events).toHaveLength(1)
  })

  test('whose conversation was erased begins anew', async () => {
    const { app } = serve()
    const { token } = await session(app)
    const afterLoss = serve()
    const answer = await session(afterLoss.app, { token, after: 1 })
    expect(answer).toMatchObject({ reset: true })
    expect(answer.token).not.toBe(token)
  })

  test('never gives two visitors the same conversation', async () => {
    const { app } = serve(echo, { sessionLimit: { burst: 100, perMinute: 1 } })
    const tokens = await Promise.all(Array.from({ length: 50 }, async () => (await session(app)).token))
    expect(new Set(tokens).size).toBe(50)
  })
})

describe('a message', () => {
  test('is answered with the customer entry and what the bot said', async () => {
    const { app, desk } = serve()
    const { token } = await session(app)
    const answer = await send(app, token, { cid: 'message-1', text: '  ＮＰ１２３\r\nです\u0000  ' })
    expect(answer.open).toBe(false)
    expect(answer.events).toMatchObject([
      { seq: 2, role: 'customer', text: 'ＮＰ１２３\nです', cid: 'message-1' },
      { seq: 3, role: 'bot', text: '承りました：ＮＰ１２３\nです' },
    ])
    expect(desk.acts[1]).toMatchObject({ channel: 'widget', act: { type: 'text', text: 'ＮＰ１２３\nです' } })
  })

  test('may be a tap that names its prompt', async () => {
    const { app, desk } = serve()
    const { token } = await session(app)
    const answer = await send(app, token, { cid: 'message-1', choice: 'refund', prompt: 'p1' })
    expect(answer.events[0]).toMatchObject({ role: 'customer', text: '返金', cid: 'message-1' })
    expect(desk.acts[1]?.act).toEqual({ type: 'tapped', choice: 'refund', prompt: 'p1' })
  })

  test('sent again gets the same answer and acts once, also when both arrive together', async () => {
    const { app, desk } = serve()
    const { token } = await session(app)
    const message = { cid: 'message-1', text: '返金したい' }
    const [one, two] = await Promise.all([send(app, token, message), send(app, token, message)])
    const three = await send(app, token, message)
    expect(two.events).toEqual(one.events)
    expect(three.events).toEqual(one.events)
    expect(desk.acts).toHaveLength(2)
  })

  test('sent again is answered with what followed later too', async () => {
    const script: Script = async ({ act }) =>
      act.type === 'opened'
        ? { now: [] }
        : { now: [bot('手続き中です。')], later: [bot('完了しました。')], laterMs: 10 }
    const { app } = serve(script)
    const { token } = await session(app)
    const message = { cid: 'message-1', text: '返金する' }
    const first = await send(app, token, message)
    expect(first.open).toBe(true)
    await new Promise((resolve) => setTimeout(resolve, 60))
    const again = await send(app, token, message)
    expect(texts(again.events)).toEqual(['返金する', '手続き中です。', '完了しました。'])
  })

  test('with the same client id in another conversation is another message', async () => {
    const { app, desk } = serve()
    const [one, two] = await Promise.all([session(app), session(app)])
    await send(app, one.token, { cid: 'message-1', text: 'あ' })
    await send(app, two.token, { cid: 'message-1', text: 'い' })
    expect(desk.acts.map(({ act }) => (act.type === 'text' ? act.text : act.type))).toEqual([
      'opened',
      'opened',
      'あ',
      'い',
    ])
  })
})

describe('what a browser may not send', () => {
  const text = (value: unknown) => ({ cid: 'message-1', at: 1, text: value })
  test.each([
    ['broken JSON', '{"cid": "mess', 400, 'inbound.invalid'],
    ['nothing', '', 400, 'inbound.invalid'],
    ['a list', '[]', 400, 'inbound.invalid'],
    ['null', 'null', 400, 'inbound.invalid'],
    ['no client id', { text: 'あ' }, 400, 'inbound.invalid'],
    ['a short client id', { cid: 'x', text: 'あ' }, 400, 'inbound.invalid'],
    ['a client id that climbs out of its conversation', { cid: '../widget:xx', text: 'あ' }, 400, 'inbound.invalid'],
    ['the id of an opening', { cid: 'opened:00', text: 'あ' }, 400, 'inbound.invalid'],
    ['no text', text(''), 400, 'inbound.invalid'],
    ['only spaces', text(' 　\n'), 400, 'inbound.invalid'],
    ['a number', text(12), 400, 'inbound.invalid'],
    ['a tap without a prompt', { cid: 'message-1', choice: 'refund' }, 400, 'inbound.invalid'],
    ['a tap without a choice', { cid: 'message-1', prompt: 'p1' }, 400, 'inbound.invalid'],
    ['a tap with an object', { cid: 'message-1', choice: {}, prompt: 'p1' }, 400, 'inbound.invalid'],
    ['a tap with an endless id', { cid: 'message-1', choice: 'x'.repeat(200), prompt: 'p1' }, 400, 'inbound.invalid'],
    ['text and a tap', { ...text('あ'), choice: 'refund', prompt: 'p1' }, 400, 'inbound.invalid'],
    ['a poisoned prototype', '{"__proto__": {"cid": 1}, "cid": "message-1"}', 400, 'inbound.invalid'],
    ['2,001 characters', text('あ'.repeat(2001)), 413, 'inbound.too-large'],
    ['more than 16 kB', text('あ'.repeat(6000)), 413, 'inbound.too-large'],
  ])('%s', async (_name, payload, status, code) => {
    const { app, desk } = serve()
    const { token } = await session(app)
    const response = await post(app, token, payload)
    expect(response.statusCode).toBe(status)
    expect(response.json()).toEqual({ code, message: expect.stringMatching(/[ぁ-ん].*。$/) })
    expect(desk.arrivals).toHaveLength(1)
  })

  test('2,000 characters outside the basic plane are taken', async () => {
    const { app } = serve()
    const { token } = await session(app)
    const answer = await send(app, token, { cid: 'message-1', text: '𠮷'.repeat(2000) })
    expect(answer.events[0]?.text).toHaveLength(4000)
  })

  test.each([
    ['no token', {}],
    ['another scheme', { authorization: 'Basic eDp5' }],
    ['a forged token', { authorization: `Bearer ${'A'.repeat(64)}` }],
    ['a token that is too short', { authorization: 'Bearer AAAA' }],
  ])('with %s is 401, for messages and for events', async (_name, headers) => {
    const { app, desk } = serve()
    const payload = { cid: 'message-1', at: 1, text: 'あ' }
    const message = await app.inject({ method: 'POST', url: `${BASE}messages`, headers, payload })
    const events = await app.inject({ url: `${BASE}events?after=0`, headers })
    expect([message.statusCode, events.statusCode]).toEqual([401, 401])
    expect(message.json().code).toBe('inbound.unauthorized')
    expect(desk.arrivals).toEqual([])
  })

  test('too many messages of one conversation are 429 with Retry-After, and another one goes on', async () => {
    let now = 1_800_000_000_000
    const { app } = serve(echo, { clock: () => now, messageLimit: { burst: 2, perMinute: 60 } })
    const [one, two] = await Promise.all([session(app), session(app)])
    for (const cid of ['message-1', 'message-2']) await send(app, one.token, { cid, text: 'あ' })
    const refused = await post(app, one.token, { cid: 'message-3', at: 1, text: 'あ' })
    expect(refused.statusCode).toBe(429)
    expect(refused.headers['retry-after']).toBe('1')
    expect(refused.json().code).toBe('inbound.too-many')
    await send(app, two.token, { cid: 'message-3', text: 'い' })
    now += 1000
    await send(app, one.token, { cid: 'message-3', text: 'あ' })
  })

  test('asking for events without end is 429', async () => {
    const { app } = serve(echo, { eventLimit: { burst: 1, perMinute: 30 } })
    const { token } = await session(app)
    const ask = () => app.inject({ url: `${BASE}events?after=0`, headers: { authorization: `Bearer ${token}` } })
    expect((await ask()).statusCode).toBe(200)
    const refused = await ask()
    expect(refused.statusCode).toBe(429)
    expect(refused.headers['retry-after']).toBe('2')
  })

  test('too many sessions of one address are 429', async () => {
    const { app } = serve(echo, { sessionLimit: { burst: 1, perMinute: 1 } })
    await session(app)
    const refused = await app.inject({ method: 'POST', url: `${BASE}session`, payload: {} })
    expect(refused.statusCode).toBe(429)
    expect(refused.headers['retry-after']).toBe('60')
  })
})

describe('a failure inside', () => {
  test('is answered in Japanese with a code, shows nothing of the inside, and can be tried again', async () => {
    let broken = true
    const script: Script = async ({ act }) => {
      if (act.type === 'text' && broken) throw new Error(`secret ${act.text} at /srv/enman/app.ts:12`)
      return { now: [bot('はい。')] }
    }
    const { app } = serve(script)
    const { token } = await session(app)
    const refused = await post(app, token, { cid: 'message-1', at: 1, text: '返金したい' })
    expect(refused.statusCode).toBe(500)
    expect(refused.json()).toEqual({
      code: 'hub.failed',
      message: '処理できませんでした。時間をおいてお試しください。',
    })
    expect(refused.headers['retry-after']).toBe('1')
    broken = false
    const answer = await send(app, token, { cid: 'message-1', text: '返金したい' })
    expect(texts(answer.events)).toEqual(['返金したい', 'はい。'])
  })

  test('an unknown path is a Japanese 404', async () => {
    const { app } = serve()
    const response = await app.inject({ url: '/channels/widget/v2/session' })
    expect(response.statusCode).toBe(404)
    expect(response.json()).toEqual({ code: 'http.not-found', message: '見つかりませんでした。' })
  })
})

describe('other sites', () => {
  const preflight = (origin: string) => ({
    method: 'OPTIONS' as const,
    url: `${BASE}messages`,
    headers: { origin, 'access-control-request-method': 'POST' },
  })

  test('on the list may call, and only they', async () => {
    const { app } = serve(echo, { allowedOrigins: ['https://shop.example'] })
    const good = await app.inject(preflight('https://shop.example'))
    expect(good.statusCode).toBe(204)
    expect(good.headers).toMatchObject({
      'access-control-allow-origin': 'https://shop.example',
      'access-control-allow-headers': 'authorization, content-type, enman-sign-in',
    })
    const bad = await app.inject(preflight('https://evil.example'))
    expect(bad.headers['access-control-allow-origin']).toBeUndefined()
  })

  test('are let in all together by a star', async () => {
    const { app } = serve(echo, { allowedOrigins: ['*'] })
    const response = await app.inject({
      method: 'POST',
      url: `${BASE}session`,
      headers: { origin: 'https://any.example' },
      payload: {},
    })
    expect(response.headers['access-control-allow-origin']).toBe('https://any.example')
    expect(response.headers['access-control-allow-credentials']).toBeUndefined()
  })
})
