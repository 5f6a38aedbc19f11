import type { Decision } from '../../src/core/decision.ts'
import { slotsOf } from './facts.ts'
import type { Scene } from './flow.ts'
import { repeat, say, set } from './words.ts'

/** The day the facts about other companies' desks were last read. */
export const CHECKED = { checkedOn: '2026-11-21' }

export const keepDate = set(({ event }) => ({ chargeDate: slotsOf(event).date ?? null }))
/** A deadline needs the day itself, not one near it. */
export const isExact = ({ event }: Scene): boolean => slotsOf(event).date !== undefined
export const DAY_NEEDED = { actions: [say('check.dayNeeded'), repeat] } as const

/** What the rules have just said about a contract of another seller. */
export const decisionOf = ({ event }: Scene): Decision | null =>
  event.type === 'policy.decided' ? event.decision : null

/** The last day to apply there, where the rules give one. */
export function windowValues(scene: Scene) {
  const decision = decisionOf(scene)
  return {
    ...CHECKED,
    rule: decision?.rule ?? '',
    deadline: decision?.deadline ?? '',
    windowDays: decision?.arithmetic?.windowDays ?? 0,
  }
}
