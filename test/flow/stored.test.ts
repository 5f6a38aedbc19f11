import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { AnyStateNode } from 'xstate'
import { FRESH } from '../../flows/support/flow.ts'
import { FLOW_VERSION, supportMachine } from '../../flows/support/machine.ts'
import { upgrade } from '../../flows/support/upgrades.ts'
import type { FlowEvent } from '../../src/core/event.ts'
import type { Snapshot } from '../../src/core/snapshot.ts'
import { restore, turn } from '../../src/core/turn.ts'
import { rulebook } from './explore.ts'
import { AT_MS } from './worlds.ts'
import { type Golden, goldenFile } from './write-golden.ts'

const REWRITE = 'run `node test/flow/write-golden.ts`; once released, raise FLOW_VERSION and add an upgrade first'
/** Versions that conversations may be stored in, oldest first. */
const VERSIONS = Array.from({ length: FLOW_VERSION }, (_, index) => index + 1)

function goldenOf(version: number): readonly Golden[] {
  return readFileSync(goldenFile(version), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Golden)
}

/** A customer comes back to it. */
function asked(snapshot: Snapshot): readonly { readonly type: string }[] {
  const stamp = { atMs: AT_MS, today: '2026-11-18', idleMs: 0, challengeId: 'c', serials: [] }
  return turn(snapshot, { type: 'status.asked', stamp } as FlowEvent, rulebook).effects
}

describe.each(VERSIONS)('conversations stored by version %s', (version) => {
  test('were kept for this test', () => expect(existsSync(goldenFile(version)), REWRITE).toBe(true))

  test.each(goldenOf(version))('can be led on from $place', ({ snapshot }) => {
    const led = upgrade(snapshot)

    expect(led.version).toBe(FLOW_VERSION)
    expect(() => restore(led, rulebook.flow)).not.toThrow()
    expect(asked(led).some(({ type }) => type === 'say')).toBe(true)
    expect(Object.keys(led.context).sort(), REWRITE).toEqual(Object.keys(FRESH).sort())
  })
})

test('a stored conversation of every state is kept', () => {
  const kept = new Set(goldenOf(FLOW_VERSION).map(({ place }) => place))

  expect(
    restingStates().filter((state) => !kept.has(state)),
    REWRITE,
  ).toEqual([])
})

test.each([0, -1, 1.5, FLOW_VERSION + 1])('a conversation of version %s is refused loudly', (version) => {
  const [first] = goldenOf(FLOW_VERSION)

  expect(() => upgrade({ ...(first?.snapshot as Snapshot), version })).toThrow(
    expect.objectContaining({ code: 'flow.unknown-version' }),
  )
})

test('a state that no longer exists is refused loudly', () => {
  const [first] = goldenOf(FLOW_VERSION)
  const lost = { ...(first?.snapshot as Snapshot), value: { talk: { menu: 'removed' }, aside: 'quiet' } }

  expect(() => restore(lost, rulebook.flow)).toThrow(expect.objectContaining({ code: 'flow.restore' }))
})

/** States in which a conversation can rest between two turns, as `identity.askingEmail` and `aside.resuming`. */
function restingStates(): string[] {
  const { talk, aside } = supportMachine.states as unknown as Record<string, AnyStateNode>
  const below = (node: AnyStateNode | undefined): AnyStateNode[] =>
    Object.values((node?.states ?? {}) as Record<string, AnyStateNode>).flatMap((child) =>
      Object.keys(child.states).length > 0 ? below(child) : [child],
    )
  const talks = below(talk)
    .filter(rests)
    .map((node) => node.path.slice(1).join('.'))
  const asides = below(aside)
    .filter(({ key }) => key !== 'quiet')
    .map((node) => node.path.join('.'))
  return [...talks, ...asides]
}

/** Whether it waits for someone: not passed at once, nor left within the turn by the rules' answer. */
function rests(node: AnyStateNode): boolean {
  const consults = node.transitions.has('policy.decided')
  return (node.always ?? []).length === 0 && !consults && node.key !== 'start'
}
