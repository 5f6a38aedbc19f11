import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Inbound } from '../../src/channels/channel.ts'
import { sampleContracts } from '../../src/demo/sample-contracts.ts'
import { AppWorld } from '../../src/transcript/app-world.ts'

const AT_MS = Date.parse('2026-11-18T14:00:00+09:00')
const MINUTE_MS = 60_000
let world: AppWorld

beforeEach(() => {
  world = new AppWorld(AT_MS)
  world.importContracts(sampleContracts('2026-11-18'))
})
afterEach(() => world.close())

const talk = { channel: 'script', conversationId: 'talk-1' }
const receive = (inbound: Pick<Inbound, 'id' | 'act'> & Partial<Inbound>) =>
  world.app.receive({ ...talk, atMs: AT_MS, ...inbound })
const keysSaid = () => world.take().said.map(({ key }) => key)
const code = () => /\d{6}/.exec(world.take().mails.at(-1)?.text ?? '')?.[0] ?? ''
const ledger = async () => (await world.app.backOffice.ledger()).map((one) => one.kind)

const everythingKept = async () =>
  JSON.stringify([
    await world.app.store.log('talk-1', 0),
    await world.app.store.load('talk-1'),
    await world.app.store.turns('talk-1'),
    await world.app.personRequests.list(),
  ])

async function toConfirmation(): Promise<void> {
  await world.act({ type: 'text', text: 'NP12345678 を返金してください。提案は不要です' })
  await world.act({ type: 'text', text: 'taro@example.jp' })
  await world.act({ type: 'text', text: code() })
}

test('a withdrawn note is nowhere any more: not in the log, not in the conversation, not at the desk', async () => {
  const words = '急いでください hanako@example.jp'
  await world.act({ type: 'text', text: '担当者と話したい' })
  await world.act({ type: 'text', text: '内容を直す' })
  const of = await world.act({ type: 'text', text: words })
  expect((await world.app.personRequests.list()).map(({ summary }) => summary.note)).toEqual([words])
  world.take()

  await world.act({ type: 'unsent', of })

  expect(keysSaid()).toEqual(['aside.unsentMailed'])
  expect(await everythingKept()).not.toContain('急いでください')
})

test('a part of a note goes from the desk and the conversation, the other part stays, and the mail is owned to', async () => {
  await world.act({ type: 'text', text: '担当者と話したい' })
  await world.act({ type: 'text', text: '内容を直す' })
  const of = await world.act({ type: 'text', text: '山田太郎です。電話は090-1234-5678。返金が遅いです' })
  await world.act({ type: 'text', text: '返事は早めにお願いします' })
  expect((await world.app.personRequests.list()).map(({ summary }) => summary.note)).toEqual([
    '山田太郎です。電話は090-1234-5678。返金が遅いです\n返事は早めにお願いします',
  ])
  world.take()

  await world.act({ type: 'unsent', of })

  expect(keysSaid()).toEqual(['aside.unsentMailed'])
  expect(await everythingKept()).not.toMatch(/山田太郎|090-1234/)
  expect((await world.app.personRequests.list()).map(({ summary }) => summary.note)).toEqual([
    '返事は早めにお願いします',
  ])
})

test('a withdrawn reply address goes from the desk and from the conversation', async () => {
  await world.act({ type: 'text', text: '担当者と話したい' })
  await world.act({ type: 'text', text: '内容を直す' })
  await world.act({ type: 'text', text: '返金が遅いです' })
  const of = await world.act({ type: 'text', text: 'taro@example.jp' })
  expect((await world.app.personRequests.list()).map(({ summary }) => summary.email)).toEqual(['taro@example.jp'])
  world.take()

  await world.act({ type: 'unsent', of })

  expect(keysSaid()[0]).toBe('aside.unsentMailed')
  expect(await everythingKept()).not.toContain('taro@example.jp')
})

test('the number the bot repeated goes with the message that had it', async () => {
  await world.act({ type: 'text', text: '公式ストアのノートンを返金してほしい' })
  const of = await world.act({ type: 'text', text: 'np 0009-9999' })
  expect(world.take().said.map(({ text }) => text)).toContain('「NP00099999」ですね。')

  await world.act({ type: 'unsent', of })

  expect(await everythingKept()).not.toMatch(/0009-?9999/)
})

test('an edited message replaces the words of the first', async () => {
  await world.act({ type: 'text', text: '返金してほしい' })
  const of = await world.act({ type: 'text', text: '公式ストアで去年買ったはず' })
  await world.act({ type: 'edited', of, text: '公式ストアで買いました' })
  const log = await world.app.store.log('talk-1', 0)
  expect(log.filter(({ role }) => role === 'customer').map(({ key, text }) => [key, text])).toEqual([
    ['customer', '返金してほしい'],
    ['customer.erased', ''],
    ['customer', '公式ストアで買いました'],
  ])
})

test('what was carried out stays when its yes is withdrawn, and that is said', async () => {
  await toConfirmation()
  const of = await world.act({ type: 'text', text: 'はい' })
  expect(await ledger()).toEqual(['refund', 'stop'])
  world.take()
  await world.act({ type: 'unsent', of })
  expect(keysSaid()).toEqual(['aside.unsentDone'])
  expect(await ledger()).toEqual(['refund', 'stop'])
})

test.each([
  { how: 'edited into a yes', inbound: { act: { type: 'edited', of: 'in-1', text: 'はい' } } },
  { how: 'written before the question could be read', inbound: { act: { type: 'text', text: 'はい' }, unseen: true } },
  { how: 'that came late', inbound: { act: { type: 'text', text: 'はい' }, late: true } },
] as const)('a yes $how carries nothing out', async ({ inbound }) => {
  await toConfirmation()
  await receive({ id: 'yes', ...inbound })
  expect(await ledger()).toEqual([])
  expect(world.take().said.at(-1)?.key).toBe('refund.ask')
})

test('a late message is kept, answered and moves nothing; a late tap is an old button', async () => {
  await toConfirmation()
  const state = world.take().state
  await receive({ id: 'late', late: true, act: { type: 'text', text: '担当者と話したい' } })
  expect(keysSaid()).toEqual(['aside.late', 'refund.ask'])
  expect(state).toEqual(world.take().state)
  const prompt = (await world.app.store.load('talk-1'))?.snapshot.prompt?.id ?? ''
  await receive({ id: 'tap', late: true, act: { type: 'tapped', choice: 'refund.yes', prompt } })
  expect(keysSaid()).toEqual(['aside.stale', 'refund.ask'])
  expect(await ledger()).toEqual([])
  expect((await world.app.store.log('talk-1', 0)).map(({ text }) => text)).toContain('担当者と話したい')
})

test('a request for a refund that came late counts from when it was written', async () => {
  await receive({ id: 'first', atMs: AT_MS, act: { type: 'text', text: '公式ストアで買いました' } })
  await receive({ id: 'late', late: true, atMs: AT_MS - 5 * MINUTE_MS, act: { type: 'text', text: '返金してほしい' } })
  const stored = await world.app.store.load('talk-1')
  expect(stored?.snapshot.context['firstRequestAtMs']).toBe(AT_MS - 5 * MINUTE_MS)
  expect(stored?.snapshot.lastAtMs).toBe(AT_MS)
})
