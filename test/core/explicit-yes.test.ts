import { describe, expect, test } from 'vitest'
import { isExplicitYes, pointsAtPlace } from '../../src/core/explicit-yes.ts'

describe('at a final confirmation', () => {
  test.each([
    'はい',
    'はい、お願いします',
    'お願いします',
    'OK',
    'ＯＫです',
    'ええ',
    '返金する',
    '返金します',
    '返金してください',
    '返金でお願いします',
    'はい、返金してください',
    '1',
    '１番',
    '①',
    '1番でお願いします',
    '間違いありません',
    'はい、その内容でお願いします',
    'はい！',
  ])('「%s」 is an explicit yes to 返金する', (text) => {
    expect(isExplicitYes(text, '返金する')).toBe(true)
  })

  test.each([
    'それで',
    '最初の',
    '続けて',
    'そうですね',
    'いいですよ',
    'いいです',
    '大丈夫です',
    '結構です',
    '承知',
    '了解',
    'よろしく',
    '返金',
    '返金希望',
    '返金したい',
    'はい？',
    'はい?',
    'はい、でも',
    '👍',
    'です',
    'これで',
    '上の',
    '返金しない',
    'まとめる',
    '',
    '返金する場合はどうなりますか',
  ])('「%s」 is not', (text) => {
    expect(isExplicitYes(text, '返金する')).toBe(false)
  })

  test('the words of another button say yes to that one only', () => {
    expect(isExplicitYes('まとめてください', 'まとめる')).toBe(true)
    expect(isExplicitYes('まとめてください', '返金する')).toBe(false)
  })

  test('a place may be either button', () => {
    expect(['上の', '最初の', '下のほう', 'それ'].every(pointsAtPlace)).toBe(true)
    expect(pointsAtPlace('返金しない')).toBe(false)
  })
})
