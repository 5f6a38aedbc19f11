import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Edge, identified, type Node, startOf, step } from './explore.ts'
import { type Input, inputs } from './inputs.ts'
import { PROMISES } from './promises.ts'
import { WORLDS } from './worlds.ts'

const STEPS = 60
const WALKS = 150

/** One walk: a world, the wish it begins with (or none), and which of what can happen next happens. */
const walk = fc.record({
  wish: fc.nat(3),
  world: fc.constantFrom(...WORLDS),
  picks: fc.array(fc.nat(10_000), { minLength: STEPS, maxLength: STEPS }),
})

/**
 * Walks go further than people, with what leads on weighted over what leads back, so that several procedures,
 * corrections and lapses meet in one conversation.
 */
function next(node: Node, world: (typeof WORLDS)[number], pick: number): Input {
  const all = inputs(node, world, true)
  const leads = all.filter(
    ({ type, answers }) => answers !== undefined || (type.startsWith('choice.') && type !== 'choice.stale'),
  )
  const from = leads.length > 0 && pick % 3 > 0 ? leads : all
  return from[Math.floor(pick / 3) % from.length] ?? { type: 'opened' }
}

function broken(edge: Edge): string | null {
  for (const [promise, check] of Object.entries(PROMISES)) {
    const wrong = check(edge)
    if (wrong !== null) return `${promise}: ${wrong}\n  ${edge.after.path.join('\n  → ')}`
  }
  return null
}

test('long walks keep every promise', () => {
  fc.assert(
    fc.property(walk, ({ world, wish, picks }) => {
      let node = identified(world)[wish] ?? startOf(world)
      for (const pick of picks) {
        const edge = step(world, node, next(node, world, pick))
        expect(broken(edge)).toBeNull()
        node = edge.after
      }
    }),
    { seed: 20261118, numRuns: WALKS },
  )
}, 60_000)
