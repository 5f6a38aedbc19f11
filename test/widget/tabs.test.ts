import { afterEach, describe, expect, test } from 'vitest'
import type { Client, ClientOptions } from '../../src/widget/client.ts'
import { clientAt, closeAll, echo, type Place, place, pocket, shows, textsOf } from './client-place.ts'
import { bot } from './scripted-desk.ts'
import { jwtOf, SIGN_IN } from './site-key.ts'

afterEach(closeAll)

let names = 0

/** A browser whose tabs share storage, locks and a channel. */
function browser(at: Place): { tab(options?: Partial<ClientOptions>): Client } {
  const kept = pocket()
  const locks = new FakeLocks()
  const name = `tabs-${names++}`
  return {
    tab(options = {}) {
      const tab = clientAt(at.base, {
        pocket: kept,
        tabs: {
          locks,
          openChannel(onWord) {
            const channel = new BroadcastChannel(name)
            channel.onmessage = ({ data }) => onWord(data)
            return channel
          },
        },
        ...options,
      })
      tab.start()
      return tab
    },
  }
}

/** Web Locks as browsers do them, for one name at a time: waiting in order, given up by signal, or stolen. */
class FakeLocks {
  #held: { readonly reject: (error: Error) => void } | null = null
  readonly #queue: (() => void)[] = []

  request(_name: string, options: { signal?: AbortSignal; steal?: boolean }, run: () => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      const begin = () => {
        if (options.signal?.aborted) return this.#next()
        const holder = { reject }
        this.#held = holder
        void run().finally(() => {
          if (this.#held !== holder) return
          this.#held = null
          resolve()
          this.#next()
        })
      }
      options.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')))
      if (options.steal) {
        this.#held?.reject(new DOMException('stolen', 'AbortError'))
        begin()
      } else if (this.#held) this.#queue.push(begin)
      else begin()
    })
  }

  #next(): void {
    this.#queue.shift()?.()
  }
}

const settled = (tab: Client) => shows(tab, 'どうしますか。')

describe('three tabs', () => {
  test('have one stream; what one says all show, and nothing acts twice', async () => {
    const at = await place()
    const { tab } = browser(at)
    const one = tab()
    await settled(one)
    const [two, three] = [tab(), tab()]
    await Promise.all([settled(two), settled(three)])
    two.sendText('二つ目から')
    await Promise.all([one, two, three].map((each) => shows(each, '承りました：二つ目から')))
    await at.desk.say(at.desk.acts[0]?.conversationId ?? '', [bot('担当の佐藤です。')], 'operator')
    await Promise.all([one, two, three].map((each) => shows(each, '担当の佐藤です。')))
    expect(at.desk.channel.watching).toBe(1)
    expect(textsOf(two)).toEqual(textsOf(one))
    expect(at.desk.acts.map(({ act }) => act.type)).toEqual(['opened', 'text'])
  })

  test('denied locks and channel, as in a frame of another site, each have a stream of their own', async () => {
    const at = await place()
    const denied = () => {
      throw new DOMException('denied', 'SecurityError')
    }
    const tab = clientAt(at.base, { tabs: { locks: { request: async () => denied() }, openChannel: denied } })
    tab.start()
    await settled(tab)
    await expect.poll(() => at.desk.channel.watching).toBe(1)
    await at.desk.say(at.desk.acts[0]?.conversationId ?? '', [bot('あとから。')])
    await shows(tab, 'あとから。')
  })

  test('lose the one with the stream: another takes over', async () => {
    const at = await place()
    const { tab } = browser(at)
    const one = tab()
    await settled(one)
    const two = tab()
    await settled(two)
    one.close()
    await expect.poll(() => at.desk.channel.watching).toBe(1)
    await at.desk.say(at.desk.acts[0]?.conversationId ?? '', [bot('続きです。')])
    await shows(two, '続きです。')
  })

  test('one asleep with the stream: the tab that is looked at takes it, and gives up nothing', async () => {
    const at = await place()
    const { tab } = browser(at)
    let asleep = false
    const dead: typeof fetch = (input, init) => (asleep ? new Promise(() => {}) : fetch(input, init))
    const one = tab({ fetch: dead })
    await settled(one)
    let ahead = 0
    const two = tab({ clock: () => Date.now() + ahead })
    await settled(two)
    await expect.poll(() => at.desk.channel.watching).toBe(1)
    asleep = true
    ahead = 30_000
    two.wake()
    await expect.poll(() => at.desk.channel.watching).toBe(1)
    await at.desk.say(at.desk.acts[0]?.conversationId ?? '', [bot('聞こえますか。')])
    await shows(two, '聞こえますか。')
  })

  test('one left with a message unsent: another sends it, once', async () => {
    const at = await place()
    const { tab } = browser(at)
    const one = tab()
    await settled(one)
    const two = tab({
      fetch: (input, init) =>
        String(input).endsWith('messages') ? Promise.reject(new TypeError('network error')) : fetch(input, init),
    })
    await settled(two)
    two.sendText('置いていく言葉')
    await expect.poll(() => one.state.outbox).toMatchObject([{ label: '置いていく言葉', state: 'sending' }])
    two.close()
    await shows(one, '承りました：置いていく言葉')
    expect(one.state.outbox).toEqual([])
    expect(at.desk.acts.filter(({ act }) => act.type === 'text')).toHaveLength(1)
  })

  test('one put to rest lets another have the stream, and catches up when it wakes', async () => {
    const at = await place()
    const { tab } = browser(at)
    const one = tab()
    await settled(one)
    one.rest()
    await expect.poll(() => at.desk.channel.watching).toBe(0)
    await at.desk.say(at.desk.acts[0]?.conversationId ?? '', [bot('休んでいる間に。')])
    one.wake()
    await shows(one, '休んでいる間に。')
  })

  test('signing out in one clears all', async () => {
    const at = await place()
    const { tab } = browser(at)
    const one = tab()
    await settled(one)
    const two = tab()
    await settled(two)
    one.reset()
    await expect.poll(() => two.state).toMatchObject({ events: [], connection: 'idle' })
    await expect.poll(() => at.desk.channel.watching).toBe(0)
    two.start()
    await settled(two)
    expect(at.desk.acts.filter(({ act }) => act.type === 'opened')).toHaveLength(2)
  })

  test('another customer named in one tab finds nothing of the first, in no tab', async () => {
    const at = await place(echo, { signIn: SIGN_IN })
    const { tab } = browser(at)
    const one = tab()
    await one.identify(() => jwtOf('taro'))
    await settled(one)
    const two = tab()
    await two.identify(() => jwtOf('taro'))
    await settled(two)
    one.sendText('秘密')
    await Promise.all([one, two].map((each) => shows(each, '承りました：秘密')))
    await one.identify(() => jwtOf('taro'))
    expect(textsOf(one)).toContain('秘密')
    await one.identify(() => jwtOf('jiro'))
    expect(textsOf(one)).toEqual([])
    await expect.poll(() => textsOf(two)).toEqual([])
    one.start()
    await settled(one)
    expect(textsOf(one)).toEqual(['どうしますか。'])
  })

  test('share a token that one of them had replaced', async () => {
    let now = Date.now()
    const at = await place(echo, { clock: () => now })
    const { tab } = browser(at)
    const one = tab()
    await settled(one)
    const two = tab()
    await settled(two)
    now += 5 * 60_000
    one.sendText('一つ目から')
    two.sendText('二つ目から')
    await Promise.all([one, two].map((each) => shows(each, '承りました：一つ目から')))
    await Promise.all([one, two].map((each) => shows(each, '承りました：二つ目から')))
    expect([one.state.wasReset, two.state.wasReset]).toEqual([false, false])
    expect(at.desk.acts.filter(({ act }) => act.type === 'opened')).toHaveLength(1)
  })

  test('one that slept through a new token finds it when it wakes', async () => {
    let now = Date.now()
    const at = await place(echo, { clock: () => now })
    const { tab } = browser(at)
    const deaf = tab({ tabs: { locks: undefined, openChannel: undefined } })
    await settled(deaf)
    deaf.rest()
    const other = tab()
    await settled(other)
    other.sendText('起きている方から')
    await shows(other, '承りました：起きている方から')
    now += 5 * 60_000
    deaf.wake()
    deaf.sendText('起きました')
    await shows(deaf, '承りました：起きました')
    expect(deaf.state.wasReset).toBe(false)
  })
})
