import { describe, expect, test } from 'vitest'
import { Coverage, gainedSince, lostSince } from '../../src/transcript/coverage.ts'

const UNIVERSE = { 状態: ['a', 'b'], 遷移: ['a→b', 'b→a', 'b→b'], 規則: ['N-A-R', 'N-A-P'], 文面: ['greet'] }

function covered(): Coverage {
  const coverage = new Coverage(UNIVERSE)
  coverage.add('一.talk.txt', [
    ['状態', 'a'],
    ['状態', 'b'],
    ['遷移', 'a→b'],
    ['規則', 'N-A-R=full'],
    ['規則', 'N-A-R=none'],
  ])
  coverage.add('二.talk.txt', [
    ['状態', 'a'],
    ['遷移', 'b→a'],
    ['文面', 'greet'],
  ])
  return coverage
}

test('the report shows bars, gaps and what hangs on one script', () => {
  expect(covered().report()).toBe(`網羅（台本 2・葉 2）
  状態　　　　 ████████████████████  2/2  100.0%
  遷移　　　　 █████████████░░░░░░░  2/3  66.7%
  規則　　　　 ██████████░░░░░░░░░░  1/2  50.0%
  文面　　　　 ████████████████████  1/1  100.0%
一度も通っていない遷移（1）
  × b→b
一度も出ていない判定（1）
  × N-A-P
その台本だけが踏む遷移
  一.talk.txt 1
  二.talk.txt 1`)
})

describe('the ratchet', () => {
  test('holds lists, sorted, of outcomes too', () => {
    expect(covered().lock()).toMatchObject({ 状態: ['a', 'b'], 規則: ['N-A-R=full', 'N-A-R=none'], 副作用: [] })
  })

  test('tells what was lost and what is new', () => {
    const lock = { 状態: ['a', 'c'], 遷移: ['a→b'], 規則: ['N-A-R=full'] }
    expect(lostSince(lock, covered())).toEqual(['状態 c'])
    expect(gainedSince(lock, covered())).toEqual(['状態 b', '遷移 b→a', '規則 N-A-R=none', '文面 greet'])
  })
})
