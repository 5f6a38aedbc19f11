import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { FLOW_VERSION } from '../../flows/support/machine.ts'
import type { Snapshot } from '../../src/core/snapshot.ts'
import { explore, placeOf } from './explore.ts'
import { WORLDS } from './worlds.ts'

/** Where stored conversations of a version of the flow are kept, one for each place a conversation can rest in. */
export const goldenFile = (version: number) => join(import.meta.dirname, 'golden', `${version}.jsonl`)

/** A stored conversation, named after where it rests. */
export interface Golden {
  readonly place: string
  readonly snapshot: Snapshot
}

/** One stored conversation for each place, as this version of the flow writes it. */
export function goldenSnapshots(): Golden[] {
  const golden = new Map<string, Snapshot>()
  for (const world of WORLDS) {
    const { nodes } = explore(world, () => true, { whole: world === WORLDS[0] })
    for (const node of nodes) {
      const { talk, aside } = placeOf(node)
      const place = aside === 'quiet' ? talk : `aside.${aside}`
      if (node.snapshot && !golden.has(place)) golden.set(place, node.snapshot)
    }
  }
  return [...golden.keys()].sort().flatMap((place) => {
    const snapshot = golden.get(place)
    return snapshot ? [{ place, snapshot }] : []
  })
}

if (import.meta.main) {
  const lines = goldenSnapshots().map((golden) => JSON.stringify(golden))
  writeFileSync(goldenFile(FLOW_VERSION), `${lines.join('\n')}\n`)
}
