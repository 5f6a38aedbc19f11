import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance, FastifyPluginAsync, FastifyRequest } from 'fastify'
import { build } from 'vite'
import { type WidgetRoutesOptions, widgetRoutes } from '../../src/channels/widget/routes.ts'
import type { SignInSettings } from '../../src/channels/widget/sign-in.ts'
import { createServer } from '../../src/server.ts'
import { readStaticFiles, type StaticFile } from '../../src/static-files.ts'
import { createScriptedDesk, type Script, type ScriptedDesk } from '../widget/scripted-desk.ts'
import { testSessions } from '../widget/test-sessions.ts'

/** What a careful shop would send: if the widget runs under this, it runs anywhere. */
export const STRICT_CSP =
  "default-src 'none'; script-src 'self'; connect-src 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

const SCRIPT = '<script async src="/widget/enman-widget.js"></script>'

export interface SiteOptions {
  readonly csp?: string
  readonly headers?: Readonly<Record<string, string>>
  /** What stands at the end of the page, with the script tag. */
  readonly end?: string
  /** Called before an answer goes out; true cuts the connection instead. */
  readonly cut?: (request: FastifyRequest) => boolean
  /** Sites whose pages may call. */
  readonly allowedOrigins?: readonly string[]
  /** How the shop names its signed-in customers. */
  readonly signIn?: SignInSettings
  /** Further pages. */
  readonly routes?: readonly FastifyPluginAsync[]
}

function pageOf(end: string): string {
  return `<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>テスト店</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><main><h1>テスト店</h1><p><a href="#a" id="before">前のリンク</a></p>
<p>ページの本文です。</p><div id="tall"></div></main>
${end}</body></html>`
}

export interface Site {
  readonly origin: string
  readonly desk: ScriptedDesk
  /** Closes the server and keeps everything else. */
  stop(): Promise<void>
  /** Serves the same conversations at the same address again. */
  restart(): Promise<void>
}

type MadeOptions = SiteOptions & Pick<WidgetRoutesOptions, 'sessions'>

/** Builds the widget as `npm run build` does, into a folder of its own. */
export async function buildWidget(): Promise<readonly StaticFile[]> {
  const outDir = await mkdtemp(join(tmpdir(), 'enman-widget-'))
  await build({ logLevel: 'silent', build: { outDir } })
  const files = await readStaticFiles(outDir)
  await rm(outDir, { recursive: true, force: true })
  return files
}

/** A shop page with the widget on loopback, before a scripted bot. */
export async function openSite(
  widgetFiles: readonly StaticFile[],
  script: Script,
  options: SiteOptions = {},
): Promise<Site> {
  const desk = createScriptedDesk(script)
  const made = { sessions: testSessions(), ...options }
  let app = serve(widgetFiles, desk, made)
  const origin = await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = new URL(origin)
  return {
    origin,
    desk,
    stop: () => app.close(),
    async restart() {
      app = serve(widgetFiles, desk, made)
      await app.listen({ host: '127.0.0.1', port: Number(port) })
    },
  }
}

function serve(widgetFiles: readonly StaticFile[], desk: ScriptedDesk, options: MadeOptions): FastifyInstance {
  const {
    sessions,
    signIn = null,
    csp = STRICT_CSP,
    headers = {},
    end = SCRIPT,
    cut,
    routes = [],
    allowedOrigins = [],
  } = options
  const widget = widgetRoutes({
    channel: desk.channel,
    receive: desk.hub.receive,
    readLog: desk.readLog,
    clock: Date.now,
    sessions,
    signIn,
    allowedOrigins,
    messageLimit: { burst: 1000, perMinute: 1000 },
    eventLimit: { burst: 1000, perMinute: 1000 },
  })
  const page: FastifyPluginAsync = async (app) => {
    app.get('/', async (_request, reply) =>
      reply
        .type('text/html; charset=utf-8')
        .headers({ ...headers, 'content-security-policy': csp })
        .send(pageOf(end)),
    )
  }
  const app = createServer({ routes: [widget, page, ...routes], widgetFiles })
  app.addHook('onSend', async (request) => {
    if (cut?.(request)) request.raw.socket.destroy()
  })
  return app
}
