import { describe, expect, test } from 'vitest'
import type { NewLogEntry, Store } from '../../src/store/store.ts'
import { aCommit, aNote, anEffect, aTimer, NOON, said, snapshot, unwritable } from './store-fixtures.ts'

/** What the suite needs to know of an implementation. */
export interface StoreUnderTest {
  readonly name: string
  /** A new, empty store. */
  open(): Promise<Store>
  /** Closes a store and opens its data again; absent where nothing outlives the process. */
  readonly reopen?: (store: Store) => Promise<Store>
}

const COMMANDS = { lane: 'command', nowMs: NOON, leaseMs: 30_000, limit: 10 } as const
const MESSAGES = { ...COMMANDS, lane: 'message' } as const
const TIMERS = { ...COMMANDS, lane: 'timer' } as const

/** The promises of `Store`; every implementation is held to them by the same tests. */
export function describeStore({ name, open, reopen }: StoreUnderTest): void {
  describe(`the ${name} store`, () => {
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
          Array.from({ length: 8 }, () =>
            store.commit(aCommit('m1', { log: [said('一')], effects: [anEffect('k1')] })),
          ),
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

        await expect(
          store.commit(unwritable('m2', { expectedRevision: 1, settles: effect?.id ?? '' })),
        ).rejects.toThrow()

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
