import { expect, test } from 'vitest'
import { createSealer } from '../../src/identity/sealer.ts'

const sealer = createSealer('one secret of the installation')
const KEY = 'ABCDEFGHIJKLMNPQRSTUVWX10'

test.each([
  { spelling: 'with hyphens', key: 'ABCDE-FGHIJ-KLMNP-QRSTU-VWX10' },
  { spelling: 'with spaces and in lower case', key: ' abcde fghij klmnp qrstu vwx10 ' },
  { spelling: 'in full width', key: 'ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＰＱＲＳＴＵＶＷＸ１０' },
  { spelling: 'with I for 1 and O for 0', key: 'ABCDEFGH1JKLMNPQRSTUVWXIO' },
])('a product key $spelling has the same seal', ({ key }) => {
  expect(sealer.productKey(key)).toBe(sealer.productKey(KEY))
})

test('another key, another use and another secret have other seals', () => {
  const seals = [
    sealer.productKey(KEY),
    sealer.productKey(KEY.replace('B', '8')),
    sealer.code('c1', '123456'),
    sealer.code('c2', '123456'),
    sealer.code('c1', '123457'),
    createSealer('another secret').code('c1', '123456'),
    createSealer('another secret').productKey(KEY),
  ]

  expect(new Set(seals).size).toBe(seals.length)
})

test('a seal shows nothing of what it seals', () => {
  expect(sealer.code('c1', '123456')).toMatch(/^[\w-]{43}$/)
  expect(sealer.code('c1', '123456')).not.toContain('123456')
})
