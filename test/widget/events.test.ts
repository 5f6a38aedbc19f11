import type { FastifyInstance } from 'fastify'
import { afterEach, describe, expect, test } from 'vitest'
import { type WidgetRoutesOptions, widgetRoutes } from '../../src/channels/widget/routes.ts'
import type { EventsAnswer, ServerEvent, SessionAnswer } from '../../src/protocol.ts'
import { createServer } from '../../src/server.ts'
import { bot, createScriptedDesk, type ScriptedDesk } from './scripted-desk.ts'
import { testSessions } from './test-sessions.ts'

const running: FastifyInstance[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((app) => app.close()))
})

interface Site {
  readonly app: FastifyInstance
  readonly base: string
  readonly desk: ScriptedDesk
  readonly token: string
  readonly conversationId: string
}

async function site(extra: Partial<WidgetRoutesOptions> = {}): Promise<Site> {
  const desk = createScriptedDesk(async () => ({ now: [bot('こんにちは。')] }))
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
  const origin = await app.listen({ host: '127.0.0.1', port: 0 })
  const base = `${origin}/channels/widget/v1/`
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${base}session`, { method: 'POST', headers, body: '{}' })
  const { token } = (await response.json()) as SessionAnswer
  return { app, base, desk, token, conversationId: desk.acts[0]?.conversationId ?? '' }
}

interface Stream {
  readonly response: Response
  /** The next block of the stream, or null at its end. */
  next(): Promise<string | null>
  close(): Promise<void>
}

async function openStream({ base, token }: Site, after: number): Promise<Stream> {
  const headers = { authorization: `Bearer ${token}`, accept: 'text/event-stream' }
  const response = await fetch(`${base}events?after=${after}`, { headers })
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  if (!reader) throw new Error('no body')
  let buffer = ''
  return {
    response,
    async next() {
      while (!buffer.includes('\n\n')) {
        const { value, done } = await reader.read()
        if (done) return null
        buffer += value
      }
      const end = buffer.indexOf('\n\n')
      const block = buffer.slice(0, end)
      buffer = buffer.slice(end + 2)
      return block
    },
    close: () => reader.cancel(),
  }
}

function eventOf(block: string | null): ServerEvent & { id: number } {
  const [, id, data] = /^id: (\d+)\ndata: (.*)$/.exec(block ?? '') ?? []
  return { ...JSON.parse(data ?? 'null'), id: Number(id) }
}

const poll = async ({ base, token }: Site, query: string): Promise<EventsAnswer> => {
  const response = await fetch(`${base}events?${query}`, { headers: { authorization: `Bearer ${token}` } })
  return (await response.json()) as EventsAnswer
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const watchersGone = (desk: ScriptedDesk) => expect.poll(() => desk.channel.watching, { timeout: 2000 }).toBe(0)

describe('the event stream', () => {
  test('sends a first byte at once and headers no proxy buffers', async () => {
    const at = await site()
    const stream = await openStream(at, 1)
    expect(await stream.next()).toBe(': open')
    expect(stream.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(stream.response.headers.get('cache-control')).toBe('no-store, no-transform')
    expect(stream.response.headers.get('x-accel-buffering')).toBe('no')
    expect(stream.response.headers.get('x-content-type-options')).toBe('nosniff')
    await stream.close()
  })

  test('sends what was missed, then what is said, each once and in order', async () => {
    const at = await site()
    await at.desk.say(at.conversationId, [bot('一'), bot('二')])
    const stream = await openStream(at, 1)
    await stream.next()
    expect(eventOf(await stream.next())).toMatchObject({ id: 2, seq: 2, text: '一' })
    expect(eventOf(await stream.next())).toMatchObject({ id: 3, text: '二' })
    for (const text of ['三', '四\n改行', '五']) await at.desk.say(at.conversationId, [bot(text)], 'operator')
    expect(eventOf(await stream.next())).toMatchObject({ id: 4, text: '三', role: 'operator' })
    expect(eventOf(await stream.next())).toMatchObject({ id: 5, text: '四\n改行' })
    expect(eventOf(await stream.next())).toMatchObject({ id: 6, text: '五' })
    await stream.close()
  })

  test('beats while nothing is said, and each beat looks into the log', async () => {
    const at = await site({ heartbeatMs: 20 })
    const stream = await openStream(at, 1)
    await stream.next()
    expect(await stream.next()).toBe(': beat')
    // Written without a wake-up, as another process of the same database would.
    const { deliver } = at.desk.channel
    Object.assign(at.desk.channel, { deliver: async () => {} })
    await at.desk.say(at.conversationId, [bot('静かに')])
    Object.assign(at.desk.channel, { deliver })
    const blocks: string[] = []
    while (!blocks.at(-1)?.startsWith('id:')) blocks.push((await stream.next()) ?? 'id:')
    expect(eventOf(blocks.at(-1) ?? null)).toMatchObject({ text: '静かに' })
    await stream.close()
  })

  test('ends after its life, and the server lets go of a page that left', async () => {
    const at = await site({ streamLifeMs: 30 })
    const stream = await openStream(at, 1)
    expect(await stream.next()).toBe(': open')
    expect(await stream.next()).toBeNull()
    const left = await openStream({ ...at }, 1)
    await left.close()
    await watchersGone(at.desk)
  })

  test('of one conversation: the seventh ends the first', async () => {
    const at = await site()
    const streams: Stream[] = []
    for (let count = 0; count < 7; count += 1) {
      const stream = await openStream(at, 1)
      await stream.next()
      streams.push(stream)
    }
    expect(await streams[0]?.next()).toBeNull()
    await at.desk.say(at.conversationId, [bot('まだ')])
    expect(eventOf((await streams[6]?.next()) ?? null)).toMatchObject({ text: 'まだ' })
    await Promise.all(streams.map((stream) => stream.close()))
  })

  test('does not keep the server from closing', async () => {
    const at = await site()
    const stream = await openStream(at, 1)
    await stream.next()
    const waiting = poll(at, 'after=1&wait=25')
    await pause(30)
    await at.app.close()
    expect(await stream.next()).toBeNull()
    expect(await waiting).toEqual({ events: [] })
  })

  test('whose log cannot be read ends, and the page may ask again', async () => {
    const at = await site()
    const broken = await site({
      readLog: async (_conversationId, afterSeq) => {
        if (afterSeq > 0) throw new Error('disk gone')
        return []
      },
    })
    expect(at.token).not.toBe(broken.token)
    const stream = await openStream(broken, 1)
    expect(await stream.next()).toBe(': open')
    expect(await stream.next()).toBeNull()
  })
})

describe('the long poll', () => {
  test('answers at once when there is something', async () => {
    const at = await site()
    expect((await poll(at, 'after=0&wait=25')).events.map(({ text }) => text)).toEqual(['こんにちは。'])
  })

  test('waits for the next word', async () => {
    const at = await site()
    const waiting = poll(at, 'after=1&wait=25')
    await pause(30)
    await at.desk.say(at.conversationId, [bot('お待たせしました。')])
    expect((await waiting).events.map(({ text }) => text)).toEqual(['お待たせしました。'])
    await watchersGone(at.desk)
  })

  test('comes back empty when nothing is said, and at once without wait', async () => {
    const at = await site()
    expect(await poll(at, 'after=1&wait=1')).toEqual({ events: [] })
    expect(await poll(at, 'after=1')).toEqual({ events: [] })
  })

  test.each(['after=-1', 'after=x', 'after=1e3', 'after=1&wait=-5', 'after=1&after=2'])('refuses %s', async (query) => {
    const at = await site()
    const response = await fetch(`${at.base}events?${query}`, { headers: { authorization: `Bearer ${at.token}` } })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ code: 'inbound.invalid' })
  })
})
