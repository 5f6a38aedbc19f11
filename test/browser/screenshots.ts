import { mkdir, mkdtemp, rm } from 'node:fs/promises'
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

const DESKTOP: BrowserContextOptions = { viewport: { width: 1280, height: 820 } }
const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
}

/** The first sample of the demo page: an annual renewal that can still be refunded. */
const ORDER_NUMBER = 'NP12345678'
const EMAIL = 'taro@example.jp'

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
  const shop = await visit(browser, url, DESKTOP)
  await shop.shoot('shop')
  await shop.open()
  await shop.shoot('greeting')
  await refund(shop)

  const phone = await visit(browser, url, PHONE)
  await phone.open()
  await phone.shoot('phone')
  await phone.say('自動延長だけ止めたい。提案は不要です')
  await phone.shoot('phone-stop')

  const dark = await visit(browser, url, { ...DESKTOP, colorScheme: 'dark' })
  await dark.open()
  await dark.say('年払いの自動延長はいつまで返金できますか')
  await dark.shoot('dark')
}

/** From the wish to the receipt, as the first sample promises. */
async function refund(visitor: Visitor): Promise<void> {
  await visitor.say('自動延長されたので返金してほしい')
  if (await visitor.canTap('ノートン公式ストア')) await visitor.tap('ノートン公式ストア')
  await visitor.say(ORDER_NUMBER)
  await visitor.say(EMAIL)
  await visitor.say(await visitor.mailedCode())
  // The page looks into its mailbox every two seconds.
  await new Promise((resolve) => setTimeout(resolve, 2200))
  await visitor.shoot('decision')
  await visitor.tap('答えない')
  await visitor.shoot('confirm')
  await visitor.tap('返金する')
  await visitor.shoot('receipt')
}

interface Visitor {
  open(): Promise<void>
  say(text: string): Promise<void>
  tap(label: string): Promise<void>
  canTap(label: string): Promise<boolean>
  /** The code of the newest mail to the sample customer. */
  mailedCode(): Promise<string>
  shoot(name: string): Promise<void>
}

async function visit(browser: Browser, url: string, options: BrowserContextOptions): Promise<Visitor> {
  const context = await browser.newContext({ locale: 'ja-JP', timezoneId: 'Asia/Tokyo', ...options })
  context.setDefaultTimeout(10_000)
  const page = await context.newPage()
  await page.goto(url)
  const choice = (label: string) => page.locator('.choice[aria-disabled="false"]').filter({ hasText: label }).last()
  return {
    async open() {
      await page.locator('.launcher').click()
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
    mailedCode: () => mailedCode(url),
    shoot: async (name) => {
      await page.screenshot({ path: join(SHOTS, `${name}.png`) })
    },
  }
}

const botCount = (page: Page) => page.locator('.message.bot').count()

/** Waits for an answer, and until the bot has no more to say. */
async function settled(page: Page, before: number): Promise<void> {
  await page.locator('.message.bot').nth(before).waitFor()
  await page.locator('.working').waitFor({ state: 'hidden' })
  await page.waitForTimeout(300)
}

async function mailedCode(url: string): Promise<string> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const response = await fetch(new URL('/demo/mails', url))
    const { mails } = (await response.json()) as { mails: { to: string; text: string }[] }
    const code = /\b\d{6}\b/.exec(mails.find(({ to }) => to === EMAIL)?.text ?? '')?.[0]
    if (code) return code
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`no code was mailed to ${EMAIL}`)
}

await main()
