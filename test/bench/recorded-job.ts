import { createParts } from '../../src/app.ts'
import type { Say } from '../../src/core/effect.ts'
import type { FlowEvent } from '../../src/core/event.ts'
import type { Snapshot } from '../../src/core/snapshot.ts'
import type { Turn } from '../../src/core/turn.ts'
import { BENCH_DESK, codeIn, openBenchApp } from './bench-app.ts'
import { playJob } from './play-job.ts'
import { customer } from './refund-job.ts'

/** One step of the job as the real bot took it. */
export interface RecordedStep {
  readonly before: Snapshot | null
  readonly events: readonly FlowEvent[]
  readonly turn: Turn
}

/** What the measurements are about: real steps, not invented ones. */
export interface RecordedJob {
  readonly parts: ReturnType<typeof createParts>
  readonly steps: readonly RecordedStep[]
  /** The first step whose last event has this type. */
  step(eventType: string): RecordedStep
  /** Everything said, in order. */
  readonly says: readonly Say[]
}

/** Plays the job once in memory and keeps every step. */
export async function recordJob(): Promise<RecordedJob> {
  const parts = createParts(BENCH_DESK)
  const steps: RecordedStep[] = []
  let before: Snapshot | null = null
  let code = ''
  const bench = openBenchApp({
    dir: null,
    customers: 1,
    parts,
    mailed: (mail) => {
      code = codeIn(mail) ?? code
    },
    observe: (turn, events) => {
      steps.push({ before, events, turn })
      before = turn.snapshot
    },
  })
  await playJob({ receive: (inbound) => bench.app.handle(inbound), codeFor: () => code }, customer(0))
  await bench.close()
  return {
    parts,
    steps,
    step(eventType) {
      const found = steps.find(({ events }) => events.at(-1)?.type === eventType)
      if (!found) throw new Error(`no step of the job is ${eventType}`)
      return found
    },
    says: steps.flatMap(({ turn }) => turn.effects.filter((effect): effect is Say => effect.type === 'say')),
  }
}
