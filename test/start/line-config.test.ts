import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readConfig } from '../../src/config.ts'

const SECRET = '8c570fa6dd201bb328f1c1eac23a96d8'
const OTHER = '0123456789abcdef0123456789abcdef'
const BOT = 'U8e742f61d673b39c7fff3cecb7536ef0'
let dir = ''

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'enman-line-'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

/** What the start says about an environment, or what it takes from it. */
function line(env: Record<string, string>) {
  try {
    return readConfig(env).line
  } catch (error) {
    return String(error)
  }
}

test('without any variable there is no LINE', () => {
  expect(line({})).toBeNull()
  expect(line({ LINE_CHANNEL_SECRET: '', LINE_PUSH_POLICY: 'always' })).toBeNull()
})

test('an id and a secret are enough', () => {
  expect(line({ LINE_CHANNEL_SECRET: SECRET, LINE_CHANNEL_ID: '1657000001' })).toEqual({
    channelSecrets: [SECRET],
    auth: { kind: 'secret', channelId: '1657000001', channelSecret: SECRET },
    botUserId: null,
    apiBaseUrl: 'https://api.line.me',
    pushPolicy: 'important',
    pushMonthlyCap: 200,
    publicUrl: null,
  })
})

test('the bot may be told who it is', () => {
  const env = { LINE_CHANNEL_SECRET: SECRET, LINE_CHANNEL_ID: '1', LINE_BOT_USER_ID: BOT }
  expect(line(env)).toMatchObject({ botUserId: BOT })
})

test('account links take an address of our own, and are off without their switch', () => {
  const set = { LINE_CHANNEL_SECRET: SECRET, LINE_CHANNEL_ID: '1', PUBLIC_URL: 'https://support.example.jp/bot/' }
  expect(line(set)).toMatchObject({ publicUrl: null })
  expect(line({ ...set, LINE_ACCOUNT_LINK: 'on' })).toMatchObject({ publicUrl: 'https://support.example.jp/bot' })
})

test('while the secret is replaced both count, and the first one asks for tokens', () => {
  const settings = line({ LINE_CHANNEL_SECRET: `${OTHER}, ${SECRET}`, LINE_CHANNEL_ID: '1' })
  expect(settings).toMatchObject({ channelSecrets: [OTHER, SECRET], auth: { channelSecret: OTHER } })
})

test('a long-lived token is taken only where there is nothing better', () => {
  const long = { LINE_CHANNEL_SECRET: SECRET, LINE_CHANNEL_ACCESS_TOKEN: 'long-lived' }
  expect(line(long)).toMatchObject({ auth: { kind: 'static', token: 'long-lived' } })
  expect(line({ ...long, LINE_CHANNEL_ID: '1' })).toMatchObject({ auth: { kind: 'secret' } })
})

test.each(['jwk', 'pem'] as const)('a key file (%s) is preferred to the secret', async (format) => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const key =
    format === 'jwk'
      ? JSON.stringify(privateKey.export({ format: 'jwk' }))
      : privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
  const file = join(dir, 'key')
  await writeFile(file, key)
  const env = {
    LINE_CHANNEL_SECRET: SECRET,
    LINE_CHANNEL_ID: '1',
    LINE_JWT_KID: 'kid',
    LINE_JWT_PRIVATE_KEY_FILE: file,
  }
  expect(line(env)).toMatchObject({ auth: { kind: 'jwt', channelId: '1', keyId: 'kid' } })
})

test.each([
  [{ LINE_CHANNEL_ID: '1' }, 'LINE_CHANNEL_SECRET'],
  [{ LINE_CHANNEL_ACCESS_TOKEN: 'token' }, 'LINE_CHANNEL_SECRET'],
  [{ LINE_BOT_USER_ID: BOT }, 'LINE_CHANNEL_SECRET'],
  [{ LINE_CHANNEL_SECRET: SECRET, LINE_CHANNEL_ID: '1', LINE_BOT_USER_ID: '@enman' }, 'LINE_BOT_USER_ID'],
  [{ LINE_CHANNEL_SECRET: SECRET }, 'LINE_CHANNEL_ID'],
  [{ LINE_CHANNEL_SECRET: SECRET, LINE_CHANNEL_ID: '1', LINE_JWT_KID: 'kid' }, 'LINE_JWT_PRIVATE_KEY_FILE'],
  [{ LINE_CHANNEL_SECRET: SECRET, LINE_CHANNEL_ID: '1', LINE_JWT_PRIVATE_KEY_FILE: 'x' }, 'LINE_JWT_KID'],
  [{ LINE_CHANNEL_SECRET: SECRET, LINE_JWT_KID: 'kid', LINE_JWT_PRIVATE_KEY_FILE: 'x' }, 'LINE_CHANNEL_ID'],
  [
    { LINE_CHANNEL_SECRET: SECRET, LINE_CHANNEL_ID: '1', LINE_JWT_KID: 'kid', LINE_JWT_PRIVATE_KEY_FILE: '/none' },
    'LINE_JWT_PRIVATE_KEY_FILE',
  ],
  [{ LINE_CHANNEL_SECRET: 'short', LINE_CHANNEL_ID: '1' }, 'LINE_CHANNEL_SECRET'],
  [{ LINE_CHANNEL_SECRET: `${SECRET},${OTHER},${SECRET}`, LINE_CHANNEL_ID: '1' }, 'LINE_CHANNEL_SECRET'],
  [{ LINE_CHANNEL_SECRET: `${SECRET},`, LINE_CHANNEL_ID: '1' }, 'LINE_CHANNEL_SECRET'],
  [{ LINE_CHANNEL_SECRET: SECRET, LINE_CHANNEL_ID: 'abc' }, 'LINE_CHANNEL_ID'],
  [{ LINE_CHANNEL_SECRET: SECRET, LINE_CHANNEL_ACCESS_TOKEN: 'two words' }, 'LINE_CHANNEL_ACCESS_TOKEN'],
  [{ LINE_API_BASE_URL: 'https://api.example.com' }, 'LINE_API_BASE_URL'],
  [{ LINE_API_BASE_URL: 'api.example.com' }, 'LINE_API_BASE_URL'],
  [{ LINE_API_BASE_URL: 'http://127.0.0.1.example.com' }, 'LINE_API_BASE_URL'],
  [{ LINE_API_BASE_URL: 'http://localhost@example.com' }, 'LINE_API_BASE_URL'],
  [{ LINE_PUSH_POLICY: 'sometimes' }, 'LINE_PUSH_POLICY'],
  [{ LINE_ACCOUNT_LINK: 'on' }, 'LINE_CHANNEL_SECRET'],
  [{ LINE_CHANNEL_SECRET: SECRET, LINE_CHANNEL_ID: '1', LINE_ACCOUNT_LINK: 'on' }, 'PUBLIC_URL'],
  [{ LINE_CHANNEL_SECRET: SECRET, LINE_CHANNEL_ACCESS_TOKEN: 'token', LINE_ACCOUNT_LINK: 'on' }, 'PUBLIC_URL'],
  [{ LINE_ACCOUNT_LINK: 'yes please' }, 'LINE_ACCOUNT_LINK'],
  [{ PUBLIC_URL: 'http://support.example.jp' }, 'PUBLIC_URL'],
  [{ PUBLIC_URL: 'https://support.example.jp/?a=b' }, 'PUBLIC_URL'],
  [{ PUBLIC_URL: 'support.example.jp' }, 'PUBLIC_URL'],
  [{ LINE_PUSH_MONTHLY_CAP: '-1' }, 'LINE_PUSH_MONTHLY_CAP'],
])('%o stops the start and names %s, never a value', (env, name) => {
  const said = line(env as Record<string, string>)
  expect(said).toContain(`${name}`)
  for (const value of Object.values(env).filter((one) => one.length > 3 && !one.startsWith('/')))
    expect(said).not.toContain(value)
})

test('a file that is no key is named', async () => {
  const file = join(dir, 'key')
  await writeFile(file, 'nothing of a key')
  const env = {
    LINE_CHANNEL_SECRET: SECRET,
    LINE_CHANNEL_ID: '1',
    LINE_JWT_KID: 'kid',
    LINE_JWT_PRIVATE_KEY_FILE: file,
  }
  expect(line(env)).toContain('LINE_JWT_PRIVATE_KEY_FILE')
})

test.each(['http://127.0.0.1:8080', 'http://localhost:1/', 'http://[::1]:9'])('%s is loopback', (url) => {
  const settings = line({ LINE_CHANNEL_SECRET: SECRET, LINE_CHANNEL_ID: '1', LINE_API_BASE_URL: url })
  expect(settings).toMatchObject({ apiBaseUrl: url.replace(/\/$/, '') })
})
