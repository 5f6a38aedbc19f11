import { describe, expect, test } from 'vitest'
import { type Edge, explore, type Node } from './explore.ts'
import { refundInTwo, requestTimeDecides, thirdMissOffersPerson } from './probes.ts'
import { PROMISES } from './promises.ts'
import { WORLDS } from './worlds.ts'

/** The search takes seconds on an idle machine; a busy one gets its time. */
const PATIENCE_MS = 120_000

describe.each(WORLDS)('$name', (world) => {
  const searched = search(world)

  test.each(Object.keys(PROMISES))(
    '%s',
    (promise) => expect(searched().broken.get(promise)).toBeUndefined(),
    PATIENCE_MS,
  )

  test(
    'I3 the confirmation of a refund is two inputs away at most, without a reason',
    () => {
      expect(firstOf(searched().nodes, (node) => refundInTwo(world, node))).toBeUndefined()
    },
    PATIENCE_MS,
  )

  test(
    'I8 the time of the request decides, however late the rules are asked',
    () => {
      expect(firstOf(searched().nodes, (node) => requestTimeDecides(world, node))).toBeUndefined()
    },
    PATIENCE_MS,
  )

  test(
    'I17 after three misunderstandings a person is offered',
    () => {
      expect(firstOf(searched().nodes, (node) => thirdMissOffersPerson(world, node))).toBeUndefined()
    },
    PATIENCE_MS,
  )
})

interface Searched {
  readonly nodes: readonly Node[]
  /** The shortest way to each broken promise. */
  readonly broken: ReadonlyMap<string, string>
}

/** Searches once, when the first test of a world asks. */
function search(world: (typeof WORLDS)[number]): () => Searched {
  let searched: Searched | undefined
  return () => {
    if (searched) return searched
    const broken = new Map<string, string>()
    const { nodes } = explore(world, (edge) => keeps(edge, broken), { whole: world === WORLDS[0] })
    searched = { nodes, broken }
    return searched
  }
}

function keeps(edge: Edge, broken: Map<string, string>): boolean {
  let kept = true
  for (const [promise, check] of Object.entries(PROMISES)) {
    const wrong = outcome(() => check(edge))
    if (wrong === null) continue
    kept = false
    if (!broken.has(promise)) broken.set(promise, `${wrong}\n  ${edge.after.path.join('\n  → ')}`)
  }
  return kept
}

function outcome(check: () => string | null): string | null {
  try {
    return check()
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** What is wrong at the first place where something is, with the way there. */
function firstOf(nodes: readonly Node[], check: (node: Node) => string | null): string | undefined {
  for (const node of nodes) {
    const wrong = outcome(() => check(node))
    if (wrong !== null) return `${wrong}\n  ${node.path.join('\n  → ')}`
  }
  return undefined
}
