import type { FastifyInstance } from 'fastify'
import pino from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type WidgetRoutesOptions, widgetRoutes } from '../../src/channels/widget/routes.ts'
import { type EventsAnswer, PROTOCOL_BASE, type SessionAnswer, SIGN_IN_HEADER, TOKEN_STEM } from '../../src/protocol.ts'
import { createServer } from '../../src/server.ts'
import { bot, createScriptedDesk, type ScriptedDesk } from './scripted-desk.ts'
import { jwtOf, SIGN_IN } from './site-key.ts'
import { migrated, testSessions } from './test-sessions.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

let now = 0
let db = migrated()
let desk: ScriptedDesk
let app: FastifyInstance
beforeEach(() => {
  now = 1_800_000_000_000
  db = migrated()
  desk = createScriptedDesk(
    async ({ act }) => ({ now: [bot(act.type === 'text' ? `承りました：${act.text}` : 'どうしますか。')] }),
    () => now,
  )
  app = serve()
})
afterEach(() => app.close())

function serve(extra: Partial<WidgetRoutesOptions> = {}): FastifyInstance {
  const { channel, hub, readLog } = desk
  const options = { channel, receive: hub.receive, readLog, clock: () => now, sessions: testSessions({ db }) }
  return createServer({ routes: [widgetRoutes({ ...options, signIn: SIGN_IN, ...extra })] })
}

type Who = { readonly token?: string; readonly jwt?: string }
const headersOf = ({ token, jwt }: Who) => ({
  ...(token ? { authorization: `Bearer ${token}` } : {}),
  ...(jwt ? { [SIGN_IN_HEADER]: jwt } : {}),
})

async function session({ token, jwt }: Who = {}): Promise<SessionAnswer> {
  const payload = token === undefined ? {} : { token, after: 0 }
  const request = { method: 'POST', url: `${PROTOCOL_BASE}session`, payload } as const
  const response = await app.inject({ ...request, headers: headersOf(jwt ? { jwt } : {}) })
  expect(response.statusCode, response.body).toBe(200)
  return response.json()
}

let cids = 0
/** What a message and a look for events are answered: 200, or the code of the problem. */
async function calls(who: Who): Promise<readonly [message: unknown, events: unknown]> {
  const headers = headersOf(who)
  const payload = { cid: `message-${cids++}`, at: 1, text: '返金したい' }
  const message = await app.inject({ method: 'POST', url: `${PROTOCOL_BASE}messages`, headers, payload })
  const events = await app.inject({ url: `${PROTOCOL_BASE}events?after=0`, headers })
  return [codeOf(message), codeOf(events)]
}
const codeOf = ({ statusCode, json }: { statusCode: number; json: () => { code?: string } }) =>
  statusCode === 200 ? 200 : json().code
const OPEN = [200, 200]
const CLOSED = ['inbound.unauthorized', 'inbound.unauthorized']

describe('a token', () => {
  test('is replaced by every session; the one before is good for a minute after the new one was used', async () => {
    const first = (await session()).token
    const second = (await session({ token: first })).token
    expect(second).not.toBe(first)
    expect(second.slice(0, TOKEN_STEM)).toBe(first.slice(0, TOKEN_STEM))
    expect(await calls({ token: first })).toEqual(OPEN)

    expect(await calls({ token: second })).toEqual(OPEN)
    now += MINUTE_MS - 1
    expect(await calls({ token: first })).toEqual(OPEN)
    now += 1
    expect(await calls({ token: first })).toEqual(CLOSED)
    expect(await calls({ token: second })).toEqual(OPEN)
    expect((await session({ token: first })).reset).toBe(true)
  })

  test('whose successor never arrived stays good, and brings the successor', async () => {
    const first = (await session()).token
    const lost = (await session({ token: first })).token
    now += 3 * DAY_MS

    const found = await session({ token: first })

    expect(found).toMatchObject({ token: lost, reset: false })
    expect(await calls({ token: lost })).toEqual(OPEN)
  })

  test('asked for by two tabs at once is one and the same', async () => {
    const first = (await session()).token
    const [one, two] = await Promise.all([session({ token: first }), session({ token: first })])

    expect(one.token).toBe(two.token)
  })

  test('two generations old is good for nothing, though the newest was never used', async () => {
    const first = (await session()).token
    const second = (await session({ token: first })).token
    await session({ token: second })

    expect(await calls({ token: first })).toEqual(CLOSED)
  })

  test('ends after 30 days without use, and not before', async () => {
    const { token } = await session()
    for (let week = 0; week < 6; week++) {
      expect(await calls({ token })).toEqual(OPEN)
      now += 29 * DAY_MS
    }
    now += 3 * DAY_MS
    expect(await calls({ token })).toEqual(CLOSED)
    expect((await session({ token })).reset).toBe(true)
  })

  test('is as good after a restart as before', async () => {
    const first = (await session()).token
    const second = (await session({ token: first })).token
    await calls({ token: second })
    now += 2 * MINUTE_MS
    await app.close()
    app = serve()

    expect(await calls({ token: second })).toEqual(OPEN)
    expect(await calls({ token: first })).toEqual(CLOSED)
  })

  test('cannot be made from what the database holds', async () => {
    const { token } = await session()
    const rows = JSON.stringify(db.prepare('SELECT * FROM widget_sessions').all())

    expect(rows).toContain(desk.acts[0]?.conversationId)
    expect(rows).not.toContain(token.slice(32))
  })

  test('of the generation to come is not ours before it was given out', async () => {
    const { token } = await session()
    const bytes = Buffer.from(token, 'base64url')
    bytes.writeUInt32BE(2, 16)

    expect(await calls({ token: bytes.toString('base64url') })).toEqual(CLOSED)
  })

  test('is forgotten when nobody can use it any more', async () => {
    const sessions = testSessions({ db })
    await session()
    now += 29 * DAY_MS
    await session()
    now += 2 * DAY_MS
    sessions.forget(now)

    expect(db.prepare('SELECT * FROM widget_sessions').all()).toHaveLength(1)
  })
})

describe('a conversation of a signed-in customer', () => {
  test('tells the bot who acts, from its first words on', async () => {
    const jwt = await jwtOf('taro', { nowMs: now })
    const { token } = await session({ jwt })
    await calls({ token, jwt })

    expect(desk.acts.map(({ account }) => account)).toEqual(
      Array(2).fill({ subject: 'taro', email: 'taro@example.jp', provedAtMs: now }),
    )
  })

  test('is read and written only with a good sign-in of the same customer', async () => {
    const { token } = await session({ jwt: await jwtOf('taro', { nowMs: now }) })
    expect(await calls({ token })).toEqual(['account.expired', 'account.expired'])
    const old = await jwtOf('taro', { nowMs: now - 20 * MINUTE_MS })
    expect(await calls({ token, jwt: old })).toEqual(['account.expired', 'account.expired'])
    const other = await jwtOf('jiro', { nowMs: now })
    expect(await calls({ token, jwt: other })).toEqual(['account.refused', 'account.refused'])
    expect(await calls({ token, jwt: 'no.good.token' })).toEqual(['account.refused', 'account.refused'])
    expect(desk.acts).toHaveLength(1)

    now += 9 * MINUTE_MS
    expect(await calls({ token, jwt: await jwtOf('taro', { nowMs: now }) })).toEqual(OPEN)
  })

  test('is not gone on with by a stranger or by another customer: they begin a new one', async () => {
    const mine = await session({ jwt: await jwtOf('taro', { nowMs: now }) })
    for (const who of [{}, { jwt: await jwtOf('jiro', { nowMs: now }) }]) {
      const answer = await session({ token: mine.token, ...who })
      expect(answer.reset).toBe(true)
      expect(answer.token.slice(0, TOKEN_STEM)).not.toBe(mine.token.slice(0, TOKEN_STEM))
    }
    const again = await session({ token: mine.token, jwt: await jwtOf('taro', { nowMs: now }) })
    expect(again.reset).toBe(false)
  })

  test('may have begun as anybody’s; then its old token is good for nothing, and nobody listens on', async () => {
    const jwt = await jwtOf('taro', { nowMs: now })
    const { token } = await session()
    await calls({ token })
    // A sign-in alone makes it nobody's: the page opens a new session first.
    expect(await calls({ token, jwt })).toEqual(CLOSED)
    const listening = app.inject({ url: `${PROTOCOL_BASE}events?after=9&wait=20`, headers: headersOf({ token }) })
    await expect.poll(() => desk.channel.watching).toBe(1)

    const mine = await session({ token, jwt })

    expect(mine.reset).toBe(false)
    expect((await listening).json<EventsAnswer>().events).toEqual([])
    expect(await calls({ token })).toEqual(['account.expired', 'account.expired'])
    expect((await session({ token })).reset).toBe(true)
    expect(await calls({ token: mine.token, jwt })).toEqual(OPEN)
    expect((await session({ token: mine.token, jwt: await jwtOf('jiro', { nowMs: now }) })).reset).toBe(true)
  })

  test('that two customers reach for at once becomes the one’s or the other’s', async () => {
    const { token } = await session()
    const jwts = [await jwtOf('taro', { nowMs: now }), await jwtOf('jiro', { nowMs: now })]
    const answers = await Promise.all(
      jwts.map((jwt) =>
        app.inject({
          method: 'POST',
          url: `${PROTOCOL_BASE}session`,
          payload: { token },
          headers: headersOf({ jwt }),
        }),
      ),
    )
    const mine = answers.filter(({ statusCode, json }) => statusCode === 200 && !json<SessionAnswer>().reset)
    expect(mine).toHaveLength(1)
  })

  test('stays theirs over a restart', async () => {
    const jwt = await jwtOf('taro', { nowMs: now })
    const { token } = await session({ jwt })
    await app.close()
    app = serve()

    expect(await calls({ token })).toEqual(['account.expired', 'account.expired'])
    expect(await calls({ token, jwt })).toEqual(OPEN)
  })
})

test('where no sign-in is set up, one is refused loudly instead of being taken for nothing', async () => {
  await app.close()
  app = serve({ signIn: null })
  const { token } = await session()

  expect(await calls({ token })).toEqual(OPEN)
  expect(await calls({ token, jwt: await jwtOf('taro', { nowMs: now }) })).toEqual([
    'account.refused',
    'account.refused',
  ])
})

test('a refused sign-in is told in the log with its reason and without the token, now and then', async () => {
  await app.close()
  const lines: string[] = []
  const logger = pino({ level: 'warn' }, { write: (line) => void lines.push(line) })
  const { channel, hub, readLog } = desk
  const options = { channel, receive: hub.receive, readLog, clock: () => now, sessions: testSessions({ db }) }
  app = createServer({ logger, routes: [widgetRoutes({ ...options, signIn: SIGN_IN })] })
  const { token } = await session()
  const jwt = await jwtOf('taro', { nowMs: now, site: 'https://other.example' })
  await calls({ token, jwt })
  await calls({ token, jwt })

  expect(lines).toHaveLength(1)
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    claim: 'aud',
    msg: 'a sign-in token was refused',
  })
  expect(lines.join()).not.toMatch(/taro|eyJ/)
})

test('a page of another site may send the sign-in along', async () => {
  await app.close()
  app = serve({ allowedOrigins: ['https://shop.example'] })
  const headers = { origin: 'https://shop.example', 'access-control-request-headers': SIGN_IN_HEADER }
  const response = await app.inject({ method: 'OPTIONS', url: `${PROTOCOL_BASE}messages`, headers })

  expect(response.headers['access-control-allow-headers']).toContain(SIGN_IN_HEADER)
})
