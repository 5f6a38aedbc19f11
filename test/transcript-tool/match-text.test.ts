import { describe, expect, test } from 'vitest'
import { likeness, looksEqual, matchText } from '../../src/transcript/match-text.ts'

const types = new Map([['受付番号', '[A-Z]-\\d{8}-\\d{4}']])

function caught(pattern: string, actual: string, captures: Record<string, string> = {}): Record<string, string> | null {
  const names = matchText(pattern.split('\n'), actual, { captures: new Map(Object.entries(captures)), types })
  return names && Object.fromEntries(names)
}

describe('a pattern', () => {
  test.each([
    ['はい。', 'はい。', true],
    ['はい。', 'はい｡', false],
    ['はい。', 'はい。 ', false],
    ['がぎ', 'がぎ', true],
    ['1.5 (税込) [a|b]* $^', '1.5 (税込) [a|b]* $^', true],
    ['1.5', '1x5', false],
    ['一\n…\n四', '一\n二\n三\n四', true],
    ['一\n…\n四', '一\n四', true],
    ['一\n…', '一', true],
    ['…', 'なんでも\nよい', true],
    ['一\n…\n四', '一\n二', false],
    ['期限は〔…〕です。', '期限は明日です。', true],
    ['期限は〔…〕です。', '期限は\nです。', false],
    ['続きます…', '続きます…', true],
    ['続きます…', '続きますよ', false],
  ])('%j against %j: %s', (pattern, actual, fits) => {
    expect(caught(pattern, actual) !== null).toBe(fits)
  })

  test('catches a name once and then wants the same', () => {
    expect(caught('《誰》さんと《誰》さん', '花子さんと花子さん')).toEqual({ 誰: '花子' })
    expect(caught('《誰》さんと《誰》さん', '花子さんと太郎さん')).toBeNull()
    expect(caught('《誰》さん', '太郎さん', { 誰: '花子' })).toBeNull()
    expect(caught('《誰》さん', '花子さん', { 誰: '花子' })).toEqual({})
  })

  test('wants the type of a name, also of a numbered one', () => {
    expect(caught('番号 《受付番号》', '番号 R-20261118-0937')).toEqual({ 受付番号: 'R-20261118-0937' })
    expect(caught('番号 《受付番号2》', '番号 A-20261118-0938')).toEqual({ 受付番号2: 'A-20261118-0938' })
    expect(caught('番号 《受付番号》', '番号 R-1')).toBeNull()
  })
})

test('likeness and look', () => {
  expect(likeness('返金を受け付けました', '返金を受け付けました')).toBe(1)
  expect(likeness('返金を受け付けました', '返金を受付しました')).toBeGreaterThan(0.5)
  expect(likeness('返金を受け付けました', 'またどうぞ')).toBe(0)
  expect(looksEqual('１〜２週間 です', '1～2週間です')).toBe(true)
  expect(looksEqual('1週間', '2週間')).toBe(false)
})
