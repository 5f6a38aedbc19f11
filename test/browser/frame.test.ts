import { describe, expect, test } from 'vitest'
import { chatPage } from '../../src/channels/widget/chat-page.ts'
import { deskScript as script } from './desk-script.ts'
import { noBrowser } from './launch-browser.ts'
import { conversationOf, openChat, say, type Visit, Visits } from './visits.ts'

const TAG = '<script async src="/widget/enman-widget.js"></script>'
const LAX_CSP = "script-src 'self'; style-src 'unsafe-inline'"

async function talkLong(at: Visit): Promise<void> {
  for (const text of ['確認', '判定', '契約', '評価', '一つ目', '二つ目']) {
    const count = await at.log.locator('.bot').count()
    await say(at, text)
    await expect.poll(() => at.log.locator('.bot').count()).toBeGreaterThan(count)
  }
}

const boxOf = async ({ page }: Visit, part: string) =>
  (await page.locator(part).boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }

describe.skipIf(noBrowser !== null)(`the frame of the chat${noBrowser ? ` (skipped: ${noBrowser})` : ''}`, () => {
  const visits = new Visits()

  test('holds a long talk, and nothing scrolls the frame itself', async () => {
    const at = await visits.visit({ script })
    await openChat(at)
    await talkLong(at)
    const frame = await at.page.locator('.panel').evaluate((panel) => {
      const words = [...panel.querySelectorAll('.log .spoken')]
      words.at(-1)?.scrollIntoView({ block: 'nearest' })
      words[0]?.scrollIntoView()
      panel.scrollTop = 500
      return { top: panel.scrollTop, hidden: panel.scrollHeight - panel.clientHeight, words: words.length }
    })
    expect(frame).toEqual({ top: 0, hidden: 0, words: expect.any(Number) })
    expect(frame.words).toBeGreaterThan(10)
    await visits.leave(at)
  })

  test('as a part of a page fills what holds it, and has a height of its own where nothing does', async () => {
    const end = (style: string) => `<main style="${style}"><support-chat inline></support-chat></main>${TAG}`
    for (const [style, height] of [
      ['height: 500px', 500],
      ['height: 500px; display: grid', 500],
      ['', 640],
    ] as const) {
      const at = await visits.visit({ script, site: { csp: LAX_CSP, end: end(style) } })
      await at.log.getByText('ご用件をお選びください。').waitFor()
      await talkLong(at)
      expect([style, (await boxOf(at, 'support-chat')).height]).toEqual([style, height])
      expect([style, (await boxOf(at, '.panel')).height]).toEqual([style, height])
      await visits.leave(at)
    }
  })

  test('on a wide page has everything that is said in one column', async () => {
    const at = await visits.visit({
      script,
      site: { routes: [chatPage({ deskName: '円満', supportEmail: 'a@b.jp' })] },
    })
    await at.page.goto(`${at.site.origin}/chat`)
    await at.log.getByText('ご用件をお選びください。').waitFor()
    expect((await boxOf(at, '.purpose')).x).toBe((await boxOf(at, '.list')).x)
    expect((await boxOf(at, '.list')).width).toBeLessThan(800)
    await visits.leave(at)
  })

  test('says that there is more without lying over anything that can be pressed', async () => {
    const at = await visits.visit({ script })
    await openChat(at)
    await talkLong(at)
    await say(at, '本人確認')
    await at.log.getByLabel('注文番号').waitFor()
    await at.log.evaluate((log) => log.scrollBy(0, -60))
    const more = at.page.locator('.more')
    await more.waitFor()
    const [log, strip] = [await boxOf(at, '.log'), await boxOf(at, '.more')]
    expect(strip.y).toBeGreaterThanOrEqual(log.y + log.height)
    await more.click()
    await more.waitFor({ state: 'hidden' })
    await visits.leave(at)
  })

  test('keeps a receipt number in one line on the smallest phone', async () => {
    const at = await visits.visit({ script, context: { viewport: { width: 320, height: 640 } } })
    await openChat(at)
    await at.site.desk.say(conversationOf(at), [
      { key: 'test.say', text: 'まとめです。\n・返金 7,980円（R-20261130-0009）' },
    ])
    const number = at.log.locator('.bubble').last().getByText('R-20261130-0009', { exact: true })
    await number.waitFor()
    const lines = await number.evaluate((node) => {
      const range = document.createRange()
      range.selectNodeContents(node)
      return range.getClientRects().length
    })
    expect(lines).toBe(1)
    await visits.leave(at)
  })
})
