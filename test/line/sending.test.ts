import { generateKeyPairSync } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import messages from '../../locales/ja/messages.json' with { type: 'json' }
import type { LoggedMessage } from '../../src/channels/channel.ts'
import { lineTimerDueAtMs } from '../../src/channels/line/channel.ts'
import { isImportant, OUTCOME_KEYS } from '../../src/channels/line/push-budget.ts'
import { UNDER_WAY_KEYS } from '../../src/channels/line/result-button.ts'
import { type LineBot, type LineBotOptions, ledgerKinds, startLineBot, toConfirmation } from './line-bot.ts'
import { CHANNEL } from './platform/account.ts'
import { LinePlatform } from './platform/line-platform.ts'
import type { Person } from './platform/person.ts'
import { waitingContracts } from './waiting-contracts.ts'

const DAY_MS = 86_400_000
let bot: LineBot
beforeEach(async () => {
  bot = await startLineBot()
})
afterEach(() => bot.close())

const openSends = () =>
  bot.db
    .prepare('SELECT kind FROM line_sends ORDER BY no')
    .all()
    .map(({ kind }) => kind)

/** Lets the outbox have as many tries as it wants, its waits skipped. */
async function retry(times = 1): Promise<void> {
  for (let tries = 0; tries < times; tries++) {
    const due = await bot.app.store.nextDueAtMs()
    if (due !== null && due - bot.clock.nowMs < 60_000) bot.clock.nowMs = Math.max(bot.clock.nowMs, due)
    await bot.app.runDue()
    await bot.idle()
  }
}

/** A confirmation whose refund waits until it is let go. */
async function slowRefund(options: LineBotOptions = {}) {
  const gate = Promise.withResolvers<void>()
  bot = await bot.restart({
    patienceMs: 30,
    backOffice: (ledger) =>
      Object.assign(Object.create(ledger), {
        findContracts: ledger.findContracts.bind(ledger),
        contractsById: ledger.contractsById.bind(ledger),
        registerRequest: ledger.registerRequest.bind(ledger),
        rememberRefusal: ledger.rememberRefusal.bind(ledger),
        stopRenewal: ledger.stopRenewal.bind(ledger),
        emailOf: ledger.emailOf.bind(ledger),
        ledger: ledger.ledger.bind(ledger),
        refund: (order: never) => gate.promise.then(() => ledger.refund(order)),
      }),
    ...options,
  })
  const hanako = bot.platform.person()
  await toConfirmation(bot, hanako)
  const placeholder = await hanako.chooses('返金する')
  return { hanako, placeholder, finish: gate.resolve }
}

describe('a reply', () => {
  test.each([
    { fault: 'an error of LINE’s, before it took it', add: { kind: 'status', status: 500 } },
    { fault: 'a connection that broke before', add: { kind: 'drop', when: 'before' } },
    { fault: 'a connection that broke after LINE had taken it', add: { kind: 'drop', when: 'after' } },
    { fault: 'no answer at all', add: { kind: 'hang' } },
    { fault: 'being too fast', add: { kind: 'rate' } },
  ] as const)('is sent again, the very same, after $fault; seen once, never pushed', async ({ add }) => {
    const hanako = bot.platform.person()
    bot.platform.faults.add('reply', add)
    await hanako.asks('返金してほしい')
    await bot.idle()
    const calls = bot.platform.calls('reply')
    expect(calls.length).toBeGreaterThan(1)
    expect(new Set(calls.map(({ body }) => JSON.stringify(body))).size).toBe(1)
    expect(bot.platform.calls('push')).toEqual([])
    expect(hanako.room.heard.filter((words) => words.includes('どちらでご契約されましたか'))).toHaveLength(1)
    expect(openSends()).toEqual([])
    expect(await hanako.asks('公式ストアです')).not.toContain('先ほどのご案内です')
  })

  test('whose process died in the middle is sent again by the next one, and seen once', async () => {
    const hanako = bot.platform.person()
    bot.platform.faults.add('reply', { kind: 'drop', when: 'after' }, 4)
    await hanako.says('返金してほしい')
    await bot.idle()
    expect(openSends()).toEqual(['reply'])
    bot = await bot.restart()
    bot.clock.nowMs += 10_000
    await retry()
    expect(openSends()).toEqual([])
    expect(hanako.room.heard.filter((words) => words.includes('どちらでご契約されましたか'))).toHaveLength(1)
  })

  test('that failed until its token was old is shown with the next answer rather than lost', async () => {
    const hanako = bot.platform.person()
    bot.platform.faults.add('reply', { kind: 'status', status: 503 }, 8)
    await hanako.says('返金してほしい')
    await bot.idle()
    bot.clock.nowMs += 120_000
    await retry(3)
    expect(openSends()).toEqual(['later'])
    const next = await hanako.asks('公式ストアです')
    expect(next.indexOf('先ほどのご案内です')).toBeLessThan(next.indexOf('注文番号を送ってください'))
    expect(bot.platform.calls('push')).toEqual([])
  })

  test('after its token’s time is no reply: what is not important waits for the next message', async () => {
    bot = await bot.restart({ asleep: true })
    const hanako = bot.platform.person()
    await hanako.says('返金してほしい')
    bot.clock.nowMs += 51_000
    bot = await bot.restart()
    await bot.idle()
    expect([openSends(), bot.platform.calls().length]).toEqual([['later'], 0])
    expect(await hanako.asks('公式ストアです')).toContain('先ほどのご案内です。')
    await bot.idle()
    expect([openSends(), bot.platform.account.used]).toEqual([[], 0])
  })
})

describe('an answer that takes long', () => {
  test('shows the loading animation after a while, and not before', async () => {
    const gate = Promise.withResolvers<void>()
    bot = await bot.restart({
      backOffice: waitingContracts(gate.promise),
    })
    const hanako = bot.platform.person()
    await hanako.asks('NP12345678 を返金してください。提案は不要です')
    expect(hanako.loadings).toBe(0)
    bot.platform.faults.add('loading', { kind: 'status', status: 500 })
    await hanako.says('taro@example.jp')
    await vi.waitFor(() => expect(bot.platform.calls('loading')).toHaveLength(1), 10_000)
    expect(bot.platform.calls('loading')[0]?.body).toEqual({ chatId: hanako.userId, loadingSeconds: 40 })
    gate.resolve()
    expect((await hanako.hears()).length).toBeGreaterThan(0)
  })

  test('says so by the reply, and brings the receipt by one push that is counted once', async () => {
    const { hanako, placeholder, finish } = await slowRefund()
    expect(placeholder).toContain('まだ完了していません')
    bot.platform.faults.add('push', { kind: 'drop', when: 'after' })
    finish()
    await hanako.hears()
    await bot.idle()
    expect(hanako.room.heard.filter((words) => words.includes('返金を受け付けました'))).toHaveLength(1)
    const keys = bot.platform.calls('push').map(({ headers }) => headers['x-line-retry-key'])
    expect(keys).toHaveLength(2)
    expect(new Set(keys).size).toBe(1)
    expect([bot.platform.account.used, openSends()]).toEqual([1, []])
    expect(bot.db.prepare('SELECT pushed FROM line_pushes').get()?.['pushed']).toBe(1)
  })

  test.each([
    { why: 'the policy is never to push', settings: { pushPolicy: 'never' } },
    { why: 'our own cap is reached', settings: { pushMonthlyCap: 0 } },
  ] as const)('waits for the next message when $why', async ({ settings }) => {
    const { hanako, finish } = await slowRefund({ settings })
    finish()
    await bot.idle()
    expect([bot.platform.calls('push'), openSends()]).toEqual([[], ['later']])
    const next = await hanako.asks('どうなりましたか')
    expect(next).toContain('先ほどのご案内です。')
    expect(next).toContain('返金を受け付けました')
  })

  test('offers its result by a button, which brings it for free', async () => {
    const { hanako, finish } = await slowRefund({ settings: { pushPolicy: 'never' } })
    expect(hanako.labels).toContain('結果を見る')
    finish()
    await bot.idle()
    const result = await hanako.chooses('結果を見る')
    expect(result).toContain('返金を受け付けました')
    expect([bot.platform.calls('push'), bot.platform.account.used]).toEqual([[], 0])
  })

  test('stops pushing for the month when LINE says so, raises the alarm, and begins again the next month', async () => {
    const { hanako, finish } = await slowRefund()
    bot.platform.account.quota = 0
    finish()
    await bot.idle()
    expect([openSends(), bot.platform.calls('push').length]).toEqual([['later'], 1])
    expect(bot.log()).toContain('the paid messages of this month are used up')
    bot.platform.account.quota = 200
    const receipt = [{ role: 'operator', key: 'operator', text: '担当です', seq: 99, atMs: 0 }] as const
    const deliver = (seq: number) =>
      bot.channel.deliver({
        key: `k${seq}`,
        conversationId: `line:${hanako.userId}`,
        messages: [{ ...receipt[0], seq }],
      })
    await deliver(900)
    expect(bot.platform.calls('push')).toHaveLength(1)
    bot.clock.nowMs += 13 * DAY_MS
    await deliver(901)
    expect(bot.platform.calls('push')).toHaveLength(2)
    expect(JSON.stringify(bot.platform.calls('push')[1]?.body)).toContain('返金を受け付けました')
  })

  test('to somebody who blocked the account is not pushed, and is shown when they come back', async () => {
    const { hanako, finish } = await slowRefund()
    await hanako.blocks()
    await vi.waitFor(() =>
      expect(bot.db.prepare('SELECT is_reachable FROM line_users').get()?.['is_reachable']).toBe(0),
    )
    finish()
    await bot.idle()
    expect([bot.platform.calls('push'), openSends()]).toEqual([[], ['later']])
    hanako.heardSince()
    await hanako.follows()
    expect(JSON.stringify(await hanako.hears())).toContain('返金を受け付けました')
    expect(await ledgerKinds(bot)).toEqual(['refund', 'stop'])
  })
})

describe('a push', () => {
  const toPush = (person: Person, seq = 5) =>
    bot.channel.deliver({
      key: `k${seq}`,
      conversationId: `line:${person.userId}`,
      messages: [{ role: 'operator', key: 'operator', text: '担当の鈴木です', seq: 100 + seq, atMs: 0 }],
    })

  async function met(): Promise<Person> {
    const hanako = bot.platform.person()
    await hanako.asks('こんにちは')
    await bot.idle()
    return hanako
  }

  test.each([
    { fault: 'an error of LINE’s', add: { kind: 'status', status: 500 } },
    { fault: 'being too fast', add: { kind: 'rate' } },
    { fault: 'a limit in words nobody knows, with quota left', add: { kind: 'status', status: 429, message: 'no' } },
  ] as const)('is tried again with the same key after $fault', async ({ add }) => {
    const hanako = await met()
    bot.platform.faults.add('push', add)
    await toPush(hanako)
    expect(hanako.room.heard.at(-1)).toBe('担当の鈴木です')
    expect(new Set(bot.platform.calls('push').map(({ headers }) => headers['x-line-retry-key'])).size).toBe(1)
    expect(bot.platform.account.used).toBe(1)
  })

  test('that stays unanswered throws so that the outbox tries again, with the same key also after a restart', async () => {
    const hanako = await met()
    bot.platform.faults.add('push', { kind: 'drop', when: 'after' }, 4)
    await expect(toPush(hanako)).rejects.toMatchObject({ code: 'channel.unavailable', retry: true })
    bot = await bot.restart()
    await toPush(hanako)
    expect(hanako.room.heard.filter((words) => words === '担当の鈴木です')).toHaveLength(1)
    expect([bot.platform.account.used, openSends()]).toEqual([1, []])
  })

  test('is not pushed again when its delivery is repeated after it was done', async () => {
    const hanako = await met()
    await toPush(hanako)
    await toPush(hanako)
    expect(bot.platform.calls('push')).toHaveLength(1)
  })

  test('whose unknown outcome outlived the key waits for the next message', async () => {
    const hanako = await met()
    bot.platform.faults.add('push', { kind: 'status', status: 500 }, 4)
    await expect(toPush(hanako)).rejects.toMatchObject({ retry: true })
    bot.clock.nowMs += DAY_MS + 1
    await toPush(hanako)
    expect(openSends()).toEqual(['later'])
  })
})

describe('access', () => {
  test('a token that LINE revoked is replaced once, and one that expired is asked for in time', async () => {
    const hanako = bot.platform.person()
    await hanako.asks('返金してほしい')
    bot.platform.accessTokens.revokeAll()
    await hanako.asks('公式ストアです')
    expect(bot.platform.calls('token')).toHaveLength(2)
    bot.clock.nowMs += 14 * 60_000
    await hanako.asks('NP12345678')
    expect(bot.platform.calls('token')).toHaveLength(3)
    expect(bot.platform.calls('reply').filter(({ answer }) => answer?.status === 401)).toHaveLength(1)
  })

  test('many calls at once ask for one token', async () => {
    const people = Array.from({ length: 8 }, () => bot.platform.person())
    await Promise.all(people.map((person) => person.asks('返金してほしい')))
    expect(bot.platform.calls('token')).toHaveLength(1)
  })

  test('a refused access is an alarm and is tried again later', async () => {
    bot = await bot.restart({ settings: { auth: { kind: 'static', token: 'never-issued' } } })
    const hanako = bot.platform.person()
    await hanako.says('返金してほしい')
    await bot.idle()
    expect(bot.log()).toContain('LINE refuses our access')
    bot.platform.accessTokens.issueLongLived('never-issued')
    await retry()
    expect(JSON.stringify(hanako.heardSince())).toContain('どちらでご契約されましたか')
  })

  test('by a signed assertion', async () => {
    await bot.close()
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
    bot = await startLineBot({
      assertionKey: { kid: 'kid-1', pem },
      settings: { auth: { kind: 'jwt', channelId: CHANNEL.id, keyId: 'kid-1', privateKey } },
    })
    expect(await bot.platform.person().asks('返金してほしい')).toContain('どちらでご契約されましたか')
    expect(bot.platform.calls('token')[0]?.form.has('client_secret')).toBe(false)
  })

  test('a LINE that is not there is tried again; nothing is lost', async () => {
    const hanako = bot.platform.person()
    const gone = await LinePlatform.start()
    const nobody = gone.url
    await gone.close()
    bot = await bot.restart({ settings: { apiBaseUrl: nobody } })
    await hanako.says('返金してほしい')
    await bot.idle()
    expect(openSends()).toEqual(['reply'])
    bot = await bot.restart()
    bot.clock.nowMs += 10_000
    await retry()
    expect(hanako.room.heard.filter((words) => words.includes('どちらでご契約されましたか'))).toHaveLength(1)
  })
})

test('the reminder comes once, the next day at 10:00 in Japan, and only at a final confirmation', async () => {
  const [hanako, taro] = [bot.platform.person(), bot.platform.person()]
  await toConfirmation(bot, hanako)
  await taro.asks('返金してほしい')
  await bot.idle()
  for (let hours = 0; hours < 48; hours++) {
    bot.clock.nowMs += 3_600_000
    await bot.app.runDue()
    await bot.idle()
  }
  const reminders = hanako.room.shown.filter((one) =>
    JSON.stringify(one.message).includes('まだ完了していません。続けるときは'),
  )
  expect(reminders.map(({ atMs }) => new Date(atMs).toISOString())).toEqual(['2026-11-19T01:00:00.000Z'])
  expect(bot.platform.calls('push').map(({ body }) => (body as { to: string }).to)).toEqual([hanako.userId])
})

test('timers on LINE', () => {
  const at = (text: string) => Date.parse(`${text}+09:00`)
  expect(lineTimerDueAtMs('nudge', at('2026-11-18T00:00:00'))).toBe(at('2026-11-19T10:00:00'))
  expect(lineTimerDueAtMs('nudge', at('2026-12-31T23:59:59'))).toBe(at('2027-01-01T10:00:00'))
  expect(lineTimerDueAtMs('save', at('2026-11-18T21:40:00'))).toBe(at('2026-11-21T21:40:00'))
  expect(lineTimerDueAtMs('pardon', at('2026-11-18T21:40:00'))).toBe(at('2026-11-18T22:10:00'))
})

describe('what is worth a push', () => {
  const said = (changes: Partial<LoggedMessage>): LoggedMessage => ({
    ...{ role: 'bot', key: 'menu.ask', text: '', seq: 1, atMs: 0 },
    ...changes,
  })
  test.each([
    [true, 'an answer of a person', said({ role: 'operator' })],
    [true, 'a receipt', said({ view: { type: 'card', kind: 'receipt', title: '', rows: [] } })],
    [true, 'a final confirmation', said({ prompt: '1', view: { type: 'confirm' } })],
    [true, 'a refusal', said({ key: 'refund.refused' })],
    [false, 'a decision', said({ view: { type: 'card', kind: 'decision', title: '', rows: [] } })],
    [false, 'a question', said({ prompt: '1' })],
    [false, 'a note that all was put aside', said({ key: 'aside.saved' })],
  ])('%s: %s', (expected, _what, message) => expect(isImportant(message)).toBe(expected))

  test('is named by sentences that exist', () => {
    const missing = [...OUTCOME_KEYS, ...UNDER_WAY_KEYS].filter((key) => {
      const [part = '', name = ''] = key.split('.')
      return (messages as unknown as Record<string, Record<string, string>>)[part]?.[name] === undefined
    })
    expect(missing).toEqual([])
  })
})
