import { afterEach, expect, test } from 'vitest'
import { OwnAccount } from '../../src/channels/line/own-account.ts'
import { type LineBot, startLineBot } from './line-bot.ts'
import { CHANNEL } from './platform/account.ts'

const OTHER = `U${'1'.repeat(32)}`
const ALARM = 'LINE: a webhook for another account'

let bot: LineBot | null = null
afterEach(async () => {
  await bot?.close()
  bot = null
})

const rowsIn = ({ db }: LineBot) => Number(db.prepare('SELECT count(*) AS n FROM line_inbox').get()?.['n'])

test('a webhook for another account is answered 200, nothing of it is taken, and the log says so', async () => {
  bot = await startLineBot()
  const hanako = bot.platform.person()
  expect((await hanako.says('返金してほしい', { destination: OTHER })).status).toBe(200)
  await bot.idle()
  expect(rowsIn(bot)).toBe(0)
  expect(bot.platform.calls()).toEqual([])
  expect(bot.log()).toContain(ALARM)
  expect(await hanako.asks('期間をまとめたい')).toContain('どちらでご契約されましたか')
})

test('who we are is learnt from LINE when nobody has said it', async () => {
  bot = await startLineBot({ settings: { botUserId: null } })
  const { platform } = bot
  await expect.poll(() => platform.calls('info').filter(({ answer }) => answer).length).toBe(1)
  const hanako = platform.person()
  await hanako.says('返金してほしい', { destination: OTHER })
  await bot.idle()
  expect(rowsIn(bot)).toBe(0)
  expect(await hanako.asks('期間をまとめたい')).toContain('どちらでご契約されましたか')
})

/** An account whose LINE answers when the test says so. */
function asking() {
  const answers: PromiseWithResolvers<string | null>[] = []
  const alarms: object[] = []
  const waits: number[] = []
  const account = new OwnAccount({
    userId: null,
    client: {
      ownUserId() {
        const answer = Promise.withResolvers<string | null>()
        answers.push(answer)
        return answer.promise
      },
    },
    wait: async (ms) => void waits.push(ms),
    log: { error: (details) => void alarms.push(details) },
  })
  return { account, answers, alarms, waits }
}

test('while LINE does not say it, webhooks are taken, and those for another account come to light afterwards', async () => {
  const { account, answers, alarms, waits } = asking()
  const learnt = account.learn()
  expect([account.takes(CHANNEL.botUserId), account.takes(OTHER)]).toEqual([true, true])
  answers[0]?.resolve(null)
  await expect.poll(() => answers.length).toBe(2)
  expect([waits, alarms]).toEqual([[1000], []])
  answers[1]?.resolve(CHANNEL.botUserId)
  await learnt
  expect(alarms).toEqual([{ destination: OTHER, ours: CHANNEL.botUserId }])
  expect([account.takes(CHANNEL.botUserId), account.takes(OTHER)]).toEqual([true, false])
})

test('a stop ends the asking', async () => {
  const { account, answers } = asking()
  const learnt = account.learn()
  account.stop()
  answers[0]?.resolve(null)
  await learnt
  expect(answers).toHaveLength(1)
})
