import { describe, expect, test } from 'vitest'
import { Coverage } from '../../src/transcript/coverage.ts'
import { outdated, parseCoverageReasons, unexplained } from '../../src/transcript/coverage-reasons.ts'

const WHY = 'ここに来る道がほかの台本と同じ'
const coverage = () => {
  const made = new Coverage({ 文面: ['a.one', 'a.two', 'b.one'], 遷移: ['x × go → y', 'x × (always) ［guard］ → z'] })
  made.add('t', [
    ['文面', 'a.one'],
    ['遷移', 'x × go → y'],
  ])
  return made
}
const reasons = (value: object) => parseCoverageReasons(value, 'reasons.json')

describe('what no script shows', () => {
  test('needs a reason', () => {
    expect(unexplained(coverage(), {})).toEqual(['遷移 x × (always) ［guard］ → z', '文面 a.two', '文面 b.one'])
  })

  test('is explained by its name or by a pattern', () => {
    const listed = reasons({
      文面: [{ why: WHY, items: ['a.two', 'b.*'] }],
      遷移: [{ why: WHY, items: ['x × (always)*'] }],
    })
    expect(unexplained(coverage(), listed)).toEqual([])
    expect(outdated(coverage(), listed)).toEqual([])
  })

  test('is not explained by a pattern of another axis, nor by a part of its name', () => {
    expect(
      unexplained(coverage(), reasons({ 遷移: [{ why: WHY, items: ['*'] }], 文面: [{ why: WHY, items: ['a.t'] }] })),
    ).toEqual(['文面 a.two', '文面 b.one'])
  })
})

describe('a reason is outdated', () => {
  test.each([
    { when: 'a script shows the item', item: 'a.one' },
    { when: 'the item is gone', item: 'a.three' },
    { when: 'a pattern matches only what is shown', item: 'a.o*' },
  ])('when $when', ({ item }) => {
    expect(outdated(coverage(), reasons({ 文面: [{ why: WHY, items: [item] }] }))).toEqual([`文面 ${item}`])
  })
})

describe('a bad file is named with its fault', () => {
  test.each([
    { why: 'an unknown axis', value: { 状況: [] }, says: /reasons\.json/ },
    { why: 'an empty reason', value: { 文面: [{ why: '', items: ['a'] }] }, says: /文面\.0\.why/ },
    { why: 'no items', value: { 文面: [{ why: WHY, items: [] }] }, says: /文面\.0\.items/ },
  ])('$why', ({ value, says }) => {
    expect(() => reasons(value)).toThrow(says)
  })
})
