import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { CallError, HeldBackError, Transport } from '../../src/widget/transport.ts'

/** A server that takes the call and never answers. */
const silent: typeof fetch = (_input, init) =>
  new Promise((_resolve, reject) => {
    init?.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')))
  })
const { signal } = new AbortController()
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
    const outcome = outcomeOf(new Transport('https://desk.example/', silent).message('token', message, signal))
    await vi.advanceTimersByTimeAsync(29_000)
    expect(outcome.error).toBeNull()
    await vi.advanceTimersByTimeAsync(2000)
    expect(outcome.error).toBeInstanceOf(CallError)
    expect(outcome.error).toMatchObject({ isPassing: true })
  })

  test('to a stream is taken for one that something on the way holds back', async () => {
    const listener = { after: 0, signal, onAlive: () => {}, onEvents: () => {} }
    const outcome = outcomeOf(new Transport('https://desk.example/', silent).stream('token', listener))
    await vi.advanceTimersByTimeAsync(7000)
    expect(outcome.error).toBeInstanceOf(HeldBackError)
  })
})
