import { describe, expect, test } from 'vitest'
import { bot, type Script } from '../widget/scripted-desk.ts'
import { noBrowser } from './launch-browser.ts'
import { openChat as open, PHONE, typedTexts, type Visit, Visits } from './visits.ts'

const CONFIRM = { prompt: 'p2', choices: { refund: '返金する', keep: '返金しない' } }

const script: Script = async ({ act }) => {
  if (act.type === 'opened') {
    const choices = { refund: '返金したい', stop: '自動延長を止めたい', check: '返金できるか知りたい' }
    return {
      now: [bot('こんにちは。自動応答の窓口です。'), bot('ご用件をお選びください。', { prompt: 'p1', choices })],
    }
  }
  if (act.type === 'tapped' && act.choice === 'refund' && act.prompt === 'p1') {
    return { now: [bot('7,980円を返金します。まだ完了していません。', CONFIRM)] }
  }
  if (act.type === 'tapped' && act.prompt === 'p2') {
    return { now: [bot('手続き中です。')], later: [bot('返金を受け付けました。受付番号 R-20261118-0937')], laterMs: 80 }
  }
  return { now: [bot(`承りました：${act.type === 'text' ? act.text : ''}`)] }
}

describe.skipIf(noBrowser !== null)(`the widget in Chromium${noBrowser ? ` (skipped: ${noBrowser})` : ''}`, () => {
  const visits = new Visits()
  const leave = (at: Visit) => visits.leave(at)
  const visit = (options: { script?: Script; phone?: boolean; reducedMotion?: boolean; expects?: RegExp } = {}) =>
    visits.visit({
      script: options.script ?? script,
      context: { ...(options.phone && PHONE), reducedMotion: options.reducedMotion ? 'reduce' : 'no-preference' },
      ...(options.expects && { expects: options.expects }),
    })

  test('sends and stores nothing before the visitor opens it', async () => {
    const at = await visit()
    const calls: string[] = []
    at.page.on('request', (request) => calls.push(request.url()))
    await at.page.getByRole('button', { name: '解約・返金のご相談' }).waitFor()
    await at.page.waitForTimeout(300)
    expect(calls).toEqual([])
    expect(at.site.desk.arrivals).toEqual([])
    expect(await at.page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie])).toEqual([
      0,
      0,
      '',
    ])
    await leave(at)
  })

  test('opens, talks and closes by keyboard alone', async () => {
    const at = await visit()
    await at.page.locator('#before').focus()
    await at.page.keyboard.press('Tab')
    const launcher = at.page.getByRole('button', { name: '解約・返金のご相談' })
    await expect.poll(() => launcher.evaluate((node) => node.matches(':focus'))).toBe(true)
    expect(await launcher.getAttribute('aria-expanded')).toBe('false')
    await at.page.keyboard.press('Enter')
    await at.log.getByText('ご用件をお選びください。').waitFor()
    expect(await at.input.evaluate((node) => node.matches(':focus'))).toBe(true)
    await at.page.keyboard.type('返金したい')
    await at.page.keyboard.press('Enter')
    await at.log.getByText('承りました：返金したい').waitFor()
    expect(typedTexts(at)).toEqual(['返金したい'])
    await at.page.keyboard.press('Escape')
    expect(await at.page.getByRole('dialog').count()).toBe(0)
    expect(await launcher.evaluate((node) => node.matches(':focus'))).toBe(true)
    expect(await launcher.getAttribute('aria-expanded')).toBe('false')
    await leave(at)
  })

  test('speaks to screen readers: names, speakers, a live log', async () => {
    const at = await visit()
    await open(at)
    await at.input.fill('こんにちは')
    await at.input.press('Enter')
    await at.log.getByText('承りました：こんにちは').waitFor()
    expect(await at.page.getByRole('dialog', { name: '解約・返金のご相談' }).count()).toBe(1)
    expect(await at.texts()).toEqual([
      '自動応答：こんにちは。自動応答の窓口です。',
      '自動応答：ご用件をお選びください。',
      'お客様：こんにちは',
      '自動応答：承りました：こんにちは',
    ])
    expect(await at.page.getByRole('group', { name: '選択肢' }).count()).toBe(1)
    await expect.poll(() => at.log.getAttribute('aria-live')).toBeNull()
    expect(await at.page.getByRole('dialog').getAttribute('lang')).toBe('ja')
    await leave(at)
  })

  test('Enter that confirms a Japanese word sends nothing; the next one sends', async () => {
    const at = await visit()
    await open(at)
    await at.input.focus()
    const cdp = await at.page.context().newCDPSession(at.page)
    const enter = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13 }
    await cdp.send('Input.imeSetComposition', { text: 'かいやく', selectionStart: 4, selectionEnd: 4 })
    await cdp.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...enter })
    expect(typedTexts(at)).toEqual([])
    await cdp.send('Input.insertText', { text: '解約' })
    await cdp.send('Input.dispatchKeyEvent', { type: 'keyUp', ...enter })
    expect(await at.input.inputValue()).toBe('解約')
    expect(typedTexts(at)).toEqual([])
    // Safari's order: the composition has ended, but the key still belongs to it.
    await at.input.evaluate((node) => {
      const key = new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, composed: true, cancelable: true })
      Object.defineProperty(key, 'keyCode', { value: 229 })
      node.dispatchEvent(key)
    })
    await at.page.keyboard.press('Shift+Enter')
    await at.page.keyboard.type('したい')
    expect(typedTexts(at)).toEqual([])
    await at.page.keyboard.press('Enter')
    await at.log.getByText('承りました').waitFor()
    expect(typedTexts(at)).toEqual(['解約\nしたい'])
    await leave(at)
  })

  test('Escape while composing belongs to the input method', async () => {
    const at = await visit()
    await open(at)
    await at.input.focus()
    const cdp = await at.page.context().newCDPSession(at.page)
    await cdp.send('Input.imeSetComposition', { text: 'かい', selectionStart: 2, selectionEnd: 2 })
    await cdp.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key: 'Escape', windowsVirtualKeyCode: 27 })
    expect(await at.page.getByRole('dialog').count()).toBe(1)
    await leave(at)
  })

  test('a choice acts once, however often and fast it is pressed', async () => {
    const at = await visit()
    await open(at)
    await at.page.getByRole('button', { name: '返金したい' }).click()
    const refund = at.log.locator('[data-choice="refund"]').last()
    await at.page.getByRole('button', { name: '返金する', exact: true }).waitFor()
    await refund.evaluate((node) => {
      for (let count = 0; count < 5; count += 1) (node as HTMLButtonElement).click()
    })
    await refund.dblclick({ force: true })
    await at.page.getByRole('button', { name: '返金しない' }).click({ force: true })
    await at.log.getByText('受付番号 R-20261118-0937').waitFor()
    await at.page.waitForTimeout(300)
    expect(at.site.desk.arrivals.filter(({ act }) => act.type === 'tapped')).toHaveLength(2)
    expect((await at.texts()).filter((text) => text.includes('受付番号'))).toHaveLength(1)
    await leave(at)
  })

  test('answered choices stay to be read, equal in size, and show which one it was', async () => {
    const at = await visit()
    await open(at)
    await at.page.getByRole('button', { name: '返金したい' }).click()
    await at.page.getByRole('button', { name: '返金しない' }).waitFor()
    const first = at.page.getByRole('group', { name: '選択肢' }).first()
    const buttons = first.getByRole('button')
    expect(await buttons.evaluateAll((nodes) => nodes.map((node) => node.getAttribute('aria-disabled')))).toEqual([
      'true',
      'true',
      'true',
    ])
    expect(await buttons.first().textContent()).toBe('選択済み：返金したい')
    const boxes = await at.page
      .getByRole('group', { name: '選択肢' })
      .last()
      .getByRole('button')
      .evaluateAll((nodes) =>
        nodes.map((node) => [
          node.clientWidth,
          node.clientHeight,
          getComputedStyle(node).color,
          getComputedStyle(node).backgroundColor,
        ]),
      )
    expect(boxes[0]).toEqual(boxes[1])
    expect(boxes[0]?.[1]).toBeGreaterThanOrEqual(41)
    await leave(at)
  })

  test('a reload keeps the conversation, the open panel, used choices and what is being typed', async () => {
    const at = await visit()
    await open(at)
    await at.page.getByRole('button', { name: '返金したい' }).click()
    await at.log.getByText('まだ完了していません。').waitFor()
    await at.input.fill('書きかけ')
    const before = await at.texts()
    await at.page.reload()
    await at.log.getByText('まだ完了していません。').waitFor()
    expect(await at.texts()).toEqual(before)
    expect(await at.input.inputValue()).toBe('書きかけ')
    expect(await at.log.locator('[data-chosen]').getAttribute('aria-disabled')).toBe('true')
    await at.page.getByRole('button', { name: '返金する', exact: true }).click()
    await at.log.getByText('受付番号 R-20261118-0937').waitFor()
    expect(at.site.desk.acts.filter(({ act }) => act.type === 'opened')).toHaveLength(1)
    await leave(at)
  })

  test('words said while the server is away arrive once, when it is back', async () => {
    const at = await visit()
    await open(at)
    await at.site.stop()
    await at.input.fill('サーバーが止まっています')
    await at.input.press('Enter')
    await at.log.getByText('送信中').waitFor()
    await at.page.getByText('つながりにくくなっています。').waitFor()
    await at.site.restart()
    await at.log.getByText('承りました：サーバーが止まっています').waitFor()
    expect(await at.log.getByText('送信中').count()).toBe(0)
    await at.site.desk.say(at.site.desk.acts[0]?.conversationId ?? '', [bot('再開しました。')])
    await at.log.getByText('再開しました。').waitFor()
    expect(typedTexts(at)).toEqual(['サーバーが止まっています'])
    await leave(at)
  })

  test('words said while offline, then a reload, still arrive once', async () => {
    const at = await visit()
    await open(at)
    await at.page.context().setOffline(true)
    await at.input.fill('オフラインです')
    await at.input.press('Enter')
    await at.page.getByText('オフラインです。つながると自動で送信します。').waitFor()
    await at.page.waitForTimeout(300)
    await at.page.context().setOffline(false)
    await at.page.reload()
    await at.log.getByText('承りました：オフラインです').waitFor()
    expect(typedTexts(at)).toEqual(['オフラインです'])
    expect((await at.texts()).filter((text) => text === 'お客様：オフラインです')).toHaveLength(1)
    await leave(at)
  })

  test('an answer that is lost on the way leads to no second act', async () => {
    const at = await visit()
    await open(at)
    let lost = 0
    await at.page.route('**/v1/messages', async (route) => {
      await route.fetch()
      lost += 1
      if (lost <= 2) await route.abort()
      else await route.fallback()
    })
    await at.page.getByRole('button', { name: '返金したい' }).click()
    await at.page.getByRole('button', { name: '返金する', exact: true }).waitFor()
    await at.page.waitForTimeout(200)
    expect(at.site.desk.acts.filter(({ act }) => act.type === 'tapped')).toHaveLength(1)
    expect((await at.texts()).filter((text) => text === 'お客様：返金したい')).toHaveLength(1)
    await leave(at)
  })

  test('what the server refuses can be taken back and written anew', async () => {
    const at = await visit({ expects: /400/ })
    await open(at)
    const problem = { code: 'inbound.invalid', message: '送信内容を読み取れませんでした。' }
    await at.page.route('**/v1/messages', (route) => route.fulfill({ status: 400, json: problem }))
    await at.input.fill('届かない言葉')
    await at.input.press('Enter')
    await at.log.getByText('送信内容を読み取れませんでした。').waitFor()
    await at.page.unroute('**/v1/messages')
    await at.page.getByRole('button', { name: '取り消す' }).click()
    expect(await at.input.inputValue()).toBe('届かない言葉')
    await at.input.press('Enter')
    await at.log.getByText('承りました：届かない言葉').waitFor()
    expect(typedTexts(at)).toEqual(['届かない言葉'])
    await leave(at)
  })

  test('a stream that something on the way holds back is replaced by long polls', { timeout: 30_000 }, async () => {
    const at = await visit()
    await at.page.route('**/v1/events*', async (route) => {
      // Never answered, as by a proxy that waits for the end of the stream.
      if (route.request().headers().accept === 'text/event-stream') return
      await route.fallback()
    })
    await open(at)
    await at.page.waitForRequest((request) => request.url().includes('wait=25'), { timeout: 15_000 })
    await at.site.desk.say(at.site.desk.acts[0]?.conversationId ?? '', [bot('担当の佐藤です。')], 'operator')
    await at.log.getByText('担当の佐藤です。').waitFor()
    expect((await at.texts()).at(-1)).toBe('担当者：担当の佐藤です。')
    await leave(at)
  })

  test('news while it is closed is counted on the launcher', async () => {
    const at = await visit()
    await open(at)
    await at.page.keyboard.press('Escape')
    await at.site.desk.say(at.site.desk.acts[0]?.conversationId ?? '', [bot('一つ目'), bot('二つ目')])
    await at.page.getByRole('button', { name: /新着2件/ }).click()
    await at.log.getByText('二つ目').waitFor()
    await at.page.keyboard.press('Escape')
    await at.page.getByRole('button', { name: '解約・返金のご相談', exact: true }).waitFor()
    await leave(at)
  })

  test('hostile words are only words, for the customer and for the bot', async () => {
    const hostile =
      '<img src=x onerror="window.hacked=1"> [x](javascript:window.hacked=2) javascript:window.hacked=3 <script>window.hacked=4</script>'
    const at = await visit({
      script: async ({ act }) => ({
        now: [
          bot(
            act.type === 'text'
              ? act.text
              : `${hostile} https://example.jp/a?b=1。続き http://evil"onmouseover=alert(1)`,
            {
              prompt: `p${act.type}`,
              choices: { '"><b>': '<b onclick=alert(1)>太字</b>' },
            },
          ),
        ],
      }),
    })
    await at.page.getByRole('button', { name: '解約・返金のご相談' }).click()
    await at.log.locator('.bubble').first().waitFor()
    await at.input.fill(hostile)
    await at.input.press('Enter')
    await expect.poll(async () => (await at.texts()).length).toBe(3)
    const found = await at.page.locator('support-chat').evaluate((widget) => ({
      foreign: widget.shadowRoot?.querySelectorAll('img, script, b').length,
      links: [...(widget.shadowRoot?.querySelectorAll('a') ?? [])].map(({ href, rel }) => ({ href, rel })),
      hacked: (window as unknown as { hacked?: number }).hacked,
    }))
    expect(found.foreign).toBe(0)
    expect(found.hacked).toBeUndefined()
    expect(found.links.map(({ href }) => href)).toEqual(['https://example.jp/a?b=1', 'http://evil/'])
    expect(found.links.every(({ rel }) => rel === 'noopener noreferrer')).toBe(true)
    expect((await at.texts())[1]).toBe(`お客様：${hostile}`)
    await leave(at)
  })

  test('on a phone it fills the screen, holds the focus, does not zoom, and the page behind stays still', async () => {
    const at = await visit({ phone: true })
    await at.page.getByRole('button', { name: '解約・返金のご相談' }).tap()
    await at.log.getByText('ご用件をお選びください。').waitFor()
    const dialog = at.page.getByRole('dialog')
    expect(await dialog.boundingBox()).toEqual({ x: 0, y: 0, width: 390, height: 844 })
    expect(await dialog.getAttribute('aria-modal')).toBe('true')
    expect(
      await at.input.evaluate((node) => Number.parseFloat(getComputedStyle(node).fontSize)),
    ).toBeGreaterThanOrEqual(16)
    expect(await at.input.evaluate((node) => node.matches(':focus'))).toBe(false)
    expect(await at.page.evaluate(() => document.documentElement.style.overflow)).toBe('hidden')
    for (let count = 0; count < 12; count += 1) {
      await at.page.keyboard.press('Tab')
      expect(await at.page.evaluate(() => document.activeElement?.tagName)).toBe('SUPPORT-CHAT')
    }
    await at.page.getByRole('button', { name: '閉じる' }).tap()
    expect(await at.page.evaluate(() => document.documentElement.style.overflow)).toBe('')
    await leave(at)
  })

  test('nothing moves for a visitor who wants no motion', async () => {
    const at = await visit({
      reducedMotion: true,
      script: async () => {
        await new Promise((resolve) => setTimeout(resolve, 200))
        return { now: [bot('お待たせしました。')] }
      },
    })
    await at.page.getByRole('button', { name: '解約・返金のご相談' }).click()
    await at.log.getByText('お待たせしました。').waitFor()
    await at.input.fill('はい')
    await at.input.press('Enter')
    const running = await at.page
      .locator('support-chat')
      .evaluate((widget) => widget.shadowRoot?.getAnimations().length)
    expect(running).toBe(0)
    await leave(at)
  })

  test('a page whose own rules overrule everything cannot hide or strip it', async () => {
    const at = await visit()
    await at.page.evaluate(() => {
      const sheet = new CSSStyleSheet()
      sheet.replaceSync(
        '* { all: unset !important; display: none !important } support-chat { opacity: 0 !important; filter: blur(9px) !important }',
      )
      document.adoptedStyleSheets = [sheet]
      window.addEventListener('keydown', () => {
        throw new Error('a shortcut of the page took a key of the chat')
      })
    })
    await at.page.evaluate(() => {
      document.documentElement.style.setProperty('display', 'block', 'important')
      document.body.style.setProperty('display', 'block', 'important')
    })
    await open(at)
    await at.input.fill('見えますか')
    await at.input.press('Enter')
    await at.log.getByText('承りました：見えますか').waitFor()
    const box = await at.page.getByRole('dialog').boundingBox()
    expect(box?.width).toBe(400)
    const host = await at.page.locator('support-chat').evaluate((node) => {
      const { opacity, filter, display } = getComputedStyle(node)
      return { opacity, filter, display }
    })
    expect(host).toEqual({ opacity: '1', filter: 'none', display: 'inline' })
    await leave(at)
  })

  test('it works in a page to which the browser gives no storage', async () => {
    const at = await visit()
    await at.page.addInitScript(() => {
      for (const name of ['localStorage', 'sessionStorage']) {
        Object.defineProperty(window, name, {
          get() {
            throw new DOMException('denied', 'SecurityError')
          },
        })
      }
    })
    await at.page.reload()
    await open(at)
    await at.input.fill('保存なし')
    await at.input.press('Enter')
    await at.log.getByText('承りました：保存なし').waitFor()
    await leave(at)
  })

  test('a long answer is read from its beginning, and nobody who went back to read is pulled away', async () => {
    const long = (name: string) => bot(`${name}\n${'あ\n'.repeat(12)}${name}の終わり`)
    const at = await visit({
      script: async ({ act }) => ({
        now: act.type === 'opened' ? [long('最初'), long('次')] : [long('答え'), long('続き'), long('最後')],
      }),
    })
    const isSeen = (text: string) =>
      at.log.evaluate((log, words) => {
        const bubble = [...log.querySelectorAll('.bubble')].find((node) => node.textContent?.includes(words))
        const { top } = bubble?.getBoundingClientRect() ?? { top: -1 }
        const view = log.getBoundingClientRect()
        return top >= view.top && top < view.bottom
      }, text)
    await at.page.getByRole('button', { name: '解約・返金のご相談' }).click()
    await at.log.getByText('次の終わり').waitFor()
    expect(await isSeen('最初')).toBe(true)
    await at.input.fill('はい')
    await at.input.press('Enter')
    await at.log.getByText('最後の終わり').waitFor()
    expect([await isSeen('はい'), await isSeen('答え'), await isSeen('最後')]).toEqual([true, true, false])
    const conversationId = at.site.desk.acts[0]?.conversationId ?? ''
    await at.log.evaluate((log) => log.scrollTo(0, 0))
    await at.site.desk.say(conversationId, [long('担当者から')], 'operator')
    await at.log.getByText('担当者からの終わり').waitFor()
    expect(await at.log.evaluate((log) => log.scrollTop)).toBe(0)
    await at.log.evaluate((log) => log.scrollTo(0, log.scrollHeight))
    await at.site.desk.say(conversationId, [bot('追伸')], 'operator')
    await at.log.getByText('追伸').waitFor()
    expect(await isSeen('追伸')).toBe(true)
    await leave(at)
  })

  test('an old button is dead as soon as something else was answered', async () => {
    const at = await visit({
      script: async ({ act }) => {
        if (act.type === 'opened') return { now: [bot('どちらにしますか。', CONFIRM)] }
        await new Promise((resolve) => setTimeout(resolve, 400))
        return {
          now: [bot('承知しました。'), bot('では、こちらです。', { prompt: 'p3', choices: { refund: '返金する' } })],
        }
      },
    })
    await at.page.getByRole('button', { name: '解約・返金のご相談' }).click()
    const old = at.log.locator('[data-choice="refund"]').first()
    await at.log.getByText('どちらにしますか。').waitFor()
    await at.input.fill('今回はいいです')
    await at.input.press('Enter')
    expect(await old.getAttribute('aria-disabled')).toBe('true')
    await old.click({ force: true })
    await at.log.getByText('では、こちらです。').waitFor()
    await old.click({ force: true })
    await at.log.locator('[data-choice="refund"]').last().click()
    await expect.poll(() => at.site.desk.acts.length).toBe(3)
    expect(at.site.desk.acts[2]?.act).toEqual({ type: 'tapped', choice: 'refund', prompt: 'p3' })
    await leave(at)
  })

  test('moved to another place of the page it goes on where it was', async () => {
    const at = await visit()
    await open(at)
    await at.page.evaluate(() => document.querySelector('#tall')?.append(document.querySelector('support-chat') ?? ''))
    await at.log.getByText('ご用件をお選びください。').waitFor()
    await at.input.fill('まだいます')
    await at.input.press('Enter')
    await at.log.getByText('承りました：まだいます').waitFor()
    expect(at.site.desk.acts.filter(({ act }) => act.type === 'opened')).toHaveLength(1)
    await leave(at)
  })

  test('a page that includes the script twice has one widget', async () => {
    const at = await visit()
    await at.page.evaluate(() => {
      const again = document.createElement('script')
      // A page under Trusted Types cannot set src by script; the element itself is what is repeated.
      document.body.append(again, document.createElement('support-chat'))
      document.body.lastElementChild?.remove()
    })
    await at.page.getByRole('button', { name: '解約・返金のご相談' }).waitFor()
    expect(await at.page.locator('support-chat').count()).toBe(1)
    await leave(at)
  })
})
