import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { doctorLine } from '../../src/cli/doctor.ts'
import { CHANNEL } from '../line/platform/account.ts'
import { LinePlatform } from '../line/platform/line-platform.ts'

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
let platform: LinePlatform
let bot: Server

beforeEach(async () => {
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  platform = await LinePlatform.start({ assertionKey: { kid: 'kid-1', pem } })
  bot = createServer((request, response) => {
    request.resume()
    response.writeHead(200).end()
  })
  await new Promise<void>((resolve) => bot.listen(0, '127.0.0.1', resolve))
  platform.connect(`http://127.0.0.1:${(bot.address() as AddressInfo).port}/channels/line/webhook`)
})

afterEach(async () => {
  bot.closeAllConnections()
  await new Promise((resolve) => bot.close(resolve))
  await platform.close()
})

/** What the command says and ends with. */
async function doctor(environment: Readonly<Record<string, string>>): Promise<{ code: number; text: string }> {
  let text = ''
  const code = await doctorLine(environment, (more) => {
    text += more
  })
  return { code, text }
}

test('finds an account well that is set up, and LINE takes our own messages', async () => {
  const { code, text } = await doctor(platform.environment)
  expect(text).not.toContain('×')
  expect(text).toContain('○ 見本のメッセージをLINEが受け付けました')
  expect(text).toContain('No problem was found.')
  expect(code).toBe(0)
  expect(platform.calls('validate')).toHaveLength(1)
})

test.each([
  ['nothing set', () => ({}), 'LINE_CHANNEL_SECRET が未設定です'],
  ['half of it set', () => ({ LINE_CHANNEL_SECRET: CHANNEL.secret }), 'LINE_CHANNEL_ID: is needed'],
  ['a policy that does not exist', () => ({ ...platform.environment, LINE_PUSH_POLICY: 'often' }), 'LINE_PUSH_POLICY'],
  [
    'the secret of another channel',
    () => ({ ...platform.environment, LINE_CHANNEL_SECRET: 'f'.repeat(32) }),
    'LINEが LINE_CHANNEL_ID と鍵（シークレットまたはJWT）の組を受け付けません',
  ],
  [
    'no way to LINE',
    () => ({ ...platform.environment, LINE_API_BASE_URL: 'http://127.0.0.1:9' }),
    'LINEに届きません（http://127.0.0.1:9）',
  ],
])('says what is wrong with %s, and ends with 1', async (_name, environment, told) => {
  const { code, text } = await doctor(environment())
  expect(text).toContain('×')
  expect(text).toContain(told)
  expect(text).toContain('1 thing(s) to put right.')
  expect(code).toBe(1)
})

test('says all at once, in both languages, and by the names that can be set', async () => {
  const { text } = await doctor({ LINE_CHANNEL_SECRET: 'kurz', LINE_JWT_KID: 'kid-1', LINE_PUSH_POLICY: 'often' })
  const lines = text.split('\n')
  const japanese = lines.filter((line) => line.startsWith('×'))
  expect(japanese.map((line) => /^× (\w+) (?:の値が使えません|が未設定です)/.exec(line)?.[1])).toEqual([
    'LINE_CHANNEL_SECRET',
    'LINE_PUSH_POLICY',
    'LINE_CHANNEL_ID',
    'LINE_JWT_PRIVATE_KEY_FILE',
  ])
  expect(japanese[0]).toContain('0〜9とa〜fの32文字')
  expect(japanese.join('')).not.toMatch(/must|needed|Invalid/)
  expect(text).toContain('LINE_CHANNEL_SECRET: each must be a channel secret (32 signs')
  expect(text).not.toMatch(/SECRET\.0|kurz/)
})

test('asks with a long-lived token too, and advises against it', async () => {
  platform.accessTokens.issueLongLived('long-lived-token')
  const { LINE_CHANNEL_SECRET = '', LINE_API_BASE_URL = '' } = platform.environment
  const given = { LINE_CHANNEL_SECRET, LINE_API_BASE_URL, LINE_CHANNEL_ACCESS_TOKEN: 'long-lived-token' }
  const { code, text } = await doctor(given)
  expect(text).toContain('△ 長期のアクセストークン')
  expect(code).toBe(0)
})

test('asks by a signed assertion', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'enman-key-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'key.pem')
  writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }))
  const jwt = { LINE_JWT_PRIVATE_KEY_FILE: file, LINE_JWT_KID: 'kid-1' }
  expect((await doctor({ ...platform.environment, ...jwt })).code).toBe(0)
  expect((await doctor({ ...platform.environment, ...jwt, LINE_JWT_KID: 'kid-2' })).code).toBe(1)
})

test('prints no secret, whatever is wrong', async () => {
  const { LINE_CHANNEL_SECRET = '' } = platform.environment
  const rotating = { ...platform.environment, LINE_CHANNEL_SECRET: `${LINE_CHANNEL_SECRET},${'e'.repeat(32)}` }
  const said = [await doctor(rotating), await doctor({ ...rotating, LINE_CHANNEL_ID: 'not a number' })]
  for (const { text } of said)
    for (const secret of [LINE_CHANNEL_SECRET, 'e'.repeat(32)]) expect(text).not.toContain(secret)
  expect(said[0]?.text).toContain('チャネルシークレットが2つあります')
})
