import { describe, expect, test } from 'vitest'
import { read } from './reader.ts'

describe('two wishes in one sentence', () => {
  test.each([
    ['NP12345678 を返金してください。提案は不要です', 'request_refund', 'refuse_offer'],
    ['引き止めはいらないので返金してください', 'request_refund', 'refuse_offer'],
    ['自動延長だけ止めて。提案いらないです', 'stop_auto_renewal', 'refuse_offer'],
    ['解約と返金をお願いします', 'request_refund', 'cancel_subscription'],
    ['返金と自動更新の停止をお願いします', 'request_refund', 'stop_auto_renewal'],
    ['電話で解約したい', 'operator', 'cancel_subscription'],
    ['パソコンを捨てたので返金してください', 'request_refund', 'reason_not_using_pc'],
  ] as const)('%s: %s, and also %s', (text, intent, also) => {
    const reading = read(text)
    expect(reading.intent).toBe(intent)
    expect(reading.also).toContain(also)
  })
})

describe('a wish taken back', () => {
  test.each([
    ['返金じゃなくて自動更新を止めたい', 'stop_auto_renewal'],
    ['解約ではなく返金をお願いしたい', 'request_refund'],
    ['返金はいらないので自動更新だけ止めて', 'stop_auto_renewal'],
    ['返金はいりませんので解約だけお願いします', 'cancel_subscription'],
    ['ボットじゃなくて人間と話したい', 'operator'],
  ] as const)('%s leaves %s', (text, intent) => {
    const reading = read(text)
    expect(reading.intent).toBe(intent)
    expect(reading.also).not.toContain('request_refund')
  })
})

describe('a reading', () => {
  test('says which words and rules led to it', () => {
    const { evidence } = read('ノートンを解約したい')
    expect(evidence[0]?.rule).toBe('model:cancel_subscription')
    expect(evidence.map(({ rule }) => rule)).toContain('tag:kaiyaku')
    expect(read('はい', 'confirm').evidence[0]).toEqual({ rule: 'grammar:confirm.bare-yes', span: 'はい' })
  })

  test('offers at most three candidates when unsure', () => {
    const reading = read('あの料金の件なんですけど')
    expect(reading.act).not.toBe('answer')
    expect(reading.alternatives.length).toBeLessThanOrEqual(3)
  })

  test('tells another topic from gibberish', () => {
    expect(read('Netflixを解約したい')).toMatchObject({ act: 'answer', intent: 'off_topic' })
    expect(read('マカフィーを解約したいのですが')).toMatchObject({ intent: 'off_topic' })
    expect(read('ほげほげ')).toMatchObject({ act: 'menu', intent: 'off_topic' })
    expect(read('🎉🎉')).toMatchObject({ act: 'menu', intent: 'off_topic' })
  })

  test('looks at the first two thousand letters only', () => {
    expect(read(`${'あ'.repeat(2_000)}返金してください`)).toEqual(read('あ'.repeat(2_000)))
  })
})
