import { afterEach, beforeEach, expect, test } from 'vitest'
import { plainCall } from '../../src/channels/line/plain-call.ts'
import { renderLine } from '../../src/channels/line/render-line.ts'
import { type LineBot, startLineBot, toConfirmation } from './line-bot.ts'
import { asked, said, words } from './said.ts'

let bot: LineBot
beforeEach(async () => {
  bot = await startLineBot()
})
afterEach(() => bot.close())

const MALFORMED = { kind: 'status', status: 400, message: 'The request body has 1 error(s)' } as const
const TOKEN_SPENT = { kind: 'status', status: 400, message: 'Invalid reply token' } as const
const ASKED = 'どちらでご契約されましたか'

const openSends = () =>
  bot.db
    .prepare('SELECT kind FROM line_sends ORDER BY no')
    .all()
    .map(({ kind }) => kind)
const parked = async (userId: string) => (await bot.app.store.load(`line:${userId}`))?.parked
const sentObjects = () => bot.platform.calls('reply').map(({ body }) => (body as { messages: object[] }).messages)

/** The outbox takes up what could not be sent. */
async function retry(): Promise<void> {
  bot.clock.nowMs = Math.max(bot.clock.nowMs, (await bot.app.store.nextDueAtMs()) ?? 0)
  await bot.app.runDue()
  await bot.idle()
}

test('a reply that LINE refuses as malformed goes out once more in bare words, and the alarm is raised', async () => {
  const hanako = bot.platform.person()
  bot.platform.faults.add('reply', MALFORMED)
  const heard = await hanako.asks('返金してほしい')
  expect(heard).toContain(ASKED)
  expect(heard).toMatch(/1\. .+\n2\. /)
  const [first, second, ...more] = sentObjects()
  expect(more).toEqual([])
  expect(JSON.stringify(first)).toContain('quickReply')
  expect(second?.flatMap((one) => Object.keys(one))).toEqual(second?.flatMap(() => ['type', 'text']))
  await bot.idle()
  expect([openSends(), await parked(hanako.userId)]).toEqual([[], null])
  expect(bot.log()).toContain('LINE refused a message as malformed')
  expect(await hanako.asks('1')).not.toContain('先ほどのご案内です')
  expect(bot.platform.calls('push')).toEqual([])
})

test.each([403, 409])('a reply that is refused by %i is not called malformed', async (status) => {
  const hanako = bot.platform.person()
  bot.platform.faults.add('reply', { kind: 'status', status })
  await hanako.says('返金してほしい')
  await bot.idle()
  expect(bot.log()).toContain('"LINE refused a message"')
  expect(bot.log()).not.toContain('malformed')
})

test('a final confirmation in bare words can be answered', async () => {
  const hanako = bot.platform.person()
  bot.platform.faults.add('reply', { kind: 'delay', ms: 0 }, 2)
  bot.platform.faults.add('reply', MALFORMED)
  const asked = await toConfirmation(bot, hanako)
  expect(asked).toContain('1. 返金する\n2. 返金しない')
  await bot.idle()
  await hanako.asks('1')
  await bot.idle()
  expect((await bot.app.backOffice.ledger()).map(({ kind }) => kind)).toEqual(['refund', 'stop'])
})

test('bare words that are refused too are given up: the conversation is parked', async () => {
  const hanako = bot.platform.person()
  bot.platform.faults.add('reply', MALFORMED, 2)
  await hanako.says('返金してほしい')
  await bot.idle()
  expect(bot.platform.calls('reply')).toHaveLength(2)
  expect([openSends(), await parked(hanako.userId)]).toEqual([[], 'channel.refused'])
})

test('where the refusal spent the reply token, the words come with the next answer, free', async () => {
  bot = await bot.restart({ settings: { pushPolicy: 'always' } })
  const hanako = bot.platform.person()
  bot.platform.faults.add('reply', MALFORMED)
  bot.platform.faults.add('reply', TOKEN_SPENT)
  await hanako.says('返金してほしい')
  await bot.idle()
  expect([openSends(), hanako.room.heard]).toEqual([['later'], []])
  const next = await hanako.asks('公式ストアです')
  expect(next.indexOf(ASKED)).toBeGreaterThan(next.indexOf('先ほどのご案内です'))
  expect(next.indexOf('注文番号を送ってください')).toBeGreaterThan(next.indexOf(ASKED))
  await bot.idle()
  expect([openSends(), bot.platform.calls('push')]).toEqual([[], []])
})

test('a process that dies before the bare words are out sends them when it is back', async () => {
  const hanako = bot.platform.person()
  bot.platform.faults.add('reply', MALFORMED)
  bot.platform.faults.add('reply', { kind: 'drop', when: 'before' }, 4)
  await hanako.says('返金してほしい')
  await bot.idle()
  expect(openSends()).toEqual(['reply'])
  bot = await bot.restart()
  await retry()
  expect(openSends()).toEqual([])
  expect(hanako.room.heard.filter((words) => words.includes(ASKED))).toHaveLength(1)
  expect(Object.keys(sentObjects().at(-1)?.[0] ?? {})).toEqual(['type', 'text'])
})

test('bare words whose fate nobody knows are shown once more with the next answer rather than lost', async () => {
  const hanako = bot.platform.person()
  bot.platform.faults.add('reply', MALFORMED)
  bot.platform.faults.add('reply', { kind: 'drop', when: 'before' })
  bot.platform.faults.add('reply', TOKEN_SPENT)
  await hanako.says('返金してほしい')
  await bot.idle()
  expect(openSends()).toEqual(['later'])
  expect(await hanako.asks('公式ストアです')).toContain(ASKED)
})

test('a push that LINE refuses is not paid twice: its words wait for the next answer', async () => {
  bot = await bot.restart({ settings: { pushPolicy: 'always' }, asleep: true })
  const hanako = bot.platform.person()
  await hanako.says('返金してほしい')
  bot.clock.nowMs += 51_000
  bot.platform.faults.add('push', MALFORMED)
  bot = await bot.restart({ settings: { pushPolicy: 'always' } })
  await bot.idle()
  expect([openSends(), bot.platform.calls('push').length]).toEqual([['later'], 1])
  expect(await hanako.asks('公式ストアです')).toContain(ASKED)
  expect(bot.platform.calls('push')).toHaveLength(1)
})

test('bare words say all that cards, templates and choices say', () => {
  const choices = [
    { id: 'refund.yes', label: '返金する' },
    { id: 'refund.no', label: '返金しない' },
  ]
  const rows = [{ label: '金額', value: '7,980円' }]
  const card = said('控えです。\n金額：7,980円', { view: { type: 'card', kind: 'receipt', title: '控えです。', rows } })
  const question = asked('返金しますか。', choices, { view: { type: 'confirm' } })
  const call = renderLine([card, question], words, { pushes: false }).flat()
  expect(call.map(({ type }) => type)).toEqual(['flex', 'template'])
  expect(plainCall(call)).toEqual([
    { type: 'text', text: '控えです。\n金額：7,980円' },
    { type: 'text', text: expect.stringContaining('返金しますか。\n\n1. 返金する\n2. 返金しない') },
  ])
})
