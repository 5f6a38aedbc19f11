import { describe, expect, test } from 'vitest'
import { deskScript as script } from './desk-script.ts'
import { noBrowser } from './launch-browser.ts'
import { launcherOf, openChat, PHONE, say, typedTexts, type Visit, Visits } from './visits.ts'

const numberOf = ({ log }: Visit) => log.getByLabel('注文番号')
const emailOf = ({ log }: Visit) => log.getByLabel('購入時のメールアドレス')
const sendOf = ({ log }: Visit) => log.getByRole('button', { name: 'この内容で送る' })

/** What a screen reader says of a field besides its name. */
const described = ({ log }: Visit) =>
  log.locator('input').evaluateAll((inputs) =>
    inputs.map((input) => {
      const { parentNode } = input.closest('form') ?? input
      const root = parentNode?.getRootNode() as ShadowRoot
      const error = root.getElementById(input.getAttribute('aria-describedby') ?? '')
      return [input.getAttribute('aria-invalid'), error?.textContent]
    }),
  )

describe.skipIf(noBrowser !== null)(`a form in the chat${noBrowser ? ` (skipped: ${noBrowser})` : ''}`, () => {
  const visits = new Visits()

  async function asked(words: string): Promise<Visit> {
    const at = await visits.visit({ script })
    await openChat(at)
    await say(at, words)
    await sendOf(at).waitFor()
    return at
  }

  test('sends what could have been typed, in plain characters, and only once', async () => {
    const at = await asked('本人確認')
    await numberOf(at).fill('ＮＰー１２３４−５６７８　')
    await emailOf(at).fill('ｔａｒｏ＠example.jp')
    expect(await numberOf(at).inputValue()).toBe('ＮＰー１２３４−５６７８　')
    await sendOf(at).dblclick()
    await at.log.getByText('承りました：NP-1234-5678').waitFor()
    expect(typedTexts(at)).toEqual(['本人確認', 'NP-1234-5678\ntaro@example.jp'])
    await visits.leave(at)
  })

  test('names each field, says that it is required, and lets the browser fill in what it knows', async () => {
    const at = await asked('本人確認')
    expect(await at.log.locator('label').allTextContents()).toEqual(['注文番号必須', '購入時のメールアドレス必須'])
    const attributes = (name: string) =>
      at.log.locator('input').evaluateAll((all, of) => all.map((one) => one.getAttribute(of)), name)
    expect(await attributes('autocomplete')).toEqual(['off', 'email'])
    expect(await attributes('inputmode')).toEqual([null, 'email'])
    await say(at, 'コード')
    const code = at.log.getByLabel('確認コード')
    await code.waitFor()
    expect(await code.getAttribute('autocomplete')).toBe('one-time-code')
    expect(await code.getAttribute('inputmode')).toBe('numeric')
    await visits.leave(at)
  })

  test('what is wrong is said at its field, and the first of them has the focus', async () => {
    const at = await asked('本人確認')
    await numberOf(at).fill('NP12345678')
    await sendOf(at).click()
    const wrongAddress = 'メールアドレスは、「taro@example.jp」のような形で入力してください。'
    expect(await described(at)).toEqual([
      ['false', ''],
      ['true', wrongAddress],
    ])
    expect(await emailOf(at).evaluate((node) => node.matches(':focus'))).toBe(true)
    await numberOf(at).fill('')
    await numberOf(at).press('Enter')
    expect(await numberOf(at).evaluate((node) => node.matches(':focus'))).toBe(true)
    expect((await described(at)).map(([isWrong]) => isWrong)).toEqual(['true', 'true'])
    expect(typedTexts(at)).toEqual(['本人確認'])
    await visits.leave(at)
  })

  test('a card number does not leave by a form either', async () => {
    const at = await asked('本人確認')
    await numberOf(at).fill('4111 1111 1111 1111')
    await emailOf(at).fill('taro@example.jp')
    await emailOf(at).press('Enter')
    await at.log.getByText('カード番号のような数字があります。').waitFor()
    expect(typedTexts(at)).toEqual(['本人確認'])
    await visits.leave(at)
  })

  test('by keyboard alone: Tab goes from field to field, and once sent typing goes on below', async () => {
    const at = await asked('本人確認')
    // Backwards from the composer: the choice, the button, the address, the number.
    for (let count = 0; count < 4; count += 1) await at.page.keyboard.press('Shift+Tab')
    await at.page.keyboard.insertText('NP12345678')
    await at.page.keyboard.press('Tab')
    await at.page.keyboard.insertText('taro@example.jp')
    await at.page.keyboard.press('Enter')
    await at.log.getByText('承りました：NP12345678').waitFor()
    expect(await at.input.evaluate((node) => node.matches(':focus'))).toBe(true)
    await visits.leave(at)
  })

  test('Enter belongs to the input method while it composes, in every field', async () => {
    const at = await asked('本人確認')
    const cdp = await at.context.newCDPSession(at.page)
    const enter = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13 }
    await emailOf(at).fill('taro@example.jp')
    await numberOf(at).focus()
    await cdp.send('Input.imeSetComposition', { text: 'ｎｐ１２３４５６７８', selectionStart: 10, selectionEnd: 10 })
    await cdp.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...enter })
    await cdp.send('Input.insertText', { text: 'ＮＰ１２３４５６７８' })
    await cdp.send('Input.dispatchKeyEvent', { type: 'keyUp', ...enter })
    expect(typedTexts(at)).toEqual(['本人確認'])
    await at.page.keyboard.press('Enter')
    await at.log.getByText('承りました：NP12345678').waitFor()
    await visits.leave(at)
  })

  test('used, it stays to be read and does nothing; typing instead works as well', async () => {
    const at = await asked('本人確認')
    await say(at, 'NP12345678 です')
    await at.log.getByText('承りました：NP12345678 です').waitFor()
    await say(at, 'コード')
    await at.log.getByLabel('確認コード').waitFor()
    expect(await numberOf(at).evaluate((node: HTMLInputElement) => [node.readOnly, node.tabIndex])).toEqual([true, -1])
    await sendOf(at).first().click({ force: true })
    await numberOf(at).press('Enter')
    expect(typedTexts(at)).toEqual(['本人確認', 'NP12345678 です', 'コード'])
    await visits.leave(at)
  })

  test('a day is picked from the browser’s calendar and sent as words', async () => {
    const at = await visits.visit({ script })
    await openChat(at)
    await say(at, '日付')
    await at.log.getByRole('button', { name: 'この日付を送る' }).click()
    await at.log.getByText('日付を選んでください。').waitFor()
    await at.log.getByLabel('日付').fill('2026-11-01')
    await at.log.getByRole('button', { name: 'この日付を送る' }).click()
    await at.log.getByText('承りました：2026年11月1日').waitFor()
    expect(typedTexts(at)).toEqual(['日付', '2026年11月1日'])
    await visits.leave(at)
  })

  test('on a phone no field is small enough to be zoomed at, and once sent no keyboard is up', async () => {
    const at = await visits.visit({ script, context: PHONE })
    await launcherOf(at).tap()
    await say(at, '本人確認')
    await numberOf(at).waitFor()
    const sizes = await at.log
      .locator('input')
      .evaluateAll((all) => all.map((one) => Number.parseFloat(getComputedStyle(one).fontSize)))
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(16)
    await numberOf(at).fill('NP12345678')
    await emailOf(at).fill('taro@example.jp')
    await sendOf(at).tap()
    await at.log.getByText('承りました：NP12345678').waitFor()
    expect(await at.page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.tagName)).toBe('BUTTON')
    await visits.leave(at)
  })
})
