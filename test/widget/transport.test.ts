import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { CallError, HeldBackError, Transport } from '../../src/widget/transport.ts'

/** A server that takes the call and never answers. */
const silent: typeof fetch = (_input, init) =>
  new Promise((_resolve, reject) => {
    init?.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')))
  })
const { signal } = new AbortController()
const transport = (fetcher: typeof fetch, isKnown = false) =>
  new Transport('https://desk.example/', fetcher, () => isKnown)
const outcomeOf = (call: Promise<unknown>) => {
  const outcome = { error: null as unknown }
  call.catch((error: unknown) => {
    outcome.error = error
  })
  return outcome
}

describe('an answer that never comes', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  test('to a message is given up after half a minute, and the message may be sent again', async () => {
    const message = { cid: 'client-id-1', at: 0, text: 'あ' }
    const outcome = outcomeOf(transport(silent).message('token', message, signal))
    await vi.advanceTimersByTimeAsync(29_000)
    expect(outcome.error).toBeNull()
    await vi.advanceTimersByTimeAsync(2000)
    expect(outcome.error).toBeInstanceOf(CallError)
    expect(outcome.error).toMatchObject({ isPassing: true })
  })

  test('to a stream is taken for one that something on the way holds back', async () => {
    const listener = { after: 0, signal, onAlive: () => {}, onEvents: () => {} }
    const outcome = outcomeOf(transport(silent).stream('token', listener))
    await vi.advanceTimersByTimeAsync(7000)
    expect(outcome.error).toBeInstanceOf(HeldBackError)
  })

  test('from a page that was asked who is signed in means nobody, after ten seconds', async () => {
    const at = transport(silent)
    at.signIn = () => new Promise(() => {})
    const said: string[] = []
    void at.jwt().then((jwt) => said.push(jwt))
    await vi.advanceTimersByTimeAsync(9000)
    expect(said).toEqual([])
    await vi.advanceTimersByTimeAsync(1000)
    expect(said).toEqual([''])
  })
})

describe('a page that cannot say who is signed in', () => {
  test('is asked a few times more while a customer is known, and then no more', async () => {
    const at = transport(silent, true)
    let asked = 0
    at.signIn = async () => {
      asked += 1
      throw new TypeError('away')
    }
    for (let count = 0; count < 5; count += 1) await expect(at.jwt()).rejects.toThrow('away')
    expect(await at.jwt()).toBe('')
    expect(await at.jwt()).toBe('')
    expect(asked).toBe(6)
  })

  test.each(['a.b.c', ' a.b.c\r\n', '\ufeffa.b.c'])(
    'may put marks around a token that are none of it: %j',
    async (said) => {
      const at = transport(silent)
      at.signIn = async () => said
      expect(await at.jwt()).toBe('a.b.c')
    },
  )
})
