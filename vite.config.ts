import { createHash } from 'node:crypto'
import { build, defineConfig, type InlineConfig, type Plugin } from 'vite'
import { shrink, shrinkChat } from './shrink-chat.ts'

/** What the documented script tag names. */
const LOADER_FILE = 'enman-widget.js'
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
    emptyOutDir: true,
    target: 'es2022',
    reportCompressedSize: false,
    modulePreload: false,
    lib: { entry: 'src/widget/mount.ts', formats: ['es'], fileName: () => 'support-chat.js', cssFileName: 'unused' },
  },
  plugins: [chats()],
})

/** Builds the chats, puts them and the loader beside the npm entry, and tells both how the chats are called. */
function chats(): Plugin {
  let hash = ''
  return {
    name: 'enman-chats',
    async buildStart() {
      const add = (fileName: string, source: string) => this.emitFile({ type: 'asset', fileName, source })
      const languages = Object.keys(WORDS) as Language[]
      const sources = await Promise.all(languages.map(async (one) => shrinkChat(await codeOf(chat(one)))))
      hash = createHash('sha256').update(sources.join()).digest('base64url').slice(0, 8)
      for (const [index, source] of sources.entries())
        for (const end of ['', `-${hash}`]) add(`enman-app-${languages[index]}${end}.js`, source)
      add(LOADER_FILE, await shrink(await codeOf(loader(hash))))
    },
    resolveId(id) {
      const [, name] = /^\.\/built\/(enman-app-\w+)\.js$/.exec(id) ?? []
      return name ? { id: `./${name}-${hash}.js`, external: true } : null
    },
  }
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
