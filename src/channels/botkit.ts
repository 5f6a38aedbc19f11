// First: what is imported after it is loaded lean.
import './lean-botkit.ts'
import type { Activity, ConversationReference, ResourceResponse } from 'botbuilder'
import { BotAdapter, TurnContext } from 'botbuilder'
import type { BotkitConfiguration, BotkitMessage } from 'botkit'
import { Botkit, BotWorker } from 'botkit'
import { AppError } from '../errors.ts'
import type { Channel, Delivery, Exchange, Inbound } from './channel.ts'
import { botkitIsLoaded } from './lean-botkit.ts'
import { type Middleware, runMiddlewares } from './run-middlewares.ts'

botkitIsLoaded()

/** How long a Botkit middleware may keep its `next` (ms). */
const MIDDLEWARE_TIMEOUT_MS = 10_000

export interface HubOptions {
  readonly channels: readonly Channel[]
  /** Takes one inbound to its committed answer; serial for each conversation. */
  readonly handle: (inbound: Inbound) => Promise<Exchange>
  /** How long one Botkit middleware may take (ms). */
  readonly timeoutMs?: number
  /** Room for Botkit plugins: called once with the controller before the first message. */
  readonly extend?: (controller: Botkit) => void
}

/** Where channels and conversations meet. */
export interface Hub {
  /**
   * Passes one inbound through Botkit to `handle`.
   *
   * @throws {AppError} whatever code the failing part threw, `hub.timeout` for a middleware that never
   * went on, `hub.failed` for anything without a code. It always settles.
   */
  receive(inbound: Inbound): Promise<Exchange>
  /**
   * Passes messages through Botkit to their channel.
   *
   * @throws {AppError} as `receive`, and `hub.unknown-channel`
   */
  deliver(channelName: string, delivery: Delivery): Promise<void>
  close(): Promise<void>
}

/** Builds the one Botkit controller and its generic adapter. */
export function createHub(options: HubOptions): Hub {
  const adapter = new ChannelAdapter(options.channels)
  const controller = new Controller(adapter, options.timeoutMs ?? MIDDLEWARE_TIMEOUT_MS)
  options.extend?.(controller)
  controller.on('message', async (_bot, message) => {
    const { inbound, context } = message as InboundMessage
    context.turnState.set(EXCHANGE, await options.handle(inbound))
  })
  return {
    receive: (inbound) => coded(() => take(adapter, controller, inbound)),
    deliver: (channelName, delivery) => coded(() => deliver(adapter, controller, { channelName, delivery })),
    close: () => controller.shutdown(),
  }
}

/** Where a turn leaves the answer of `handle`. */
const EXCHANGE = Symbol('exchange')

/** What our inbound looks like to Botkit handlers: channel data is spread over the message. */
type InboundMessage = BotkitMessage & { readonly inbound: Inbound; readonly context: TurnContext }

async function take(adapter: ChannelAdapter, controller: Controller, inbound: Inbound): Promise<Exchange> {
  const context = new TurnContext(adapter, inboundActivity(inbound))
  await adapter.take(context, (turn) => controller.handleTurn(turn))
  const exchange: Exchange | undefined = context.turnState.get(EXCHANGE)
  // A Botkit plugin may have answered by itself: then nothing was logged and there is nothing to show.
  return exchange ?? { messages: [], duplicate: false, open: false }
}

async function deliver(
  adapter: ChannelAdapter,
  controller: Controller,
  { channelName, delivery }: { channelName: string; delivery: Delivery },
): Promise<void> {
  const address = conversationAddress(channelName, delivery.conversationId)
  const context = new TurnContext(adapter, { ...address, type: 'event', name: 'delivery' } as Activity)
  const bot = await controller.spawn(context)
  const text = delivery.messages.map((message) => message.text).join('\n')
  await bot.say({ type: 'message', text, channelData: { delivery } })
}

function inboundActivity(inbound: Inbound): Activity {
  const address = conversationAddress(inbound.channel, inbound.conversationId)
  const text = inbound.act.type === 'text' ? inbound.act.text : undefined
  // The Bot Framework demands two dozen fields of an Activity that neither Botkit nor we ever read.
  return { ...address, type: 'message', id: inbound.id, text, channelData: { inbound } } as unknown as Activity
}

function conversationAddress(channelName: string, conversationId: string) {
  return {
    channelId: channelName,
    conversation: { id: conversationId, isGroup: false, conversationType: 'personal', name: '' },
    from: { id: conversationId, name: '' },
    recipient: { id: 'enman', name: '' },
    serviceUrl: '',
  }
}

/** Gives every failure a code, so that no edge ever has to read a message. */
async function coded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError('hub.failed', 'a part of the hub failed without a code', {}, { cause: error })
  }
}

/** Speaks for every channel: Botkit knows one adapter, we know channels by name. */
class ChannelAdapter extends BotAdapter {
  /** Botkit looks here for the worker class. */
  readonly botkit_worker = SafeWorker
  readonly #channels: ReadonlyMap<string, Channel>

  constructor(channels: readonly Channel[]) {
    super()
    this.#channels = new Map(channels.map((channel) => [channel.name, channel]))
  }

  /** Runs a turn inside the adapter's own middlewares, as Bot Framework adapters do. */
  take(context: TurnContext, turn: (context: TurnContext) => Promise<void>): Promise<void> {
    return this.runMiddleware(context, turn)
  }

  async sendActivities(_context: TurnContext, activities: Partial<Activity>[]): Promise<ResourceResponse[]> {
    const sent: ResourceResponse[] = []
    for (const activity of activities) {
      const channel = this.#channels.get(activity.channelId ?? '')
      if (!channel) throw new AppError('hub.unknown-channel', `no channel is called ${activity.channelId}`)
      const delivery: Delivery | undefined = activity.channelData?.delivery
      // Replies of plugins have no log entry to stand on, and what is not logged is not shown.
      if (!delivery) throw new AppError('hub.failed', 'only logged messages can be delivered')
      await channel.deliver(delivery)
      sent.push({ id: delivery.key })
    }
    return sent
  }

  async updateActivity(): Promise<void> {
    throw new AppError('hub.failed', 'a delivered message cannot be changed')
  }

  async deleteActivity(): Promise<void> {
    throw new AppError('hub.failed', 'a delivered message cannot be withdrawn')
  }

  async continueConversation(): Promise<void> {
    throw new AppError('hub.failed', 'conversations continue through deliver()')
  }
}

/** Botkit's worker loses what a send middleware or the adapter throws in `say`; this one passes it on. */
class SafeWorker extends BotWorker {
  override async say(message: Partial<BotkitMessage> | string): Promise<ResourceResponse | undefined> {
    const activity = this.ensureMessageFormat(message)
    const controller: Controller = this.controller as Controller
    await controller.runStage('send', [this, activity])
    return this.getConfig('context').sendActivity(activity)
  }
}

/** Keeps nothing: conversations live in our own store, and Botkit's memory would grow for ever. */
function noStorage(): NonNullable<BotkitConfiguration['storage']> {
  return { read: async () => ({}), write: async () => {}, delete: async () => {} }
}

type Stage = 'spawn' | 'ingest' | 'receive' | 'interpret' | 'send'

/** Botkit marks these private; its own turn and ours both need them. */
interface Listening {
  listenForInterrupts(bot: BotWorker, message: BotkitMessage): Promise<unknown>
  listenForTriggers(bot: BotWorker, message: BotkitMessage): Promise<unknown>
}

interface WorkerConfig {
  readonly context: TurnContext
  readonly reference: Partial<ConversationReference>
  readonly activity: Activity
}

/**
 * Botkit with a turn that always settles. The original runs async callbacks inside `ware`, which drops
 * their rejections: a handler that throws ends the process or leaves the turn open for ever.
 * Dialogs and Botkit's conversation state are left out: XState and our store do that work.
 */
class Controller extends Botkit {
  readonly #timeoutMs: number

  constructor(adapter: ChannelAdapter, timeoutMs: number) {
    // Without these flags Botkit listens on every interface and rebuilds request bodies from strings.
    super({ adapter, disable_webserver: true, disable_console: true, storage: noStorage() })
    this.#timeoutMs = timeoutMs
  }

  override async handleTurn(context: TurnContext): Promise<void> {
    const message = toMessage(context)
    const bot = await this.spawn(context)
    await this.runStage('ingest', [bot, message])
    await this.runStage('receive', [bot, message])
    const listening = this as unknown as Listening
    if ((await listening.listenForInterrupts(bot, message)) !== false) return
    await this.runStage('interpret', [bot, message])
    if ((await listening.listenForTriggers(bot, message)) !== false) return
    await this.trigger(message.type, bot, message)
  }

  /** As Botkit's, without a dialog context and without a promise that nobody settles. */
  override async spawn(context: TurnContext): Promise<BotWorker> {
    const config: WorkerConfig = {
      context,
      reference: TurnContext.getConversationReference(context.activity),
      activity: context.activity,
    }
    const worker = new SafeWorker(this, config)
    worker.getConfig().adapter = context.adapter
    await this.runStage('spawn', [worker])
    return worker
  }

  /** As Botkit's, but the handler's own error comes out; the original prints it and loses its code. */
  override async trigger(event: string, bot?: BotWorker, message?: BotkitMessage): Promise<void> {
    const handlers = (this as unknown as { _events: Record<string, Middleware[] | undefined> })._events[event] ?? []
    for (const handler of handlers) {
      if ((await handler.call(bot, bot, message)) === false) return
    }
  }

  /** Runs a stage's functions in order; see `runMiddlewares`. */
  runStage(stage: Stage, args: readonly unknown[]): Promise<void> {
    return runMiddlewares(this.middleware[stage].fns, args, { stage, timeoutMs: this.#timeoutMs })
  }
}

function toMessage(context: TurnContext): BotkitMessage {
  const { activity } = context
  return {
    ...activity.channelData,
    type: activity.channelData?.botkitEventType ?? activity.type,
    user: activity.from.id,
    text: activity.text,
    channel: activity.conversation.id,
    value: activity.value,
    // Handlers of Botkit plugins expect the whole reference; ours is partial only in its types.
    reference: TurnContext.getConversationReference(activity) as ConversationReference,
    context,
    incoming_message: activity,
  }
}
