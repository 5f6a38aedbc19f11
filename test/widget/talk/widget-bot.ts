import type { FastifyPluginAsync } from 'fastify'
import { createWidgetChannel } from '../../../src/channels/widget/channel.ts'
import { widgetRoutes } from '../../../src/channels/widget/routes.ts'
import { AppWorld } from '../../../src/transcript/app-world.ts'
import { SIGN_IN } from '../site-key.ts'
import { testSessions } from '../test-sessions.ts'

const PLENTY = { burst: 100_000, perMinute: 100_000 }
const MINUTE_MS = 60_000

/** The whole bot under a script's control, reached over the widget's routes. */
export interface WidgetBot {
  readonly world: AppWorld
  readonly routes: FastifyPluginAsync
  /** The one conversation there is; empty before it began. */
  readonly conversationId: string
}

export function createWidgetBot(atMs: number): WidgetBot {
  // Scripts have no slow line: an answer is always given whole.
  const channel = { ...createWidgetChannel(), patienceMs: 10 * MINUTE_MS }
  const world = new AppWorld(atMs, () => [channel])
  let conversationId = ''
  const routes = widgetRoutes({
    channel,
    receive: (inbound) => {
      conversationId = inbound.conversationId
      return world.app.receive(inbound)
    },
    readLog: (id, afterSeq) => world.app.store.log(id, afterSeq),
    clock: () => world.now(),
    sessions: testSessions(),
    signIn: SIGN_IN,
    messageLimit: PLENTY,
    sessionLimit: PLENTY,
    eventLimit: PLENTY,
  })
  return {
    world,
    routes,
    get conversationId() {
      return conversationId
    },
  }
}
