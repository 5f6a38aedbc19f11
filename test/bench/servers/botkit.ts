import { type Activity, BotAdapter, type ResourceResponse, TurnContext } from 'botbuilder'
import { Botkit, BotkitConversation } from 'botkit'
import { jsonEndpoint, type Said } from './json-endpoint.ts'
import { reportTo } from './parent-link.ts'

const STEPS = 7
const SENT = Symbol('sent')

/** Botkit as its documentation uses it: a conversation of questions, state in its memory. Nothing is durable. */
class CollectingAdapter extends BotAdapter {
  async sendActivities(context: TurnContext, activities: Partial<Activity>[]): Promise<ResourceResponse[]> {
    const sent: string[] = context.turnState.get(SENT)
    sent.push(...activities.map(({ text }) => text ?? ''))
    return activities.map((_, index) => ({ id: `${index}` }))
  }
  /** A turn inside the adapter's middlewares, as adapters do it. */
  take(context: TurnContext): Promise<void> {
    return this.runMiddleware(context, (turn) => controller.handleTurn(turn))
  }
  async updateActivity(): Promise<void> {}
  async deleteActivity(): Promise<void> {}
  async continueConversation(): Promise<void> {}
}

const adapter = new CollectingAdapter()
const controller = new Botkit({ adapter, disable_webserver: true, disable_console: true })
const job = new BotkitConversation('job', controller)
for (let step = 0; step < STEPS; step++) {
  job.ask(`ここは ${step} です。`, async () => undefined, `answer${step}`)
}
controller.addDialog(job)
controller.on('message', async (bot) => {
  await bot.beginDialog('job')
})

async function answer({ user, text }: Said): Promise<object> {
  const activity = {
    type: 'message',
    id: `${Math.random()}`,
    text,
    channelId: 'bench',
    conversation: { id: user, isGroup: false, conversationType: 'personal', name: '' },
    from: { id: user, name: '' },
    recipient: { id: 'bot', name: '' },
    serviceUrl: '',
    channelData: {},
  } as unknown as Activity
  const context = new TurnContext(adapter, activity)
  const sent: string[] = []
  context.turnState.set(SENT, sent)
  await adapter.take(context)
  return { events: sent, open: false }
}

controller.ready(() => {
  const server = jsonEndpoint(answer)
  server.listen(0, '127.0.0.1', () => reportTo(server))
})
