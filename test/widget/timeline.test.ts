import { describe, expect, test } from 'vitest'
import type { ServerEvent } from '../../src/protocol.ts'
import { choiceState, type Known, type Outgoing, Timeline } from '../../src/widget/timeline.ts'

const said = (seq: number, extra: Partial<ServerEvent> = {}): ServerEvent => ({
  seq,
  type: 'message',
  role: 'bot',
  at: seq,
  text: `${seq}`,
  ...extra,
})
const mine = (seq: number, text: string, extra: Partial<ServerEvent> = {}) =>
  said(seq, { role: 'customer', text, ...extra })
const question = said(1, {
  prompt: 'p1',
  choices: [
    { id: 'yes', label: '返金する' },
    { id: 'no', label: '返金しない' },
  ],
})
const known = (events: readonly ServerEvent[], outbox: readonly Outgoing[] = [], isSending = false): Known => ({
  events,
  outbox,
  isSending,
})
const seqs = (timeline: Timeline) => timeline.events.map(({ seq }) => seq)

describe('the timeline', () => {
  test('shows entries once and in order, however they arrive', () => {
    const timeline = new Timeline()
    expect(timeline.add([said(3), said(1)])).toBe(true)
    expect(timeline.add([said(3), said(1)])).toBe(false)
    timeline.add([said(2)])
    expect(seqs(timeline)).toEqual([1, 2, 3])
    expect(timeline.cursor).toBe(3)
  })

  test('resumes before a gap: an answer that skips others does not move the cursor over them', () => {
    const timeline = new Timeline()
    timeline.addAll([said(1)])
    timeline.add([said(4)])
    expect(timeline.cursor).toBe(1)
    timeline.addAll([said(2), said(3), said(4), said(5)])
    expect(timeline.cursor).toBe(5)
    expect(seqs(timeline)).toEqual([1, 2, 3, 4, 5])
  })

  test('forgets what was erased, and still tells that something is new', () => {
    const timeline = new Timeline()
    timeline.addAll([said(1), said(2), said(3)])
    expect(timeline.addAll([mine(4, '消す', { forgets: true }), said(5)])).toBe(true)
    expect(seqs(timeline)).toEqual([4, 5])
    expect(timeline.cursor).toBe(5)
    expect(timeline.addAll([said(6)])).toBe(true)
    expect(timeline.add([said(2)])).toBe(false)
  })

  test('does not wait for numbers that a complete answer leaves out', () => {
    const timeline = new Timeline()
    timeline.addAll([said(1), said(3)])
    expect(timeline.cursor).toBe(3)
    expect(timeline.add([said(2)])).toBe(false)
  })

  test('restored without its oldest entries does not take them for news', () => {
    const timeline = new Timeline()
    timeline.restore([said(9), said(10)], 10)
    expect(timeline.addAll([said(2)])).toBe(false)
    expect(seqs(timeline)).toEqual([9, 10])
  })
})

describe('the choices of a question', () => {
  const tap: Outgoing = {
    cid: 'c',
    at: 2,
    label: '返金する',
    body: { choice: 'yes', prompt: 'p1' },
    state: 'sending',
  }

  test('are open until something is answered', () => {
    expect(choiceState(question, known([question], []))).toEqual({ state: 'open' })
  })

  test.each(['sending', 'failed'] as const)('are closed by a tap that is %s', (state) => {
    expect(choiceState(question, known([question], [{ ...tap, state }]))).toEqual({ state: 'closed', chosen: 'yes' })
  })

  test('are closed by the logged answer, after a reload too', () => {
    expect(choiceState(question, known([question, mine(2, '返金しない')], []))).toEqual({
      state: 'closed',
      chosen: 'no',
    })
  })

  test('are closed by an answer that names the prompt, whatever its words', () => {
    const events = [question, mine(2, 'ほかの言葉', { prompt: 'p1' })]
    expect(choiceState(question, known(events, []))).toEqual({ state: 'closed', chosen: '' })
  })

  test('stay open when something else was asked and only answered', () => {
    const events = [question, mine(2, '期限はいつですか'), said(3)]
    expect(choiceState(question, known(events, []))).toEqual({ state: 'open' })
  })

  test('are closed when another question took their place', () => {
    const next = said(3, { prompt: 'p2', choices: [] })
    const events = [question, mine(2, '戻る'), next, mine(4, '返金する')]
    expect(choiceState(question, known(events, []))).toEqual({ state: 'closed', chosen: null })
    expect(choiceState(next, known(events, []))).toEqual({ state: 'open' })
  })

  test('are closed while a message waits for its answer, and open again when it failed', () => {
    const typed: Outgoing = { ...tap, label: 'いいです', body: { text: 'いいです' } }
    expect(choiceState(question, known([question], [typed], true))).toEqual({ state: 'closed', chosen: null })
    expect(choiceState(question, known([question], [{ ...typed, state: 'failed' }]))).toEqual({ state: 'open' })
  })

  test('of another question are not closed by this tap', () => {
    const other = { ...question, seq: 5, prompt: 'p9' }
    expect(choiceState(other, known([other], [tap]))).toEqual({ state: 'open' })
  })
})
