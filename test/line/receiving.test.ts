import { request } from 'node:http'
import type { webhook } from '@line/bot-sdk'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type LineBot, ledgerKinds, startLineBot, toConfirmation } from './line-bot.ts'
import { CHANNEL } from './platform/account.ts'
import { sign } from './platform/signed-body.ts'
import { waitingContracts } from './waiting-contracts.ts'

let bot: LineBot
beforeEach(async () => {
  bot = await startLineBot()
})
afterEach(() => bot.close())

const inboxRows = () => Number(bot.db.prepare('SELECT count(*) AS n FROM line_inbox').get()?.['n'])
const customerSaid = async (userId: string) =>
  (await bot.app.store.log(`line:${userId}`, 0)).filter(({ role }) => role === 'customer').map(({ text }) => text)

describe('a webhook that LINE did not sign', () => {
  const forged = Buffer.alloc(32, 7).toString('base64')
  test.each([
    ['none at all', null],
    ['a forged one', forged],
    ['one that is too short', forged.slice(0, 20)],
    ['one that is too long', `${forged}${forged}`],
    ['the right one of other bytes', sign(Buffer.from('{}'), CHANNEL.secret)],
    ['an empty one', ''],
  ])('with %s is answered 401; nothing is read, kept or logged', async (_name, signature) => {
    const hanako = bot.platform.person()
    const { status } = await hanako.says('とても秘密の言葉', { signature })
    expect(status).toBe(401)
    await bot.idle()
    expect(inboxRows()).toBe(0)
    expect(bot.log()).not.toContain('秘密')
    expect(bot.platform.calls()).toEqual([])
  })

  test('64 MB of junk do not stay in memory, signed or not', async () => {
    const before = process.memoryUsage().rss
    for (const signature of [undefined, forged]) expect([401, 413, 0]).toContain(await pourJunk(bot.url, signature))
    expect((process.memoryUsage().rss - before) / 1_048_576).toBeLessThan(48)
    expect((await bot.platform.deliver([])).status).toBe(200)
  })
})

/** Sends 64 MB in chunks until the server has had enough. @returns its status, 0 when it only hung up */
function pourJunk(url: string, signature: string | undefined): Promise<number> {
  return new Promise((resolve) => {
    const headers = { 'content-type': 'application/json', ...(signature ? { 'x-line-signature': signature } : {}) }
    const post = request(url, { method: 'POST', headers }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
      post.destroy()
    })
    post.on('error', () => resolve(0))
    const chunk = Buffer.alloc(1_048_576, 'x')
    let left = 64
    const pour = () => {
      while (left-- > 0 && !post.destroyed) if (!post.write(chunk)) return void post.once('drain', pour)
      if (!post.destroyed) post.end()
    }
    pour()
  })
}

describe('a webhook that LINE signed', () => {
  test('verifies whatever its bytes look like', async () => {
    const hanako = bot.platform.person()
    const cut = (bytes: Buffer) => [bytes.indexOf('返') + 1]
    for (const how of [{ escapeEmoji: true }, { splitAt: cut }, { headers: { 'content-type': 'text/plain' } }]) {
      expect((await hanako.says('返金したい😀', how)).status).toBe(200)
    }
    await bot.idle()
    expect(await customerSaid(hanako.userId)).toEqual(['返金したい😀', '返金したい😀', '返金したい😀'])
  })

  test('with no events, as the console sends it to verify, is answered 200', async () => {
    expect((await bot.platform.deliver([])).status).toBe(200)
    expect(inboxRows()).toBe(0)
  })

  test('with either secret while it is replaced', async () => {
    const next = 'fedcba9876543210fedcba9876543210'
    bot = await bot.restart({ settings: { channelSecrets: [next, CHANNEL.secret] } })
    const hanako = bot.platform.person()
    expect((await hanako.says('一', { secret: next })).status).toBe(200)
    expect((await hanako.says('二')).status).toBe(200)
    expect((await hanako.says('三', { secret: '0123456789abcdef' })).status).toBe(401)
    await bot.idle()
    expect(await customerSaid(hanako.userId)).toEqual(['一', '二'])
  })

  test('with several people’s events and things nobody knows takes what is for us', async () => {
    const [hanako, taro] = [bot.platform.person(), bot.platform.person()]
    const odd = (changes: object) => ({ ...taro.events.text('？'), ...changes }) as unknown as webhook.Event
    const standby = bot.platform.person()
    standby.events.mode = 'standby'
    const { status } = await bot.platform.deliver([
      odd({ type: 'somethingNew', somethingElse: { deep: 1 } }),
      hanako.events.accountLink('failed'),
      odd({ source: { type: 'group', groupId: 'C1', userId: taro.userId } }),
      odd({ source: undefined }),
      odd({ webhookEventId: undefined }),
      odd({ timestamp: 1.5 }),
      odd({ message: { type: 'hologram', id: '1' } }),
      standby.events.text('返金したい'),
      hanako.typed('返金してほしい'),
      { ...taro.typed('期間をまとめたい'), newProperty: 1 } as webhook.Event,
    ])
    expect(status).toBe(200)
    await Promise.all([hanako.hears(), taro.hears()])
    await bot.idle()
    expect(await customerSaid(hanako.userId)).toEqual(['返金してほしい'])
    expect(await customerSaid(taro.userId)).toEqual(['期間をまとめたい'])
    expect(bot.platform.calls('reply')).toHaveLength(2)
    expect(bot.log()).toContain('somethingNew')
    expect(bot.log()).toContain('message on standby')
    // Where the OpenAPI is at hand it knows none of these webhooks either; our own calls it must not mind.
    for (const what of bot.platform.takeViolations()) expect(what).toContain("the platform's own webhook")
  })

  test('that is no webhook body is refused', async () => {
    for (const text of ['not json', '[]', '{"events":1}']) {
      const body = Buffer.from(text)
      const headers = { 'x-line-signature': sign(body, CHANNEL.secret), 'content-type': 'application/json' }
      expect((await fetch(bot.url, { method: 'POST', headers, body })).status).toBe(400)
    }
  })

  test('is answered at once while an answer takes its time', async () => {
    const gate = Promise.withResolvers<void>()
    bot = await bot.restart({
      backOffice: waitingContracts(gate.promise),
    })
    const hanako = bot.platform.person()
    await hanako.asks('NP12345678 を返金してください。提案は不要です')
    const heard = hanako.room.heard.length
    expect((await hanako.says('taro@example.jp')).status).toBe(200)
    // The answer to the second cannot have ended: what it looks for comes only when the gate opens.
    expect((await hanako.says('まだですか')).status).toBe(200)
    expect(inboxRows()).toBe(3)
    expect(hanako.room.heard).toHaveLength(heard)
    gate.resolve()
    await hanako.hears()
    await bot.idle()
    expect(await customerSaid(hanako.userId)).toHaveLength(3)
  })

  test('that cannot be written down is answered 500, and taken when LINE sends it again', async () => {
    const hanako = bot.platform.person()
    bot.db.exec('ALTER TABLE line_inbox RENAME TO away')
    expect((await hanako.says('返金してほしい')).status).toBe(500)
    bot.db.exec('ALTER TABLE away RENAME TO line_inbox')
    bot.clock.nowMs += 5 * 60_000
    expect((await bot.platform.redeliverAll()).map(({ status }) => status)).toEqual([200])
    await hanako.hears()
    await bot.idle()
    expect(bot.platform.calls('push')).toEqual([])
  })
})

describe('the same event', () => {
  test('is taken once, however often and however parallel it comes, and across a restart', async () => {
    const hanako = bot.platform.person()
    const event = hanako.typed('返金してほしい')
    await Promise.all(Array.from({ length: 5 }, () => bot.platform.deliver([event, event])))
    await hanako.hears()
    await bot.idle()
    bot = await bot.restart()
    await bot.platform.deliver([event])
    await bot.idle()
    expect(await customerSaid(hanako.userId)).toEqual(['返金してほしい'])
    expect(bot.platform.calls('reply')).toHaveLength(1)
  })

  test('left by a process that died after its 200 is taken by the next one', async () => {
    bot = await bot.restart({ asleep: true })
    const hanako = bot.platform.person()
    expect((await hanako.says('返金してほしい')).status).toBe(200)
    expect(hanako.room.heard).toEqual([])
    bot = await bot.restart()
    await hanako.hears()
    await bot.idle()
    expect(await customerSaid(hanako.userId)).toEqual(['返金してほしい'])
  })

  test('that LINE sends again before it was answered is answered by its renewed token', async () => {
    bot = await bot.restart({ asleep: true })
    const hanako = bot.platform.person()
    const event = hanako.typed('返金してほしい')
    await bot.platform.deliver([event])
    bot.clock.nowMs += 5 * 60_000
    const again = { ...event, deliveryContext: { isRedelivery: true } }
    bot.platform.replyTokens.delivered(event.replyToken ?? '', bot.clock.nowMs, true)
    await bot.platform.deliver([again])
    bot = await bot.restart()
    await hanako.hears()
    await bot.idle()
    expect(hanako.room.shown.at(-1)?.via).toBe('reply')
    expect(await customerSaid(hanako.userId)).toEqual(['返金してほしい'])
  })
})

describe('what comes in another order than it happened', () => {
  test('is put in order as long as it waits', async () => {
    bot = await bot.restart({ asleep: true })
    const hanako = bot.platform.person()
    const first = hanako.typed('返金してほしい')
    bot.clock.nowMs += 1000
    await bot.platform.deliver([hanako.typed('公式ストアです')])
    await bot.platform.deliver([first])
    bot = await bot.restart()
    await hanako.hears()
    await bot.idle()
    expect(await customerSaid(hanako.userId)).toEqual(['返金してほしい', '公式ストアです'])
  })

  test('and too late moves nothing: a text is answered as late, a tap is an old button', async () => {
    const hanako = bot.platform.person()
    await toConfirmation(bot, hanako)
    const late = hanako.typed('担当者と話したい')
    const tap = hanako.pressed('返金する')
    bot.clock.nowMs += 1000
    await hanako.asks('期限はいつまでですか')
    await bot.idle()
    bot.clock.nowMs += 1000
    const redelivered = (event: webhook.Event) => ({ ...event, deliveryContext: { isRedelivery: true } })
    await bot.platform.deliver([redelivered(late), redelivered(tap)])
    await hanako.hears()
    await bot.idle()
    const said = (await bot.app.store.log(`line:${hanako.userId}`, 0)).map(({ key }) => key)
    expect(said.slice(-5)).toEqual(['customer', 'aside.late', 'refund.ask', 'aside.stale', 'refund.ask'])
    expect(await ledgerKinds(bot)).toEqual([])
  })
})

test('a yes that was written before the confirmation could be read carries nothing out', async () => {
  const hanako = bot.platform.person()
  await hanako.asks('NP12345678 を返金してください。提案は不要です')
  await hanako.asks('taro@example.jp')
  const code = /\d{6}/.exec(bot.mails.at(-1)?.text ?? '')?.[0] ?? ''
  // Both are in the inbox before the first is answered.
  await bot.platform.deliver([hanako.typed(code), hanako.typed('はい')])
  await hanako.until(
    () => hanako.room.heard.some((words) => words.includes('もう一度おたずねします')),
    'not asked again',
  )
  await bot.idle()
  expect(await ledgerKinds(bot)).toEqual([])
  hanako.heardSince()
  await hanako.asks('はい')
  expect(await ledgerKinds(bot)).toEqual(['refund', 'stop'])
})

test.each(['はい', '返金する'])(
  'a %s that was held up on the way since before the confirmation carries nothing out',
  async (yes) => {
    const hanako = bot.platform.person()
    await hanako.asks('NP12345678 を返金してください。提案は不要です')
    await hanako.asks('taro@example.jp')
    const held = hanako.typed(yes)
    bot.clock.nowMs += 30_000
    await hanako.asks(/\d{6}/.exec(bot.mails.at(-1)?.text ?? '')?.[0] ?? '')
    await bot.idle()
    hanako.heardSince()
    await bot.platform.deliver([held])
    await hanako.hears()
    await bot.idle()
    expect(await ledgerKinds(bot)).toEqual([])
    await hanako.asks('はい')
    expect(await ledgerKinds(bot)).toEqual(['refund', 'stop'])
  },
)

test.each(['やっぱりやめます', 'いいえ'])('a %s sent right after the yes is a wish to take it back', async (words) => {
  const hanako = bot.platform.person()
  await toConfirmation(bot, hanako)
  await bot.platform.deliver([hanako.pressed('返金する'), hanako.typed(words)])
  await bot.idle()
  const said = (await bot.app.store.log(`line:${hanako.userId}`, 0)).map(({ key }) => key)
  expect(said).toContain('aside.correctLater')
  expect(said).not.toContain('rating.ask')
})

describe('other things people do', () => {
  test.each(['sticker', 'image', 'audio', 'location', 'file', 'video'] as const)(
    'a %s is answered kindly',
    async (kind) => {
      const hanako = bot.platform.person()
      await hanako.asks('返金してほしい')
      await hanako.sends(kind)
      const words = (await hanako.hears()).map(({ message }) => String(message['text'])).join()
      expect(words).toContain(kind === 'sticker' ? '番号か文章でお答えください' : '文字で送ってください')
    },
  )

  test('following is greeted; blocking and coming back resumes the talk', async () => {
    const hanako = bot.platform.person()
    await hanako.follows()
    expect(JSON.stringify(await hanako.hears())).toContain('解約と返金を自動で受け付けます')
    await hanako.asks('返金してほしい')
    await hanako.blocks()
    await bot.idle()
    expect(bot.db.prepare('SELECT is_reachable FROM line_users').get()?.['is_reachable']).toBe(0)
    bot.clock.nowMs += 3_600_000
    await hanako.follows()
    expect(JSON.stringify(await hanako.hears())).toContain('前回は途中まで進んでいました')
    expect(bot.db.prepare('SELECT is_reachable FROM line_users').get()?.['is_reachable']).toBe(1)
  })

  test('a withdrawn message is erased wherever it was, and the answer comes with the next one, free', async () => {
    const hanako = bot.platform.person()
    await hanako.asks('返金してほしい')
    await hanako.asks('私の秘密の名前は花子')
    await hanako.unsends(hanako.lastMessageId)
    await bot.idle()
    expect(everythingStored()).not.toContain('秘密の名前')
    bot.clock.nowMs += 60_000
    const next = await hanako.asks('公式ストアです')
    expect(next).toContain('先ほどのご案内です。')
    expect(next).toContain('取り消された内容は消しました。')
    expect(bot.platform.account.used).toBe(0)
  })

  test('a message withdrawn before it was taken is never taken', async () => {
    bot = await bot.restart({ asleep: true })
    const hanako = bot.platform.person()
    await hanako.says('私の秘密の名前は花子')
    await hanako.unsends(hanako.lastMessageId)
    expect(everythingStored()).not.toContain('秘密の名前')
    bot = await bot.restart()
    await bot.idle()
    expect(await bot.app.store.load(`line:${hanako.userId}`)).toBeNull()
    expect(await hanako.asks('返金してほしい')).toContain('どちらでご契約されましたか')
  })

  test('a message that comes only after it was withdrawn is never taken', async () => {
    const hanako = bot.platform.person()
    await hanako.asks('返金してほしい')
    const lost = hanako.typed('私の秘密の名前は花子')
    await hanako.unsends(hanako.lastMessageId)
    await bot.idle()
    await bot.platform.deliver([{ ...lost, deliveryContext: { isRedelivery: true } } as webhook.Event])
    await bot.idle()
    expect(everythingStored()).not.toContain('秘密の名前')
    expect(await customerSaid(hanako.userId)).toEqual(['返金してほしい'])
  })

  test('an edit in a chat of two is a correction', async () => {
    const hanako = bot.platform.person()
    await hanako.asks('返金してほしい。公式ストアです')
    await hanako.asks('NP00099999')
    await hanako.edits(hanako.lastMessageId, 'NP00099998')
    expect(JSON.stringify(await hanako.hears())).toContain('NP00099999 から NP00099998 に直しました')
    await bot.idle()
    expect(await customerSaid(hanako.userId)).toEqual(['返金してほしい。公式ストアです', '', 'NP00099998'])
  })

  test('a postback that is not ours is explained and never acts', async () => {
    const hanako = bot.platform.person()
    await toConfirmation(bot, hanako)
    await bot.platform.deliver([hanako.events.postback({ data: 'v1:c:999:refund.yes' })])
    expect(JSON.stringify(await hanako.hears())).toContain('前のご質問のボタンです')
    expect(await ledgerKinds(bot)).toEqual([])
  })
})

test('one customer’s failure is nobody else’s, and is tried again', async () => {
  const [hanako, taro] = [bot.platform.person(), bot.platform.person()]
  const receive = vi.spyOn(bot.app.store, 'load')
  receive.mockImplementationOnce(async () => {
    throw new Error('broken for this one')
  })
  await hanako.says('返金してほしい')
  expect(await taro.asks('返金してほしい')).toContain('どちらでご契約されましたか')
  await hanako.hears()
  await bot.idle()
  expect(await customerSaid(hanako.userId)).toEqual(['返金してほしい'])
})

test('an event that cannot be taken at all is given up after five tries, and the next one is taken', async () => {
  const hanako = bot.platform.person()
  const load = vi.spyOn(bot.app.store, 'load')
  // Each try looks twice: for the turn, and for the rescue of its words.
  for (let looks = 0; looks < 10; looks++) load.mockRejectedValueOnce(new Error('never'))
  await hanako.says('返金してほしい')
  await bot.idle()
  expect(bot.log()).toContain('LINE: an event was given up')
  expect(await hanako.asks('期間をまとめたい')).toContain('どちらでご契約されましたか')
})

test('an event that killed the process five times is not tried a sixth time', async () => {
  bot = await bot.restart({ asleep: true })
  const hanako = bot.platform.person()
  await hanako.says('返金してほしい')
  bot.db.exec('UPDATE line_inbox SET attempts = 5')
  bot = await bot.restart()
  await bot.idle()
  expect(hanako.room.heard).toEqual([])
  expect(await hanako.asks('期間をまとめたい')).toContain('どちらでご契約されましたか')
})

test('neither tokens nor what customers write appear in the log', async () => {
  const hanako = bot.platform.person()
  bot.platform.faults.add('reply', { kind: 'status', status: 500 })
  bot.platform.faults.add('reply', { kind: 'status', status: 400, message: '私の秘密の言葉' })
  await hanako.says('私の秘密の言葉を返金してほしい')
  await bot.idle()
  const tokens = bot.platform.calls('reply').map(({ body }) => String((body as { replyToken: string }).replyToken))
  const bearers = bot.platform.calls('reply').map(({ headers }) => headers['authorization']?.slice('Bearer '.length))
  expect(tokens.length).toBeGreaterThan(1)
  for (const secret of ['秘密', CHANNEL.secret, ...tokens, ...bearers]) expect(bot.log()).not.toContain(secret)
  expect(bot.log()).toContain('LINE refused a message as malformed')
})

/** Every row of every table. */
function everythingStored(): string {
  const tables = bot.db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all()
  return JSON.stringify(tables.map(({ name }) => bot.db.prepare(`SELECT * FROM "${String(name)}"`).all()))
}
