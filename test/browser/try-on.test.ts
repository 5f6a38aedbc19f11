import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { type Running, startServer } from '../../src/start.ts'
import { type LaunchedBrowser, launchBrowser, noBrowser } from './launch-browser.ts'

describe.skipIf(noBrowser !== null)(`trying the chat on${noBrowser ? ` (skipped: ${noBrowser})` : ''}`, () => {
  let launched: LaunchedBrowser
  let server: Running
  let dataDir: string

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'enman-try-on-'))
    const config = readConfig({ DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'silent' })
    ;[launched, server] = await Promise.all([launchBrowser(), startServer(config, pino({ level: 'silent' }))])
  })
  afterAll(async () => {
    await launched.close()
    await server.stop()
    await rm(dataDir, { recursive: true, force: true })
  })
  afterEach(async () => {
    for (const context of launched.browser.contexts()) await context.close()
  })

  async function visit(): Promise<{ page: Page; complaints: string[] }> {
    const page = await launched.browser.newPage({ viewport: { width: 1280, height: 900 }, locale: 'ja-JP' })
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    await page.goto(server.url)
    await page.locator('support-chat').waitFor({ state: 'attached' })
    return { page, complaints }
  }

  const launcherColour = (page: Page) =>
    page
      .locator('support-chat button')
      .first()
      .evaluate((button) => getComputedStyle(button).backgroundColor)

  test('a colour shows on the chat and in the line to paste, until it is put back', async () => {
    const { page, complaints } = await visit()
    const before = await launcherColour(page)
    await page.getByLabel('主な色', { exact: true }).fill('#b4552d')
    expect(await launcherColour(page)).toBe('rgb(180, 85, 45)')
    const snippet = page.locator('#snippet')
    expect(await snippet.textContent()).toContain('--sc-accent: #b4552d;')
    await page.getByLabel('明るさ').selectOption('dark')
    expect(await snippet.textContent()).toContain('data-theme="dark"')
    await page.getByRole('button', { name: '元の色に戻す' }).click()
    await expect.poll(() => snippet.textContent()).not.toContain('--sc-')
    expect(await launcherColour(page)).toBe(before)
    expect(complaints).toEqual([])
  })

  test('the line to paste can name this version and what it must hash to', async () => {
    const { page, complaints } = await visit()
    await page.getByLabel('版を固定し、改ざんを検知する').check()
    const snippet = page.locator('#snippet')
    const pinned = /src="[^"]+(\/widget\/enman-widget-.{8}\.js)" integrity="(sha384-[\w+/]+=*)" crossorigin="anonymous"/
    await expect.poll(() => snippet.textContent()).toMatch(pinned)
    const [, path, integrity] = pinned.exec((await snippet.textContent()) ?? '') ?? []
    const script = await page.request.get(new URL(`${path}`, server.url).href)
    expect(
      `sha384-${createHash('sha384')
        .update(await script.body())
        .digest('base64')}`,
    ).toBe(integrity)
    await page.getByLabel('版を固定し、改ざんを検知する').uncheck()
    await expect.poll(() => snippet.textContent()).toContain('/widget/enman-widget.js"></script>')
    expect(complaints).toEqual([])
  })

  test('a colour that cannot be read is called so', async () => {
    const { page } = await visit()
    await page.getByLabel('文字の色').fill('#eeeeee')
    await page.locator('[data-low]', { hasText: '本文' }).waitFor()
  })

  test('the phone shows the chat of its own page, and nothing before it is asked for', async () => {
    const { page, complaints } = await visit()
    expect(await page.locator('iframe').count()).toBe(0)
    await page.getByRole('button', { name: '電話の幅で見る' }).click()
    await page.frameLocator('#phone iframe').getByRole('button', { name: '返金してほしい' }).waitFor()
    expect(complaints).toEqual([])
  })
})
