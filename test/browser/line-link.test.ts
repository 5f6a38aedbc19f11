import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type LineBot, mailedCode, PUBLIC_URL, startLineBot } from '../line/line-bot.ts'
import { LINKING, OPEN, TARO } from '../line/link/customer.ts'
import { violations } from './axe.ts'
import { type LaunchedBrowser, launchBrowser, noBrowser } from './launch-browser.ts'

describe.skipIf(noBrowser !== null)(`the page for account links${noBrowser ? ` (skipped: ${noBrowser})` : ''}`, () => {
  let launched: LaunchedBrowser
  let bot: LineBot

  beforeAll(async () => {
    ;[launched, bot] = await Promise.all([launchBrowser(), startLineBot(LINKING)])
  })
  afterAll(async () => {
    await launched.close()
    await bot.close()
  })
  afterEach(async () => {
    for (const context of launched.browser.contexts()) await context.close()
  })

  /** A small phone at the page of a fresh invitation. */
  async function invited(colorScheme: 'light' | 'dark'): Promise<{ page: Page; complaints: string[] }> {
    const person = bot.platform.person()
    await person.asks('アカウント連携')
    const page = await launched.browser.newPage({ viewport: { width: 320, height: 640 }, colorScheme, locale: 'ja-JP' })
    const complaints: string[] = []
    page.on('console', (message) => complaints.push(message.text()))
    await page.goto(person.addressOf(OPEN).replace(PUBLIC_URL, new URL(bot.url).origin))
    return { page, complaints }
  }

  const press = async (page: Page, ...keys: readonly string[]) => {
    for (const key of keys) await page.keyboard.press(key)
  }
  const fits = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)
  const heading = (page: Page, text: string) => page.getByRole('heading', { level: 1, name: text }).waitFor()

  test.each(['light', 'dark'] as const)(
    '%s: by keyboard alone to LINE, every step within the rules',
    async (scheme) => {
      const { page, complaints } = await invited(scheme)
      const looked = async () => ({ broken: await violations(page), fits: await fits(page) })
      const fine = { broken: [], fits: true }
      expect(await looked()).toEqual(fine)
      await press(page, 'Tab', 'Tab', 'Tab', 'Enter')
      await page.getByRole('alert').waitFor()
      expect(await looked()).toEqual(fine)

      // From the summary of what is wrong to the field itself.
      await press(page, 'Tab', 'Enter')
      await page.keyboard.type(TARO.orderNumber)
      await press(page, 'Tab')
      await page.keyboard.type(TARO.email)
      await press(page, 'Enter')
      await heading(page, '確認コードの入力')
      expect(await looked()).toEqual(fine)
      await page.keyboard.type(mailedCode(bot))
      await press(page, 'Enter')
      await heading(page, '連携の内容')
      expect(await looked()).toEqual(fine)

      // The browser lets the form lead there: the policy of the page names LINE.
      const left = page.waitForRequest(/^https:\/\/access\.line\.me\/dialog\/bot\/accountLink\?/)
      await press(page, 'Tab', 'Enter')
      expect((await left).headers()['referer']).toBeUndefined()
      expect(complaints.filter((text) => /Content Security Policy/i.test(text))).toEqual([])
    },
  )
})
