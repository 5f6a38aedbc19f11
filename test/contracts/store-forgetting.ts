import { describe, expect, test } from 'vitest'
import type { NewLogEntry, Store } from '../../src/store/store.ts'
import { aCommit, aNote, COMMANDS, said, unwritable } from './store-fixtures.ts'

/** Promise 6 and words taken back: what is erased is gone everywhere, and nothing else is. */
export function describeForgetting(open: () => Promise<Store>): void {
  describe('takes back what a customer took back', () => {
    const words: NewLogEntry = { ...said('番号は NP12345678'), role: 'customer', key: 'customer', inboundId: 'm1' }
    const erased = { ...words, key: 'customer.erased', text: '' }

    test('in the log and in what a repetition is answered with; everything else stays', async () => {
      const store = await open()
      await store.commit(aCommit('m1', { log: [words, said('一')] }))
      await store.commit(aCommit('m2', { expectedRevision: 1, erases: 'm1', log: [said('消しました')] }))

      expect(await store.log('c1', 0)).toEqual([
        { ...erased, seq: 1 },
        { ...said('一'), seq: 2 },
        { ...said('消しました'), seq: 3 },
      ])
      expect(await store.committed('c1', 'm1')).toEqual([
        { ...erased, seq: 1 },
        { ...said('一'), seq: 2 },
      ])
    })

    test('in a note that waits to be handed to a person, of this conversation only', async () => {
      const store = await open()
      for (const conversationId of ['c1', 'c2'])
        await store.commit(aCommit('m1', { conversationId, log: [words], effects: [aNote(words.text), aNote('別')] }))
      await store.commit(aCommit('m2', { expectedRevision: 1, erases: 'm1' }))

      const notes: unknown[] = []
      for (const conversationId of ['c1', 'c1', 'c2']) {
        const [effect] = await store.claim({ ...COMMANDS, conversationId })
        notes.push(effect?.payload)
        await store.settle(effect?.id ?? '')
      }
      expect(notes).toEqual([aNote(null).payload, aNote('別').payload, aNote(words.text).payload])
    })

    test('not when the commit fails, and nothing for an inbound that brought no words', async () => {
      const store = await open()
      await store.commit(aCommit('m1', { log: [words] }))
      await expect(store.commit(unwritable('m2', { expectedRevision: 1, erases: 'm1' }))).rejects.toThrow()
      expect((await store.log('c1', 0))[0]?.text).toBe(words.text)

      await store.commit(aCommit('m3', { expectedRevision: 1, erases: 'never' }))
      expect((await store.log('c1', 0))[0]?.text).toBe(words.text)
    })
  })

  describe('6. forgets what was said', () => {
    const before = { log: [said('返金してほしい'), said('承知しました')] }

    test('and leaves no word of it, while what comes goes on counting', async () => {
      const store = await open()
      await store.commit(aCommit('m1', before))
      await store.commit(aCommit('m2', { expectedRevision: 1, forgets: true, log: [said('消しました')] }))
      await store.commit(aCommit('m3', { expectedRevision: 2, log: [said('ご用件は')] }))

      expect((await store.log('c1', 0)).map(({ seq, text }) => [seq, text])).toEqual([
        [3, '消しました'],
        [4, 'ご用件は'],
      ])
      expect(await store.committed('c1', 'm1')).toEqual([])
    })

    test('but not that it was taken: a repetition acts no second time', async () => {
      const store = await open()
      await store.commit(aCommit('m1', before))
      await store.commit(aCommit('m2', { expectedRevision: 1, forgets: true, log: [said('消しました')] }))

      expect(await store.commit(aCommit('m1', before))).toMatchObject({ outcome: 'duplicate', log: [] })
      expect(await store.log('c1', 0)).toHaveLength(1)
    })

    test('of this conversation only', async () => {
      const store = await open()
      await store.commit(aCommit('m1', { conversationId: 'c2', ...before }))
      await store.commit(aCommit('m1', before))
      await store.commit(aCommit('m2', { expectedRevision: 1, forgets: true }))

      expect(await store.log('c2', 0)).toHaveLength(2)
    })
  })
}
