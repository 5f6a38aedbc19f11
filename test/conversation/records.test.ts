import { createHash } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { AppWorld } from '../../src/transcript/app-world.ts'
import { atRefundConfirmation, says } from './refund-confirmation.ts'

let world: AppWorld

beforeEach(async () => {
  world = await atRefundConfirmation()
  await says(world, '返金する')
})
afterEach(() => world.close())

/** As the mail says that it is computed. */
const checkCode = (record: string) =>
  createHash('sha256').update(record).digest('hex').slice(0, 32).toUpperCase().match(/.{4}/g)?.join('-') ?? ''

const stored = async () =>
  JSON.stringify([await world.app.store.load('talk-1'), await world.app.store.log('talk-1', 0)])

test('the code of a record can be computed from the mail, and is the one the chat said', async () => {
  world.take()
  await says(world, '記録がほしい')
  const { said, mails } = world.take()
  const [mail] = mails
  const record = /---- ここから ----\n([\s\S]*)\n---- ここまで ----/.exec(mail?.text ?? '')?.[1] ?? ''
  const code = checkCode(record)

  expect(mail?.to).toBe('taro@example.jp')
  expect(record).toContain('お客さま：返金する')
  expect(record).toContain('お客さま：••••••')
  expect(mail?.text).toContain(code)
  expect(said.some(({ key, text }) => key === 'record.sent' && text.includes(code))).toBe(true)
})

test('what was said is gone once it was wished and confirmed; the ledger stays', async () => {
  await says(world, '担当者と話したい', 'つなぐ')
  expect(await world.app.personRequests.list()).toHaveLength(1)
  await says(world, '会話を消して', '消す')

  expect(await stored()).not.toMatch(/taro@example\.jp|NP12345678|返金する|K-1/)
  expect(await world.app.personRequests.list()).toEqual([])
  expect((await world.app.backOffice.ledger()).map(({ kind }) => kind)).toEqual(['refund', 'stop'])
})

test.each(['消さない', 'はい', 'いいえ', 'やっぱりいい'])('nothing is erased on 「%s」', async (text) => {
  await says(world, '会話を消して', text)

  expect(await stored()).toContain('taro@example.jp')
})

test('a second wish to erase finds nothing more, and the refund is not given again', async () => {
  await says(
    world,
    '会話を消して',
    '消す',
    '会話を消して',
    '消す',
    'NP12345678 を返金してください。提案は不要です',
    'taro@example.jp',
  )
  const mailed = world.take().mails
  await says(world, /\d{6}/.exec(mailed.at(-1)?.text ?? '')?.[0] ?? '')

  expect(world.take().said.map(({ key }) => key)).toContain('decision.refunded')
  expect(await world.app.backOffice.ledger()).toHaveLength(2)
})
