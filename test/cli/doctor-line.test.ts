import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Finding } from '../../src/cli/doctor-finding.ts'
import { examineLine, type LineExamination } from '../../src/cli/doctor-line.ts'
import { type Account, CHANNEL } from '../line/platform/account.ts'
import { LinePlatform } from '../line/platform/line-platform.ts'

let platform: LinePlatform
let bot: Server
let botStatus = 200

beforeEach(async () => {
  botStatus = 200
  platform = await LinePlatform.start()
  platform.accessTokens.issueLongLived('a-token')
  bot = createServer((request, response) => {
    request.resume()
    response.writeHead(botStatus).end()
  })
  await new Promise<void>((resolve) => bot.listen(0, '127.0.0.1', resolve))
  platform.connect(`http://127.0.0.1:${(bot.address() as AddressInfo).port}/channels/line/webhook`)
})

afterEach(async () => {
  bot.closeAllConnections()
  await new Promise((resolve) => bot.close(resolve))
  await platform.close()
})

async function call(method: string, path: string, body?: object) {
  const response = await fetch(`${platform.url}${path}`, {
    method,
    headers: { authorization: 'Bearer a-token', 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  return { status: response.status, body: (await response.json()) as unknown }
}

function examine(more: Partial<LineExamination> = {}): Promise<readonly Finding[]> {
  const samples = [{ type: 'text', text: '見本です。' }]
  return examineLine({
    call,
    webhookPath: '/channels/line/webhook',
    botUserId: null,
    monthlyCap: null,
    samples,
    ...more,
  })
}

const setUp = (more: Partial<Account>) => void Object.assign(platform.account, more)

function answering(status: number): void {
  botStatus = status
}

const problems = (findings: readonly Finding[]) =>
  findings.filter(({ level }) => level === 'problem').map(({ en }) => en)
const notes = (findings: readonly Finding[]) => findings.filter(({ level }) => level === 'note').map(({ en }) => en)

test('finds nothing wrong with an account that is set up, and says what only a person can see', async () => {
  const findings = await examine()
  expect(problems(findings)).toEqual([])
  expect(notes(findings)).toEqual([expect.stringContaining('greeting and the auto-response')])
  expect(
    findings.every(({ ja, en }) => /[ぁ-ん]/.test(ja) && /^[\x20-\x7e’"]+$/.test(en.replaceAll('円満サポート', ''))),
  ).toBe(true)
})

test('stops at a token that LINE refuses', async () => {
  platform.accessTokens.revokeAll()
  expect(problems(await examine())).toEqual([expect.stringContaining('refuses the access token')])
})

test.each([
  ['no webhook URL', () => setUp({ webhook: null }), 'No webhook URL is set'],
  ['another path', () => platform.connect('https://example.jp/line'), 'does not end in'],
  [
    'webhooks switched off',
    () => setUp({ webhook: { endpoint: 'https://example.jp/channels/line/webhook', active: false } }),
    '"Use webhook" is off',
  ],
  ['a server that knows another secret', () => answering(401), 'test webhook failed (401'],
  ['a server without the channel', () => answering(404), 'test webhook failed (404'],
  ['a server that is down', () => void bot.close(), 'test webhook failed (0, COULD_NOT_CONNECT'],
  ['no pushes left', () => setUp({ used: 200 }), '0 of 200 pushes are left'],
  [
    'an answer nobody expects',
    () => platform.faults.add('quota', { kind: 'status', status: 418 }),
    '/v2/bot/message/quota (418)',
  ],
])('finds %s', async (_name, breakIt, told) => {
  breakIt()
  expect(problems(await examine())).toEqual([expect.stringContaining(told)])
})

test.each([429, 500])('advises to try later when LINE answers %i', async (status) => {
  platform.faults.add('quota', { kind: 'status', status })
  const [found] = (await examine()).filter(({ level }) => level === 'problem')
  expect(found?.ja).toContain(`LINEが今は答えられません：/v2/bot/message/quota（${status}）`)
  expect(found?.en).toContain('Try again later')
})

test.each([
  ['that people chat there too', () => setUp({ chatMode: 'chat' }), 'Chat is on'],
  ['that few pushes are left', () => setUp({ used: 190 }), '10 of 200 pushes are left'],
  ['that it tested too often', () => platform.faults.add('webhookTest', { kind: 'rate' }), 'limited to 60 an hour'],
])('notes %s', async (_name, happen, told) => {
  happen()
  const findings = await examine()
  expect(problems(findings)).toEqual([])
  expect(notes(findings)).toContainEqual(expect.stringContaining(told))
})

test('notes a cap of ours above the plan’s', async () => {
  expect(notes(await examine({ monthlyCap: 500 }))).toContainEqual(expect.stringContaining('above the plan'))
  expect(notes(await examine({ monthlyCap: 200 }))).not.toContainEqual(expect.stringContaining('above the plan'))
})

test('finds a bot user id that is another account’s', async () => {
  const told = problems(await examine({ botUserId: `U${'0'.repeat(32)}` }))
  expect(told).toEqual([expect.stringContaining(`this channel's bot is ${CHANNEL.botUserId}`)])
  expect(problems(await examine({ botUserId: CHANNEL.botUserId }))).toEqual([])
})

test('says which part of a sample LINE refuses', async () => {
  const findings = await examine({ samples: [{ type: 'text', text: '' }] })
  expect(problems(findings)).toEqual([expect.stringContaining('messages[0].text')])
  expect(platform.takeViolations()).not.toEqual([])
})

test('prints no secret', async () => {
  const told = JSON.stringify(await examine())
  for (const secret of [CHANNEL.secret, 'a-token']) expect(told).not.toContain(secret)
})
