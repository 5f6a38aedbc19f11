import { afterEach, beforeEach, expect, test } from 'vitest'
import { type LineBot, startLineBot } from '../line-bot.ts'
import type { Person } from '../platform/person.ts'
import { LINKING, linked, links, OPEN, rows, SACHIKO, signedIn } from './customer.ts'

let bot: LineBot
let hanako: Person
beforeEach(async () => {
  bot = await startLineBot(LINKING)
  hanako = bot.platform.person()
})
afterEach(() => bot.close())

const here = (person = hanako) => ({ bot, person })

test('the invitation says what it is for, how to undo it and how long the page serves, as a button and in words', async () => {
  const said = await hanako.asks('連携したい')
  expect(said).toContain('「連携を解除」と送ると、いつでも')
  expect(said).toContain('12:10 まで')
  expect(said).toContain(hanako.addressOf(OPEN))
  expect(hanako.addressOf(OPEN)).toMatch(/^https:\/\/support\.example\.jp\/channels\/line\/link\?linkToken=\w+$/)
})

test('LINE for PC gets the address in words, and the open question again', async () => {
  const ichiro = bot.platform.person('pc')
  const said = await ichiro.asks('アカウント連携')
  expect(said).toContain('https://support.example.jp/channels/line/link?linkToken=')
  expect(said).toContain('どのようなご用件でしょうか')
})

test('a customer who has signed in is linked, hears so by the free reply, and pays nothing', async () => {
  const browser = await signedIn(here())
  expect(links(bot)).toEqual([])
  expect(await browser.submit()).toBe('ok')
  const [answer] = await hanako.hears()
  expect(answer).toMatchObject({
    via: 'reply',
    message: { text: expect.stringContaining('t…@example.jp と連携しました。連携は「連携を解除」と送ると') },
  })
  expect(links(bot)).toEqual([{ user_id: hanako.userId, email: 'taro@example.jp' }])
  expect(bot.platform.account.used).toBe(0)
})

test('neither token nor nonce is kept as it is, and what was typed nowhere but in the talk', async () => {
  const browser = await signedIn(here())
  await browser.submit()
  await bot.idle()
  const { searchParams } = new URL(browser.leftFor)
  const nonce = searchParams.get('nonce') ?? ''
  const tables = ['line_link_invitations', 'line_link_nonces', 'line_links', 'line_inbox', 'challenges']
  const kept = JSON.stringify(tables.map((table) => bot.db.prepare(`SELECT * FROM ${table}`).all()))
  expect(nonce).toMatch(/^[\w-]{43}$/)
  expect(kept).not.toContain(nonce)
  expect(kept).not.toContain(searchParams.get('linkToken'))
  expect(kept).not.toContain('NP12345678')
  expect(bot.log()).not.toMatch(new RegExp(`${nonce}|${searchParams.get('linkToken')}|taro@`))
})

test('linking again replaces the address; one address may have several LINE accounts', async () => {
  const taro = bot.platform.person()
  await linked(here())
  await linked(here(taro))
  await linked(here(), SACHIKO)
  expect(links(bot)).toEqual([
    { user_id: hanako.userId, email: 'sachiko@example.jp' },
    { user_id: taro.userId, email: 'taro@example.jp' },
  ])
})

test('whoever follows the invitation of another is turned away by LINE, and nobody is linked', async () => {
  const mallory = bot.platform.person()
  await mallory.asks('アカウント連携')
  // The victim proves their own address on the page that Mallory sent them, and confirms at LINE with their own account.
  const browser = bot.browserOf(hanako)
  await browser.open(mallory.addressOf(OPEN))
  const { mails } = bot
  await browser.submit({ orderNumber: 'NP12345678', email: 'taro@example.jp' })
  await browser.submit({ code: /\d{6}/.exec(mails.at(-1)?.text ?? '')?.[0] ?? '' })
  expect(await browser.submit()).toBe('failed')
  expect(bot.platform.deliveries.at(-1)?.status).toBe(200)
  expect(links(bot)).toEqual([])
  expect(rows(bot, 'line_link_nonces')).toBe(0)
  expect(bot.log()).toContain('accountLink that failed')
})

test('a nonce is worth nothing to another account, nor a second time, nor when it is unknown', async () => {
  const browser = await signedIn(here())
  await browser.submit()
  await hanako.hears()
  const nonce = new URL(browser.leftFor).searchParams.get('nonce') ?? ''
  const mallory = bot.platform.person()
  await bot.platform.deliver([mallory.events.accountLink('ok', nonce), mallory.events.accountLink('ok')])
  await bot.platform.deliver([hanako.events.accountLink('ok', nonce)])
  await bot.idle()
  expect(links(bot)).toEqual([{ user_id: hanako.userId, email: 'taro@example.jp' }])
  for (const outcome of ['foreign', 'unknown', 'used']) expect(bot.log()).toContain(`"outcome":"${outcome}"`)
  // Who was told by LINE that they are linked hears that they are not; who is linked hears nothing new.
  expect(mallory.room.heard.join()).toContain('連携できませんでした')
  expect(hanako.heardSince()).toEqual([])
})

test('an event that LINE could not bring in time links if it had happened in time, and only then', async () => {
  const taro = bot.platform.person()
  const [inTime, tooLate] = [await signedIn(here()), await signedIn(here(taro), SACHIKO)]
  const nonceOf = async (browser: typeof inTime) => {
    bot.platform.account.webhook = { endpoint: 'http://127.0.0.1:1/', active: true }
    await browser.submit()
    bot.platform.connect(bot.url)
    return new URL(browser.leftFor).searchParams.get('nonce') ?? ''
  }
  await nonceOf(inTime)
  const late = await nonceOf(tooLate)
  bot.clock.nowMs += 3 * 3_600_000
  await bot.platform.redeliverAll()
  await bot.idle()
  expect(links(bot)).toHaveLength(2)
  bot.db.exec('DELETE FROM line_links')
  bot.db.prepare('UPDATE line_link_nonces SET event_id = NULL, subject = ?, email = ?').run('s', 'taro@example.jp')
  await bot.platform.deliver([taro.events.accountLink('ok', late)])
  await bot.idle()
  expect(links(bot)).toEqual([])
  expect(bot.log()).toContain('"outcome":"expired"')
})

test('a restart between the page and the event, and an event that comes twice, link once and answer once', async () => {
  const browser = await signedIn(here())
  bot = await bot.restart({ ...LINKING, asleep: true })
  expect(await browser.submit()).toBe('ok')
  const [delivery] = bot.platform.deliveries.slice(-1)
  bot = await bot.restart(LINKING)
  await bot.idle()
  expect(links(bot)).toHaveLength(1)
  if (delivery) await bot.platform.redeliver(delivery)
  await bot.idle()
  expect(hanako.room.heard.filter((text) => text.includes('と連携しました'))).toHaveLength(1)
  expect(links(bot)).toHaveLength(1)
})

test('a link made right before the process died is answered after it, not refused', async () => {
  const browser = await signedIn(here())
  bot = await bot.restart({ ...LINKING, asleep: true })
  await browser.submit()
  // As if the process had written the link and been killed before the answer.
  const inbox = bot.db.prepare("SELECT event_id, happening FROM line_inbox WHERE kind = 'linked'").get()
  const { nonceHash } = JSON.parse(String(inbox?.['happening']))
  const row = bot.db.prepare('SELECT subject, email FROM line_link_nonces WHERE nonce_hash = ?').get(nonceHash)
  bot.db
    .prepare('INSERT INTO line_links VALUES (?, ?, ?, ?, ?)')
    .run(hanako.userId, String(row?.['subject']), String(row?.['email']), bot.clock.nowMs, bot.clock.nowMs)
  bot.db
    .prepare('UPDATE line_link_nonces SET event_id = ?, subject = NULL, email = NULL')
    .run(String(inbox?.['event_id']))
  bot = await bot.restart(LINKING)
  await bot.idle()
  expect(hanako.room.heard.join()).toContain('と連携しました')
})

test('when LINE gives no token, the customer hears to try later, and the talk goes on', async () => {
  bot.platform.faults.add('linkToken', { kind: 'status', status: 500 }, 2)
  expect(await hanako.asks('アカウント連携')).toContain('ただいま、連携の案内をお出しできません')
  expect(bot.platform.calls('linkToken')).toHaveLength(2)
  expect(bot.platform.account.used).toBe(0)
  expect(await hanako.asks('返金してほしい')).toContain('どちらでご契約されましたか')
})

test('one token that is not given at once is asked for again', async () => {
  bot.platform.faults.add('linkToken', { kind: 'drop', when: 'before' })
  bot.platform.accessTokens.revokeAll()
  expect(await hanako.asks('アカウント連携')).toContain('linkToken=')
})
