import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { deskScript as script } from './desk-script.ts'
import { noBrowser } from './launch-browser.ts'
import { anotherTab, openChat, say, typedTexts, type Visit, Visits } from './visits.ts'

const open = async ({ page }: Visit, entry: string) => {
  await page.getByRole('button', { name: 'メニュー' }).click()
  await page.locator('.menu').getByText(entry).click()
}

describe.skipIf(noBrowser !== null)(`the menu of the chat${noBrowser ? ` (skipped: ${noBrowser})` : ''}`, () => {
  const visits = new Visits()

  test.each(['会話をメールで受け取る', '会話の記録を消してもらう'])(
    '%s goes through the conversation, in words that stay to be read, and typing goes on below',
    async (wish) => {
      const at = await visits.visit({ script })
      await openChat(at)
      await open(at, wish)
      await at.log.getByText(`承りました：${wish}`).waitFor()
      expect(typedTexts(at)).toEqual([wish])
      expect(await at.input.evaluate((node) => node.matches(':focus'))).toBe(true)
      await visits.leave(at)
    },
  )

  test('what the desk erased goes from every tab and from the browser', async () => {
    const at = await visits.visit({ script })
    await openChat(at)
    await say(at, '秘密の言葉')
    await at.log.getByText('承りました：秘密の言葉').waitFor()
    const other = await anotherTab(at)
    await other.log.getByText('承りました：秘密の言葉').waitFor()
    await say(at, '消す')
    for (const tab of [at, other]) await expect.poll(tab.texts).toEqual(['自動応答：消しました。'])
    expect(await at.page.evaluate(() => JSON.stringify({ ...localStorage }))).not.toContain('秘密')
    await visits.leave(at)
  })

  test('links to answers, to the way without the chat and to the use of data are there where the page names them', async () => {
    const end =
      '<script async src="/widget/enman-widget.js" data-faq="/faq" data-plain="/form" data-privacy="/privacy"></script>'
    const at = await visits.visit({ script, site: { end } })
    await openChat(at)
    await at.page.getByRole('button', { name: 'メニュー' }).click()
    const links = await at.page
      .locator('.menu a')
      .evaluateAll((all) => all.map((one) => [one.textContent, new URL((one as HTMLAnchorElement).href).pathname]))
    expect(links).toEqual([
      ['よくある質問', '/faq'],
      ['チャットを使わずに手続きする', '/form'],
      ['個人情報の取り扱い', '/privacy'],
    ])
    await visits.leave(at)
  })

  test('before anything is typed the chat says what it is used for', async () => {
    const at = await visits.visit({ script })
    await openChat(at)
    const [first] = await at.log.locator('> *').allTextContents()
    expect(first).toMatch(/^入力内容は、ご相談への対応のために使います。/)
    await visits.leave(at)
  })

  test('a saved conversation is UTF-8 with its mark, with times and receipt number, and without break marks', async () => {
    const at = await visits.visit({ script })
    await openChat(at)
    await say(at, '確認')
    await at.log.getByRole('button', { name: '返金する', exact: true }).click()
    await at.log.locator('.card.receipt').waitFor()
    const download = at.page.waitForEvent('download')
    await open(at, '会話を保存する')
    const file = await download
    const bytes = await readFile(await file.path())
    expect(file.suggestedFilename()).toMatch(/^chat-\d{4}-\d{2}-\d{2}\.txt$/)
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    const text = bytes.toString('utf8')
    expect(text).toContain('\r\n受付番号：R-20261118-0937\r\n')
    expect(text).toMatch(/\r\n\d{4}\/\d{2}\/\d{2} \d{1,2}:\d{2} お客様：返金する\r\n/)
    expect(text).toContain('自動応答：返金を受け付けました。\r\n')
    expect(text).not.toContain('\u200b')
    await visits.leave(at)
  })

  test('the printed sheet holds the conversation alone', async () => {
    const at = await visits.visit({ script })
    await openChat(at)
    await at.page.evaluate(() => {
      // A real print dialog would wait for a person.
      const { append } = document.body
      document.body.append = function (this: HTMLElement, ...nodes) {
        append.apply(this, nodes)
        for (const node of nodes)
          if (node instanceof HTMLIFrameElement && node.contentWindow) node.contentWindow.print = () => {}
      }
    })
    await say(at, '確認')
    await at.log.getByRole('button', { name: '返金する', exact: true }).click()
    await at.log.locator('.card.receipt').waitFor()
    await open(at, '会話を印刷する')
    const paper = at.page.frameLocator('iframe').locator('body')
    const words = (await paper.textContent()) ?? ''
    expect(words).toContain('受付番号：R-20261118-0937')
    expect(words).toContain('お客様：返金する')
    expect(words).toContain('自動応答：返金を受け付けました。')
    expect(words).not.toContain('\u200b')
    await visits.leave(at)
  })
})
