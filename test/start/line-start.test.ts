import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { type Running, startServer } from '../../src/start.ts'
import { LinePlatform } from '../line/platform/line-platform.ts'

let dataDir = ''
let platform: LinePlatform
let running: Running | null = null

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'enman-line-start-'))
  platform = await LinePlatform.start()
})
afterEach(async () => {
  await running?.stop()
  running = null
  await platform.close()
  await rm(dataDir, { recursive: true, force: true })
})

async function start(env: Record<string, string>): Promise<Running> {
  running = await startServer(readConfig({ PORT: '0', DATA_DIR: dataDir, ...env }), pino({ level: 'silent' }))
  platform.connect(`${running.url}channels/line/webhook`)
  return running
}

test('without LINE’s variables its path is not there, and everything else is', async () => {
  const { url } = await start({})
  expect((await platform.person().says('返金してほしい')).status).toBe(404)
  expect((await fetch(`${url}healthz`)).status).toBe(200)
})

test('with them a customer on LINE is answered, also after a restart', async () => {
  const { notes } = await start(platform.environment)
  expect(notes.join()).not.toContain('LINE_CHANNEL_ACCESS_TOKEN')
  const hanako = platform.person()
  expect(await hanako.asks('返金してほしい')).toContain('どちらでご契約されましたか')
  await running?.stop()
  await start(platform.environment)
  expect(await hanako.asks('公式ストアです')).toContain('注文番号を送ってください')
  expect(platform.account.used).toBe(0)
})

test('a long-lived token works, and the start says what is better', async () => {
  const { LINE_CHANNEL_ID: _id, ...env } = platform.environment
  platform.accessTokens.issueLongLived('a-long-lived-token')
  const { notes } = await start({ ...env, LINE_CHANNEL_ACCESS_TOKEN: 'a-long-lived-token' })
  expect(notes.join()).toContain('LINE_CHANNEL_ACCESS_TOKEN')
  expect(await platform.person().asks('返金してほしい')).toContain('どちらでご契約されましたか')
  expect(platform.calls('token')).toEqual([])
})

test('what comes while a start warms up is taken, and answered once that is done', async () => {
  const { warm } = await start(platform.environment)
  const hanako = platform.person()
  expect((await hanako.says('返金できる期限はいつまでですか')).status).toBe(200)
  await warm
  expect(JSON.stringify(await hanako.hears())).toContain('60日')
  expect(platform.account.used).toBe(0)
})

test('switched on, a customer’s invitation opens the page of this very server; switched off, there is none', async () => {
  const linking = { ...platform.environment, LINE_ACCOUNT_LINK: 'on', PUBLIC_URL: 'https://support.example.jp' }
  const { url } = await start(linking)
  const hanako = platform.person()
  await hanako.asks('アカウント連携')
  const browser = hanako.browser((address) => address.replace('https://support.example.jp/', url))
  expect(await browser.open(hanako.addressOf('連携のページを開く'))).toContain('ご契約の確認')
  expect(await browser.submit({ orderNumber: 'NP12345678', email: 'taro@example.jp' })).toContain('確認コードの入力')
  await running?.stop()
  const off = await start(platform.environment)
  expect((await fetch(`${off.url}channels/line/link`)).status).toBe(404)
  expect(await hanako.asks('アカウント連携')).toContain('こちらでは使えません')
})
