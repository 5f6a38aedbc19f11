import type { FastifyInstance } from 'fastify'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { widgetRoutes } from '../../src/channels/widget/routes.ts'
import type { DemoMail } from '../../src/demo/demo-mail.ts'
import { createDemoSignIn } from '../../src/demo/demo-sign-in.ts'
import { demoRoutes } from '../../src/demo/routes.ts'
import { sampleGuide } from '../../src/demo/sample-contracts.ts'
import { createServer } from '../../src/server.ts'
import type { StaticFile } from '../../src/static-files.ts'
import { bot, createScriptedDesk, type ScriptedDesk } from '../widget/scripted-desk.ts'
import { testSessions } from '../widget/test-sessions.ts'
import { type LaunchedBrowser, launchBrowser, noBrowser } from './launch-browser.ts'
import { buildWidget } from './site.ts'

let launched: LaunchedBrowser
let widgetFiles: readonly StaticFile[]
let app: FastifyInstance
let desk: ScriptedDesk
let mails: DemoMail[]

describe.skipIf(noBrowser !== null)(`the demo page in Chromium${noBrowser ? ` (skipped: ${noBrowser})` : ''}`, () => {
  beforeAll(async () => {
    ;[launched, widgetFiles] = await Promise.all([launchBrowser(), buildWidget()])
  }, 60_000)
  afterAll(() => launched.close())

  async function visit(width: number): Promise<{ page: Page; complaints: string[]; foreign: string[] }> {
    desk = createScriptedDesk(async ({ act }) => ({
      now: [bot(act.type === 'text' ? `承りました：${act.text}` : 'こんにちは。')],
    }))
    mails = []
    const demo = createDemoSignIn()
    app = createServer({
      widgetFiles,
      routes: [
        widgetRoutes({
          channel: desk.channel,
          receive: desk.hub.receive,
          readLog: desk.readLog,
          clock: Date.now,
          sessions: testSessions(),
          signIn: demo.settings,
        }),
        demoRoutes({
          deskName: '円満サポート（デモ）',
          samples: () => sampleGuide('2026-11-21'),
          signIn: demo,
          mailbox: { listMails: async () => mails.toReversed() },
        }),
      ],
    })
    const origin = await app.listen({ host: '127.0.0.1', port: 0 })
    const context = await launched.browser.newContext({ viewport: { width, height: 844 }, locale: 'ja-JP' })
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    context.setDefaultTimeout(8000)
    const page = await context.newPage()
    const complaints: string[] = []
    const foreign: string[] = []
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    page.on('request', (request) => {
      if (!request.url().startsWith(origin) && !request.url().startsWith('data:')) foreign.push(request.url())
    })
    await page.goto(origin)
    return { page, complaints, foreign }
  }

  afterEach(async () => {
    for (const context of launched.browser.contexts()) await context.close()
    await app.close()
  })

  test('opens the chat with the sentence on the button', async () => {
    const { page, complaints, foreign } = await visit(1280)
    await page.getByRole('button', { name: /自動延長だけ止めたい/ }).click()
    await page.getByRole('log').getByText('承りました：自動延長だけ止めたい').waitFor()
    expect(complaints).toEqual([])
    expect(foreign).toEqual([])
  })

  test('opens the chat as the signed-in customer of a sample, and signs them out again', async () => {
    const { page, complaints } = await visit(1280)
    const open = page.getByRole('button', { name: 'ログイン中のお客さまとして開く' })
    await open.first().click()
    await page.getByRole('log').getByText('こんにちは。').waitFor()
    const [first, second] = [...new Set(sampleGuide('2026-11-21').map(({ email }) => email))]
    expect(desk.acts.map(({ account }) => account?.email)).toEqual([first])
    await page.getByText(`${first} でログイン中です。`).waitFor()

    // Another customer begins anew.
    await page.locator(`[data-sign-in="${second}"]`).first().click()
    await expect.poll(() => desk.acts.map(({ account }) => account?.email)).toEqual([first, second])

    // As long as the tab lives, also over a reload.
    await page.reload()
    await page.getByText(`${second} でログイン中です。`).waitFor()
    await page.getByRole('log').getByText('こんにちは。').waitFor()
    expect(desk.acts).toHaveLength(2)

    await page.getByRole('button', { name: 'ログアウト' }).click()
    await page.getByRole('button', { name: '解約・返金を相談する' }).click()
    await page.getByRole('log').getByText('こんにちは。').waitFor()
    expect(desk.acts.at(-1)?.account).toBeUndefined()
    await page.reload()
    await page.getByRole('log').getByText('こんにちは。').waitFor()
    expect(await page.getByText('でログイン中です。').isVisible()).toBe(false)
    expect(complaints).toEqual([])
  })

  test('copies the facts of a sample', async () => {
    const { page } = await visit(1280)
    await page.getByRole('button', { name: '注文番号をコピー' }).first().click()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('NP12345678')
  })

  test('shows mails as they arrive, newest first, as text', async () => {
    const { page, complaints } = await visit(1280)
    await page.getByText('（まだありません）').waitFor()
    const mail = {
      id: 'm1',
      to: 'taro@example.jp',
      subject: '確認コード',
      text: '確認コード：483920\n<b>10分</b>',
      atMs: 1,
    }
    mails.push(mail)
    await page.getByText('確認コード：483920').waitFor()
    mails.push({ ...mail, id: 'm2', subject: '返金の控え', text: '受付番号 R-1' })
    await page.getByText('受付番号 R-1').waitFor()
    expect(await page.locator('#mails summary').allTextContents()).toEqual(['返金の控え', '確認コード'])
    expect(await page.locator('#mails b').count()).toBe(0)
    expect(complaints).toEqual([])
  })

  test.each([320, 390, 768, 1280])('at %i pixels nothing is cut off to the side', async (width) => {
    const { page } = await visit(width)
    const { scrollWidth, clientWidth } = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement
      return { scrollWidth, clientWidth }
    })
    expect(scrollWidth).toBeLessThanOrEqual(clientWidth)
  })
})
