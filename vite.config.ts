import { createHash } from 'node:crypto'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { build, defineConfig, type InlineConfig, type Plugin } from 'vite'
import { shrink, shrinkChat } from './shrink-chat.ts'

/** The loader under the name that is always the newest; a page may also name one by its hash, and check it. */
const LOADER_FILE = 'enman-widget.js'
const LOADER_PINNED = /^enman-widget-.{8}\.js$/
/** How the loader of this build is named by its hash, and what it must hash to (Subresource Integrity). */
const PIN_FILE = 'enman-widget.json'
/** Everything the build leaves. */
const OUR_FILE = /^(?:enman-|support-chat\.)/
/** Earlier loaders that stay for pages that name them. */
const PINNED_MAX = 20
/** Languages the widget's own words exist in, and the file that holds them. */
const WORDS = { ja: 'strings.ts', en: 'strings-en.ts' } as const
type Language = keyof typeof WORDS
/** Browsers with nested colour schemes: nothing is added to the CSS for older ones, which read it as it is. */
const CSS_TARGET = ['chrome123', 'firefox120', 'safari17.5']

/**
 * Builds the website widget into one folder. The chat is a module for each language, under its content's hash and,
 * for pages whose loader is older than the server, under a name that never changes. What brings it is the loader, a
 * classic script for any page's `<script async src>`, or the entry of the npm package.
 */
export default defineConfig({
  publicDir: false,
  build: {
    outDir: 'dist/widget',
    // By the plugin, which leaves earlier loaders.
    emptyOutDir: false,
    target: 'es2022',
    reportCompressedSize: false,
    modulePreload: false,
    // Three builds inside one take their time; that is no news to whoever installs this.
    rolldownOptions: { checks: { bundlerTimings: false } },
    lib: { entry: 'src/widget/mount.ts', formats: ['es'], fileName: () => 'support-chat.js', cssFileName: 'unused' },
  },
  plugins: [chats()],
})

/** Builds the chats, puts them and the loader beside the npm entry, and tells both how the chats are called. */
function chats(): Plugin {
  let hash = ''
  let outDir = ''
  return {
    name: 'enman-chats',
    configResolved(config) {
      outDir = resolve(config.root, config.build.outDir)
    },
    async buildStart() {
      await emptyButForPins(outDir)
      const add = (fileName: string, source: string) => this.emitFile({ type: 'asset', fileName, source })
      const languages = Object.keys(WORDS) as Language[]
      const sources = await Promise.all(languages.map(async (one) => shrinkChat(await codeOf(chat(one)))))
      hash = shortHash(sources.join())
      for (const [index, source] of sources.entries())
        for (const end of ['', `-${hash}`]) add(`enman-app-${languages[index]}${end}.js`, source)
      const script = await shrink(await codeOf(loader(hash)))
      const file = LOADER_FILE.replace('.js', `-${shortHash(script)}.js`)
      const integrity = `sha384-${createHash('sha384').update(script).digest('base64')}`
      add(LOADER_FILE, script)
      add(file, script)
      add(PIN_FILE, JSON.stringify({ file, integrity }))
    },
    resolveId(id) {
      const [, name] = /^\.\/built\/(enman-app-\w+)\.js$/.exec(id) ?? []
      return name ? { id: `./${name}-${hash}.js`, external: true } : null
    },
  }
}

/** Pages may name the loader of an earlier build: the newest of those stay, everything else goes. */
async function emptyButForPins(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const names = (await readdir(folder)).filter((name) => OUR_FILE.test(name))
  const pins = await Promise.all(
    names
      .filter((name) => LOADER_PINNED.test(name))
      .map(async (name) => ({ name, atMs: (await stat(join(folder, name))).mtimeMs })),
  )
  const kept = pins.sort((one, other) => other.atMs - one.atMs).slice(0, PINNED_MAX)
  const gone = names.filter((name) => !kept.some((pin) => pin.name === name))
  await Promise.all(gone.map((name) => rm(join(folder, name))))
}

/** As it stands in the names of files that never change. */
function shortHash(content: string): string {
  return createHash('sha256').update(content).digest('base64url').slice(0, 8)
}

function chat(language: Language): InlineConfig {
  const words = `${import.meta.dirname}/src/widget/${WORDS[language]}`
  return {
    resolve: { alias: [{ find: /^\.\/strings\.ts$/, replacement: words }] },
    build: { lib: { entry: 'src/widget/app.ts', formats: ['es'] } },
  }
}

function loader(hash: string): InlineConfig {
  return {
    define: { APP_HASH: JSON.stringify(hash) },
    build: { lib: { entry: 'src/widget/loader.ts', formats: ['iife'], name: 'enman' } },
  }
}

async function codeOf(config: InlineConfig): Promise<string> {
  const settings = { write: false, target: 'es2022', cssTarget: CSS_TARGET, ...config.build }
  const built = await build({ ...config, configFile: false, logLevel: 'silent', build: settings })
  const [chunk] = (Array.isArray(built) ? built : [built]).flatMap((one) => ('output' in one ? one.output : []))
  if (chunk?.type !== 'chunk') throw new Error('a script was not built')
  return chunk.code
}
