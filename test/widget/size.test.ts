import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { brotliCompressSync } from 'node:zlib'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readStaticFiles, type StaticFile } from '../../src/static-files.ts'

/** What a page pays before and after its visitor acts (bytes, brotli). */
const LOADER_MAX = 1200
const ALL_MAX = 15_000

const NODES = [...new Set([process.execPath, process.env.npm_node_execpath ?? process.execPath])]
/** Left in the folder by an earlier build. */
const EARLIER = ['enman-widget-EARLIER1.js', 'enman-app-ja-EARLIER1.js']

let folder = ''
let files: readonly StaticFile[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'enman-size-'))
  for (const name of EARLIER) await writeFile(join(folder, name), '// earlier')
  await build({ logLevel: 'silent', build: { outDir: folder } })
  files = await readStaticFiles(folder)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

function fileNamed(name: RegExp): { readonly code: string; readonly bytes: number } {
  const [file, ...others] = files.filter((one) => name.test(one.name))
  if (!file || others.length > 0) throw new Error(`not one file is named ${name}`)
  return { code: file.bytes.identity.toString(), bytes: brotliCompressSync(file.bytes.identity).length }
}

describe('the built widget', () => {
  test(`weighs at most ${LOADER_MAX} bytes before the visitor acts and ${ALL_MAX} in all`, ({ annotate }) => {
    const loader = fileNamed(/^enman-widget\.js$/).bytes
    // A visitor's page fetches one language.
    const ja = loader + fileNamed(/^enman-app-ja-.{8}\.js$/).bytes
    const en = loader + fileNamed(/^enman-app-en-.{8}\.js$/).bytes
    const words = `widget (brotli): loader ${loader} of ${LOADER_MAX}, all ${ja} (ja) and ${en} (en) of ${ALL_MAX} bytes`
    process.stdout.write(`${words}\n`)
    expect(loader, words).toBeLessThanOrEqual(LOADER_MAX)
    expect(Math.max(ja, en), words).toBeLessThanOrEqual(ALL_MAX)
    return annotate(words)
  })

  test('makes no HTML from strings and runs no code from them', () => {
    for (const { bytes } of files)
      expect(bytes.identity.toString()).not.toMatch(
        /innerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function/,
      )
  })

  test('is a classic script that leaves one global, and modules beside it', () => {
    const { code } = fileNamed(/^enman-widget\.js$/)
    expect(code).toMatch(/^\(\(\)=>\{.*\}\)\(\);?\s*$/s)
    for (const language of ['ja', 'en']) {
      const hashed = files.find(({ name }) => new RegExp(`^enman-app-${language}-`).test(name))?.name ?? ''
      // The loader asks for the file that is there, and so does the npm entry.
      expect(code).toContain(hashed.slice(-'-XXXXXXXX.js'.length))
      expect(fileNamed(/^support-chat\.js$/).code).toContain(`import("./${hashed}")`)
      const stable = fileNamed(new RegExp(`^enman-app-${language}\\.js$`)).code
      expect(stable).toBe(fileNamed(new RegExp(`^${hashed}$`)).code)
    }
  })

  test('has short names for what only the chat reads, and full ones for what pages, servers and storages hold', () => {
    const { code } = fileNamed(/^enman-app-ja\.js$/)
    expect(code).not.toMatch(/moveToNewConversation|onUnauthorized|retryAfterMs/)
    for (const name of ['isOpen', 'cursor', 'outbox', 'seen', 'prompt', 'choice', 'unread', 'failed', 'connection'])
      expect(code).toMatch(new RegExp(`\\b${name}:`))
    // Of the browser's own objects.
    for (const name of ['preventScroll', 'ariaDisabled', 'visibilityState', 'adoptedStyleSheets'])
      expect(code).toContain(name)
  })

  test('says how the loader is pinned, and leaves the loaders of earlier builds for pages that have done so', () => {
    const { file, integrity } = JSON.parse(fileNamed(/^enman-widget\.json$/).code)
    const pinned = files.find(({ name }) => name === file)?.bytes.identity ?? Buffer.of()
    expect(pinned.toString()).toBe(fileNamed(/^enman-widget\.js$/).code)
    expect(integrity).toBe(`sha384-${createHash('sha384').update(pinned).digest('base64')}`)
    expect(files.map(({ name }) => name)).toContain('enman-widget-EARLIER1.js')
    expect(files.map(({ name }) => name)).not.toContain('enman-app-ja-EARLIER1.js')
  })

  // The Node that runs npm is the machine's own, and may be the oldest one that is supported.
  test.each(NODES)('may be imported where there is no browser, by %s', (node) => {
    const entry = JSON.stringify(pathToFileURL(join(folder, 'support-chat.js')).href)
    const code = `const { mountSupportChat } = await import(${entry})
      try { mountSupportChat() } catch (error) { console.info(typeof mountSupportChat, error.name) }`
    const said = execFileSync(node, ['--input-type=module', '--eval', code], { encoding: 'utf8' })
    expect(said).toBe('function ReferenceError\n')
  })
})
