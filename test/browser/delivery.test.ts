import type { FastifyRequest } from 'fastify'
import { describe, expect, test } from 'vitest'
import { bot } from '../widget/scripted-desk.ts'
import { deskScript as script } from './desk-script.ts'
import { noBrowser } from './launch-browser.ts'
import { anotherTab, conversationOf, launcherOf, openChat, say, typedTexts, Visits } from './visits.ts'

const isMessage = (request: FastifyRequest) => request.url.endsWith('/messages') && request.method === 'POST'

describe.skipIf(noBrowser !== null)(`delivery ${noBrowser ?? ''}`, () => {
  const visits = new Visits()

  test.each([
    ['500', { status: 500, json: {} }],
    ['503 with Retry-After', { status: 503, headers: { 'retry-after': '1' }, json: {} }],
    ['429 with Retry-After', { status: 429, headers: { 'retry-after': '1' }, json: {} }],
  ])('an answer of %s is asked for again, and the order stays', async (_name, refusal) => {
    const at = await visits.visit({ script, expects: /500|503|429/ })
    await openChat(at)
    let refused = 0
    await at.page.route('**/v1/messages', (route) => {
      refused += 1
      return refused <= 2 ? route.fulfill(refusal) : route.fallback()
    })
    await say(at, '一')
    await at.log.getByText('送信中').first().waitFor()
    await say(at, '二')
    await at.log.getByText('承りました：二').waitFor()
    expect(typedTexts(at)).toEqual(['一', '二'])
    expect((await at.texts()).slice(2)).toEqual([
      'お客様：一',
      '自動応答：承りました：一',
      'お客様：二',
      '自動応答：承りました：二',
    ])
    await visits.leave(at)
  })

  test('what is refused for good lets the next go on, and can be sent again', async () => {
    const at = await visits.visit({ script, expects: /422/ })
    await openChat(at)
    let refused = 0
    await at.page.route('**/v1/messages', (route) => {
      refused += 1
      return refused === 1 ? route.fulfill({ status: 422, json: { message: '読めません。' } }) : route.fallback()
    })
    await say(at, '一')
    await say(at, '二')
    await at.log.getByText('承りました：二').waitFor()
    await at.page.getByRole('button', { name: '再送する' }).click()
    await at.log.getByText('承りました：一').waitFor()
    expect(typedTexts(at)).toEqual(['二', '一'])
    await visits.leave(at)
  })

  test('a server that takes the message and drops the line acts once, however often the browser asks', async () => {
    let left = 3
    let dropped = 0
    const cut = (request: FastifyRequest) => {
      if (!isMessage(request) || left-- <= 0) return false
      dropped += 1
      return true
    }
    const at = await visits.visit({ script, site: { cut } })
    await openChat(at)
    await at.page.getByRole('button', { name: '返金したい' }).click()
    await at.log.getByText('まだ完了していません。').waitFor()
    left = 2
    await at.log.getByRole('button', { name: '返金する', exact: true }).click()
    await at.log.getByText('受付番号').waitFor()
    const taps = ({ act }: { act: { type: string } }) => act.type === 'tapped'
    expect(at.site.desk.acts.filter(taps)).toHaveLength(2)
    expect(dropped).toBeGreaterThanOrEqual(2)
    expect((await at.texts()).filter((text) => text.includes('受付番号'))).toHaveLength(1)
    await visits.leave(at)
  })

  test('a stream that is cut again and again loses nothing', async () => {
    const at = await visits.visit({ script })
    let streams = 0
    // Answered with what there is and then ended, as by a proxy with a short patience.
    await at.page.route('**/v1/events*', async (route) => {
      if (route.request().headers().accept !== 'text/event-stream') return route.fallback()
      streams += 1
      const url = route.request().url().replace(/$/, '&wait=0')
      const answer = await route.fetch({ url, headers: { ...route.request().headers(), accept: 'application/json' } })
      const { events } = (await answer.json()) as { events: { seq: number }[] }
      const body = events.map((event) => `id: ${event.seq}\ndata: ${JSON.stringify(event)}\n\n`).join('')
      return route.fulfill({ contentType: 'text/event-stream', body: `: open\n\n${body}` })
    })
    await openChat(at)
    for (const word of ['一', '二', '三']) await at.site.desk.say(conversationOf(at), [bot(`その${word}`)])
    await at.log.getByText('その三').waitFor()
    await expect.poll(() => streams).toBeGreaterThan(1)
    await at.site.desk.say(conversationOf(at), [bot('その四')])
    await at.log.getByText('その四').waitFor()
    expect((await at.texts()).slice(2)).toEqual(['一', '二', '三', '四'].map((word) => `自動応答：その${word}`))
    await visits.leave(at)
  })

  test('a page that was frozen shows what it missed when it is looked at again', async () => {
    const at = await visits.visit({ script })
    await openChat(at)
    const cdp = await at.context.newCDPSession(at.page)
    await cdp.send('Page.setWebLifecycleState', { state: 'frozen' })
    await at.site.desk.say(conversationOf(at), [bot('休んでいる間に。')])
    await cdp.send('Page.setWebLifecycleState', { state: 'active' })
    await at.log.getByText('休んでいる間に。').waitFor()
    await visits.leave(at)
  })

  test('a page left and come back to goes on at once, even if its clock jumped', async () => {
    const at = await visits.visit({ script })
    await openChat(at)
    const event = (name: string) =>
      at.page.evaluate((type) => window.dispatchEvent(new PageTransitionEvent(type, { persisted: true })), name)
    await event('pagehide')
    await expect.poll(() => at.site.desk.channel.watching).toBe(0)
    await at.site.desk.say(conversationOf(at), [bot('お留守の間に。')])
    await at.page.evaluate(() => {
      const now = Date.now
      Date.now = () => now() + 3_600_000
    })
    await event('pageshow')
    await at.log.getByText('お留守の間に。').waitFor()
    await visits.leave(at)
  })

  test('a machine that slept finds its line dead by the clock, and asks anew at once', async () => {
    const at = await visits.visit({ script })
    const streams: string[] = []
    at.page.on('request', (request) => {
      if (request.headers()['accept'] === 'text/event-stream') streams.push(request.url())
    })
    await openChat(at)
    await expect.poll(() => streams.length).toBe(1)
    const look = (laterMs: number) =>
      at.page.evaluate((ms) => {
        const now = Date.now
        Date.now = () => now() + ms
        document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
      }, laterMs)
    // A line that was alive a moment ago is left alone.
    await look(0)
    await say(at, 'つながったまま')
    await at.log.getByText('承りました：つながったまま').waitFor()
    expect(streams).toHaveLength(1)
    // The server does not know that anybody is there to be told: no call wakes this page.
    at.site.desk.channel.wake = () => {}
    await look(3_600_000)
    await expect.poll(() => streams.length).toBe(2)
    await visits.leave(at)
  })

  test('a confirmation pressed in one tab is over in the other before the answer is there', async () => {
    const at = await visits.visit({ script })
    await openChat(at)
    await say(at, '確認')
    const confirm = ({ log }: typeof at) => log.locator('[data-view="confirm"] [data-choice="refund"]')
    await confirm(at).waitFor()
    const other = await anotherTab(at)
    await confirm(other).waitFor()
    const gate = Promise.withResolvers<void>()
    await at.context.route('**/v1/messages', async (route) => {
      await gate.promise
      await route.continue()
    })
    await confirm(at).dblclick()
    await expect.poll(() => confirm(other).getAttribute('aria-disabled')).toBe('true')
    await confirm(other).dispatchEvent('click')
    gate.resolve()
    for (const tab of [at, other]) await tab.log.locator('.card.receipt').waitFor()
    expect(at.site.desk.arrivals.filter(({ act }) => act.type === 'tapped')).toHaveLength(1)
    await visits.leave(at)
  })

  test('three tabs have one stream; one says something, all show it; the one with the stream may go', async () => {
    const at = await visits.visit({ script })
    await openChat(at)
    const [two, three] = [await anotherTab(at), await anotherTab(at)]
    for (const tab of [two, three]) await tab.log.getByText('ご用件をお選びください。').waitFor()
    await say(three, '三つ目から')
    for (const tab of [at, two, three]) await tab.log.getByText('承りました：三つ目から').waitFor()
    expect(at.site.desk.channel.watching).toBe(1)
    await at.page.close()
    await expect.poll(() => at.site.desk.channel.watching).toBe(1)
    await at.site.desk.say(conversationOf(at), [bot('残った方へ。')])
    for (const tab of [two, three]) await tab.log.getByText('残った方へ。').waitFor()
    await two.page.getByRole('button', { name: 'メニュー' }).click()
    await two.page.getByRole('button', { name: 'この端末から会話を消す' }).click()
    await two.page.getByRole('button', { name: 'もう一度押すと消えます' }).click()
    await launcherOf(three).waitFor()
    expect(await three.texts()).toEqual([])
    expect(await three.page.evaluate(() => localStorage.length)).toBe(0)
    await visits.leave(at)
  })

  test('a reload while a message is on its way sends it once', async () => {
    const at = await visits.visit({ script })
    await openChat(at)
    let isHeld = true
    await at.page.route('**/v1/messages', (route) => (isHeld ? undefined : route.fallback()))
    await say(at, '読み込み直します')
    await at.log.getByText('送信中').waitFor()
    isHeld = false
    await at.page.reload()
    await at.log.getByText('承りました：読み込み直します').waitFor()
    expect(typedTexts(at)).toEqual(['読み込み直します'])
    expect((await at.texts()).filter((text) => text === 'お客様：読み込み直します')).toHaveLength(1)
    await visits.leave(at)
  })

  test('the talk is kept as a file that any program takes for Japanese, and printed without the page', async () => {
    const at = await visits.visit({ script })
    await openChat(at)
    await say(at, '確認')
    await at.log.getByRole('button', { name: '返金する', exact: true }).click()
    await at.log.getByText('受付番号').waitFor()
    await at.page.getByRole('button', { name: 'メニュー' }).click()
    const saving = at.page.waitForEvent('download')
    await at.page.getByRole('button', { name: '会話を保存する' }).click()
    const file = await saving
    expect(file.suggestedFilename()).toMatch(/^chat-\d{4}-\d\d-\d\d\.txt$/)
    const chunks: Buffer[] = []
    for await (const chunk of await file.createReadStream()) chunks.push(chunk)
    const text = Buffer.concat(chunks).toString()
    expect(text.startsWith('\ufeff解約・返金のご相談\r\n保存日時：')).toBe(true)
    expect(text).toMatch(/\r\n受付番号：R-20261118-0937\r\n\r\n/)
    expect(text).toMatch(/\d{4}\/\d\d\/\d\d \d{1,2}:\d\d お客様：返金する\r\n/)

    await at.page.evaluate(() => {
      // A headless browser has no printer; what would be printed is looked at.
      Object.defineProperty(HTMLIFrameElement.prototype, 'contentWindow', {
        get(this: HTMLIFrameElement) {
          const paper = this.contentDocument?.defaultView
          if (paper) paper.print = () => Object.assign(window, { printed: paper.document.body.textContent })
          return paper
        },
      })
    })
    await at.page.getByRole('button', { name: 'メニュー' }).click()
    await at.page.getByRole('button', { name: '会話を印刷する' }).click()
    const printed = await at.page.evaluate(() => (window as unknown as { printed: string }).printed)
    expect(printed).toContain('受付番号：R-20261118-0937')
    expect(printed).not.toContain('ページの本文です。')
    await visits.leave(at)
  })
})
