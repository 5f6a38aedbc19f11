import type { Socket } from 'node:net'
import fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyPluginAsync, LogController } from 'fastify'
import { askedLanguage } from './channels/asked-language.ts'
import { problem, toProblem } from './channels/problem.ts'
import { type StaticFile, serveFiles } from './static-files.ts'

export interface ServerOptions {
  /** Channels, demo, desk …: each a plugin with its own paths. */
  readonly routes: readonly FastifyPluginAsync[]
  readonly logger?: FastifyBaseLogger
  /** The built widget, from `readStaticFiles`; served under `/widget/`. */
  readonly widgetFiles?: readonly StaticFile[]
  /** Whether the process can do its work (the store answers …); `/healthz` says 503 when not. */
  readonly isHealthy?: () => Promise<boolean>
  /** Believe `X-Forwarded-For`: only behind a proxy of our own. */
  readonly trustProxy?: boolean
}

/** Larger bodies than any channel needs; channels lower it for themselves. */
const BODY_MAX_BYTES = 1_048_576

/** Requests under way when the server closes have this long to end. */
const CLOSE_GRACE_MS = 10_000

const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  // For everything that is no page; a page sets its own.
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
} as const

/** Puts routes behind one HTTP server with the same answers to errors everywhere. It does not listen yet. */
export function createServer(options: ServerOptions): FastifyInstance {
  const app = fastify({
    ...(options.logger ? { loggerInstance: options.logger } : { logger: false }),
    bodyLimit: BODY_MAX_BYTES,
    trustProxy: options.trustProxy ?? false,
    // A request line per message says nothing that the turn log does not say better.
    logController: new LogController({ disableRequestLogging: true }),
  })
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(SECURITY_HEADERS)
  })
  answerProblems(app)
  closePromptly(app)
  app.get('/healthz', async (_request, reply) => {
    const isHealthy = (await options.isHealthy?.()) ?? true
    return reply
      .code(isHealthy ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ ok: isHealthy })
  })
  serveFiles(app, '/widget/', options.widgetFiles ?? [])
  for (const routes of options.routes) app.register(routes)
  return app
}

function answerProblems(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    const { status, body, retryAfter } = toProblem(error, askedLanguage(request.headers['accept-language']))
    if (status >= 500) request.log.error({ err: error, path: request.routeOptions.url }, 'a request failed')
    if (retryAfter !== undefined) reply.header('retry-after', retryAfter)
    return reply.code(status).header('cache-control', 'no-store').send(body)
  })
  app.setNotFoundHandler((request, reply) => {
    const { status, body } = problem(404, 'http.not-found', askedLanguage(request.headers['accept-language']))
    return reply.code(status).send(body)
  })
}

/**
 * Node counts a connection that has never asked anything as busy, and browsers open such ones in advance:
 * closing would wait for them. Those are cut at once, and whatever is left after a grace too.
 */
function closePromptly(app: FastifyInstance): void {
  const unused = new Set<Socket>()
  app.server.on('connection', (socket: Socket) => {
    unused.add(socket)
    socket.once('close', () => unused.delete(socket))
  })
  app.server.on('request', (request) => unused.delete(request.socket))
  app.addHook('preClose', async () => {
    for (const socket of unused) socket.destroy()
    setTimeout(() => app.server.closeAllConnections(), CLOSE_GRACE_MS).unref()
  })
}
