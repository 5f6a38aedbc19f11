import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { build } from 'vite'
import { readConfig } from '../../src/config.ts'
import { startServer } from '../../src/start.ts'
import { launchBrowser, noBrowser } from './launch-browser.ts'

/** Where the READMEs look for pictures; another folder may be named on the command line. */
const SHOTS = process.argv[2] ?? join(import.meta.dirname, 'shots')

const DESKTOP: BrowserContextOptions = { viewport: { width: 1440, height: 900 } }
const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 780 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
}

/** Talks to the real bot on loopback and takes the pictures of the READMEs. */
async function main(): Promise<void> {
  if (noBrowser) throw new Error(noBrowser)
  const dataDir = await mkdtemp(join(tmpdir(), 'enman-shots-'))
  await Promise.all([mkdir(SHOTS, { recursive: true }), build({ logLevel: 'warn' })])
  const config = readConfig({ DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'error' })
  const [server, launched] = await Promise.all([startServer(config, pino({ level: 'error' })), launchBrowser()])
  try {
    await picturesOf(launched.browser, server.url)
  } finally {
    await launched.close()
    await server.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function picturesOf(browser: Browser, url: string): Promise<void> {
  const phone = await visit(browser, url, PHONE)
  await phone.open()
  await phone.say('自動延長されたので返金してほしい')
  const shots = [await phone.picture()]
  // The first sample: an annual renewal that can still be refunded.
  await identify(phone, { orderNumber: 'NP12345678', email: 'taro@example.jp' })
  shots.push(await phone.picture())
  await phone.tap('答えない')
  shots.push(await phone.picture())
  await phone.tap('返金する')
  shots.push(await phone.picture())
  await writeFile(join(SHOTS, 'chat-phone.png'), await sideBySide(browser, shots))

  const desktop = await visit(browser, url, DESKTOP)
  await desktop.scrollTo('#try')
  await desktop.open()
  await desktop.say('自動延長だけ止めたい。提案は不要です')
  await identify(desktop, { orderNumber: 'NP24680246', email: 'sachiko@example.jp' })
  // The page looks into its mailbox every two seconds.
  await new Promise((resolve) => setTimeout(resolve, 2200))
  await writeFile(join(SHOTS, 'demo-desktop.png'), await desktop.picture())
}

async function identify(visitor: Visitor, sample: { orderNumber: string; email: string }): Promise<void> {
  if (await visitor.canTap('ノートン公式ストア')) await visitor.tap('ノートン公式ストア')
  await visitor.say(sample.orderNumber)
  await visitor.say(sample.email)
  await visitor.say(await visitor.mailedCode(sample.email))
}

/** Pictures of a phone next to each other, as one. */
async function sideBySide(browser: Browser, pictures: readonly Buffer[]): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width: 1710, height: 840 } })
  const images = pictures.map((picture) => `<img src="data:image/png;base64,${picture.toString('base64')}">`)
  await page.setContent(`<style>
    body { margin: 0; padding: 30px; display: flex; gap: 30px; background: #e9e5dc }
    img { width: 390px; border-radius: 22px; box-shadow: 0 6px 24px #0003 }
  </style>${images.join('')}`)
  const picture = await page.screenshot()
  await page.close()
  return picture
}

interface Visitor {
  open(): Promise<void>
  say(text: string): Promise<void>
  tap(label: string): Promise<void>
  canTap(label: string): Promise<boolean>
  /** The code of the newest mail to a sample customer. */
  mailedCode(email: string): Promise<string>
  scrollTo(selector: string): Promise<void>
  picture(): Promise<Buffer>
}

async function visit(browser: Browser, url: string, options: BrowserContextOptions): Promise<Visitor> {
  const context = await browser.newContext({ locale: 'ja-JP', timezoneId: 'Asia/Tokyo', ...options })
  context.setDefaultTimeout(10_000)
  const page = await context.newPage()
  await page.goto(url)
  const choice = (label: string) => page.locator('.choice[aria-disabled="false"]').filter({ hasText: label }).last()
  return {
    async open() {
      await page.locator('support-chat button').first().click()
      await settled(page, 0)
    },
    async say(text) {
      const before = await botCount(page)
      await page.locator('.composer textarea').fill(text)
      await page.locator('.send').click()
      await settled(page, before)
    },
    async tap(label) {
      const before = await botCount(page)
      await choice(label).click()
      await settled(page, before)
    },
    canTap: async (label) => (await choice(label).count()) > 0,
    mailedCode: (email) => mailedCode(url, email),
    scrollTo: (selector) => page.locator(selector).evaluate((node) => node.scrollIntoView()),
    picture: () => page.screenshot(),
  }
}

const botCount = (page: Page) => page.locator('.message.bot').count()

/** Waits for an answer, and until the bot has no more to say. */
async function settled(page: Page, before: number): Promise<void> {
  await page.locator('.message.bot').nth(before).waitFor()
  await page.locator('.working').waitFor({ state: 'hidden' })
  await page.waitForTimeout(300)
}

async function mailedCode(url: string, email: string): Promise<string> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const response = await fetch(new URL('/demo/mails', url))
    const { mails } = (await response.json()) as { mails: { to: string; text: string }[] }
    const code = /\b\d{6}\b/.exec(mails.find(({ to }) => to === email)?.text ?? '')?.[0]
    if (code) return code
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`no code was mailed to ${email}`)
}

await main()
