import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { chatPage } from '../../src/channels/widget/chat-page.ts'
import { violations } from './axe.ts'
import { deskScript as script } from './desk-script.ts'
import { noBrowser } from './launch-browser.ts'
import { Visits } from './visits.ts'

const tag = (attributes: string) => `<script async src="/widget/enman-widget.js" ${attributes}></script>`

/** Text under `root` by the language a screen reader reads it in. */
const wordsByLanguage = (page: Page) =>
  page.locator('support-chat').evaluate((chat) => {
    const words: Record<string, string> = {}
    const all = chat.shadowRoot?.querySelectorAll<HTMLElement>('.panel *') ?? []
    for (const node of all) {
      const language = node.closest<HTMLElement>('[lang]')?.lang ?? 'none'
      const own = [...node.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE)
      words[language] = `${words[language] ?? ''} ${own.map(({ nodeValue }) => nodeValue).join(' ')}`
    }
    return words
  })

describe.skipIf(noBrowser !== null)(`the widget in English${noBrowser ? ` (skipped: ${noBrowser})` : ''}`, () => {
  const visits = new Visits()

  test('says its own words in English, and leaves the conversation Japanese by name', async () => {
    const at = await visits.visit({ script, site: { end: tag('data-lang="en-GB"') } })
    await at.page.getByRole('button', { name: 'Cancel or refund' }).click()
    await at.log.getByText('ご用件をお選びください。').waitFor()
    const panel = at.page.getByRole('dialog', { name: 'Cancel or refund' })
    await panel.getByText('This desk answers in Japanese.').waitFor()
    const input = panel.getByRole('textbox', { name: 'Message' })
    await input.fill('4111 1111 1111 1111')
    await panel.getByRole('button', { name: 'Send', exact: true }).click()
    await panel.getByRole('button', { name: 'Hide it and send' }).click()
    await at.log.getByText('承りました：****1111').waitFor()
    await at.log.getByRole('button', { name: '返金したい' }).click()
    await at.log.getByText('Final confirmation').waitFor()
    await panel.getByRole('button', { name: 'Menu' }).click()
    expect(await violations(at.page)).toEqual([])
    const words = await wordsByLanguage(at.page)
    expect(Object.keys(words).sort()).toEqual(['en', 'ja'])
    expect(words['en']).not.toMatch(/[ぁ-ん一-龠]/)
    expect(words['ja']).not.toMatch(/[A-Za-z]/)
    await visits.leave(at)
  })

  test('asks the server for English too', async () => {
    const at = await visits.visit({ script, site: { end: tag('data-lang="en"') }, expects: /400/ })
    await at.page.getByRole('button', { name: 'Cancel or refund' }).click()
    await at.log.getByText('ご用件をお選びください。').waitFor()
    // The server's own words, to a message that it cannot read.
    await at.page.route('**/v1/messages', (route) => route.continue({ postData: '{"cid":"x"}' }))
    await at.page.getByRole('textbox', { name: 'Message' }).fill('読めない言葉')
    await at.page.keyboard.press('Enter')
    await at.log.getByText('This could not be read.').waitFor()
    await at.log.getByRole('button', { name: 'Send again' }).waitFor()
    await visits.leave(at)
  })

  test('goes by the page when the tag does not say', async () => {
    const routes = [chatPage({ deskName: '円満サポート', supportEmail: 'support@example.jp' })]
    const at = await visits.visit({ script, site: { routes } })
    await at.page.goto(`${at.site.origin}/chat?lang=en`)
    await at.page.getByRole('region', { name: 'Cancel or refund' }).getByText('ご用件').waitFor()
    await visits.leave(at)
  })

  test('says so in English when it does not come', async () => {
    const at = await visits.visit({ script, site: { end: tag('data-lang="en"') } })
    await at.page.route('**/enman-app*', (route) => route.abort())
    await at.page.getByRole('button', { name: 'Cancel or refund' }).click()
    await at.page.getByRole('button', { name: 'Press again' }).waitFor()
    await visits.leave(at)
  })
})
