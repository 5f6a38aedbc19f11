import { expect, test } from 'vitest'
import type { ServerEvent } from '../../src/protocol.ts'
import { transcriptOf } from '../../src/widget/transcript.ts'

const AT_MS = Date.parse('2026-11-18T21:40:00+09:00')

test('a kept conversation begins with its receipt numbers and says who said what and when, in Japan’s time', () => {
  const say = (seq: number, role: ServerEvent['role'], text: string): ServerEvent => ({
    seq,
    type: 'message',
    role,
    at: AT_MS + seq * 60_000,
    text,
  })
  const events = [
    say(1, 'customer', '返金したい。受付番号：R-99999999-0000 と言われました'),
    say(2, 'bot', '返金を\u200b受け付けました。\n受付番号：R-20261118-0937\n停止の受付番号：A-20261118-0938'),
    say(3, 'bot', '受付番号：R-20261118-0937 の状態です。'),
    say(4, 'operator', '担当の佐藤です。'),
  ]
  expect(transcriptOf(events, '解約・返金のご相談', AT_MS + 300_000)).toBe(`解約・返金のご相談
保存日時：2026/11/18 21:45
受付番号：R-20261118-0937
受付番号：A-20261118-0938

2026/11/18 21:41 お客様：返金したい。受付番号：R-99999999-0000 と言われました
2026/11/18 21:42 自動応答：返金を受け付けました。
受付番号：R-20261118-0937
停止の受付番号：A-20261118-0938
2026/11/18 21:43 自動応答：受付番号：R-20261118-0937 の状態です。
2026/11/18 21:44 担当者：担当の佐藤です。
`)
})
