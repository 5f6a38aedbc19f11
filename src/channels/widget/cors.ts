import type { FastifyInstance } from 'fastify'
import { PROTOCOL_BASE, SIGN_IN_HEADER } from '../../protocol.ts'

/** Long enough to spare a preflight on most messages, short enough to change one's mind (s). */
const PREFLIGHT_MAX_AGE_S = 600

/**
 * Lets pages of the listed sites call the widget's routes. No credentials are allowed and none are needed:
 * a conversation is opened by its bearer token, which only the page that holds it can send.
 */
export function allowOrigins(app: FastifyInstance, allowedOrigins: readonly string[]): void {
  app.addHook('onRequest', async (request, reply) => {
    const { origin } = request.headers
    if (!origin) return
    reply.header('vary', 'Origin')
    if (!allowedOrigins.includes('*') && !allowedOrigins.includes(origin)) return
    reply.header('access-control-allow-origin', origin)
    reply.header('access-control-expose-headers', 'Retry-After')
  })
  app.options(`${PROTOCOL_BASE}*`, async (_request, reply) => {
    reply.header('access-control-allow-methods', 'GET, POST')
    reply.header('access-control-allow-headers', `authorization, content-type, ${SIGN_IN_HEADER}`)
    reply.header('access-control-max-age', PREFLIGHT_MAX_AGE_S)
    return reply.code(204).send()
  })
}
