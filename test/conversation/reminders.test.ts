import { afterEach, beforeEach, expect, test } from 'vitest'
import type { AppWorld } from '../../src/transcript/app-world.ts'
import { AT_MS, atRefundConfirmation, says } from './refund-confirmation.ts'

const DAY_BEFORE = Date.parse('2026-11-18T10:00:00+09:00')
let world: AppWorld

beforeEach(async () => {
  world = await atRefundConfirmation()
  await says(world, '期限の前に知らせて')
})
afterEach(() => world.close())

/** What was written from now until the day after the deadline. */
async function writtenUntilTheEnd() {
  world.take()
  await world.advanceTo(DAY_BEFORE - 1)
  const before = world.take()
  await world.advanceTo(AT_MS + 30 * 86_400_000)
  const after = world.take()
  const saidOf = ({ said }: typeof after) => said.filter(({ key }) => key.startsWith('reminder.due'))
  const mailsOf = ({ mails }: typeof after) => mails.filter(({ subject }) => subject.includes('ご希望のお知らせ'))
  return { early: saidOf(before).length + mailsOf(before).length, said: saidOf(after), mails: mailsOf(after) }
}

test('is mailed once, at its time, to the address the contract is registered with', async () => {
  await says(world, '前日にメールで', '返金しない')
  const { early, said, mails } = await writtenUntilTheEnd()

  expect(early).toBe(0)
  expect(said).toEqual([])
  expect(mails).toHaveLength(1)
  expect(mails[0]).toMatchObject({ to: 'taro@example.jp', text: expect.stringContaining('2026年11月19日（木）23:59') })
  expect(mails[0]?.text).toContain('まだ完了していません')
})

test('is written here once, where that was wanted', async () => {
  await says(world, '前日にこのチャットで', '返金しない')
  const { early, said, mails } = await writtenUntilTheEnd()

  expect(early).toBe(0)
  expect(said.map(({ rule }) => rule)).toEqual(['N-A-R'])
  expect(mails).toEqual([])
})

test('is not written when the refund was given elsewhere meanwhile', async () => {
  await says(world, '前日にメールで')
  const order = { contractId: 'K-1', chargeId: 'K-1@2026-09-20', amountYen: 7980, rule: 'N-A-R', atMs: AT_MS }
  await world.app.backOffice.refund({ ...order, receipt: 'R-1', idempotencyKey: 'by phone' })

  expect(await writtenUntilTheEnd()).toEqual({ early: 0, said: [], mails: [] })
})

test.each(['通知停止', '返金する'])('is gone after 「%s」', async (text) => {
  await says(world, '前日にメールで', text)

  expect(await writtenUntilTheEnd()).toEqual({ early: 0, said: [], mails: [] })
  expect(await world.app.store.pending('talk-1', 'timer')).toBe(0)
})

test('is never written to who did not ask', async () => {
  await says(world, '知らせなくてよい')

  expect(await writtenUntilTheEnd()).toEqual({ early: 0, said: [], mails: [] })
})

test('is read once, also when something else falls due in the same moment', async () => {
  await says(world, '前日にこのチャットで')
  await world.advanceTo(DAY_BEFORE - 30 * 60_000)
  await says(world, '続き')
  world.take()
  await world.advanceTo(DAY_BEFORE)

  const keys = world.take().said.map(({ key }) => key)
  expect(keys.filter((key) => key === 'aside.saved')).toHaveLength(1)
  expect(keys.filter((key) => key.startsWith('reminder.due'))).toHaveLength(1)
})
