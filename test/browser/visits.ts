import type { BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import type { StaticFile } from '../../src/static-files.ts'
import type { Script } from '../widget/scripted-desk.ts'
import { type LaunchedBrowser, launchBrowser } from './launch-browser.ts'
import { buildWidget, openSite, type Site, type SiteOptions } from './site.ts'

/** A visitor's page with the widget, before a scripted bot. */
export interface Visit {
  readonly page: Page
  readonly context: BrowserContext
  readonly site: Site
  readonly log: Locator
  readonly input: Locator
  /** Every bubble, as a screen reader says it. */
  readonly texts: () => Promise<string[]>
  /** Errors and refusals the page met: there must be none. */
  readonly complaints: string[]
}

export interface VisitOptions {
  readonly script: Script
  readonly site?: SiteOptions
  readonly context?: BrowserContextOptions
  /** Complaints that the test itself provokes. */
  readonly expects?: RegExp
}

export const DESKTOP: BrowserContextOptions = { viewport: { width: 1280, height: 800 } }
export const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

/** One browser and one build for the tests of a file. */
export class Visits {
  #launched: LaunchedBrowser | null = null
  #files: readonly StaticFile[] = []

  constructor() {
    beforeAll(async () => {
      ;[this.#launched, this.#files] = await Promise.all([launchBrowser(), buildWidget()])
    }, 60_000)
    afterAll(() => this.#launched?.close())
  }

  get files(): readonly StaticFile[] {
    return this.#files
  }

  async visit(options: VisitOptions): Promise<Visit> {
    if (!this.#launched) throw new Error('the browser is not there yet')
    const site = await openSite(this.#files, options.script, options.site)
    const context = await this.#launched.browser.newContext({
      locale: 'ja-JP',
      timezoneId: 'Asia/Tokyo',
      ...DESKTOP,
      ...options.context,
    })
    context.setDefaultTimeout(20_000)
    const complaints: string[] = []
    context.on('page', (page) => listen(page, complaints, options.expects))
    const page = await context.newPage()
    await page.goto(site.origin)
    return { ...partsOf(page), context, site, complaints }
  }

  async leave({ context, site, complaints }: Visit): Promise<void> {
    await context.close()
    await site.stop()
    expect(complaints).toEqual([])
  }
}

/** Another tab of the same visitor. */
export async function anotherTab(at: Visit): Promise<Visit> {
  const page = await at.context.newPage()
  await page.goto(at.site.origin)
  return { ...at, ...partsOf(page) }
}

function partsOf(page: Page): Pick<Visit, 'page' | 'log' | 'input' | 'texts'> {
  const log = page.getByRole('log')
  return {
    page,
    log,
    input: page.getByRole('textbox', { name: 'メッセージ' }),
    texts: () => log.locator('.bubble').evaluateAll((bubbles) => bubbles.map((node) => node.textContent ?? '')),
  }
}

function listen(page: Page, complaints: string[], expects: RegExp | undefined): void {
  const take = (words: string) => {
    if (!expects?.test(words)) complaints.push(words)
  }
  page.on('pageerror', (error) => take(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('net::ERR')) take(message.text())
  })
}

export const launcherOf = ({ page }: Visit): Locator => page.getByRole('button', { name: /解約・返金のご相談/ })

/** Opens the chat and waits until it asks what it is about. */
export async function openChat(at: Visit): Promise<void> {
  await launcherOf(at).click()
  await at.log.getByText('ご用件をお選びください。').waitFor()
}

/** Types and sends; by the button, because on a phone the Enter key is a new line. */
export async function say({ input, page }: Visit, text: string): Promise<void> {
  await input.fill(text)
  await page.getByRole('button', { name: '送信', exact: true }).click()
}

export const typedTexts = ({ site }: Visit): string[] =>
  site.desk.acts.flatMap(({ act }) => (act.type === 'text' ? [act.text] : []))

export const conversationOf = ({ site }: Visit): string => site.desk.acts[0]?.conversationId ?? ''
