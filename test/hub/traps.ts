import type { Botkit } from 'botkit'
import { createHub, type Hub } from '../../src/channels/botkit.ts'
import type { Channel, Delivery, Exchange, Inbound } from '../../src/channels/channel.ts'
import { AppError, type ErrorCode } from '../../src/errors.ts'

/** One way to make stock Botkit hang or die, and the code with which our hub must settle it. */
export interface Trap {
  readonly name: string
  readonly code: ErrorCode
  readonly act: 'receive' | 'deliver'
  readonly extend?: (controller: Botkit) => void
  readonly deliver?: () => Promise<void>
}

export const TRAP_TIMEOUT_MS = 60
export const NO_EXCHANGE: Exchange = { messages: [], duplicate: false, open: false }

const boom = () => {
  throw new Error('boom')
}
const boomLater = async () => {
  await new Promise((resolve) => setImmediate(resolve))
  throw new Error('boom later')
}
const coded = async () => {
  throw new AppError('store.conflict', 'revision moved on')
}

type Stage = 'spawn' | 'ingest' | 'receive' | 'interpret' | 'send'
type Next = (error?: unknown) => void

function middlewareTraps(stage: Stage): Trap[] {
  const act = stage === 'send' ? 'deliver' : 'receive'
  const use = (name: string, code: ErrorCode, middleware: (...args: never[]) => unknown): Trap => ({
    name: `${stage} middleware: ${name}`,
    code,
    act,
    extend: (controller) => controller.middleware[stage].use(middleware),
  })
  // spawn middlewares are given the worker alone, all others the worker and the message
  if (stage === 'spawn') {
    return [
      use('throws', 'hub.failed', (_bot: unknown) => boom()),
      use('rejects later', 'hub.failed', async (_bot: unknown, _next: Next) => boomLater()),
      use('calls next with an error', 'hub.failed', (_bot: unknown, next: Next) => next(new Error('no'))),
      use('never calls next', 'hub.timeout', (_bot: unknown, _next: Next) => {}),
    ]
  }
  return [
    use('plain, throws', 'hub.failed', (_bot: unknown, _message: unknown) => boom()),
    use('plain, rejects later', 'hub.failed', async (_bot: unknown, _message: unknown) => boomLater()),
    use('plain, returns an error', 'hub.failed', (_bot: unknown, _message: unknown) => new Error('returned')),
    use('plain, never resolves', 'hub.timeout', (_bot: unknown, _message: unknown) => new Promise(() => {})),
    use('plain, throws a coded error', 'store.conflict', async (_bot: unknown, _message: unknown) => coded()),
    use('callback, throws', 'hub.failed', (_bot: unknown, _message: unknown, _next: Next) => boom()),
    use('callback, rejects later', 'hub.failed', async (_b: unknown, _m: unknown, _next: Next) => boomLater()),
    use('callback, errs', 'hub.failed', (_b: unknown, _m: unknown, next: Next) => next(new Error('no'))),
    use('callback, never calls next', 'hub.timeout', (_b: unknown, _m: unknown, _next: Next) => {}),
    use('async callback, forgets next', 'hub.timeout', async (_b: unknown, _m: unknown, _next: Next) => {}),
    use('callback, throws after next', 'hub.failed', (_b: unknown, _m: unknown, next: Next) => {
      setImmediate(next)
      boom()
    }),
  ]
}

function handlerTraps(): Trap[] {
  const on = (name: string, code: ErrorCode, extend: (controller: Botkit) => void): Trap => ({
    name,
    code,
    act: 'receive',
    extend,
  })
  return [
    on('on: handler throws', 'hub.failed', (bot) => bot.on('message', boom)),
    on('on: handler rejects later', 'hub.failed', (bot) => bot.on('message', boomLater)),
    on('on: handler throws a coded error', 'store.conflict', (bot) => bot.on('message', coded)),
    on('hears: handler throws', 'hub.failed', (bot) => bot.hears('返金', 'message', boom)),
    on('hears: handler rejects later', 'hub.failed', (bot) => bot.hears(/返金/, 'message', boomLater)),
    on('hears: pattern is no regular expression', 'hub.failed', (bot) => bot.hears('(', 'message', coded)),
    on('hears: pattern function throws', 'hub.failed', (bot) => bot.hears(boomLater, 'message', coded)),
    on('interrupts: handler throws', 'hub.failed', (bot) => bot.interrupts('返金', 'message', boom)),
    on('interrupts: handler rejects later', 'hub.failed', (bot) => bot.interrupts('返金', 'message', boomLater)),
    on('bot.say of something never logged', 'hub.failed', (bot) =>
      bot.on('message', (worker) => worker.say('記録にない言葉')),
    ),
    on('bot.reply of something never logged', 'hub.failed', (bot) =>
      bot.on('message', (worker, message) => worker.reply(message, '記録にない言葉')),
    ),
    on('bot.beginDialog', 'hub.failed', (bot) => bot.on('message', (worker) => worker.beginDialog('none'))),
  ]
}

const channelTraps: Trap[] = [
  { name: 'channel throws at once', code: 'hub.failed', act: 'deliver', deliver: boom },
  { name: 'channel rejects later', code: 'hub.failed', act: 'deliver', deliver: boomLater },
  { name: 'channel throws a coded error', code: 'store.conflict', act: 'deliver', deliver: coded },
]

export const TRAPS: readonly Trap[] = [
  ...handlerTraps(),
  ...(['spawn', 'ingest', 'receive', 'interpret', 'send'] as const).flatMap(middlewareTraps),
  ...channelTraps,
]

/** A hub with one channel whose `handle` answers nothing, set up so that the trap snaps. */
export function trappedHub(trap: Trap): Hub {
  return createHub({
    channels: [channel(trap.deliver ?? (async () => {}))],
    handle: async () => NO_EXCHANGE,
    timeoutMs: TRAP_TIMEOUT_MS,
    ...(trap.extend && { extend: trap.extend }),
  })
}

/** Springs the trap and gives back the code it settled with, or null when nothing failed. */
export async function spring(trap: Trap): Promise<ErrorCode | 'no code' | null> {
  const hub = trappedHub(trap)
  try {
    if (trap.act === 'receive') await hub.receive(inbound('1'))
    else await hub.deliver('test', delivery('d1'))
    return null
  } catch (error) {
    return error instanceof AppError ? error.code : 'no code'
  } finally {
    await hub.close()
  }
}

export function channel(deliver: Channel['deliver'], name = 'test'): Channel {
  return { name, patienceMs: 100, timerDueAtMs: (_timer, setAtMs) => setAtMs + 1000, deliver }
}

export function inbound(id: string, conversationId = 'c1'): Inbound {
  return { id, channel: 'test', conversationId, atMs: 0, act: { type: 'text', text: '返金したい' } }
}

export function delivery(key: string, conversationId = 'c1'): Delivery {
  const message = { key: 'refund.done', text: '返金を受け付けました。', seq: 1, role: 'bot', atMs: 0 } as const
  return { key, conversationId, messages: [message] }
}
