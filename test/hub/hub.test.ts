import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Botkit } from 'botkit'
import { describe, expect, test } from 'vitest'
import { createHub } from '../../src/channels/botkit.ts'
import type { Delivery, Exchange, Inbound } from '../../src/channels/channel.ts'
import { channel, delivery, inbound, NO_EXCHANGE, spring, TRAPS } from './traps.ts'

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

describe("Botkit's traps settle with a code", () => {
  test.each(TRAPS)('$name: $code', async (trap) => {
    expect(await spring(trap)).toBe(trap.code)
  })

  test('and the process lives on after all of them', async () => {
    const script = new URL('./survive.ts', import.meta.url).pathname
    const { stdout } = await promisify(execFile)(process.execPath, [script])
    expect(stdout).toBe(`survived ${TRAPS.length}`)
  })

  test('a hub that failed once serves the next message', async () => {
    let calls = 0
    const handle = async () => {
      calls += 1
      if (calls === 1) throw new Error('first one fails')
      return NO_EXCHANGE
    }
    const hub = createHub({ channels: [channel(async () => {})], handle })
    await expect(hub.receive(inbound('1'))).rejects.toMatchObject({ code: 'hub.failed' })
    await expect(hub.receive(inbound('2'))).resolves.toEqual(NO_EXCHANGE)
  })
})

describe('a turn', () => {
  test('carries the inbound to handle and its exchange back, unchanged', async () => {
    const taken: Inbound[] = []
    const exchange: Exchange = { messages: delivery('k').messages, duplicate: false, open: true }
    const handle = async (given: Inbound) => {
      taken.push(given)
      return exchange
    }
    const hub = createHub({ channels: [channel(async () => {})], handle })
    const tapped: Inbound = { ...inbound('7'), act: { type: 'tapped', choice: 'yes', prompt: 'p1' } }

    expect(await hub.receive(tapped)).toBe(exchange)
    expect(taken).toEqual([tapped])
  })

  test('runs every middleware stage in order, and each kind of middleware', async () => {
    const seen: string[] = []
    const extend = (controller: Botkit) => {
      controller.middleware.receive.use((_bot: unknown, _message: unknown, next: () => void) => {
        seen.push('receive')
        setImmediate(next)
      })
      controller.middleware.ingest.use(async () => {
        await pause(1)
        seen.push('ingest')
      })
      controller.middleware.interpret.use(() => seen.push('interpret'))
      controller.middleware.spawn.use(() => seen.push('spawn'))
    }
    const handle = async () => {
      seen.push('handle')
      return NO_EXCHANGE
    }
    const hub = createHub({ channels: [channel(async () => {})], handle, extend })
    await hub.receive(inbound('1'))
    expect(seen).toEqual(['spawn', 'ingest', 'receive', 'interpret', 'handle'])
  })

  test('a plugin that hears a message itself keeps it from the conversation', async () => {
    let handled = 0
    const handle = async () => {
      handled += 1
      return NO_EXCHANGE
    }
    const extend = (controller: Botkit) => controller.hears('返金', 'message', async () => 'heard')
    const hub = createHub({ channels: [channel(async () => {})], handle, extend })
    expect(await hub.receive(inbound('1'))).toEqual(NO_EXCHANGE)
    expect(handled).toBe(0)
  })

  test('of many at once each gets its own answer', async () => {
    const handle = async (given: Inbound): Promise<Exchange> => {
      await pause(Math.random() * 5)
      const message = { key: 'echo', text: given.id, seq: 1, role: 'bot', atMs: 0 } as const
      return { messages: [message], duplicate: false, open: false }
    }
    const hub = createHub({ channels: [channel(async () => {})], handle })
    const ids = Array.from({ length: 200 }, (_, index) => `m${index}`)
    const exchanges = await Promise.all(ids.map((id, index) => hub.receive(inbound(id, `c${index % 7}`))))
    expect(exchanges.map((exchange) => exchange.messages[0]?.text)).toEqual(ids)
  })
})

describe('a delivery', () => {
  test('reaches the channel it names, with the messages as they were logged', async () => {
    const taken: Delivery[] = []
    const other = channel(async () => {
      throw new Error('wrong channel')
    }, 'other')
    const right = channel(async (given) => {
      taken.push(given)
    })
    const hub = createHub({ channels: [other, right], handle: async () => NO_EXCHANGE })
    await hub.deliver('test', delivery('d9'))
    expect(taken).toEqual([delivery('d9')])
  })

  test('passes send middlewares before it leaves', async () => {
    const seen: string[] = []
    const extend = (controller: Botkit) => {
      controller.middleware.send.use((_bot: unknown, message: { text: string }, next: () => void) => {
        seen.push(message.text)
        next()
      })
    }
    const sent = channel(async () => {
      seen.push('left')
    })
    const hub = createHub({ channels: [sent], handle: async () => NO_EXCHANGE, extend })
    await hub.deliver('test', delivery('d1'))
    expect(seen).toEqual(['返金を受け付けました。', 'left'])
  })

  test('to a channel nobody registered fails with a code', async () => {
    const hub = createHub({ channels: [], handle: async () => NO_EXCHANGE })
    await expect(hub.deliver('fax', delivery('d1'))).rejects.toMatchObject({ code: 'hub.unknown-channel' })
  })
})

describe('what Botkit would do on its own is off', () => {
  async function controllerAfter(turns: number): Promise<{ controller: Botkit; touched: string[] }> {
    const kept: Botkit[] = []
    const touched: string[] = []
    const extend = (controller: Botkit) => {
      kept.push(controller)
      // The very object is changed, not replaced: Botkit's conversation state holds on to it.
      const { read, write } = controller.storage
      Object.assign(controller.storage, {
        read: (keys: string[]) => {
          touched.push('read')
          return read(keys)
        },
        write: (changes: object) => {
          touched.push('write')
          return write(changes)
        },
      })
    }
    const hub = createHub({ channels: [channel(async () => {})], handle: async () => NO_EXCHANGE, extend })
    for (let turn = 0; turn < turns; turn += 1) await hub.receive(inbound(`${turn}`, `c${turn}`))
    const [controller] = kept
    if (!controller) throw new Error('extend was not called')
    return { controller, touched }
  }

  test('it opens no port', async () => {
    const before = process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap').length
    const { controller } = await controllerAfter(1)
    const after = process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap').length
    expect(after).toBe(before)
    expect(controller.http).toBeUndefined()
    expect(controller.webserver).toBeUndefined()
  })

  test('its storage is never touched and keeps nothing', async () => {
    const { controller, touched } = await controllerAfter(300)
    expect(touched).toEqual([])
    await controller.storage.write({ 'widget/conversations/c1': { eTag: '*', many: 'bytes' } })
    expect(await controller.storage.read(['widget/conversations/c1'])).toEqual({})
  })
})
