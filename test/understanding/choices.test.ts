import { describe, expect, test } from 'vitest'
import knowledge from '../../locales/ja/knowledge.json' with { type: 'json' }
import { lexicon } from '../../locales/ja/lexicon.ts'
import messages from '../../locales/ja/messages.json' with { type: 'json' }
import type { OfferedChoice } from '../../src/core/reading.ts'
import { read } from './reader.ts'

const label = (id: string): string =>
  (messages as unknown as Readonly<Record<string, Readonly<Record<string, unknown>>>>)['choice'] ? labelIn(id) : id

function labelIn(id: string): string {
  let node: unknown = messages.choice
  for (const step of id.split('.')) node = (node as Readonly<Record<string, unknown>> | undefined)?.[step]
  return typeof node === 'string' ? node : id
}

const offered = (...ids: string[]): OfferedChoice[] => ids.map((id) => ({ id, label: label(id) }))
const PLACES = offered('place.official', 'place.carrier', 'place.appStore', 'place.shop', 'place.unknown')
const REASONS = offered(
  'reason.notUsingPc',
  'reason.otherNorton',
  'reason.competitor',
  'reason.price',
  'reason.other',
  'reason.skip',
  'reason.straight',
)

describe('a choice', () => {
  test.each([
    '1',
    '１',
    '①',
    '1番',
    '１番です',
    '一番',
    '1つ目',
    '一番上',
    '上から1番目',
    '❶',
    '1️⃣',
    '一番上のやつ',
    '1でお願いします',
  ])('%s is the first', (text) => {
    expect(read(text, 'provider', PLACES)).toMatchObject({ choice: 'place.official', entities: { option_index: 1 } })
  })

  test.each(['最後', '一番下', '最後のやつ', '5', '⑤', '5番目', '下から1番目'])('%s is the last of five', (text) => {
    expect(read(text, 'provider', PLACES).choice).toBe('place.unknown')
  })

  test.each(['6', '0', '99', '12番', '下から9番目'])('%s is none of five', (text) => {
    expect(read(text, 'provider', PLACES).choice).toBeUndefined()
  })

  test.each([
    ['公式', 'place.official'],
    ['公式ストアです', 'place.official'],
    ['ノートンの公式サイト', 'place.official'],
    ['ネットで直接', 'place.official'],
    ['ドコモ', 'place.carrier'],
    ['携帯ショップです', 'place.carrier'],
    ['ＡＰＰ　ＳＴＯＲＥ', 'place.appStore'],
    ['お店', 'place.shop'],
    ['わかりません', 'place.unknown'],
  ])('%s is %s by another word', (text, id) => {
    expect(read(text, 'provider', PLACES).choice).toBe(id)
  })

  test.each([
    ['答えない', 'reason.skip'],
    ['言いたくない', 'reason.skip'],
    ['価格', 'reason.price'],
    ['その他', 'reason.other'],
    ['提案なしで', 'reason.straight'],
  ])('%s is the reason %s', (text, id) => {
    expect(read(text, 'reason', REASONS).choice).toBe(id)
  })

  test.each([
    ['返金する', 'refund.yes'],
    ['返金してください', 'refund.yes'],
    ['はい、返金する', 'refund.yes'],
    ['返金しない', 'refund.no'],
    ['返金はしません', 'refund.no'],
  ])('%s is %s', (text, id) => {
    expect(read(text, 'confirm', offered('refund.yes', 'refund.no')).choice).toBe(id)
  })

  test.each([
    '返金する？',
    '返金するのはやめて',
    '返金する👍',
    '返金しますか',
    '返金はいいです',
    '返金するとどうなりますか',
    '返金する、でも日付が違う',
  ])('%s is not the yes of a refund', (text) => {
    expect(read(text, 'confirm', offered('refund.yes', 'refund.no')).choice).not.toBe('refund.yes')
  })

  test('is never taken from a text that fits two', () => {
    const twice = [
      { id: 'contract/1', label: 'ノートン360' },
      { id: 'contract/2', label: 'ノートン 360' },
    ]
    expect(read('ノートン360', null, twice).choice).toBeUndefined()
  })

  test.each([
    ['デラックスの方', 'contract/2'],
    ['プレミアムです', 'contract/1'],
    ['7980円のやつ', 'contract/1'],
    ['10月20日の方でお願いします', 'contract/2'],
    ['両方とも', 'both'],
    ['ノートン', undefined],
    ['デラックスじゃない方', undefined],
    ['デラックス？', undefined],
  ])('%s is %s by a part that one label has', (text, id) => {
    const contracts = [
      { id: 'contract/1', label: 'ノートン360プレミアム（9月20日ご請求 7,980円）' },
      { id: 'contract/2', label: 'ノートン360デラックス（10月20日ご請求 5,980円）' },
      { id: 'both', label: '両方' },
    ]
    expect(read(text, null, contracts).choice).toBe(id)
  })

  test.each([
    ['ノートンの公式', 'place.official'],
    ['パソコン付属', 'place.shop'],
  ])('%s is %s without the particle', (text, id) => {
    expect(read(text, 'provider', PLACES).choice).toBe(id)
  })

  test('is never taken from an order number, an amount, a date or a code', () => {
    for (const text of ['NP12345678', '1円', '1日', '123456', '1台', '1年版', '1月1日']) {
      expect([text, read(text, null, PLACES).choice]).toEqual([text, undefined])
    }
  })

  test.each(REASONS.map(({ label: words, id }) => [words, id]))('%s is %s by its own label', (words, id) => {
    expect(read(words, 'reason', REASONS).choice).toBe(id)
  })
})

test('every choice with other words is one the messages know', () => {
  const answers = Object.keys(knowledge.choice).map((name) => `question.${name}`)
  const unknown = Object.keys(lexicon.choices).filter((id) => labelIn(id) === id && !answers.includes(id))
  expect(unknown).toEqual([])
})
