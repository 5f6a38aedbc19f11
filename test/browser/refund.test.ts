import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createLedger } from '../../src/backoffice/ledger.ts'
import { openDatabase } from '../../src/store/database.ts'
import { type ServerProcess, startProcess } from '../failure/server.ts'
import { type LaunchedBrowser, launchBrowser, noBrowser } from './launch-browser.ts'

/** The whole of it, as a newcomer meets it: `npm start`'s process, the demo page, a real Chromium. */
describe.skipIf(noBrowser !== null)(`a refund on the demo page ${noBrowser ?? ''}`, () => {
  let dataDir = ''
  let server: ServerProcess
  let launched: LaunchedBrowser

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'enman-refund-'))
    ;[server, launched] = await Promise.all([startProcess('src/main.ts', dataDir), launchBrowser()])
  }, 60_000)

  afterAll(async () => {
    await launched?.close()
    await server?.kill('SIGTERM')
    await rm(dataDir, { recursive: true, force: true })
  })

  test('from the first sentence through mail code, refusal and confirmation to the receipt', async () => {
    const context = await launched.browser.newContext({ viewport: { width: 1280, height: 900 } })
    const page = await context.newPage()
    await page.goto(server.url)
    await page.getByRole('button', { name: /解約・返金のご相談/ }).click()
    const log = page.getByRole('log')
    const says = (text: string | RegExp) => log.getByText(text).last().waitFor()
    const type = async (text: string) => {
      await page.getByRole('textbox', { name: 'メッセージ' }).fill(text)
      await page.getByRole('textbox', { name: 'メッセージ' }).press('Enter')
    }
    const tap = (name: string) => log.getByRole('button', { name, exact: true, disabled: false }).last().click()

    await says('どのようなご用件でしょうか')
    await type('自動延長されていたので、返金してほしいです')
    await says('どちらでご契約されましたか')
    await tap('ノートン公式ストア')
    await says('注文番号を送ってください')
    await type('ＮＰ２２３３４４５５')
    await says('購入時のメールアドレスを送ってください')
    await type('hanako@example.jp')
    await says('6桁を送ってください')
    await type(await newestCode(server.url))
    await says('全額返金の対象です')
    await tap('別のノートンを利用')
    await says('返金のほかに')
    await type('今回はいいです、返金を希望します')
    await says('これ以降、ご提案はいたしません')
    // Asked in two tabs and pressed twice in each, it is still one refund.
    const other = await context.newPage()
    await other.goto(server.url)
    const yes = (tab: typeof page) => tab.getByRole('log').getByRole('button', { name: '返金する', exact: true }).last()
    await yes(other).waitFor()
    await Promise.all([yes(page).dblclick({ force: true }), yes(other).dblclick({ force: true })])
    await says(/受付番号：R-\d{8}-\d{4}/)
    await says('まとめです')

    // The page may be left and come back: the server keeps the conversation.
    await page.reload()
    await log.getByText(/受付番号：R-\d{8}-\d{4}/).waitFor()
    await context.close()

    const db = openDatabase(join(dataDir, 'enman.db'))
    const entries = await createLedger({ db }).ledger()
    db.close()
    expect(entries.map((one) => one.kind).sort()).toEqual(['refund', 'stop'])
  }, 60_000)
})

/** What the mailbox pane of the demo page shows; read from where the page reads it. */
async function newestCode(url: string): Promise<string> {
  const mails = (await (await fetch(`${url}demo/mails`)).json()) as { mails: readonly { text: string }[] }
  return /\d{6}/.exec(mails.mails[0]?.text ?? '')?.[0] ?? ''
}
