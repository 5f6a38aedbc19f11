import { existsSync } from 'node:fs'
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

/** Browsers of the machine, used where the packaged one (Linux x64 only) does not run. */
const SYSTEM_BROWSERS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** Quiet and without a sandbox: nothing but our own loopback pages is ever opened. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export interface LaunchedBrowser {
  readonly browser: Browser
  close(): Promise<void>
}

/** Why no browser can be started here, or null when one can. Named in the skip of every browser test. */
export const noBrowser: string | null = findBrowser() === null ? 'no Chromium: set CHROMIUM_PATH' : null

/** Starts Chromium with a Japanese font, whatever fonts the machine has. */
export async function launchBrowser(): Promise<LaunchedBrowser> {
  const folder = await mkdtemp(join(tmpdir(), 'enman-browser-'))
  const fonts = await prepareFonts(folder)
  const executablePath = await executable()
  const browser = await chromium.launch({
    executablePath,
    args: FLAGS,
    env: { ...process.env, FONTCONFIG_FILE: fonts } as Record<string, string>,
  })
  return {
    browser,
    async close() {
      await browser.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

type Found = { readonly path: string } | 'package' | null

function findBrowser(): Found {
  const named = process.env.CHROMIUM_PATH
  if (named) return { path: named }
  if (process.platform === 'linux' && process.arch === 'x64') return 'package'
  const path = SYSTEM_BROWSERS.find((candidate) => existsSync(candidate))
  return path ? { path } : null
}

async function executable(): Promise<string> {
  const found = findBrowser()
  if (found === null) throw new Error(noBrowser ?? '')
  if (found !== 'package') return found.path
  const { default: packaged } = await import('@sparticuz/chromium')
  return packaged.executablePath()
}

/** A font configuration that knows one Japanese font and nothing else, so that pictures are alike everywhere. */
async function prepareFonts(folder: string): Promise<string> {
  const require = createRequire(import.meta.url)
  const name = '@expo-google-fonts/noto-sans-jp'
  for (const weight of ['400Regular', '700Bold']) {
    await copyFile(require.resolve(`${name}/${weight}/NotoSansJP_${weight}.ttf`), join(folder, `${weight}.ttf`))
  }
  const file = join(folder, 'fonts.conf')
  await writeFile(
    file,
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${folder}</dir><cachedir>${join(folder, 'cache')}</cachedir></fontconfig>
`,
  )
  return file
}
