import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { createWidgetChannel } from '../../src/channels/widget/channel.ts'
import { commitOf } from '../../src/conversation/step.ts'
import { openDatabase } from '../../src/store/database.ts'
import { migrate } from '../../src/store/migrate.ts'
import { createSqliteStore } from '../../src/store/sqlite.ts'
import type { Commit } from '../../src/store/store.ts'
import { interleave, type Round, timed, timedAsync } from './measure.ts'
import { RawWriter } from './raw-writer.ts'
import type { RecordedJob } from './recorded-job.ts'
import { withScratchDir } from './scratch-dir.ts'
import { floorOf, lineOf, type Section } from './section.ts'
import { SlowDisk } from './slow-disk.ts'

const CLIENTS = 32
const ROUNDS = 7
/** Commits of each client in one round. */
const EACH_ALONE = 60
const EACH = 12

/** Writing a step down durably, alone and with others, beside the same rows by hand on the same disk. */
export function benchCommit(job: RecordedJob): Promise<Section> {
  return withScratchDir(async (dir) => {
    const example = exampleCommit(job)
    const ours = openDatabase(join(dir, 'ours.db'))
    const byHand = openDatabase(join(dir, 'hand.db'))
    const slow = openSlowDatabase(join(dir, 'slow.db'))
    const writer = new RawWriter(byHand, example)
    const cost = await interleave(
      {
        one: commits(ours, example, { clients: 1, each: EACH_ALONE }),
        handOne: () => timed(() => writer.commit(1, EACH_ALONE)),
        many: commits(ours, example, { clients: CLIENTS, each: EACH }),
        handMany: () => timed(() => writer.commit(CLIENTS, EACH)),
        slowOne: commits(slow, example, { clients: 1, each: EACH_ALONE / 2 }),
        slowMany: commits(slow, example, { clients: CLIENTS, each: EACH }),
      },
      ROUNDS,
    )
    for (const db of [ours, byHand, slow]) db.close()
    const gained = (one: number, many: number) => ({ unit: 'x', value: one / many }) as const
    return {
      title: 'One commit on SQLite (WAL, FULL)',
      lines: [
        lineOf({ what: '1 client', cost: cost.one, floor: floorOf('the same rows by hand', cost.handOne) }),
        lineOf({
          what: `${CLIENTS} clients`,
          cost: cost.many,
          floor: floorOf('by hand, 32 turns a transaction', cost.handMany),
        }),
        { what: `${CLIENTS} clients: rate against 1`, ...gained(cost.one.wallUs, cost.many.wallUs) },
        lineOf({ what: '1 client, commit +2 ms', cost: cost.slowOne }),
        lineOf({ what: `${CLIENTS} clients, commit +2 ms`, cost: cost.slowMany }),
        {
          what: `${CLIENTS} clients, +2 ms: rate against 1`,
          ...gained(cost.slowOne.wallUs, cost.slowMany.wallUs),
          goal: { least: { must: 8, stretch: 11 } },
        },
      ],
    }
  })
}

/** The commit of a customer's step with an answer and timers, as the job's second input makes it. */
export function exampleCommit(job: RecordedJob): Commit {
  const { turn, events } = job.step('choice.place.official')
  const [event] = events
  if (!event) throw new Error('a recorded step has an event')
  const { stamp } = event
  const customer = { role: 'customer', atMs: stamp.atMs, key: 'customer', text: 'ノートン公式ストア' } as const
  const channel = createWidgetChannel()
  const step = { inboundId: '', conversationId: '', channel, expectedRevision: 0, turn, events, customer, stamp }
  return commitOf(step, job.parts.renderer)
}

/** Clients that commit at the same time, each its own conversation, each waiting for its last commit. */
function commits(db: DatabaseSync, example: Commit, { clients, each }: { clients: number; each: number }): Round {
  const store = createSqliteStore(db)
  let inbound = 0
  const revisions = new Map<string, number>()
  const client = async (conversationId: string) => {
    for (let time = 0; time < each; time++) {
      const expectedRevision = revisions.get(conversationId) ?? 0
      await store.commit({ ...example, conversationId, inboundId: `in-${inbound++}`, expectedRevision })
      revisions.set(conversationId, expectedRevision + 1)
    }
  }
  return () =>
    timedAsync(async () => {
      await Promise.all(Array.from({ length: clients }, (_, index) => client(`of-${clients}-${index}`)))
      return clients * each
    })
}

/** The same database behind a disk whose commit takes 2 ms more. */
function openSlowDatabase(path: string): DatabaseSync {
  const db = new SlowDisk(path)
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON')
  migrate(db)
  db.commitMs = 2
  return db
}
