import { once } from 'node:events'
import { connect } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { afterEach, describe, expect, test } from 'vitest'
import { createServer, type ServerOptions } from '../../src/server.ts'
import { readStaticFiles, toStaticFile } from '../../src/static-files.ts'

const running: FastifyInstance[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((app) => app.close()))
})

function serve(options: Partial<ServerOptions> = {}): FastifyInstance {
  const app = createServer({ routes: [], ...options })
  running.push(app)
  return app
}

const SCRIPT = Buffer.from('console.info("円満");'.repeat(50))

describe('health', () => {
  test.each([
    [true, 200],
    [false, 503],
  ])('is %s: %i', async (isHealthy, status) => {
    const response = await serve({ isHealthy: async () => isHealthy }).inject('/healthz')
    expect(response.statusCode).toBe(status)
    expect(response.json()).toEqual({ ok: isHealthy })
    expect(response.headers['cache-control']).toBe('no-store')
  })

  test('that cannot be told is a failure with a code', async () => {
    const isHealthy = async () => {
      throw new Error('disk /srv/secret is gone')
    }
    const response = await serve({ isHealthy }).inject('/healthz')
    expect(response.statusCode).toBe(500)
    expect(response.json()).toEqual({
      code: 'http.failed',
      message: '処理できませんでした。時間をおいてお試しください。',
    })
  })
})

describe('every answer', () => {
  test.each(['/healthz', '/nothing', '/widget/nothing.js'])('of %s carries the security headers', async (url) => {
    const { headers } = await serve().inject(url)
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    })
  })

  test('to an error is in the language the request asks for', async () => {
    const app = serve()
    const say = async (language: string) =>
      (await app.inject({ url: '/nothing', headers: { 'accept-language': language } })).json()
    expect(await say('en-GB')).toEqual({ code: 'http.not-found', message: 'This was not found.' })
    expect(await say('ja')).toEqual({ code: 'http.not-found', message: '見つかりませんでした。' })
  })

  test('to an error is words with a code, whatever was thrown', async () => {
    const throws = async (app: FastifyInstance) => {
      app.get('/string', async () => {
        throw 'a string'
      })
      app.get('/status', async () => {
        throw Object.assign(new Error('no'), { statusCode: 418 })
      })
    }
    const app = serve({ routes: [throws] })
    expect((await app.inject('/string')).json()).toMatchObject({ code: 'http.failed' })
    const refused = await app.inject('/status')
    expect(refused.statusCode).toBe(418)
    expect(refused.json()).toMatchObject({ code: 'http.refused' })
  })
})

describe('the built widget', () => {
  test('is served compressed as the client likes, with a tag that spares the second load', async () => {
    const file = await toStaticFile('enman-widget.js', SCRIPT)
    const app = serve({ widgetFiles: [file] })
    const get = (headers: Record<string, string>) => app.inject({ url: '/widget/enman-widget.js', headers })
    const plain = await get({})
    expect(plain.rawPayload.equals(SCRIPT)).toBe(true)
    expect(plain.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, no-cache',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
    })
    const brotli = await get({ 'accept-encoding': 'gzip, deflate, br;q=1' })
    expect(brotli.headers['content-encoding']).toBe('br')
    expect(brotli.rawPayload.length).toBeLessThan(SCRIPT.length / 4)
    expect((await get({ 'accept-encoding': 'gzip' })).headers['content-encoding']).toBe('gzip')
    const again = await get({ 'if-none-match': `${plain.headers.etag}` })
    expect(again.statusCode).toBe(304)
    expect(again.body).toBe('')
  })

  test('whose name carries its hash is kept for ever', async () => {
    const file = await toStaticFile('app-B3xk2_9q.js', SCRIPT)
    const response = await serve({ widgetFiles: [file] }).inject('/widget/app-B3xk2_9q.js')
    expect(response.headers['cache-control']).toBe('public, max-age=31536000, immutable')
  })

  test('that was not built is no error at the start', async () => {
    expect(await readStaticFiles('/nowhere/at/all')).toEqual([])
  })
})

test('closing does not wait for a connection that was opened in advance and never used', async () => {
  const app = serve()
  const { port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }))
  const opened = once(app.server, 'connection')
  const socket = connect(Number(port), '127.0.0.1')
  const gone = once(socket, 'close')
  await opened
  const began = performance.now()
  await app.close()
  expect(performance.now() - began).toBeLessThan(1000)
  await gone
})
