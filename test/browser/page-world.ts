import type { FastifyInstance } from 'fastify'
import type { Browser, Page } from 'playwright-core'
import type { Act, LoggedMessage } from '../../src/channels/channel.ts'
import { chatPage } from '../../src/channels/widget/chat-page.ts'
import { createServer } from '../../src/server.ts'
import type { StaticFile } from '../../src/static-files.ts'
import type { BackOfficeFault, Happenings, World, WorldSetup } from '../../src/transcript/world.ts'
import { happenedOnPage } from '../widget/talk/happened-on-page.ts'
import { createWidgetBot, type WidgetBot } from '../widget/talk/widget-bot.ts'
import { Keyboard } from './keyboard.ts'

/** Where a script's customer sits. */
export interface Desk {
  readonly browser: Browser
  readonly widgetFiles: readonly StaticFile[]
}

/**
 * The whole bot behind a listening server, and a customer before a real page who has a keyboard only. What is
 * compared with a script is the bot's log, and the log is compared with the page.
 */
export class PageWorld implements World {
  readonly #bot: WidgetBot
  readonly #server: FastifyInstance
  readonly #said: LoggedMessage[] = []
  #page: Page | null = null
  #keyboard: Keyboard | null = null
  #complaints: string[] = []
  #readTo = 0

  private constructor(atMs: number, { widgetFiles }: Desk) {
    this.#bot = createWidgetBot(atMs)
    const page = chatPage({ deskName: '円満サポート', supportEmail: 'support@example.jp' })
    this.#server = createServer({ routes: [this.#bot.routes, page], widgetFiles })
  }

  static async open(setup: WorldSetup, desk: Desk): Promise<PageWorld> {
    const world = new PageWorld(setup.atMs, desk)
    world.#bot.world.importContracts(setup.contractsCsv)
    const origin = await world.#server.listen({ host: '127.0.0.1', port: 0 })
    const context = await desk.browser.newContext({ locale: 'ja-JP', timezoneId: 'Asia/Tokyo' })
    context.setDefaultTimeout(20_000)
    const page = await context.newPage()
    page.on('pageerror', ({ message }) => world.#complaints.push(message))
    await page.clock.setFixedTime(setup.atMs)
    await page.goto(`${origin}/chat`)
    world.#page = page
    world.#keyboard = new Keyboard(page)
    return world
  }

  now(): number {
    return this.#bot.world.now()
  }

  async act(act: Act): Promise<string> {
    await this.#page?.clock.setFixedTime(this.now())
    if (act.type === 'text') await this.#keyboard?.say(act.text)
    else if (act.type === 'tapped') await this.#keyboard?.press(act.prompt, act.choice)
    // The page opened the chat when it was opened; the script only waits for it.
    else if (act.type !== 'opened') throw new Error(`a page has no ${act.type}`)
    await this.#settled()
    return ''
  }

  async advanceTo(atMs: number): Promise<void> {
    await this.#bot.world.advanceTo(atMs)
    await this.#settled()
  }

  backOfficeNext(fault: BackOfficeFault): void {
    this.#bot.world.backOfficeNext(fault)
  }

  take(): Happenings {
    return happenedOnPage(this.#bot.world, { said: this.#said, complaints: this.#complaints })
  }

  snapshot(): unknown {
    return this.#bot.world.snapshot()
  }

  async close(): Promise<void> {
    await this.#page?.context().close()
    await this.#server.close()
    await this.#bot.world.close()
  }

  /** Waits until nothing is under way and the page shows all of it, then reads page and log. */
  async #settled(): Promise<void> {
    const page = this.#page
    if (!page) return
    await page.locator('.message.bot').first().waitFor()
    await page.locator('[data-cid]').waitFor({ state: 'detached' })
    await this.#bot.world.app.idle()
    const log = await this.#bot.world.app.store.log(this.#bot.conversationId, this.#readTo)
    this.#readTo = log.at(-1)?.seq ?? this.#readTo
    await page.locator(`[data-seq="${this.#readTo}"]`).waitFor()
    for (const entry of log) await this.#compare(page, entry)
    this.#said.push(...log.filter(({ role }) => role !== 'customer'))
  }

  async #compare(page: Page, { seq, text, choices = [] }: LoggedMessage): Promise<void> {
    const message = page.locator(`[data-seq="${seq}"]`)
    const shown = (await message.locator('.bubble').textContent()) ?? ''
    // A link and a speaker are named for readers; line breaks are the page's own.
    const words = (one: string) => one.replace(/（新しいタブで開きます）|^(お客様|自動応答|担当者)：|\s/g, '')
    if (words(shown) !== words(text))
      this.#complaints.push(`entry ${seq} reads ${shown} on the page, ${text} in the log`)
    const ids = await message.locator('.choice[data-choice]').evaluateAll((all) => all.map((one) => one.dataset.choice))
    if (
      ids.toSorted().join() !==
      choices
        .map(({ id }) => id)
        .toSorted()
        .join()
    )
      this.#complaints.push(`entry ${seq} offers ${ids}`)
  }
}
