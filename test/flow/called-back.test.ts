import { expect, test } from 'vitest'
import { toPlainDate } from '../../src/core/date.ts'
import type { Request } from '../../src/core/effect.ts'
import type { FlowEvent } from '../../src/core/event.ts'
import type { Snapshot } from '../../src/core/snapshot.ts'
import { turn } from '../../src/core/turn.ts'
import { rulebook } from './explore.ts'

/** A Saturday night: nobody is at the desk. */
const CLOSED_MS = Date.parse('2026-11-21T22:10:00+09:00')
const OPEN_MS = Date.parse('2026-11-18T14:00:00+09:00')
const NOTE = '090-1234-5678に電話ください'

/** What the desk is asked for after these events. */
function requested(atMs: number, ...events: readonly { readonly type: string }[]): Request | undefined {
  const stamp = { atMs, today: toPlainDate(atMs), idleMs: 0, challengeId: 'c', serials: [] }
  let snapshot: Snapshot | null = null
  let last: Request | undefined
  for (const event of [{ type: 'opened' }, ...events]) {
    const taken = turn(snapshot, { ...event, stamp } as FlowEvent, rulebook)
    snapshot = taken.snapshot
    last = taken.effects.find((effect): effect is Request => effect.type === 'request') ?? last
  }
  return last
}

const asked = { type: 'person.asked', note: NOTE }
const choice = (id: string) => ({ type: `choice.${id}`, choice: id })
const withNote = { command: { name: 'person.request', summary: { note: NOTE } } }

test('a number to call left out of hours reaches the desk, with or without an address', () => {
  expect(requested(CLOSED_MS, asked)).toBeUndefined()
  expect(requested(CLOSED_MS, asked, choice('person.noReply'))).toMatchObject(withNote)
  const address = { type: 'email.given', slots: { email: 'taro@example.jp' } }
  expect(requested(CLOSED_MS, address, asked)).toMatchObject(withNote)
})

test('in hours it goes along with what is passed on', () => {
  expect(requested(OPEN_MS, asked, choice('person.connect'), choice('person.noReply'))).toMatchObject(withNote)
})
