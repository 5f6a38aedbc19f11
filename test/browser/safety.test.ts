import type { FastifyPluginAsync } from 'fastify'
import { describe, expect, test } from 'vitest'
import { bot } from '../widget/scripted-desk.ts'
import { deskScript as script } from './desk-script.ts'
import { noBrowser } from './launch-browser.ts'
import { colourOf } from './pixels.ts'
import { STRICT_CSP } from './site.ts'
import { conversationOf, launcherOf, openChat, say, Visits } from './visits.ts'

const LAUNCHER_BLUE = '#14608a'

describe.skipIf(noBrowser !== null)(`safety of the widget ${noBrowser ?? ''}`, () => {
  const visits = new Visits()
  const nonce = '<script async nonce="bm9uY2U" src="/widget/enman-widget.js"></script>'

  test.each([
    ['nothing but its own scripts, with Trusted Types', { csp: STRICT_CSP }],
    ['a nonce', { csp: "default-src 'none'; script-src 'nonce-bm9uY2U'; connect-src 'self'", end: nonce }],
    [
      'a nonce and strict-dynamic',
      { csp: "default-src 'none'; script-src 'nonce-bm9uY2U' 'strict-dynamic'; connect-src 'self'", end: nonce },
    ],
    [
      'isolation from other origins',
      {
        headers: { 'cross-origin-embedder-policy': 'require-corp', 'cross-origin-opener-policy': 'same-origin' },
      },
    ],
  ])('a page that allows %s gets no report, and the chat is painted', async (_name, site) => {
    const at = await visits.visit({ script, site })
    await launcherOf(at).waitFor()
    expect(await colourOf(launcherOf(at))).toBe(LAUNCHER_BLUE)
    await openChat(at)
    await say(at, '判定')
    await at.log.locator('.card.decision').waitFor()
    expect(await at.page.getByRole('dialog').evaluate((node) => getComputedStyle(node).borderRadius)).toBe('16px')
    await visits.leave(at)
  })

  test('a shop on another origin may embed it, without a cookie, if the server says so', async () => {
    const at = await visits.visit({ script, site: { csp: 'script-src *', allowedOrigins: ['*'], end: '' } })
    const shop = at.site.origin.replace('127.0.0.1', 'localhost')
    await at.page.goto(shop)
    await at.page.addScriptTag({ url: `${at.site.origin}/widget/enman-widget.js` })
    await openChat(at)
    await say(at, 'よその店から')
    await at.log.getByText('承りました：よその店から').waitFor()
    expect(await at.context.cookies()).toEqual([])
    await visits.leave(at)
  })

  test.each([
    ['', 'storage of its own'],
    // Without an origin of its own the frame is denied storage and locks, as where a browser blocks third parties.
    ['sandbox="allow-scripts allow-forms"', 'none'],
  ])('in a frame of a page from elsewhere (%s) with %s it works too', async (attribute) => {
    const framed: FastifyPluginAsync = async (app) => {
      app.get('/framing', async (request, reply) => {
        const inner = `http://127.0.0.1:${request.port}/`
        const frame = `<iframe ${attribute} src="${inner}" width="900" height="700"></iframe>`
        return reply
          .type('text/html')
          .header('content-security-policy', 'frame-src *')
          .send(`<!doctype html><title>枠</title>${frame}`)
      })
    }
    const csp = "default-src 'none'; script-src *; connect-src *; frame-ancestors *"
    const at = await visits.visit({ script, site: { csp, routes: [framed], allowedOrigins: ['null'] } })
    await at.page.goto(`${at.site.origin.replace('127.0.0.1', 'localhost')}/framing`)
    const frame = at.page.frameLocator('iframe')
    await frame.getByRole('button', { name: '解約・返金のご相談' }).click()
    await frame.getByRole('textbox', { name: 'メッセージ' }).fill('枠の中から')
    await frame.getByRole('button', { name: '送信' }).click()
    await frame.getByText('承りました：枠の中から').waitFor()
    // What comes later needs the stream.
    await at.site.desk.say(conversationOf(at), [bot('あとから届く言葉。')])
    await frame.getByText('あとから届く言葉。').waitFor()
    await visits.leave(at)
  })

  test('links go where they say, and only to the web, to mail and to the telephone', async () => {
    const hostile = [
      'javascript:alert(1)',
      'data:text/html,<script>alert(1)</script>',
      'vbscript:x',
      'https://example.jp/a?b=1',
      'help@example.jp',
      '0120-123-456',
      'R-20261118-0937',
      '\u202Ehttps://example.jp/reversed',
      `長い${'あ'.repeat(800)}`,
      'x'.repeat(400),
    ].join(' ')
    const at = await visits.visit({
      script: async ({ act }) => ({
        now: [bot(act.type === 'opened' ? 'ご用件をお選びください。' : hostile)],
      }),
    })
    await openChat(at)
    await say(at, hostile)
    await expect.poll(async () => (await at.texts()).length).toBe(3)
    const links = await at.log
      .locator('a')
      .evaluateAll((found) => found.map((link) => (link as HTMLAnchorElement).href))
    expect(links).toEqual([
      'https://example.jp/a?b=1',
      'mailto:help@example.jp',
      'tel:0120-123-456',
      'https://example.jp/reversed',
    ])
    // Not cut off to the side either.
    expect(await at.log.evaluate((log) => log.scrollWidth <= log.clientWidth)).toBe(true)
    await visits.leave(at)
  })

  test('huge words and reversed text stay within their bubble', async () => {
    const text = `\u202E逆さまに書く言葉 ${'ながい'.repeat(300)}${'a'.repeat(500)} ﷽﷽﷽`
    const at = await visits.visit({ script: async () => ({ now: [bot(text), bot('次の言葉です。')] }) })
    await launcherOf(at).click()
    await at.log.getByText('次の言葉です。').waitFor()
    await say(at, text)
    await expect.poll(async () => (await at.texts()).length).toBe(5)
    const sideways = await at.log.evaluate((log) =>
      [log, ...log.querySelectorAll('.bubble')].filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1),
    )
    expect(sideways).toEqual([])
    // Each speaker is still named before the words.
    expect((await at.texts()).map((words) => words.slice(0, 5))).toEqual([
      '自動応答：',
      '自動応答：',
      'お客様：\u202E',
      '自動応答：',
      '自動応答：',
    ])
    await visits.leave(at)
  })

  test('a page with transforms, zoom, handlers and shortcuts of its own keeps them, and keeps the chat', async () => {
    const at = await visits.visit({ script })
    await launcherOf(at).waitFor()
    await at.page.evaluate(() => {
      document.body.style.cssText = 'transform: translateX(10px) scale(0.9); zoom: 1.3; filter: grayscale(1)'
      window.onmessage = () => 'mine'
      window.onstorage = () => 'mine'
      const keys: string[] = []
      Object.assign(window, { keys })
      document.addEventListener('keydown', ({ key }) => keys.push(key))
      document.addEventListener('keyup', ({ key }) => keys.push(key))
    })
    const launcher = await launcherOf(at).boundingBox()
    expect((launcher?.x ?? 0) + (launcher?.width ?? 0)).toBe(1260)
    expect((launcher?.y ?? 0) + (launcher?.height ?? 0)).toBe(780)
    await openChat(at)
    await at.input.pressSequentially('j/?')
    await at.input.press('Enter')
    await at.log.getByText('承りました：j/?').waitFor()
    const kept = await at.page.evaluate(() => ({
      keys: (window as unknown as { keys: string[] }).keys,
      message: String(window.onmessage),
      storage: String(window.onstorage),
    }))
    expect(kept.keys).toEqual([])
    expect([kept.message, kept.storage].every((handler) => handler.includes('mine'))).toBe(true)
    await visits.leave(at)
  })

  test('what is typed can hold a card number only if the customer says so', async () => {
    const at = await visits.visit({ script })
    await openChat(at)
    await say(at, 'カードは 4111-1111-1111-1111 です')
    await at.page.getByRole('alert').getByText('カード番号のような数字があります。').waitFor()
    expect(at.site.desk.acts).toHaveLength(1)
    await at.page.getByRole('button', { name: '番号を伏せて送信' }).click()
    await at.log.getByText('承りました：カードは ****1111 です').waitFor()
    await say(at, '4111111111111111')
    await at.page.getByRole('button', { name: 'そのまま送信' }).click()
    await at.log.getByText('承りました：4111111111111111').waitFor()
    expect(await at.input.evaluate((node) => node.matches(':focus'))).toBe(true)
    await visits.leave(at)
  })
})
