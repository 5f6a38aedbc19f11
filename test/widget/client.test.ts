import { afterEach, describe, expect, test } from 'vitest'
import { ClientStorage } from '../../src/widget/client-storage.ts'
import { KeptText } from '../../src/widget/kept-text.ts'
import { clientAt, closeAll, echo, isTapped, place, pocket, shows, textsOf } from './client-place.ts'
import { bot } from './scripted-desk.ts'

afterEach(closeAll)

describe('the client', () => {
  test('over a line that loses two of five answers shows all, once and in order, and nothing acts twice', async () => {
    const { base, desk } = await place()
    let calls = 0
    const lossy: typeof fetch = async (input, init) => {
      const response = await fetch(input, init)
      calls += 1
      // The server has taken it; the answer is lost on the way back.
      if (String(input).endsWith('messages') && calls % 5 < 2) throw new TypeError('network error')
      return response
    }
    const client = clientAt(base, { fetch: lossy })
    client.start()
    const words = Array.from({ length: 12 }, (_, index) => `言葉${index}`)
    for (const word of words) client.sendText(word)
    await shows(client, '承りました：言葉11')
    expect(textsOf(client)).toEqual(['どうしますか。', ...words.flatMap((word) => [word, `承りました：${word}`])])
    expect(client.state.outbox).toEqual([])
    expect(desk.acts).toHaveLength(13)
  })

  test('answers a question once', async () => {
    const { base, desk } = await place()
    const client = clientAt(base)
    client.start()
    await shows(client, 'どうしますか。')
    const [question] = client.state.events
    const [yes, no] = question?.choices ?? []
    if (!question || !yes || !no) throw new Error('no question')
    expect([client.choose(question, yes), client.choose(question, yes), client.choose(question, no)]).toEqual([
      true,
      false,
      false,
    ])
    await shows(client, '承りました：tapped')
    expect(client.choose(question, no)).toBe(false)
    expect(desk.arrivals.filter(isTapped)).toHaveLength(1)
  })

  test('goes on after a reload, with what was on its way', async () => {
    const { base, desk } = await place()
    const kept = pocket()
    const before = clientAt(base, { pocket: kept })
    before.start()
    before.isOpen = true
    await shows(before, 'どうしますか。')
    before.stop()
    const deaf = clientAt(base, {
      pocket: kept,
      fetch: async (input, init) => {
        if (String(input).endsWith('messages')) throw new TypeError('network error')
        return fetch(input, init)
      },
    })
    deaf.start()
    deaf.sendText('書き終えた言葉')
    await expect.poll(() => kept.text).toContain('書き終えた言葉')
    deaf.stop()
    const after = clientAt(base, { pocket: kept })
    expect(after.isOpen).toBe(true)
    expect(textsOf(after)).toEqual(['どうしますか。'])
    after.start()
    await shows(after, '承りました：書き終えた言葉')
    expect(desk.acts.map(({ act }) => act.type)).toEqual(['opened', 'text'])
  })

  test('forgets what nobody has touched for thirty days', async () => {
    const { base, desk } = await place()
    const kept = pocket()
    const before = clientAt(base, { pocket: kept })
    before.start()
    await shows(before, 'どうしますか。')
    before.stop()
    const days = (count: number) => ({ pocket: kept, clock: () => Date.now() + count * 86_400_000 })
    expect(textsOf(clientAt(base, days(29)))).toEqual(['どうしますか。'])
    const after = clientAt(base, days(31))
    expect(textsOf(after)).toEqual([])
    expect(kept.text).toBeNull()
    after.start()
    await shows(after, 'どうしますか。')
    expect(desk.acts).toHaveLength(2)
  })

  test('works where the browser keeps nothing, and with rubbish under its key', async () => {
    const { base } = await place()
    const denied = new KeptText('test', () => {
      throw new Error('denied')
    })
    const client = clientAt(base, { storage: new ClientStorage(denied) })
    client.start()
    client.sendText('あ')
    await shows(client, '承りました：あ')
    for (const text of ['{', 'null', '{"version":9}', '{"version":1}']) {
      const kept = pocket()
      kept.text = text
      const other = clientAt(base, { pocket: kept })
      other.start()
      await shows(other, 'どうしますか。')
    }
  })

  test('whose conversation is gone begins anew: words are offered again, taps are void', async () => {
    const { base } = await place()
    const kept = pocket()
    const before = clientAt(base, { pocket: kept })
    before.start()
    await shows(before, 'どうしますか。')
    before.stop()
    const [question] = before.state.events
    const yes = question?.choices?.[0]
    if (!question || !yes) throw new Error('no question')
    before.sendText('まだ送っていない言葉')
    before.choose(question, yes)
    const state = JSON.parse(kept.text ?? '{}')
    kept.text = JSON.stringify({ ...state, outbox: before.state.outbox })

    const elsewhere = await place()
    const after = clientAt(elsewhere.base, { pocket: kept })
    after.start()
    await expect.poll(() => after.state.wasReset).toBe(true)
    expect(after.state.outbox).toMatchObject([{ label: 'まだ送っていない言葉', state: 'failed' }])
    expect(textsOf(after)).toEqual(['どうしますか。'])
    after.resend(after.state.outbox[0]?.cid ?? '')
    await shows(after, '承りました：まだ送っていない言葉')
    expect(elsewhere.desk.arrivals.filter(isTapped)).toEqual([])
  })

  test('told to wait waits, and loses nothing', async () => {
    const { base, desk } = await place(echo, { messageLimit: { burst: 2, perMinute: 60 } })
    const client = clientAt(base)
    client.start()
    for (const word of ['一', '二', '三']) client.sendText(word)
    await shows(client, '承りました：三')
    expect(desk.acts.flatMap(({ act }) => (act.type === 'text' ? [act.text] : []))).toEqual(['一', '二', '三'])
  })

  test('puts a message that keeps failing before the customer, and the next one goes on', async () => {
    const { base } = await place(async ({ act }) => {
      if (act.type === 'text' && act.text === '壊れる') throw new Error('inside')
      return { now: [bot('はい。')] }
    })
    const client = clientAt(base, { giveUpMs: 300 })
    client.start()
    client.sendText('壊れる')
    client.sendText('続き')
    await shows(client, '続き')
    expect(client.state.outbox).toMatchObject([
      { label: '壊れる', state: 'failed', notice: '処理できませんでした。時間をおいてお試しください。' },
    ])
    expect(client.discard(client.state.outbox[0]?.cid ?? '')?.label).toBe('壊れる')
    expect(client.state.outbox).toEqual([])
  })

  test('does not give up while the page is offline', async () => {
    const { base } = await place()
    let online = true
    const flaky: typeof fetch = (input, init) =>
      online ? fetch(input, init) : Promise.reject(new TypeError('offline'))
    const client = clientAt(base, { giveUpMs: 50, isOnline: () => online, fetch: flaky })
    client.start()
    await shows(client, 'どうしますか。')
    online = false
    client.sendText('待っています')
    await expect.poll(() => client.state.connection).toBe('offline')
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(client.state.outbox).toMatchObject([{ state: 'sending' }])
    online = true
    client.wake()
    await shows(client, '承りました：待っています')
  })

  test('hears what is said later, also of another page of the same conversation', async () => {
    const { base, desk } = await place()
    const kept = pocket()
    const one = clientAt(base, { pocket: kept })
    one.start()
    await shows(one, 'どうしますか。')
    const two = clientAt(base, { pocket: kept })
    two.start()
    two.sendText('別の画面から')
    await shows(one, '承りました：別の画面から')
    await desk.say(desk.acts[0]?.conversationId ?? '', [bot('担当の佐藤です。')], 'operator')
    await Promise.all([shows(one, '担当の佐藤です。'), shows(two, '担当の佐藤です。')])
    expect(textsOf(one)).toEqual(textsOf(two))
  })

  test('shows that work goes on until the rest has come', async () => {
    const { base } = await place(async ({ act }) => {
      if (act.type === 'opened') return { now: [bot('はい。')] }
      return { now: [bot('手続き中です。')], later: [bot('完了しました。')], laterMs: 150 }
    })
    const client = clientAt(base)
    client.start()
    client.sendText('返金する')
    await shows(client, '手続き中です。')
    expect(client.state.isWorking).toBe(true)
    await shows(client, '完了しました。')
    expect(client.state.isWorking).toBe(false)
  })

  test('sends nothing before it is started and nothing after it is stopped', async () => {
    const { base, desk } = await place()
    let calls = 0
    const counting: typeof fetch = (input, init) => {
      calls += 1
      return fetch(input, init)
    }
    const client = clientAt(base, { fetch: counting })
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(calls).toBe(0)
    client.start()
    await shows(client, 'どうしますか。')
    client.stop()
    await expect.poll(() => desk.channel.watching).toBe(0)
    const before = calls
    client.sendText('止めたあと')
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(calls).toBe(before)
  })
})
