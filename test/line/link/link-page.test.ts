import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createFormSeal } from '../../../src/channels/line/link/link-form.ts'
import { type LineBot, mailedCode, PUBLIC_URL, startLineBot } from '../line-bot.ts'
import type { Person } from '../platform/person.ts'
import { invited, LINKING, linked, OPEN, rows, signedIn, TARO } from './customer.ts'

const MINUTE_MS = 60_000
const GONE = 'この案内は使えません'

let bot: LineBot
let hanako: Person
beforeEach(async () => {
  bot = await startLineBot(LINKING)
  hanako = bot.platform.person()
})
afterEach(() => bot.close())

const here = () => ({ bot, person: hanako })
const wrongCode = () => `${(Number(mailedCode(bot)) + 1) % 1_000_000}`.padStart(6, '0')

test('three short steps, each saying where it is; what will be linked is shown before anything is', async () => {
  const browser = await invited(here())
  expect(browser.text).toContain('1 / 3')
  expect(await browser.submit({ ...TARO })).toContain('2 / 3')
  expect(browser.text).toContain('taro@example.jp')
  const consent = await browser.submit({ code: mailedCode(bot) })
  expect(consent).toContain('まだ連携していません')
  expect(consent).toContain('taro@example.jp')
  expect(consent).toContain('「連携を解除」と送ると、いつでも解けます')
})

test('numbers and codes may be typed as people type them', async () => {
  const browser = await invited(here())
  await browser.submit({ orderNumber: ' ｎｐ１２３４-５６７８', email: 'Ｔaro@example.jp ' })
  const code = mailedCode(bot)
  expect(await browser.submit({ code: `${code.slice(0, 3)} ${code.slice(3)}` })).toContain('まだ連携していません')
})

test('the page is guarded: nothing from elsewhere, no scripts, no frames, no referrer, no cookie, kept by nobody', async () => {
  const { headers, html } = await invited(here())
  const csp = headers.get('content-security-policy') ?? ''
  expect(csp).toContain("default-src 'none'")
  expect(csp).toContain("form-action 'self' https://access.line.me;")
  expect(csp).toContain("frame-ancestors 'none'")
  expect(csp).not.toContain('script-src')
  expect(csp).not.toContain('unsafe-inline')
  expect(headers.get('referrer-policy')).toBe('no-referrer')
  expect(headers.get('cache-control')).toBe('no-store')
  expect(headers.get('set-cookie')).toBeNull()
  expect(html).not.toContain('<script')
})

test('the address of every page after the first one carries nothing; the last leads to LINE with its two values', async () => {
  const browser = await signedIn(here())
  await browser.submit()
  const { origin, pathname, searchParams } = new URL(browser.leftFor)
  expect(`${origin}${pathname}`).toBe('https://access.line.me/dialog/bot/accountLink')
  expect([...searchParams.keys()]).toEqual(['linkToken', 'nonce'])
})

describe('what is missing or wrong is said at its field', () => {
  test('an empty form', async () => {
    const browser = await invited(here())
    const said = await browser.submit({ orderNumber: '  ', email: 'taro' })
    expect(browser.status).toBe(422)
    expect(said).toContain('注文番号を入れてください')
    expect(said).toContain('メールアドレスを入れてください')
    expect(browser.html).toContain('<title>エラー：')
    expect(browser.html).toMatch(
      /id="email"[^>]*value="taro"[^>]*aria-describedby="email-hint email-error" aria-invalid="true"/,
    )
    expect(rows(bot, 'challenges')).toBe(0)
  })

  test('what was typed is text, whatever it holds', async () => {
    const browser = await invited(here())
    await browser.submit({ orderNumber: '"><script>alert(1)</script>', email: '<b>' })
    expect(browser.html).not.toMatch(/<script|<b>/)
    expect(browser.fields.get('orderNumber')).toBe('"><script>alert(1)</script>')
  })

  test('a code that is none, and a wrong one', async () => {
    const browser = await invited(here())
    await browser.submit({ ...TARO })
    expect(await browser.submit({ code: '12345' })).toContain('6桁の数字を入れてください')
    expect(await browser.submit({ code: wrongCode() })).toContain('あと4回')
    expect(await browser.submit({ code: mailedCode(bot) })).toContain('まだ連携していません')
  })
})

test('a contract that does not exist looks the same, and no code is right', async () => {
  const browser = await invited(here())
  const right = await browser.submit({ ...TARO })
  const strange = await invited({ bot, person: bot.platform.person() })
  const wrong = await strange.submit({ orderNumber: 'NP00000000', email: 'taro@example.jp' })
  expect(wrong).toBe(right)
  expect(bot.mails.filter(({ subject }) => subject.includes('確認コード'))).toHaveLength(1)
  expect(await strange.submit({ code: '000000' })).toContain('コードが違います')
})

test('five wrong codes close it for half an hour, here and in the talk', async () => {
  const browser = await invited(here())
  await browser.submit({ ...TARO })
  const code = Number(mailedCode(bot))
  for (let step = 1; step <= 5; step += 1)
    await browser.submit({ code: `${(code + step) % 1_000_000}`.padStart(6, '0') })
  expect(browser.status).toBe(429)
  expect(browser.text).toContain('2026年11月18日（水）12:30')
  await hanako.asks('NP12345678 を返金してください')
  expect(await hanako.asks('taro@example.jp')).toContain('30分お休みします')
})

test('a code serves ten minutes, and a page no longer than its invitation', async () => {
  const browser = await invited(here())
  bot.clock.nowMs += 5 * MINUTE_MS
  await browser.submit({ ...TARO })
  bot.clock.nowMs += 5 * MINUTE_MS
  expect(await browser.submit({ code: mailedCode(bot) })).toContain(GONE)
  expect(browser.status).toBe(410)
})

test('an invitation that has expired, was used, or is none opens nothing', async () => {
  await hanako.asks('アカウント連携')
  const browser = bot.browserOf(hanako)
  const url = hanako.addressOf(OPEN)
  await browser.open(`${PUBLIC_URL}/channels/line/link`)
  expect(browser.text).toContain(GONE)
  await browser.open(`${PUBLIC_URL}/channels/line/link?linkToken=abc`)
  expect(browser.text).toContain(GONE)
  await linked(here())
  // Linking has used up every invitation of theirs.
  await browser.open(url)
  expect(browser.text).toContain(GONE)
  await hanako.asks('アカウント連携')
  bot.clock.nowMs += 10 * MINUTE_MS
  await browser.open(hanako.addressOf(OPEN))
  expect(browser.status).toBe(410)
})

test('a form that is not ours, or was changed, does nothing', async () => {
  const ours = await signedIn(here())
  const state = ours.fields.get('state') ?? ''
  for (const forged of ['', 'x', state.slice(1), `${state.slice(0, -2)}AA`]) {
    const browser = await invited(here())
    await browser.submit({ state: forged })
    expect(browser.status).toBe(410)
  }
  expect(rows(bot, 'line_link_nonces')).toBe(0)
})

test('somebody else’s key opens no form, and ours none that has expired', () => {
  const [ours, theirs] = [createFormSeal('our secret'), createFormSeal('their secret')]
  const state = { at: 'consent', token: 't', email: 'taro@example.jp' } as const
  expect(ours.open(ours.seal(state, 100), 99)).toEqual(state)
  expect(ours.open(ours.seal(state, 100), 100)).toBeNull()
  expect(ours.open(theirs.seal(state, 100), 99)).toBeNull()
  expect(ours.seal(state, 100)).not.toBe(ours.seal(state, 100))
})

test('one invitation asks for five codes at most', async () => {
  const browser = await invited(here())
  for (let asked = 1; asked <= 5; asked += 1) {
    await browser.submit({ orderNumber: `NP0000000${asked}`, email: 'taro@example.jp' })
    expect(browser.status).toBe(200)
    await browser.follow('番号とアドレスを入れ直す')
  }
  expect(await browser.submit({ ...TARO })).toContain('この案内ではお送りできません')
})

test('a mail server that is away leads to a page that says so, and to no link', async () => {
  await bot.close()
  bot = await startLineBot({ ...LINKING, mailer: 'away' })
  hanako = bot.platform.person()
  const browser = await invited(here())
  expect(await browser.submit({ ...TARO })).toContain('連携はしていません')
  expect(browser.status).toBe(503)
})

test('a page that is left keeps nothing but the used-up invitation, and that for ten minutes', async () => {
  const browser = await invited(here())
  await browser.submit({ ...TARO })
  bot.clock.nowMs += 11 * MINUTE_MS
  bot.channel.forget(0)
  expect(rows(bot, 'line_link_invitations')).toBe(0)
  expect(rows(bot, 'line_link_nonces')).toBe(0)
})

test('without account links there is no page', async () => {
  await bot.close()
  bot = await startLineBot()
  const browser = bot.browserOf(bot.platform.person())
  await browser.open(`${PUBLIC_URL}/channels/line/link?linkToken=abc`)
  expect(browser.status).toBe(404)
})
