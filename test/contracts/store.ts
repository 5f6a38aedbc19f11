import { describe, expect, test } from 'vitest'
import type { Store } from '../../src/store/store.ts'
import { describeCommits } from './store-commits.ts'
import { aCommit, anEffect, aTimer, COMMANDS, MESSAGES, NOON, said } from './store-fixtures.ts'
import { describeForgetting } from './store-forgetting.ts'
import { describeLanes } from './store-lanes.ts'

/** What the suite needs to know of an implementation. */
export interface StoreUnderTest {
  readonly name: string
  /** A new, empty store. */
  open(): Promise<Store>
  /** Closes a store and opens its data again; absent where nothing outlives the process. */
  readonly reopen?: (store: Store) => Promise<Store>
}

/** The promises of `Store`; every implementation is held to them by the same tests. */
export function describeStore({ name, open, reopen }: StoreUnderTest): void {
  describe(`the ${name} store`, () => {
    describeCommits(open)
    describeLanes(open)
    describeForgetting(open)

    describe('reserves receipt serials', () => {
      test('in order, from 0001 on each day', async () => {
        const store = await open()

        expect(await store.reserveSerials('20261118', 2)).toEqual(['0001', '0002'])
        expect(await store.reserveSerials('20261118', 1)).toEqual(['0003'])
        expect(await store.reserveSerials('20261119', 2)).toEqual(['0001', '0002'])
      })

      test('never twice, however many ask at once or whatever the day before was', async () => {
        const store = await open()

        const days = Array.from({ length: 200 }, (_, index) => (index % 3 === 0 ? '20261118' : '20261119'))
        const given = await Promise.all(
          days.map(async (day) => (await store.reserveSerials(day, 2)).map((s) => day + s)),
        )

        expect(new Set(given.flat()).size).toBe(400)
      })

      test('with five digits when four do not suffice', async () => {
        const store = await open()
        await store.reserveSerials('20261118', 9_998)

        expect(await store.reserveSerials('20261118', 2)).toEqual(['9999', '10000'])
      })
    })

    test('stays right with 10,000 conversations', async () => {
      const store = await open()
      const ids = Array.from({ length: 10_000 }, (_, index) => `c${index}`)
      for (let start = 0; start < ids.length; start += 500) {
        await Promise.all(
          ids.slice(start, start + 500).map((conversationId) =>
            store.commit(
              aCommit('m1', {
                conversationId,
                log: [said('一')],
                effects: [anEffect(conversationId), aTimer('save', NOON + 1)],
              }),
            ),
          ),
        )
      }

      const claimed = await store.claim({ ...COMMANDS, limit: 20_000 })

      expect(new Set(claimed.map(({ conversationId }) => conversationId)).size).toBe(10_000)
      expect(await store.claim({ ...COMMANDS, limit: 20_000 })).toEqual([])
      expect(await store.nextDueAtMs()).toBe(NOON)
      expect((await store.load('c9999'))?.revision).toBe(1)
    })

    if (reopen) describeDurability(open, reopen)
  })
}

function describeDurability(open: StoreUnderTest['open'], again: NonNullable<StoreUnderTest['reopen']>): void {
  describe('outlives its process', () => {
    test('with everything that was committed', async () => {
      const before = await open()
      await before.commit(aCommit('m1', { log: [said('一')], effects: [aTimer('save', NOON + 9)] }))
      await before.parkConversation('c1', 'why')
      const state = [await before.load('c1'), await before.log('c1', 0), await before.turns('c1')]

      const after = await again(before)

      expect([await after.load('c1'), await after.log('c1', 0), await after.turns('c1')]).toEqual(state)
      expect(await after.committed('c1', 'm1')).toEqual([{ ...said('一'), seq: 1 }])
      expect(await after.claim(MESSAGES)).toHaveLength(1)
      expect(await after.pending('c1', 'timer')).toBe(1)
    })

    test('with the effect that was claimed and not settled, after its lease', async () => {
      const before = await open()
      await before.commit(aCommit('m1', { effects: [anEffect('k1')] }))
      const [effect] = await before.claim(COMMANDS)

      const after = await again(before)

      expect(await after.claim(COMMANDS)).toEqual([])
      expect(await after.claim({ ...COMMANDS, nowMs: NOON + 30_000 })).toEqual([{ ...effect, attempt: 2 }])
    })

    test('without giving a serial twice', async () => {
      const before = await open()
      const given = await before.reserveSerials('20261118', 5)

      const after = await again(before)

      const later = await after.reserveSerials('20261118', 5)
      expect(new Set([...given, ...later]).size).toBe(10)
      expect(Number(later[0])).toBeGreaterThan(5)
    })
  })
}
