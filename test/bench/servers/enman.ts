import { widgetRoutes } from '../../../src/channels/widget/routes.ts'
import { createServer } from '../../../src/server.ts'
import { codeIn, openBenchApp } from '../bench-app.ts'
import { reportTo, tellParent } from './parent-link.ts'

const [dir = '', customers = '0'] = process.argv.slice(2)
/** All customers come from one address, and one of them may be quick. */
const UNLIMITED = { burst: 1_000_000, perMinute: 1_000_000 }

/** The bot behind its widget's routes, put together as `src/start.ts` does, on a database in the given folder. */
const { app, channel, sessions } = openBenchApp({
  dir,
  customers: Number(customers),
  mailed: (mail) => {
    const code = codeIn(mail)
    if (code) tellParent({ type: 'code', email: mail.to, code })
  },
})
const server = createServer({
  routes: [
    widgetRoutes({
      channel,
      receive: (inbound) => app.receive(inbound),
      readLog: (conversationId, afterSeq) => app.store.log(conversationId, afterSeq),
      clock: Date.now,
      sessions,
      messageLimit: UNLIMITED,
      sessionLimit: UNLIMITED,
    }),
  ],
})
await server.listen({ port: 0, host: '127.0.0.1' })
reportTo(server.server)
