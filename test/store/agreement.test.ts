import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openDatabase } from '../../src/store/database.ts'
import { createMemoryStore } from '../../src/store/memory.ts'
import { createSqliteStore } from '../../src/store/sqlite.ts'
import type { Commit, Store } from '../../src/store/store.ts'
import { aCommit, anEffect, aTimer, NOON, said } from '../contracts/store-fixtures.ts'

/** One thing done to a store; its result is compared between the two. */
type Step = (store: Store) => Promise<unknown>

const conversation = fc.constantFrom('c1', 'c2', 'c3')
const effectId = fc.integer({ min: 1, max: 6 }).map(String)
const lane = fc.constantFrom('command', 'message', 'timer')
const time = fc.integer({ min: 0, max: 60 }).map((seconds) => NOON + seconds * 1_000)
const timer = fc.constantFrom('nudge', 'save')

const commit: fc.Arbitrary<Commit> = fc
  .record({
    inboundId: fc.integer({ min: 1, max: 8 }).map((n) => `m${n}`),
    conversationId: conversation,
    expectedRevision: fc.integer({ min: 0, max: 4 }),
    log: fc.array(fc.constantFrom(said('一'), { ...said('客'), role: 'customer' as const }), { maxLength: 3 }),
    effects: fc.array(
      fc.oneof(
        time.map((at) => anEffect('k', at)),
        fc.tuple(timer, time).map(([name, at]) => aTimer(name, at)),
      ),
      { maxLength: 3 },
    ),
    clearTimers: fc.array(timer, { maxLength: 1 }),
    erases: fc.option(
      fc.integer({ min: 1, max: 8 }).map((n) => `m${n}`),
      { nil: undefined, freq: 1 },
    ),
    settled: fc.option(effectId, { nil: undefined, freq: 1 }),
    atMs: time,
  })
  .map(({ inboundId, settled, erases, ...changes }) =>
    aCommit(inboundId, {
      ...changes,
      ...(settled !== undefined && { settles: settled }),
      ...(erases !== undefined && { erases }),
    }),
  )

const claim = fc.record(
  {
    lane,
    nowMs: time,
    leaseMs: fc.constantFrom(1_000, 30_000),
    limit: fc.integer({ min: 1, max: 3 }),
    conversationId: conversation,
  },
  { requiredKeys: ['lane', 'nowMs', 'leaseMs', 'limit'] },
)

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: commit.map(
      (one): Step =>
        (store) =>
          store.commit(one),
    ),
  },
  {
    weight: 3,
    arbitrary: claim.map(
      (one): Step =>
        (store) =>
          store.claim(one),
    ),
  },
  effectId.map(
    (id): Step =>
      (store) =>
        store.settle(id),
  ),
  fc.tuple(effectId, time).map(
    ([id, at]): Step =>
      (store) =>
        store.release(id, at),
  ),
  effectId.map(
    (id): Step =>
      (store) =>
        store.park(id, 'why'),
  ),
  fc.tuple(conversation, lane).map(
    ([id, which]): Step =>
      (store) =>
        store.pending(id, which),
  ),
  fc.constant<Step>((store) => store.nextDueAtMs()),
  conversation.map(
    (id): Step =>
      (store) =>
        store.load(id),
  ),
  fc.tuple(conversation, fc.nat(5)).map(
    ([id, seq]): Step =>
      (store) =>
        store.log(id, seq),
  ),
  fc.tuple(conversation, fc.integer({ min: 1, max: 8 })).map(
    ([id, n]): Step =>
      (store) =>
        store.committed(id, `m${n}`),
  ),
)

async function outcome(doing: Promise<unknown>): Promise<unknown> {
  try {
    return await doing
  } catch (error) {
    return { failed: error instanceof Error && 'code' in error ? error.code : error }
  }
}

test('memory and SQLite agree on everything, whatever is done to them', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const db = openDatabase(':memory:')
      const [memory, sqlite] = [createMemoryStore(), createSqliteStore(db)]
      for (const one of steps) expect(await outcome(one(sqlite))).toEqual(await outcome(one(memory)))
      db.close()
    }),
    { numRuns: 500, seed: 20261118 },
  )
})
