import type { Locator } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { violations } from './axe.ts'
import { deskScript as script } from './desk-script.ts'
import { noBrowser } from './launch-browser.ts'
import { STATES } from './states.ts'
import { launcherOf, openChat, PHONE, say, type Visit, Visits } from './visits.ts'

/** What has the focus: its accessible words, or its tag. */
const focused = ({ page }: Visit) =>
  page.evaluate(() => {
    let element = document.activeElement
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement
    return element?.getAttribute('aria-label') ?? element?.textContent?.trim() ?? ''
  })

describe.skipIf(noBrowser !== null)(`access to the widget${noBrowser ? ` (skipped: ${noBrowser})` : ''}`, () => {
  const visits = new Visits()

  test('axe finds nothing in any state', { timeout: 90_000 }, async () => {
    const at = await visits.visit({ script, expects: /422/ })
    const found: Record<string, readonly string[]> = {}
    for (const [state, reach] of Object.entries(STATES)) {
      await reach(at)
      found[state] = await violations(at.page)
    }
    expect(found).toEqual(Object.fromEntries(Object.keys(STATES).map((state) => [state, []])))
    await visits.leave(at)
  })

  test('axe does look into the chat', async () => {
    const at = await visits.visit({ script })
    await openChat(at)
    await at.page.locator('support-chat').evaluate((chat) => {
      chat.shadowRoot?.querySelector('.bubble')?.append(document.createElement('button'))
    })
    expect((await violations(at.page)).join()).toContain('button-name')
    await visits.leave(at)
  })

  test('the Tab key reaches the launcher, and never what is closed', async () => {
    const at = await visits.visit({ script })
    await openChat(at)
    await at.page.keyboard.press('Escape')
    await at.page.locator('#before').focus()
    const seen: string[] = []
    for (let count = 0; count < 15; count += 1) {
      await at.page.keyboard.press('Tab')
      seen.push(await focused(at))
    }
    expect(new Set(seen.map((words) => words.slice(0, 4)))).not.toContain('メッセー')
    expect(seen[0]).toBe('解約・返金のご相談')
    expect(seen.filter((words) => ['閉じる', 'メニュー', '会話', 'メッセージ', '送信'].includes(words))).toEqual([])
    await visits.leave(at)
  })

  test('beside a page it holds nobody: Tab leaves it, and the page still scrolls', async () => {
    const at = await visits.visit({ script })
    await openChat(at)
    expect(await at.page.getByRole('dialog').getAttribute('aria-modal')).toBeNull()
    expect(await at.page.evaluate(() => document.documentElement.style.overflow)).toBe('')
    // From the composer past the send button the end of the page is near.
    for (let count = 0; count < 3; count += 1) await at.page.keyboard.press('Tab')
    expect(await at.page.evaluate(() => document.activeElement?.tagName)).not.toBe('SUPPORT-CHAT')
    await visits.leave(at)
  })

  test('Escape closes the menu first, then the chat, and gives the focus back each time', async () => {
    const at = await visits.visit({ script })
    await openChat(at)
    const menu = at.page.getByRole('button', { name: 'メニュー' })
    await menu.click()
    expect(await menu.getAttribute('aria-expanded')).toBe('true')
    await at.page.keyboard.press('Tab')
    expect(await focused(at)).toBe('会話を保存する')
    await at.page.keyboard.press('Escape')
    expect(await menu.getAttribute('aria-expanded')).toBe('false')
    expect(await focused(at)).toBe('メニュー')
    await at.page.keyboard.press('Escape')
    expect(await at.page.getByRole('dialog').count()).toBe(0)
    expect(await focused(at)).toBe('解約・返金のご相談')
    await visits.leave(at)
  })

  test('the log grows by one node a message, in silence for what was said before', async () => {
    const at = await visits.visit({ script })
    await openChat(at)
    await say(at, '一つ目')
    await at.log.getByText('承りました：一つ目').waitFor()
    // How many bubbles stood there in silence when the log began to speak.
    await at.page.addInitScript(() => {
      const remove = Element.prototype.removeAttribute
      Element.prototype.removeAttribute = function (name) {
        const silent = this.getAttribute(name) === 'off' ? this.querySelectorAll('.bubble').length : null
        if (name === 'aria-live') Object.assign(window, { silent })
        remove.call(this, name)
      }
    })
    await at.page.reload()
    await expect.poll(() => at.page.evaluate(() => (window as { silent?: number }).silent)).toBe(4)
    expect(await at.log.getAttribute('aria-live')).toBeNull()
    const added = await at.log.evaluateHandle((log) => {
      const words: string[] = []
      new MutationObserver((records) => {
        for (const { addedNodes } of records)
          for (const node of addedNodes) if (node instanceof HTMLElement) words.push(node.className)
      }).observe(log.querySelector('.list') ?? log, { childList: true })
      return words
    })
    await at.site.desk.say(at.site.desk.acts[0]?.conversationId ?? '', [{ key: 'a', text: '二つ目' }])
    await at.log.getByText('二つ目').waitFor()
    expect(await added.jsonValue()).toEqual(['message bot'])
    await visits.leave(at)
  })

  test('a failure is said by the status line', async () => {
    const at = await visits.visit({ script, expects: /422/ })
    await openChat(at)
    for (const text of ['一', '二', '三', '四']) {
      await say(at, text)
      await at.log.getByText(`承りました：${text}`).waitFor()
    }
    await at.page.route('**/v1/messages', (route) => route.fulfill({ status: 422, json: {} }))
    await say(at, '届かない言葉')
    await expect.poll(() => at.page.getByRole('status').textContent()).toBe('送信できませんでした。')
    // The ways out are in view, not below it.
    const box = async (one: Locator) => (await one.boundingBox()) ?? { y: 0, height: 0 }
    const [log, button] = [await box(at.log), await box(at.log.getByRole('button', { name: '再送する' }))]
    expect(button.y + button.height).toBeLessThanOrEqual(log.y + log.height)
    await visits.leave(at)
  })

  test('an answered choice keeps the focus, and Tab goes on from it to the next question', async () => {
    const at = await visits.visit({ script })
    await openChat(at)
    const choice = at.page.getByRole('button', { name: '返金したい' })
    await choice.focus()
    await at.page.keyboard.press('Enter')
    await at.log.getByText('まだ完了していません。').waitFor()
    await expect.poll(() => focused(at)).toBe('選択済み：返金したい')
    await at.page.keyboard.press('Enter')
    await at.page.keyboard.press('Tab')
    expect(await focused(at)).toBe('返金する')
    expect(at.site.desk.acts).toHaveLength(2)
    await visits.leave(at)
  })

  test('a person who takes over is announced once, and shown as long as they speak', async () => {
    const at = await visits.visit({ script })
    await openChat(at)
    const note = at.page.locator('header [aria-live="polite"]')
    await note.evaluate((node) => {
      const heard: string[] = []
      Object.assign(window, { heard })
      new MutationObserver(() => heard.push(node.textContent ?? '')).observe(node, { childList: true })
    })
    const [first] = at.site.desk.acts
    for (const text of ['担当の佐藤です。', '確認します。']) {
      await at.site.desk.say(first?.conversationId ?? '', [{ key: 'test.say', text }], 'operator')
      await at.log.getByText(text).waitFor()
    }
    expect(await at.page.evaluate(() => (window as unknown as { heard: string[] }).heard)).toEqual([
      '担当者が対応しています。',
    ])
    await visits.leave(at)
  })

  test('contracts are told apart by name, order number, day and amount, one below the other', async () => {
    const at = await visits.visit({ script })
    await openChat(at)
    await say(at, '契約')
    const group = at.log.getByRole('group').last()
    const name = 'ノートン360デラックス 注文番号…4410 10月20日ご請求 6,480円'
    const choice = group.getByRole('button', { name, exact: true })
    await choice.waitFor()
    const lefts = await choice
      .locator('b, small')
      .evaluateAll((all) => all.map((one) => Math.round(one.getBoundingClientRect().left)))
    expect(lefts).toHaveLength(4)
    expect(new Set(lefts).size).toBe(1)
    await choice.click()
    await at.log.getByText('選択済み：').waitFor({ state: 'attached' })
    expect(at.site.desk.acts.at(-1)?.act).toEqual({ type: 'tapped', choice: 'contract/K-2', prompt: 'p7' })
    await visits.leave(at)
  })

  test('grades are one stop for the Tab key; the arrows choose, Space sends', async () => {
    const at = await visits.visit({ script })
    await openChat(at)
    await say(at, '評価')
    const grades = at.log.getByRole('radio')
    await grades.first().waitFor()
    await at.page.locator('[data-cid]').waitFor({ state: 'detached' })
    // Backwards from the composer: what gives no grade, then the grades.
    for (let count = 0; count < 2; count += 1) await at.page.keyboard.press('Shift+Tab')
    expect(await focused(at)).toBe('5')
    await at.page.keyboard.press('ArrowRight')
    await at.page.keyboard.press('ArrowRight')
    expect(await focused(at)).toBe('3')
    expect(at.site.desk.acts).toHaveLength(2)
    await at.page.keyboard.press('Tab')
    expect(await focused(at)).toBe('答えない')
    await at.page.keyboard.press('Shift+Tab')
    expect(await focused(at)).toBe('3')
    await at.page.keyboard.press('Space')
    await expect.poll(() => at.site.desk.acts.at(-1)?.act).toEqual({ type: 'tapped', choice: 'r3', prompt: 'p4' })
    await expect.poll(() => grades.nth(2).getAttribute('aria-checked')).toBe('true')
    await visits.leave(at)
  })

  test('on a phone the keyboard covers neither what is typed nor the last words, and a tap raises none', async () => {
    const at = await visits.visit({ script, context: PHONE })
    await launcherOf(at).tap()
    await at.page.getByRole('button', { name: '返金したい' }).tap()
    await at.log.getByText('まだ完了していません。').waitFor()
    expect(await focused(at)).not.toBe('メッセージ')
    // A keyboard shrinks the visual viewport only; there is no real one here.
    await at.page.evaluate(() => {
      Object.defineProperty(visualViewport, 'height', { configurable: true, value: 460 })
      visualViewport?.dispatchEvent(new Event('resize'))
    })
    const dialog = await at.page.getByRole('dialog').boundingBox()
    const input = await at.input.boundingBox()
    const choice = await at.log.getByRole('button', { name: '返金する', exact: true }).boundingBox()
    expect(dialog?.height).toBe(460)
    expect((input?.y ?? 999) + (input?.height ?? 999)).toBeLessThanOrEqual(460)
    expect((choice?.y ?? 999) + (choice?.height ?? 999)).toBeLessThanOrEqual(input?.y ?? 0)
    await visits.leave(at)
  })

  test('with text of twice the size nothing is cut off', async () => {
    const at = await visits.visit({ script })
    const cdp = await at.context.newCDPSession(at.page)
    await cdp.send('Page.setFontSizes', { fontSizes: { standard: 32, fixed: 26 } })
    await openChat(at)
    await say(at, '判定')
    await say(at, '確認')
    const last = at.log.getByRole('button', { name: '返金しない' })
    await last.waitFor()
    expect(await last.evaluate((node) => Number.parseFloat(getComputedStyle(node).fontSize))).toBe(30)
    const cut = await at.page
      .locator('support-chat')
      .evaluate((chat) =>
        [...(chat.shadowRoot?.querySelectorAll('.bubble, .choice, .send, h2, .row') ?? [])]
          .filter((node) => node.scrollWidth > node.clientWidth + 1 || node.scrollHeight > node.clientHeight + 1)
          .map((node) => node.textContent),
      )
    expect(cut).toEqual([])
    await visits.leave(at)
  })
})
