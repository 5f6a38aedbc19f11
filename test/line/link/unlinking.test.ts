import { afterEach, beforeEach, expect, test } from 'vitest'
import { type LineBot, startLineBot, toConfirmation } from '../line-bot.ts'
import type { Person } from '../platform/person.ts'
import { invited, LINKING, linked, links, OPEN, rows, signedIn } from './customer.ts'

const DAY_MS = 86_400_000

let bot: LineBot
let hanako: Person
beforeEach(async () => {
  bot = await startLineBot(LINKING)
  hanako = bot.platform.person()
})
afterEach(() => bot.close())

const here = () => ({ bot, person: hanako })

test('one word ends the link at once, by one free reply, and the talk goes on', async () => {
  await linked(here())
  const replies = bot.platform.calls('reply').length
  const said = await hanako.asks('連携を解除')
  expect(said).toContain('連携を解除しました')
  expect(said).toContain('どのようなご用件でしょうか')
  expect(links(bot)).toEqual([])
  expect(bot.platform.calls('reply')).toHaveLength(replies + 1)
  expect(bot.platform.account.used).toBe(0)
})

test('it works at a final confirmation, and nothing is carried out', async () => {
  await linked(here())
  await toConfirmation(bot, hanako)
  const said = await hanako.asks('連携を解除してください')
  expect(said).toContain('連携を解除しました')
  expect(said).toContain('まだ完了していません')
  expect(links(bot)).toEqual([])
  expect(await bot.app.backOffice.ledger()).toEqual([])
})

test('it works while a message for people is asked for; other words stay the message', async () => {
  await linked(here())
  await hanako.asks('担当者')
  await hanako.asks('内容を直す')
  expect(await hanako.asks('連携を解除')).toContain('連携を解除しました')
})

test('while a refund is under way it is done right after it, and said with the next answer', async () => {
  const held = Promise.withResolvers<void>()
  await linked(here())
  await toConfirmation(bot, hanako)
  bot = await bot.restart({
    ...LINKING,
    patienceMs: 50,
    backOffice: (ledger) =>
      Object.assign(Object.create(ledger), {
        stopRenewal: ledger.stopRenewal.bind(ledger),
        emailOf: ledger.emailOf.bind(ledger),
        refund: async (order: never) => held.promise.then(() => ledger.refund(order)),
      }),
  })
  await hanako.says('返金する')
  await hanako.hears()
  await hanako.says('連携を解除')
  held.resolve()
  await bot.idle()
  expect(links(bot)).toEqual([])
  expect(hanako.room.heard.join()).toContain('返金を受け付けました')
  await hanako.says('状況')
  const isSaid = () => hanako.room.heard.some((text) => text.includes('連携を解除しました'))
  await hanako.until(isSaid, 'it was not said')
})

test('without a link it says so; an invitation that is out is over too', async () => {
  const browser = await signedIn(here())
  expect(await hanako.asks('連携を解除')).toContain('連携しているアカウントはありません')
  await browser.submit()
  expect(browser.status).toBe(410)
  expect(links(bot)).toEqual([])
})

test('a link confirmed at LINE before the word, whose event comes after it, does not come back', async () => {
  const browser = await signedIn(here())
  bot.platform.account.webhook = { endpoint: 'http://127.0.0.1:1/', active: true }
  await browser.submit()
  bot.platform.connect(bot.url)
  await hanako.asks('連携を解除')
  await bot.platform.redeliverAll()
  await bot.idle()
  expect(links(bot)).toEqual([])
})

test('a link can be ended also where no new ones are made any more', async () => {
  await linked(here())
  bot = await bot.restart()
  expect(await hanako.asks('アカウント連携')).toContain('こちらでは使えません')
  expect(await hanako.asks('連携を解除')).toContain('連携を解除しました')
  expect(links(bot)).toEqual([])
})

test('blocking the account ends the link; an old block that comes late does not', async () => {
  await linked(here())
  await hanako.blocks()
  await bot.idle()
  expect(links(bot)).toEqual([])
  await hanako.follows()
  await linked(here())
  expect(links(bot)).toHaveLength(1)
  const [blocking] = bot.platform.deliveries.filter(({ events }) => events[0]?.type === 'unfollow')
  if (blocking) await bot.platform.redeliver(blocking)
  await bot.idle()
  expect(links(bot)).toHaveLength(1)
})

test('erasing what was said takes the link, the inbox and the codes asked for along', async () => {
  await linked(here())
  await hanako.asks('NP24680246 を返金してください')
  await hanako.asks('sachiko@example.jp')
  expect(rows(bot, 'challenges')).toBeGreaterThan(0)
  await hanako.asks('個人情報を消してほしい')
  expect(await hanako.chooses('消す')).toContain('消しました')
  await bot.idle()
  expect(links(bot)).toEqual([])
  expect(rows(bot, 'challenges')).toBe(0)
  expect(rows(bot, 'line_link_nonces')).toBe(0)
  // The tap itself stays until its answer is out.
  expect(bot.db.prepare('SELECT kind FROM line_inbox').all()).toEqual([{ kind: 'tapped' }])
  expect(bot.platform.account.used).toBe(0)
  expect(await hanako.asks('返金してほしい')).toContain('どちらでご契約されましたか')
})

test('erasing opens no lock: tries stay counted', async () => {
  await hanako.asks('NP12345678 を返金してください')
  await hanako.asks('taro@example.jp')
  for (let tries = 0; tries < 5; tries += 1) await hanako.asks(`00000${tries}`)
  await hanako.asks('個人情報を消してほしい')
  await hanako.chooses('消す')
  await hanako.asks('NP12345678 を返金してください')
  expect(await hanako.asks('taro@example.jp')).toContain('お休みします')
})

test('a link that nobody used for more than a year is forgotten, one in use is not', async () => {
  await linked(here())
  bot.clock.nowMs += 300 * DAY_MS
  await hanako.asks('こんにちは')
  bot.clock.nowMs += 300 * DAY_MS
  bot.channel.forget(bot.clock.nowMs - 90 * DAY_MS)
  expect(links(bot)).toHaveLength(1)
  bot.clock.nowMs += 101 * DAY_MS
  bot.channel.forget(bot.clock.nowMs - 90 * DAY_MS)
  expect(links(bot)).toEqual([])
})

test.each([
  ['連携したいです', true],
  ['このアカウントを連携したいのですが', true],
  ['LINEと連携できますか', true],
  ['連携を解除', false],
  ['LINEとの連携を解除したい', false],
  ['連携をやめたいです', false],
])('「%s」 is understood', async (words, isWish) => {
  await linked(here())
  const said = await hanako.asks(words)
  expect(said.includes('linkToken=')).toBe(isWish)
  expect(said.includes('連携を解除しました')).toBe(!isWish)
})

test.each([
  '連携を解除する方法は',
  '連携を解除しないでください',
  '連携を解除するとどうなりますか',
  'アカウント連携とは何ですか',
])('「%s」 starts and ends nothing', async (words) => {
  await linked(here())
  const asked = bot.platform.calls('linkToken').length
  const said = await hanako.asks(words)
  expect(links(bot)).toHaveLength(1)
  expect(bot.platform.calls('linkToken')).toHaveLength(asked)
  if (/方法|どう|何/.test(words)) expect(said).toContain('入力を省く機能です')
})

test('the page of an invitation stays open after another one was asked for', async () => {
  const browser = await invited(here())
  await hanako.asks('アカウント連携')
  expect(hanako.addressOf(OPEN)).toContain('linkToken=')
  await browser.submit({ orderNumber: 'NP12345678', email: 'taro@example.jp' })
  expect(browser.status).toBe(200)
})
