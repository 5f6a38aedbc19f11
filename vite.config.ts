import { createHash } from 'node:crypto'
import { build, defineConfig, type InlineConfig, type Plugin } from 'vite'
import { shrink, shrinkChat } from './shrink-chat.ts'

/** What the documented script tag names. */
const LOADER_FILE = 'enman-widget.js'
/** The chat under a name that never changes, for pages whose loader is older than the server. */
const APP_FILE = 'enman-app.js'
/** Browsers with nested colour schemes: nothing is added to the CSS for older ones, which read it as it is. */
const CSS_TARGET = ['chrome123', 'firefox120', 'safari17.5']
/** The entry of the npm package. */
const MOUNT_FILE = 'support-chat.js'

/**
 * Builds the website widget into one folder: the chat as a module under its content's hash, and what brings
 * it: the loader as a classic script for any page's `<script async src>`, and the npm entry.
 */
export default defineConfig({
  publicDir: false,
  build: {
    outDir: 'dist/widget',
    emptyOutDir: true,
    target: 'es2022',
    cssTarget: CSS_TARGET,
    reportCompressedSize: false,
    modulePreload: false,
    rolldownOptions: {
      input: 'src/widget/app.ts',
      preserveEntrySignatures: 'strict',
      output: { entryFileNames: APP_FILE },
    },
  },
  plugins: [entries()],
})

/** Adds the chat under its hash, and the files that have to know it. */
function entries(): Plugin {
  return {
    name: 'enman-entries',
    async generateBundle(_options, bundle) {
      const [app] = Object.values(bundle)
      if (app?.type !== 'chunk') throw new Error('the chat was not built')
      app.code = await shrinkChat(app.code)
      const hash = createHash('sha256').update(app.code).digest('base64url').slice(0, 8)
      const hashedName = APP_FILE.replace('.js', `-${hash}.js`)
      const add = (fileName: string, source: string) => this.emitFile({ type: 'asset', fileName, source })
      add(hashedName, app.code)
      add(LOADER_FILE, await shrink(await codeOf(loader(hashedName))))
      add(MOUNT_FILE, await codeOf(mount(hashedName)))
    },
  }
}

function loader(appFile: string): InlineConfig {
  return {
    define: { APP_FILES: JSON.stringify([appFile, APP_FILE]) },
    build: { lib: { entry: 'src/widget/loader.ts', formats: ['iife'], name: 'enman' } },
  }
}

function mount(appFile: string): InlineConfig {
  return {
    build: {
      lib: { entry: 'src/widget/mount.ts', formats: ['es'] },
      rolldownOptions: { external: /app\.ts$/, output: { paths: () => `./${appFile}` } },
    },
  }
}

async function codeOf(config: InlineConfig): Promise<string> {
  const settings = { write: false, target: 'es2022', cssTarget: CSS_TARGET, ...config.build }
  const built = await build({ configFile: false, logLevel: 'silent', define: config.define ?? {}, build: settings })
  const [chunk] = (Array.isArray(built) ? built : [built]).flatMap((one) => ('output' in one ? one.output : []))
  if (chunk?.type !== 'chunk') throw new Error('an entry was not built')
  return chunk.code
}
