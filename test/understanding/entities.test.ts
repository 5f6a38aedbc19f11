import { describe, expect, test } from 'vitest'
import { maskCardNumbers } from '../../src/core/understanding/identifiers.ts'
import { read } from './reader.ts'

describe('an order number', () => {
  test.each([
    ['NP12345678', 'NP12345678'],
    ['ＮＰ１２３４５６７８', 'NP12345678'],
    ['np 1234 5678 です', 'NP12345678'],
    ['AP-1234-5678', 'AP12345678'],
    ['ＡＰ１２３４ー５６７８', 'AP12345678'],
    ['注文番号はSY87654321だと思います', 'SY87654321'],
    ['NS11223344', 'NS11223344'],
    ['エヌピー12345678', 'NP12345678'],
    ['AP11223344 10月3日に引き落とし', 'AP11223344'],
    ['NP−１２３４−５６７８', 'NP12345678'],
  ])('is read from %s', (text, number) => {
    expect(read(text, 'ask_order_number')).toMatchObject({ intent: 'provide_info', entities: { order_number: number } })
  })

  test.each(['12345678', 'XX12345678', 'app 2026', 'happy12345678', 'NP12', 'SNS 12345678'])(
    'is not made up from %s',
    (text) => {
      expect(read(text, 'ask_order_number').entities.order_number).toBeUndefined()
    },
  )
})

describe('a product key', () => {
  const KEY = 'KX7R29BQ4M3HD8WTZ6PF5VN1C'

  test.each([
    'KX7R2-9BQ4M-3HD8W-TZ6PF-5VN1C',
    'kx7r2 9bq4m 3hd8w tz6pf 5vn1c',
    'ＫＸ７Ｒ２－９ＢＱ４Ｍ－３ＨＤ８Ｗ－ＴＺ６ＰＦ－５ＶＮ１Ｃ',
    'KX7R29BQ4M3HD8WTZ6PF5VN1Cです',
    'KX7R2ー9BQ4Mー3HD8WーTZ6PFー5VN1C',
  ])('is read from %s', (text) => {
    expect(read(text, 'ask_product_key')).toMatchObject({ intent: 'provide_info', entities: { product_key: KEY } })
  })

  test.each(['KX7R2-9BQ4M-3HD8W-TZ6PF', 'aaaaaaaaaaaaaaaaaaaaaaaaa', 'supercalifragilisticexpia'])(
    'is not made up from %s',
    (text) => {
      expect(read(text, 'ask_product_key').entities.product_key).toBeUndefined()
    },
  )
})

describe('an e-mail address', () => {
  test.each([
    ['taro@example.com', 'taro@example.com'],
    ['Taro.Y@Example.NE.JP です', 'taro.y@example.ne.jp'],
    ['ｊｉｒｏ＠ｅｘａｍｐｌｅ．ｃｏｍ', 'jiro@example.com'],
    ['hanako アットマーク example ドット com', 'hanako@example.com'],
    ['メールはabc_d@mail.example.co.jpでした', 'abc_d@mail.example.co.jp'],
  ])('is read from %s', (text, email) => {
    expect(read(text, 'ask_email')).toMatchObject({ intent: 'provide_info', entities: { email } })
  })
})

describe('a card number', () => {
  test.each([
    '4111 1111 1111 1111',
    '4111-1111-1111-1111',
    '４１１１１１１１１１１１１１１１',
    'カードは4111111111111111です',
  ])('%s is masked wherever it would show', (text) => {
    const reading = read(text)
    expect(reading.entities.card_number).toBe('[MASKED]')
    expect(JSON.stringify(reading.entities)).not.toMatch(/1{8}/)
  })

  test('is masked in a text about to be kept', () => {
    expect(maskCardNumbers('4111 1111 1111 1111 です')).toBe('[MASKED] です')
    expect(maskCardNumbers('電話は090-1234-5678、番号はNP12345678')).toBe('電話は090-1234-5678、番号はNP12345678')
  })
})

describe('names and numbers', () => {
  test.each([
    ['9,980円引かれた', { amount: 9980 }],
    ['１万２千円の請求', { amount: 12000 }],
    ['100万円の補償', { amount: 1000000 }],
    ['八千六百十八円', { amount: 8618 }],
    ['ノートン360デラックス3台版', { provider: 'norton', product: 'norton_360_deluxe', device_count: 3 }],
    ['ウイルスバスタークラウド', { provider: 'trendmicro', product: 'virusbuster_cloud' }],
    ['m-Passのノートン', { provider: 'mpass' }],
    ['MWノートンストアです', { provider: 'mw_store' }],
    ['ノートンじゃなくてウイルスバスターでした', { provider: 'trendmicro' }],
    ['さっきドコモって言ったけどauでした', { carrier: 'au' }],
    ['ソフトバンクまとめて支払い', { carrier: 'softbank' }],
    ['3年版を1年で解約', { plan_period: '3year' }],
    ['月額ノートン', { plan_period: 'monthly' }],
    ['年間更新料', { plan_period: 'annual' }],
    ['決済番号は1234567890123です', { payment_number: '1234567890123' }],
    ['9月20日に引き落とし', { date: '2026-09-20' }],
    ['9月の初めごろ', { date_from: '2026-09-01', date_to: '2026-09-07' }],
    ['コードは 123 456 です', { digits: '123456' }],
  ])('%s', (text, entities) => {
    expect(read(text).entities).toMatchObject(entities)
  })

  test('a carrier is not found inside other words', () => {
    expect(read('because of audio').entities.carrier).toBeUndefined()
  })

  test('what was asked for and cannot be is neither a value nor a refusal', () => {
    expect(read('2月30日', 'ask_date')).toMatchObject({ act: 'menu', intent: 'provide_info' })
    expect(read('ABC-123', 'ask_product_key')).toMatchObject({ act: 'menu', intent: 'provide_info' })
  })

  test('what is missing is named by the question', () => {
    expect(read('わかりません', 'ask_order_number')).toMatchObject({
      intent: 'identifier_help',
      entities: { about: 'order_number' },
    })
    expect(read('プロダクトキーはどこですか')).toMatchObject({
      intent: 'identifier_help',
      entities: { about: 'product_key' },
    })
  })
})
