import { describe, expect, test } from 'vitest'
import { isOtherPrefix } from '../../src/core/order-prefix.ts'

describe('letters of an order number that we do not know', () => {
  test.each(['MJ', 'ab', 'ＭＪです', 'ABから始まります', 'xyで始まる', 'MJ12345678'])('%s', (text) => {
    expect(isOtherPrefix(text)).toBe(true)
  })

  test.each(['NP', 'ap', 'ＳＹです', 'nsから始まります', 'わからない', 'A', 'ABC', '12'])('not %s', (text) => {
    expect(isOtherPrefix(text)).toBe(false)
  })
})
