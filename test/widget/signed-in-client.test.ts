import { afterEach, describe, expect, test } from 'vitest'
import { clientAt, closeAll, echo, place, pocket, shows, textsOf } from './client-place.ts'
import { jwtOf, SIGN_IN } from './site-key.ts'

afterEach(closeAll)

const opened = (acts: readonly { act: { type: string } }[]) => acts.filter(({ act }) => act.type === 'opened').length

/** A browser that taro talked in and went away from, without signing out. */
async function leftByTaro(base: string): Promise<ReturnType<typeof pocket>> {
  const kept = pocket()
  const taro = clientAt(base, { pocket: kept })
  taro.start()
  await taro.identify(() => jwtOf('taro'))
  taro.sendText('秘密')
  await shows(taro, '承りました：秘密')
  taro.stop()
  return kept
}

describe('a signed-in customer', () => {
  test('keeps the conversation they began as a stranger, and is named from then on', async () => {
    const { base, desk } = await place(echo, { signIn: SIGN_IN })
    const client = clientAt(base)
    client.start()
    await shows(client, 'どうしますか。')
    await client.identify(() => jwtOf('taro'))
    client.sendText('返金したい')
    await shows(client, '承りました：返金したい')

    expect(client.state.wasReset).toBe(false)
    expect(desk.acts.map(({ account }) => account?.subject)).toEqual([undefined, 'taro'])
  })

  test('whose sign-in expires notices nothing: it is renewed once, and the words arrive once', async () => {
    let now = Date.now()
    const { base, desk } = await place(echo, { signIn: SIGN_IN, clock: () => now })
    const client = clientAt(base)
    const given: number[] = []
    client.start()
    await client.identify(() => {
      given.push(now)
      return jwtOf('taro', { nowMs: now })
    })
    await shows(client, 'どうしますか。')
    now += 11 * 60_000
    client.sendText('返金したい')
    await shows(client, '承りました：返金したい')

    expect(given).toHaveLength(2)
    expect(desk.arrivals.map(({ act }) => act.type)).toEqual(['opened', 'text'])
    expect(client.state).toMatchObject({ wasReset: false, outbox: [] })
  })

  test('whose shop cannot be reached for a while loses neither message nor conversation', async () => {
    const { base, desk } = await place(echo, { signIn: SIGN_IN })
    const kept = pocket()
    const before = clientAt(base, { pocket: kept })
    before.start()
    await before.identify(() => jwtOf('taro'))
    await shows(before, 'どうしますか。')
    before.stop()

    const client = clientAt(base, { pocket: kept })
    client.start()
    let isAway = true
    const first = client.identify(async () => {
      if (isAway) throw new TypeError('away')
      return jwtOf('taro')
    })
    await expect(first).rejects.toThrow('away')
    client.sendText('返金したい')
    isAway = false
    await shows(client, '承りました：返金したい')

    expect(desk.acts.every(({ account }) => account?.subject === 'taro')).toBe(true)
  })

  test('finds the conversation again after a reload, and nobody else sees anything of it', async () => {
    const { base, desk } = await place(echo, { signIn: SIGN_IN })
    const kept = pocket()
    const before = clientAt(base, { pocket: kept })
    before.start()
    await before.identify(() => jwtOf('taro'))
    before.sendText('秘密')
    await shows(before, '承りました：秘密')
    before.stop()

    const after = clientAt(base, { pocket: kept })
    expect(textsOf(after)).toEqual([])
    after.start()
    await after.identify(() => jwtOf('taro'))
    expect(textsOf(after)).toContain('秘密')
    await expect.poll(() => after.state.connection).toBe('live')
    expect(opened(desk.acts)).toBe(1)
    after.stop()

    const stranger = clientAt(base, { pocket: kept })
    expect(textsOf(stranger)).toEqual([])
    stranger.start()
    await shows(stranger, 'どうしますか。')
    expect(textsOf(stranger)).toEqual(['どうしますか。'])
    expect(kept.text).not.toContain('秘密')
  })

  test('who signs out leaves nothing, and the next visitor of this browser begins anew', async () => {
    const { base, desk } = await place(echo, { signIn: SIGN_IN })
    const kept = pocket()
    const client = clientAt(base, { pocket: kept })
    client.start()
    await client.identify(() => jwtOf('taro'))
    client.sendText('秘密')
    await shows(client, '承りました：秘密')
    client.reset()
    expect(kept.text).toBeNull()
    client.start()
    await shows(client, 'どうしますか。')

    expect(textsOf(client)).toEqual(['どうしますか。'])
    expect(desk.acts.at(-1)).toMatchObject({ act: { type: 'opened' } })
    expect(desk.acts.at(-1)?.account).toBeUndefined()
  })

  test('is not confused with another whose conversation lies in the browser', async () => {
    const { base } = await place(echo, { signIn: SIGN_IN })
    const kept = await leftByTaro(base)

    const jiro = clientAt(base, { pocket: kept })
    jiro.start()
    await jiro.identify(() => jwtOf('jiro'))
    await shows(jiro, 'どうしますか。')
    expect(textsOf(jiro)).toEqual(['どうしますか。'])
    expect(kept.text).not.toContain('秘密')
  })

  test('who changed while the page stood open is not answered in the first one’s conversation', async () => {
    const { base, desk } = await place(echo, { signIn: SIGN_IN })
    const client = clientAt(base)
    let name = 'taro'
    client.start()
    await client.identify(() => jwtOf(name))
    client.sendText('秘密')
    await shows(client, '承りました：秘密')
    // Signed in as somebody else in another window; this page's token is refused, and the shop names the other.
    name = 'jiro'
    await client.identify(() => jwtOf(name))
    expect(textsOf(client)).toEqual([])
    client.start()
    await shows(client, 'どうしますか。')

    expect(desk.acts.map(({ account }) => account?.subject)).toEqual(['taro', 'taro', 'jiro'])
  })
})

describe('a visitor', () => {
  test('whom the shop does not know is asked about once, and talks as a stranger', async () => {
    const { base, desk } = await place(echo, { signIn: SIGN_IN })
    const client = clientAt(base)
    let asked = 0
    client.start()
    await client.identify(async () => {
      asked += 1
      return ''
    })
    client.sendText('返金したい')
    await shows(client, '承りました：返金したい')
    client.sendText('お願いします')
    await shows(client, '承りました：お願いします')

    expect(asked).toBe(1)
    expect(desk.acts.every(({ account }) => account === undefined)).toBe(true)
  })

  test.each([
    ['a page', async () => '<html>Log in</html>'],
    ['a page of several lines', async () => '<html>\n<body>\nLog in</body>\n</html>\n'],
    ['Japanese', async () => 'ログイン.して.ください'],
    ['nothing', async () => undefined as unknown as string],
    ['dots', async () => 'a.b.c'],
    ['a failure', () => Promise.reject(new TypeError('away'))],
    [
      'a mistake',
      () => {
        throw new ReferenceError('no such function')
      },
    ],
    ['a token for another site', () => jwtOf('taro', { site: 'https://other.example' })],
    ['a token that was old already', () => jwtOf('taro', { nowMs: Date.now() - 3_600_000 })],
  ])('whose sign-in is not taken can talk all the same, as a stranger: %s', async (_name, signIn) => {
    const { base, desk } = await place(echo, { signIn: SIGN_IN })
    const client = clientAt(base)
    client.start()
    await client.identify(signIn)
    client.sendText('返金したい')
    await shows(client, '承りました：返金したい')

    expect(desk.acts.every(({ account }) => account === undefined)).toBe(true)
  })

  test('whom the shop cannot name finds nothing of the customer before them', async () => {
    const { base } = await place(echo, { signIn: SIGN_IN })
    const kept = await leftByTaro(base)

    const client = clientAt(base, { pocket: kept })
    client.start()
    await client.identify(async () => '<html>\nLog in</html>')
    await shows(client, 'どうしますか。')
    expect(textsOf(client)).toEqual(['どうしますか。'])
    expect(kept.text).not.toContain('秘密')
  })
})
