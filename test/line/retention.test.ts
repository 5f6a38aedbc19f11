import { afterEach, beforeEach, expect, test } from 'vitest'
import { forgetConversations } from '../../src/store/retention.ts'
import { type LineBot, startLineBot } from './line-bot.ts'

const DAY_MS = 86_400_000
let bot: LineBot
beforeEach(async () => {
  bot = await startLineBot()
})
afterEach(() => bot.close())

const rows = (table: string) => Number(bot.db.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.['n'])

test('what was said on LINE is forgotten after its time, and who comes back is greeted anew', async () => {
  const hanako = bot.platform.person()
  await hanako.asks('返金してほしい')
  await hanako.unsends(hanako.lastMessageId)
  await bot.idle()
  expect(rows('line_sends')).toBe(1)
  bot.clock.nowMs += 91 * DAY_MS
  // X8 has put the talk aside meanwhile.
  await bot.app.runDue()
  await bot.idle()
  bot.clock.nowMs += 91 * DAY_MS
  const beforeMs = bot.clock.nowMs - 90 * DAY_MS
  forgetConversations(bot.db, beforeMs)
  bot.channel.forget(beforeMs)

  const tables = ['line_inbox', 'line_users', 'line_progress', 'line_sends', 'conversations']
  expect(tables.map(rows)).toEqual([0, 0, 0, 0, 0])
  const again = await hanako.asks('返金してほしい')
  expect(again).toContain('解約と返金を自動で受け付けます')
  expect(again).not.toContain('先ほどのご案内です')
})

test('a reply token nobody used is erased when it has expired; what still waits keeps its own', async () => {
  bot = await bot.restart({ asleep: true })
  const [hanako, taro] = [bot.platform.person(), bot.platform.person()]
  await hanako.says('返金してほしい')
  bot.db.exec('UPDATE line_inbox SET done_at_ms = 1')
  await taro.says('返金してほしい')
  bot.clock.nowMs += 61_000
  bot.channel.forget(0)
  const tokens = bot.db.prepare('SELECT user_id FROM line_inbox WHERE reply_token IS NOT NULL').all()
  expect(tokens.map((row) => row['user_id'])).toEqual([taro.userId])
})
