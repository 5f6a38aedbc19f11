import { expect, test } from 'vitest'
import { maskCardNumbers } from '../../src/widget/card-number.ts'

test.each([
  ['番号は 4111 1111 1111 1111 です', '番号は ****1111 です'],
  ['4111111111111111', '****1111'],
  ['４１１１－１１１１－１１１１－１１１１で払いました', '****1111で払いました'],
  ['378282246310005と5555-5555-5555-4444', '****0005と****4444'],
])('%s goes out as %s', (typed, masked) => {
  expect(maskCardNumbers(typed)).toBe(masked)
})

test.each(['NP12345678', '4111 1111 1111 1112', '090-1234-5678', 'R-20261118-0937', '12345678901234567890123', ''])(
  '%s is no card number',
  (typed) => {
    expect(maskCardNumbers(typed)).toBe(typed)
  },
)
