import { describe, expect, test } from 'vitest'
import commands from '../../locales/ja/commands.json' with { type: 'json' }
import signals from '../../locales/ja/signals.json' with { type: 'json' }
import { commandOf, signalOf } from '../../src/core/set-phrases.ts'

const meant = (text: string) => commandOf(text, { commands }) ?? signalOf(text, { signals })

describe('a wish to be reminded', () => {
  test.each([
    ['期限の前に教えて', 'deadlineReminder.asked'],
    ['返金の期限が近づいたら知らせてください', 'deadlineReminder.asked'],
    ['締め切り前に連絡がほしいです', 'deadlineReminder.asked'],
    ['次の請求の前に知らせて', 'chargeReminder.asked'],
    ['自動更新の直前に通知してもらえますか', 'chargeReminder.asked'],
    ['引き落としの前に声をかけてほしい', 'chargeReminder.asked'],
    ['リマインドをお願いします', 'reminder.asked'],
    ['忘れそうなので3日前に教えてください', 'reminder.asked'],
  ])('「%s」', (text, event) => expect(meant(text)).toBe(event))

  test.each([
    '期限の前に知らせてくれなかった',
    '更新の前に何をすればいいか教えて',
    '請求の前に教えてもらえなかったのですが',
    '請求日はいつか教えて',
    '期限を教えて',
    '請求の前に連絡は来ますか',
    'お知らせが届きません',
    '支払い方法を教えて',
  ])('but not 「%s」', (text) => expect(meant(text)).toBeUndefined())
})

describe('one word stops it', () => {
  test.each(['通知停止', '通知停止。', 'お知らせを止めてください', 'お知らせはいりません'])('「%s」', (text) =>
    expect(meant(text)).toBe('reminder.stopped'),
  )

  test.each(['停止', '自動延長を停止して', '自動延長の通知が来た'])('but 「%s」 is about something else', (text) =>
    expect(meant(text)).not.toBe('reminder.stopped'),
  )
})

test('the parts of a phrase count only in their order, the alternatives of a part in any', () => {
  const phrases = { signals: { wish: { words: ['朝|昼…茶|水…飲む'], except: ['飲まない'] } } }

  expect(['朝に茶を飲む', '昼、水だけ飲む'].map((text) => signalOf(text, phrases))).toEqual(['wish', 'wish'])
  expect(['茶を朝に飲む', '朝に飲む', '朝に茶を飲むか飲まないか'].map((text) => signalOf(text, phrases))).toEqual([
    undefined,
    undefined,
    undefined,
  ])
})
