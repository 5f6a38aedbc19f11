import type { FastifyInstance } from 'fastify'
import { createServer } from '../../../src/server.ts'
import { reportTo } from './parent-link.ts'

/** What our HTTP server costs without a bot behind it: fastify with our hooks and headers, echoing. */
const echo = async (app: FastifyInstance) => {
  app.post('/*', async (request) => ({ events: [request.body], open: false }))
}
const app = createServer({ routes: [echo] })
await app.listen({ port: 0, host: '127.0.0.1' })
reportTo(app.server)
