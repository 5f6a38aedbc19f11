import { describe, expect, test } from 'vitest'
import { chatPage } from '../../src/channels/widget/chat-page.ts'
import { deskScript as script } from './desk-script.ts'
import { noBrowser } from './launch-browser.ts'
import { STRICT_CSP } from './site.ts'
import { launcherOf, openChat, say, typedTexts, Visits } from './visits.ts'

const TAG = '<script async src="/widget/enman-widget.js"></script>'
/** Scripts that stand in the page itself, for tests of what a page may call. */
const LAX_CSP = "script-src 'self' 'unsafe-inline'"

describe.skipIf(noBrowser !== null)(`the widget on a page${noBrowser ? ` (skipped: ${noBrowser})` : ''}`, () => {
  const visits = new Visits()

  test('costs one request until the visitor reaches for it, and then one more', async () => {
    const at = await visits.visit({ script })
    const asked: string[] = []
    at.page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    await at.page.reload()
    await launcherOf(at).waitFor()
    expect(asked).toEqual(['/', '/widget/enman-widget.js'])
    await launcherOf(at).hover()
    await expect.poll(() => asked.length).toBe(3)
    expect(asked[2]).toMatch(/^\/widget\/enman-app-ja-.{8}\.js$/)
    expect(at.site.desk.arrivals).toEqual([])
    expect(await at.page.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0)
    await visits.leave(at)
  })

  test('takes calls made before it is there, in order', async () => {
    const early = `<script>window.SupportChat = (...call) => (SupportChat.q ??= []).push(call)
      window.heard = []
      SupportChat('set', { label: '返金の窓口', theme: 'dark' })
      SupportChat('on', 'open', () => heard.push('open'))
      SupportChat('on', 'message', ({ detail }) => heard.push(JSON.stringify(detail)))
      SupportChat('send', 'ページから')</script>`
    const at = await visits.visit({ script, site: { csp: LAX_CSP, end: early + TAG } })
    await at.log.getByText('承りました：ページから').waitFor()
    expect(typedTexts(at)).toEqual(['ページから'])
    await at.page.keyboard.press('Escape')
    await at.page.getByRole('button', { name: '返金の窓口' }).waitFor()
    const heard = await at.page.evaluate(() => (window as unknown as { heard: string[] }).heard)
    expect(heard[0]).toBe('open')
    expect(heard.at(-1)).toBe('{"seq":4,"role":"bot"}')
    expect(heard.join()).not.toContain('ページから')
    await visits.leave(at)
  })

  test('is steered by the page: opened, listened to, signed out, taken away', async () => {
    const at = await visits.visit({ script })
    await launcherOf(at).waitFor()
    const heard = await at.page.evaluateHandle(() => {
      const names: string[] = []
      for (const name of ['open', 'close', 'send', 'choice', 'message', 'status', 'unread', 'error'])
        document.addEventListener(`sc-${name}`, () => names.push(name))
      return names
    })
    const call = (name: string, ...args: unknown[]) =>
      at.page.evaluate(
        ([method, rest]) =>
          (window as unknown as { SupportChat: (name: string, ...args: unknown[]) => unknown }).SupportChat(
            method,
            ...rest,
          ),
        [name, args] as const,
      )
    await call('toggle')
    await at.log.getByText('ご用件をお選びください。').waitFor()
    await at.page.getByRole('button', { name: '返金したい' }).click()
    await at.log.getByText('まだ完了していません。').waitFor()
    expect(await call('unread')).toBe(0)
    await at.input.fill('書きかけ')
    await call('close')
    expect(await at.page.getByRole('dialog').count()).toBe(0)
    await call('reset')
    expect(await at.page.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0)
    await openChat(at)
    expect(await at.input.inputValue()).toBe('')
    expect(await at.texts()).toHaveLength(2)
    expect(at.site.desk.acts.filter(({ act }) => act.type === 'opened')).toHaveLength(2)
    await call('destroy')
    expect(await at.page.locator('support-chat').count()).toBe(0)
    expect(await heard.jsonValue()).toEqual(expect.arrayContaining(['open', 'choice', 'message', 'status', 'close']))
    await visits.leave(at)
  })

  test('says so when it does not come, and comes at the next press', async () => {
    const at = await visits.visit({ script })
    await at.page.route('**/enman-app*', (route) => route.abort())
    await launcherOf(at).click()
    const again = at.page.getByRole('button', { name: 'もう一度押してください' })
    await again.waitFor()
    await at.page.unroute('**/enman-app*')
    await again.click()
    await at.log.getByText('ご用件をお選びください。').waitFor()
    await visits.leave(at)
  })

  test('whose server has a newer chat by now brings that', async () => {
    const at = await visits.visit({ script, expects: /404/ })
    await at.page.route('**/enman-app-ja-*', (route) => route.fulfill({ status: 404, body: '' }))
    await openChat(at)
    await visits.leave(at)
  })

  test('stands in the page where the page says so, and as a page of its own', async () => {
    const routes = [chatPage({ deskName: '円満サポート', supportEmail: 'support@example.jp' })]
    const at = await visits.visit({ script, site: { end: `<support-chat inline></support-chat>${TAG}`, routes } })
    await at.log.getByText('ご用件をお選びください。').waitFor()
    expect(await at.page.getByRole('dialog').count()).toBe(0)
    expect(await at.page.getByRole('region', { name: '解約・返金のご相談' }).count()).toBe(1)
    // The page keeps the focus.
    expect(await at.page.evaluate(() => document.activeElement?.tagName)).toBe('BODY')
    await at.page.goto(`${at.site.origin}/chat`)
    await at.log.getByText('ご用件をお選びください。').waitFor()
    await say(at, '単独のページから')
    await at.log.getByText('承りました：単独のページから').waitFor()
    const box = await at.page.getByRole('region').boundingBox()
    expect(box).toEqual({ x: 0, y: 0, width: 1280, height: 800 })
    await visits.leave(at)
  })

  test('included twice is there once', async () => {
    const at = await visits.visit({ script, site: { csp: STRICT_CSP, end: TAG + TAG } })
    await launcherOf(at).waitFor()
    await at.page.waitForLoadState('load')
    expect(await at.page.locator('support-chat').count()).toBe(1)
    await openChat(at)
    await visits.leave(at)
  })
})
