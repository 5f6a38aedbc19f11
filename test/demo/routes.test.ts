import type { FastifyInstance } from 'fastify'
import { afterEach, describe, expect, test } from 'vitest'
import { createSignIn } from '../../src/channels/widget/sign-in.ts'
import { createDemoSignIn } from '../../src/demo/demo-sign-in.ts'
import { type DemoRoutesOptions, demoRoutes } from '../../src/demo/routes.ts'
import { sampleGuide } from '../../src/demo/sample-contracts.ts'
import { createServer } from '../../src/server.ts'

const MAIL = {
  id: 'm1',
  to: 'taro@example.jp',
  subject: '確認コード',
  text: '確認コード：483920',
  atMs: 1_800_000_000_000,
}
const mailbox = { listMails: async () => [{ ...MAIL, messageId: '<internal>' }] }

const running: FastifyInstance[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((app) => app.close()))
})

function serve(options: Partial<DemoRoutesOptions> = {}): FastifyInstance {
  const samples = () => sampleGuide('2026-11-21')
  const app = createServer({ routes: [demoRoutes({ deskName: '円満サポート（デモ）', samples, ...options })] })
  running.push(app)
  return app
}

describe('the demo page', () => {
  test('names the desk, every sample with its facts, and loads the widget', async () => {
    const { body, headers } = await serve().inject('/')
    expect(headers['content-type']).toBe('text/html; charset=utf-8')
    expect(body).toContain('円満サポート（デモ）')
    for (const { title, orderNumber, email, outcome } of sampleGuide('2026-11-21')) {
      for (const words of [title, orderNumber, email, outcome]) expect(body).toContain(words)
    }
    expect(body).toContain('<script async src="/widget/enman-widget.js"></script>')
  })

  test('asks nothing of any other site and runs no inline script', async () => {
    const { body, headers } = await serve({ mailbox }).inject('/')
    expect(body).not.toMatch(/(?:src|href)="(?:https?:)?\/\//)
    expect(body).not.toMatch(/<script(?![^>]*\ssrc=)/)
    expect(body).not.toMatch(/\son\w+=|style=/)
    expect(headers['content-security-policy']).toContain("default-src 'none'")
  })

  test('shows words as words', async () => {
    const entry = {
      title: '<b>題</b>',
      say: '"><script>',
      orderNumber: "NP'1",
      email: 'a&b@example.jp',
      outcome: '<i>',
    }
    const { body } = await serve({ deskName: '<u>窓口</u>', samples: () => [entry] }).inject('/')
    expect(body).not.toMatch(/<b>題|<i>|<u>|"><script>/)
    expect(body).toContain('&#60;b&#62;題')
  })

  test('signs in the customers of samples, and nobody else', async () => {
    const demo = createDemoSignIn()
    const app = serve({ signIn: demo })
    const [{ email = '' } = {}] = sampleGuide('2026-11-21')
    const get = (query: string, host = 'localhost:3000') =>
      app.inject({ url: `/demo/sign-in${query}`, headers: { host } })

    expect((await app.inject('/')).body).toContain(`data-sign-in="${email}"`)
    const { body } = await get(`?email=${email}`)
    expect(await createSignIn(demo.settings)(body, Date.now())).toMatchObject({ subject: `demo-${email}`, email })
    await expect(createSignIn(createDemoSignIn().settings)(body, Date.now())).rejects.toThrow('signed by no key')
    expect((await get('?email=ceo@example.jp')).statusCode).toBe(404)
    expect((await get('')).statusCode).toBe(404)
    // A foreign page whose name was pointed at this machine.
    expect((await get(`?email=${email}`, 'evil.example')).statusCode).toBe(404)
    expect((await serve().inject(`/demo/sign-in?email=${email}`)).statusCode).toBe(404)
    expect((await serve().inject('/')).body).not.toContain('data-sign-in')
  })

  test('of an installation with its own contracts shows no samples', async () => {
    const { body } = await serve({ samples: () => [] }).inject('/')
    expect(body).not.toContain('お試し用の契約')
  })

  test.each(['demo.css', 'demo.js'])('brings its own %s', async (name) => {
    const response = await serve().inject(`/demo/${name}`)
    expect(response.statusCode).toBe(200)
    expect(response.body.length).toBeGreaterThan(500)
  })
})

describe('the mailbox', () => {
  test('gives the mails to this machine, without what is internal', async () => {
    const response = await serve({ mailbox }).inject({ url: '/demo/mails', headers: { host: 'localhost:3000' } })
    expect(response.json()).toEqual({ mails: [MAIL] })
  })

  test.each(['127.0.0.1:3000', '[::1]:3000', 'localhost'])('answers to %s', async (host) => {
    const response = await serve({ mailbox }).inject({ url: '/demo/mails', headers: { host } })
    expect(response.statusCode).toBe(200)
  })

  test.each(['evil.example', 'localhost.evil.example:3000', '127.0.0.1.evil.example', '192.168.0.5:3000'])(
    'does not answer to a page that calls it %s',
    async (host) => {
      const response = await serve({ mailbox }).inject({ url: '/demo/mails', headers: { host } })
      expect(response.statusCode).toBe(404)
      expect(response.body).not.toContain('483920')
    },
  )

  test('shows one mail as a page that can be printed, as text', async () => {
    const app = serve({ mailbox: { listMails: async () => [{ ...MAIL, text: '<b>番号</b>' }] } })
    const { body, headers } = await app.inject({ url: '/demo/mails/m1', headers: { host: 'localhost' } })
    expect(headers['content-security-policy']).toContain("default-src 'none'")
    expect(body).toContain('確認コード')
    expect(body).toContain('&#60;b&#62;番号')
  })

  test.each([
    ['/demo/mails/m1', 'evil.example'],
    ['/demo/mails/m2', 'localhost'],
    ['/demo/mails/..%2Fsecret', 'localhost'],
  ])('has no page %s for %s', async (url, host) => {
    expect((await serve({ mailbox }).inject({ url, headers: { host } })).statusCode).toBe(404)
  })

  test('is neither there nor spoken of when mail goes to a mail server', async () => {
    const app = serve()
    expect((await app.inject({ url: '/demo/mails', headers: { host: 'localhost' } })).statusCode).toBe(404)
    expect((await app.inject('/')).body).not.toContain('受信箱')
  })
})
