import { describe, expect, test } from 'vitest'
import type { NewLogEntry, Store } from '../../src/store/store.ts'
import { aCommit, anEffect, aTimer, COMMANDS, MESSAGES, NOON, said, TIMERS } from './store-fixtures.ts'

/** What goes out, and promises 4 and 5: in order, one at a time, and back when it is not settled. */
export function describeLanes(open: () => Promise<Store>): void {
  describe('4. hands out a lane in order, one at a time', () => {
    test('the second effect waits until the first is settled', async () => {
      const store = await open()
      await store.commit(aCommit('m1', { effects: [anEffect('k1'), anEffect('k2')] }))

      const [first, ...more] = await store.claim(COMMANDS)
      expect(first).toMatchObject({ conversationId: 'c1', channel: 'script', attempt: 1, createdAtMs: NOON })
      expect(first?.payload).toEqual(anEffect('k1').payload)
      expect(more).toEqual([])
      expect(await store.claim(COMMANDS)).toEqual([])

      await store.settle(first?.id ?? '')
      expect((await store.claim(COMMANDS)).map(({ payload }) => payload)).toEqual([anEffect('k2').payload])
    })

    test('an effect that is not due holds up those behind it', async () => {
      const store = await open()
      await store.commit(aCommit('m1', { effects: [anEffect('k1', NOON + 1_000), anEffect('k2')] }))

      expect(await store.claim(COMMANDS)).toEqual([])
      expect((await store.claim({ ...COMMANDS, nowMs: NOON + 1_000 })).map(({ payload }) => payload)).toEqual([
        anEffect('k1').payload,
      ])
    })

    test('a released effect comes again at its time, before those behind it', async () => {
      const store = await open()
      await store.commit(aCommit('m1', { effects: [anEffect('k1'), anEffect('k2')] }))
      const [effect] = await store.claim(COMMANDS)
      await store.release(effect?.id ?? '', NOON + 5_000)

      expect(await store.claim({ ...COMMANDS, nowMs: NOON + 4_999 })).toEqual([])
      expect(await store.claim({ ...COMMANDS, nowMs: NOON + 5_000 })).toEqual([{ ...effect, attempt: 2 }])
    })

    test('a parked effect makes way and marks the conversation', async () => {
      const store = await open()
      await store.commit(aCommit('m1', { effects: [anEffect('k1'), anEffect('k2')] }))
      const [effect] = await store.claim(COMMANDS)
      await store.park(effect?.id ?? '', 'backoffice.refused')

      expect((await store.load('c1'))?.parked).toBe('backoffice.refused')
      expect(await store.pending('c1', 'command')).toBe(1)
      expect((await store.claim(COMMANDS)).map(({ payload }) => payload)).toEqual([anEffect('k2').payload])
      expect(await store.claim({ ...COMMANDS, nowMs: NOON + 29_999 })).toEqual([])
    })

    test('a parked effect can still get its result: it may have been carried out by somebody slower', async () => {
      const store = await open()
      await store.commit(aCommit('m1', { effects: [anEffect('k1')] }))
      const [effect] = await store.claim(COMMANDS)
      await store.park(effect?.id ?? '', 'backoffice.unavailable')
      await store.release(effect?.id ?? '', NOON)
      expect(await store.claim(COMMANDS)).toEqual([])

      const result = aCommit('r1', { expectedRevision: 1, settles: effect?.id ?? '' })
      expect((await store.commit(result)).outcome).toBe('committed')
    })

    test('lanes and conversations do not wait for each other', async () => {
      const store = await open()
      await store.commit(aCommit('m1', { log: [said('一')], effects: [anEffect('k1'), aTimer('save', NOON)] }))
      await store.commit(aCommit('m1', { conversationId: 'c2', effects: [anEffect('k2')] }))

      expect(await store.claim({ ...COMMANDS, conversationId: 'c2' })).toHaveLength(1)
      expect((await store.claim(COMMANDS)).map(({ conversationId }) => conversationId)).toEqual(['c1'])
      expect(await store.claim(MESSAGES)).toHaveLength(1)
      expect(await store.claim(TIMERS)).toHaveLength(1)
    })

    test('hands out at most the limit, the longest due first', async () => {
      const store = await open()
      for (const [index, id] of ['a', 'b', 'c'].entries()) {
        await store.commit(aCommit('m1', { conversationId: id, effects: [anEffect(id, NOON - index)] }))
      }

      const claimed = await store.claim({ ...COMMANDS, limit: 2 })

      expect(claimed.map(({ conversationId }) => conversationId)).toEqual(['c', 'b'])
    })

    test('leaves out the conversations it is told to', async () => {
      const store = await open()
      for (const id of ['a', 'b']) await store.commit(aCommit('m1', { conversationId: id, effects: [anEffect(id)] }))

      const claimed = await store.claim({ ...COMMANDS, except: ['a', 'other'] })

      expect(claimed.map(({ conversationId }) => conversationId)).toEqual(['b'])
      expect(await store.claim({ ...COMMANDS, except: [] })).toHaveLength(1)
    })

    test('never hands one effect to two who claim at once', async () => {
      const store = await open()
      await store.commit(aCommit('m1', { effects: [anEffect('k1')] }))

      const claims = await Promise.all(Array.from({ length: 8 }, () => store.claim(COMMANDS)))

      expect(claims.flat()).toHaveLength(1)
    })
  })

  describe('delivers what the bot says', () => {
    test('by one message effect from its first to its last entry', async () => {
      const store = await open()
      const customer: NewLogEntry = { ...said('返金'), role: 'customer', inboundId: 'm1' }
      await store.commit(aCommit('m1', { log: [customer, said('一'), said('二')] }))

      expect((await store.claim(MESSAGES)).map(({ payload }) => payload)).toEqual([
        { lane: 'message', fromSeq: 2, toSeq: 3 },
      ])
    })

    test('by none where customers read the log by themselves', async () => {
      const store = await open()
      await store.commit(aCommit('m1', { log: [said('一')], pulled: true }))

      expect(await store.pending('c1', 'message')).toBe(0)
      expect(await store.log('c1', 0)).toEqual([{ ...said('一'), seq: 1 }])
    })

    test('by none when only the customer spoke', async () => {
      const store = await open()
      await store.commit(aCommit('m1', { log: [{ ...said('返金'), role: 'customer', inboundId: 'm1' }] }))

      expect(await store.pending('c1', 'message')).toBe(0)
    })
  })

  describe('keeps timers', () => {
    test('of those named twice in one commit the last', async () => {
      const store = await open()
      await store.commit(aCommit('m1', { effects: [aTimer('nudge', NOON + 1_000), aTimer('nudge', NOON)] }))

      expect(await store.claim(TIMERS)).toHaveLength(1)
      expect(await store.pending('c1', 'timer')).toBe(1)
    })

    test('which are independent of each other', async () => {
      const store = await open()
      await store.commit(aCommit('m1', { effects: [aTimer('save', NOON + 60_000), aTimer('nudge', NOON)] }))

      expect((await store.claim(TIMERS)).map(({ payload }) => payload)).toEqual([{ lane: 'timer', timer: 'nudge' }])
    })

    test('and replaces one of the same name', async () => {
      const store = await open()
      await store.commit(aCommit('m1', { effects: [aTimer('save', NOON)] }))
      await store.commit(aCommit('m2', { expectedRevision: 1, effects: [aTimer('save', NOON + 60_000)] }))

      expect(await store.claim(TIMERS)).toEqual([])
      expect(await store.pending('c1', 'timer')).toBe(1)
      expect(await store.nextDueAtMs()).toBe(NOON + 60_000)
    })

    test('and removes those that are named, of this conversation only', async () => {
      const store = await open()
      await store.commit(aCommit('m1', { effects: [aTimer('save', NOON), aTimer('nudge', NOON)] }))
      await store.commit(aCommit('m1', { conversationId: 'c2', effects: [aTimer('save', NOON)] }))
      await store.commit(aCommit('m2', { expectedRevision: 1, clearTimers: ['save'] }))

      const claimed = await store.claim(TIMERS)

      expect(claimed.map(({ conversationId, payload }) => [conversationId, payload])).toEqual([
        ['c1', { lane: 'timer', timer: 'nudge' }],
        ['c2', { lane: 'timer', timer: 'save' }],
      ])
    })

    test('and lets a turn set the timer again whose firing it is', async () => {
      const store = await open()
      await store.commit(aCommit('m1', { effects: [aTimer('nudge', NOON)] }))
      const [fired] = await store.claim(TIMERS)
      const effects = [aTimer('nudge', NOON + 1_000)]
      await store.commit(aCommit('m2', { expectedRevision: 1, settles: fired?.id ?? '', effects }))

      expect(await store.pending('c1', 'timer')).toBe(1)
      expect(await store.nextDueAtMs()).toBe(NOON + 1_000)
    })
  })

  describe('5. brings back what is not settled', () => {
    test('after its lease, and not before', async () => {
      const store = await open()
      await store.commit(aCommit('m1', { effects: [anEffect('k1')] }))
      const [effect] = await store.claim(COMMANDS)

      expect(await store.claim({ ...COMMANDS, nowMs: NOON + 29_999 })).toEqual([])
      expect(await store.nextDueAtMs()).toBe(NOON + 30_000)
      expect(await store.claim({ ...COMMANDS, nowMs: NOON + 30_000 })).toEqual([{ ...effect, attempt: 2 }])
    })

    test('but not what its result has settled', async () => {
      const store = await open()
      await store.commit(aCommit('m1', { effects: [anEffect('k1')] }))
      const [effect] = await store.claim(COMMANDS)
      await store.commit(aCommit('r1', { expectedRevision: 1, settles: effect?.id ?? '' }))

      expect(await store.pending('c1', 'command')).toBe(0)
      expect(await store.claim({ ...COMMANDS, nowMs: NOON + 30_000 })).toEqual([])
      expect(await store.nextDueAtMs()).toBeNull()
    })

    test('and takes the result of an effect once, under whatever inbound id', async () => {
      const store = await open()
      await store.commit(aCommit('m1', { effects: [anEffect('k1')] }))
      const [effect] = await store.claim(COMMANDS)
      const settles = effect?.id ?? ''
      await store.commit(aCommit('r1', { expectedRevision: 1, settles, log: [said('一')] }))

      const same = await store.commit(aCommit('r1', { expectedRevision: 2, settles }))
      const other = await store.commit(aCommit('r2', { expectedRevision: 2, settles, log: [said('二')] }))

      expect(same).toEqual({ outcome: 'duplicate', log: [{ ...said('一'), seq: 1 }] })
      expect(other).toEqual({ outcome: 'duplicate', log: [] })
      expect((await store.load('c1'))?.revision).toBe(2)
    })
  })

  describe('knows when something is due', () => {
    test('counting only what can be handed out', async () => {
      const store = await open()
      expect(await store.nextDueAtMs()).toBeNull()
      await store.commit(aCommit('m1', { effects: [anEffect('k1', NOON + 9_000), anEffect('k2', NOON)] }))

      // k2 is due but stands behind k1; to wake up for it would be to spin.
      expect(await store.nextDueAtMs()).toBe(NOON + 9_000)
    })

    test('over all lanes', async () => {
      const store = await open()
      await store.commit(
        aCommit('m1', { log: [said('一')], effects: [anEffect('k1', NOON + 1), aTimer('save', NOON + 2)] }),
      )

      expect(await store.nextDueAtMs()).toBe(NOON)
    })
  })
}
