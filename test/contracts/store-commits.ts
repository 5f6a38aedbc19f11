import { describe, expect, test } from 'vitest'
import type { Store } from '../../src/store/store.ts'
import { aCommit, anEffect, COMMANDS, NOON, said, snapshot, unwritable } from './store-fixtures.ts'

/** Keeping a conversation, and promises 1 to 3: once, all or nothing, never on an old revision. */
export function describeCommits(open: () => Promise<Store>): void {
  describe('keeps a conversation', () => {
    test('gives null for one that does not exist', async () => {
      const store = await open()

      expect(await store.load('c1')).toBeNull()
      expect(await store.committed('c1', 'm1')).toBeNull()
      expect(await store.log('c1', 0)).toEqual([])
    })

    test('gives back what was committed', async () => {
      const store = await open()
      await store.commit(aCommit('m1', { snapshot: snapshot({ orderNumber: 'NP12345678' }) }))

      expect(await store.load('c1')).toEqual({
        id: 'c1',
        channel: 'script',
        revision: 1,
        snapshot: snapshot({ orderNumber: 'NP12345678' }),
        updatedAtMs: NOON,
        parked: null,
      })
    })

    test('is not reached by a later change to the object it was given', async () => {
      const store = await open()
      const context: Record<string, unknown> = { reason: 'price' }
      await store.commit(aCommit('m1', { snapshot: snapshot(context) }))
      context.reason = 'other'

      expect((await store.load('c1'))?.snapshot.context).toEqual({ reason: 'price' })
    })

    test('numbers the log by one and gives it back whole, oldest first', async () => {
      const store = await open()
      const question = {
        ...said('よろしいですか？'),
        choices: [{ id: 'yes', label: 'はい' }],
        prompt: 'p1',
        view: { type: 'confirm' as const },
        rule: 'N-A-R',
      }
      await store.commit(
        aCommit('m1', { log: [{ ...said('返金したい'), role: 'customer', inboundId: 'm1' }, question] }),
      )
      await store.commit(aCommit('m2', { expectedRevision: 1, log: [said('三')] }))

      expect(await store.log('c1', 0)).toEqual([
        { ...said('返金したい'), role: 'customer', inboundId: 'm1', seq: 1 },
        { ...question, seq: 2 },
        { ...said('三'), seq: 3 },
      ])
      expect((await store.log('c1', 1)).map(({ seq }) => seq)).toEqual([2, 3])
      expect((await store.log('c1', 0, 2)).map(({ seq }) => seq)).toEqual([1, 2])
    })

    test('keeps the turns in order', async () => {
      const store = await open()
      const turn = { ...aCommit('m1').turn, event: 'refund.asked', rules: ['N-A-R'], commands: ['refund'] }
      await store.commit(aCommit('m1', { turn }))
      await store.commit(aCommit('m2', { expectedRevision: 1 }))

      expect(await store.turns('c1')).toEqual([turn, aCommit('m2').turn])
    })

    test('is marked for a person by parking, and stays marked', async () => {
      const store = await open()
      await store.commit(aCommit('m1'))
      await store.parkConversation('c1', 'cannot be restored')
      await store.commit(aCommit('m2', { expectedRevision: 1 }))

      expect((await store.load('c1'))?.parked).toBe('cannot be restored')
    })
  })

  describe('1. commits an inbound id once', () => {
    test('answers a repetition with what the first had appended', async () => {
      const store = await open()
      await store.commit(aCommit('m1', { log: [said('一'), said('二')] }))
      await store.commit(aCommit('m2', { expectedRevision: 1, log: [said('三')] }))

      const again = await store.commit(aCommit('m1', { log: [said('別')], effects: [anEffect('k1')] }))

      expect(again).toEqual({
        outcome: 'duplicate',
        log: [
          { ...said('一'), seq: 1 },
          { ...said('二'), seq: 2 },
        ],
      })
      expect(await store.committed('c1', 'm1')).toEqual(again.log)
      expect((await store.load('c1'))?.revision).toBe(2)
      expect(await store.pending('c1', 'command')).toBe(0)
    })

    test('is a repetition even when the revision fits', async () => {
      const store = await open()
      await store.commit(aCommit('m1'))

      expect(await store.commit(aCommit('m1', { expectedRevision: 1 }))).toEqual({ outcome: 'duplicate', log: [] })
    })

    test('when it arrives many times at once', async () => {
      const store = await open()

      const results = await Promise.all(
        Array.from({ length: 8 }, () => store.commit(aCommit('m1', { log: [said('一')], effects: [anEffect('k1')] }))),
      )

      expect(results.filter(({ outcome }) => outcome === 'committed')).toHaveLength(1)
      expect(results.every(({ log }) => log.length === 1)).toBe(true)
      expect(await store.pending('c1', 'command')).toBe(1)
    })

    test('may be the same in two conversations', async () => {
      const store = await open()
      await store.commit(aCommit('m1'))

      expect((await store.commit(aCommit('m1', { conversationId: 'c2' }))).outcome).toBe('committed')
    })
  })

  describe('2. commits all or nothing', () => {
    test('a failing commit leaves no trace', async () => {
      const store = await open()
      await store.commit(aCommit('m1'))

      await expect(store.commit(unwritable('m2', { expectedRevision: 1, clearTimers: ['save'] }))).rejects.toThrow()

      expect((await store.load('c1'))?.revision).toBe(1)
      expect(await store.log('c1', 0)).toEqual([])
      expect(await store.turns('c1')).toHaveLength(1)
      expect(await store.committed('c1', 'm2')).toBeNull()
      expect(await store.nextDueAtMs()).toBeNull()
    })

    test('a failing commit does not unsettle the effect it was the result of', async () => {
      const store = await open()
      await store.commit(aCommit('m1', { effects: [anEffect('k1')] }))
      const [effect] = await store.claim(COMMANDS)

      await expect(store.commit(unwritable('m2', { expectedRevision: 1, settles: effect?.id ?? '' }))).rejects.toThrow()

      expect(await store.pending('c1', 'command')).toBe(1)
    })

    test('a failing commit takes none of those that arrive with it along', async () => {
      const store = await open()

      const results = await Promise.allSettled([
        store.commit(aCommit('m1', { conversationId: 'before', log: [said('一')] })),
        store.commit(unwritable('m1', { conversationId: 'failing' })),
        store.commit(aCommit('m1', { conversationId: 'stale', expectedRevision: 7 })),
        store.commit(aCommit('m1', { conversationId: 'after', effects: [anEffect('k1')] })),
      ])

      expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled'])
      expect((await store.log('before', 0)).map(({ text }) => text)).toEqual(['一'])
      expect(await store.load('failing')).toBeNull()
      expect(await store.load('stale')).toBeNull()
      expect(await store.pending('after', 'command')).toBe(1)
    })

    test('32 conversations committing at once all get through', async () => {
      const store = await open()
      const ids = Array.from({ length: 32 }, (_, index) => `c${index}`)

      const results = await Promise.all(
        ids.map((conversationId) => store.commit(aCommit('m1', { conversationId, log: [said(conversationId)] }))),
      )

      expect(results.every(({ outcome }) => outcome === 'committed')).toBe(true)
      for (const id of ids) expect((await store.log(id, 0)).map(({ text }) => text)).toEqual([id])
    })

    test('takes nothing after it was closed', async () => {
      const store = await open()
      const last = store.commit(aCommit('m1'))
      await store.close()

      expect((await last).outcome).toBe('committed')
      await expect(store.commit(aCommit('m2', { expectedRevision: 1 }))).rejects.toMatchObject({
        code: 'store.unavailable',
        retry: true,
      })
    })
  })

  describe('3. refuses an old revision', () => {
    test.each([
      { revision: 'of a conversation that has moved on', expectedRevision: 0 },
      { revision: 'from the future', expectedRevision: 2 },
    ])('$revision', async ({ expectedRevision }) => {
      const store = await open()
      await store.commit(aCommit('m1'))

      await expect(store.commit(aCommit('m2', { expectedRevision }))).rejects.toMatchObject({
        code: 'store.conflict',
        retry: true,
        details: { revision: 1 },
      })
    })

    test('lets one of 32 that race for the same revision win', async () => {
      const store = await open()

      const results = await Promise.allSettled(
        Array.from({ length: 32 }, (_, index) => store.commit(aCommit(`m${index}`, { log: [said(`${index}`)] }))),
      )

      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      expect(await store.log('c1', 0)).toHaveLength(1)
    })
  })
}
