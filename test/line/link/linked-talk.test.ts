import { afterEach, beforeEach, expect, test } from 'vitest'
import { type LineBot, ledgerKinds, mailedCode, startLineBot } from '../line-bot.ts'
import type { Person } from '../platform/person.ts'
import { LINKING, linked, OPEN, SACHIKO, TARO } from './customer.ts'

const HOUR_MS = 3_600_000

let bot: LineBot
let hanako: Person
beforeEach(async () => {
  bot = await startLineBot(LINKING)
  hanako = bot.platform.person()
})
afterEach(() => bot.close())

const here = () => ({ bot, person: hanako })
const codes = () => bot.mails.filter(({ subject }) => subject.includes('確認コード')).length

test('right after linking a refund takes two inputs: no number, no code, one confirmation and no push', async () => {
  await linked(here())
  const mailed = codes()
  const shown = await hanako.asks('返金してほしい。提案は不要です')
  expect(shown).toContain('まだ完了していません')
  expect(await ledgerKinds(bot)).toEqual([])
  const done = await hanako.chooses('返金する')
  await bot.idle()
  expect(done).toContain('返金を受け付けました')
  expect(await ledgerKinds(bot)).toEqual(['refund', 'stop'])
  expect(codes()).toBe(mailed)
  expect(bot.platform.account.used).toBe(0)
})

test('who links at the question for the order number goes on from there', async () => {
  await hanako.asks('返金してほしい。提案は不要です')
  expect(await hanako.chooses('ノートン公式ストア')).toContain('注文番号を送ってください')
  const said = await linked(here())
  expect(said).toContain('と連携しました')
  expect(said).not.toContain('つづきです')
  expect(hanako.labels).toContain('返金する')
})

test('who links at the question for the code is asked for no other one', async () => {
  await hanako.asks('NP12345678 を返金してください。提案は不要です')
  await hanako.asks('taro@example.jp')
  const said = await linked(here())
  expect(said).toContain('と連携しました')
  expect(hanako.labels).toContain('返金する')
})

test('later the code goes to the linked address, and neither number nor address is asked for', async () => {
  await linked(here())
  bot.clock.nowMs += 2 * HOUR_MS
  const mailed = codes()
  const asked = await hanako.asks('返金してほしい。提案は不要です')
  expect(asked).toContain('t…@example.jp')
  expect(asked).not.toContain('注文番号を送ってください')
  expect(asked).not.toContain('プレミアム')
  expect(codes()).toBe(mailed + 1)
  expect(bot.mails.at(-1)?.to).toBe('taro@example.jp')
  expect(await hanako.asks(mailedCode(bot))).toContain('まだ完了していません')
  expect(await hanako.chooses('返金する')).toContain('返金を受け付けました')
  expect(bot.platform.account.used).toBe(0)
})

test.each(['連携済みか確認したい', 'どのアドレスと連携していますか', '連携していますか？', 'LINEと連携していますか'])(
  '「%s」 is answered with the linked address, and after unlinking with none',
  async (words) => {
    await linked(here())
    expect(await hanako.asks(words)).toContain('t…@example.jp の方として')
    expect(await hanako.asks('連携やめる')).toContain('連携を解除しました')
    expect(await hanako.asks(words)).toContain('連携しているアカウントはありません')
  },
)

test('after unlinking number and address are asked for again, also within the half hour', async () => {
  await linked(here())
  await hanako.asks('連携を解除')
  await hanako.asks('返金してほしい。提案は不要です')
  expect(await hanako.chooses('ノートン公式ストア')).toContain('注文番号を送ってください')
})

test('unlinking at the final confirmation ends it: number and address are asked for before another is shown', async () => {
  await linked(here())
  await hanako.asks('返金してほしい。提案は不要です')
  const said = await hanako.asks('連携を解除')
  expect(said).toContain('先ほどまでのご確認は、もう使えません')
  expect(said).toContain('注文番号を送ってください')
  expect(said).not.toContain('7,980円')
  await hanako.tapsLate('返金する')
  await hanako.hears()
  expect(await ledgerKinds(bot)).toEqual([])
  await hanako.asks('NP12345678')
  await hanako.asks('taro@example.jp')
  expect(await hanako.asks(mailedCode(bot))).toContain('まだ完了していません')
  expect(await hanako.chooses('返金する')).toContain('返金を受け付けました')
})

test('linking another address at the final confirmation shows nothing of the first customer again', async () => {
  await linked(here())
  await hanako.asks('返金してほしい。提案は不要です')
  expect(hanako.labels).toContain('返金する')
  const said = await linked(here(), SACHIKO)
  expect(said).toContain('s…@example.jp と連携しました')
  expect(said).toContain('先ほどまでのご確認は、もう使えません')
  expect(said).not.toMatch(/7,980円|NP12345678/)
  await hanako.tapsLate('返金する')
  await hanako.hears()
  expect(await ledgerKinds(bot)).toEqual([])
})

test('linking in the middle of another question closes that question and asks the talk’s own again', async () => {
  await hanako.asks('最初から')
  expect(hanako.labels).toContain('続ける')
  const said = await linked(here())
  expect(said).toContain('どのようなご用件でしょうか')
  expect(hanako.labels).not.toContain('続ける')
})

test('another customer’s link names nobody here', async () => {
  await linked(here())
  const ichiro = bot.platform.person()
  await ichiro.asks('返金してほしい。提案は不要です')
  expect(await ichiro.chooses('ノートン公式ストア')).toContain('注文番号を送ってください')
})

test('off by configuration nothing of it shows, and a wish for it gets an honest answer', async () => {
  bot = await bot.restart()
  const said = await hanako.asks('連携したい')
  expect(said).toContain('こちらでは使えません')
  expect(said).toContain('どのようなご用件でしょうか')
  expect(hanako.labels).not.toContain(OPEN)
  expect(bot.platform.calls('linkToken')).toHaveLength(0)
  await hanako.asks(`${TARO.orderNumber} を返金してください`)
  expect(await hanako.asks(TARO.email)).toContain('確認コード')
})
