import type { Goal } from './goal.ts'
import type { Cost } from './measure.ts'

/** What a line's value is counted in; `x` is a ratio of its own. */
export type Unit = 'µs' | 'ms' | 'MB' | 'x'

/** One measured thing beside the floor of the same run. */
export interface Line {
  readonly what: string
  readonly unit: Unit
  /** A median unless `what` says something else. */
  readonly value: number
  /** The quickest round. */
  readonly best?: number
  /** CPU time of one operation (µs). */
  readonly cpuUs?: number
  readonly floor?: Floor
  readonly goal?: Goal
}

/** The least the same thing can cost, or what it is compared with; in the line's unit. */
export interface Floor {
  readonly what: string
  readonly value: number
  /** Compare CPU time (µs) instead: it survives a busy machine. */
  readonly cpuUs?: number
}

/** The lines of one part of the system. */
export interface Section {
  readonly title: string
  readonly lines: readonly Line[]
  readonly notes?: readonly string[]
}

export interface Costed {
  readonly what: string
  readonly cost: Cost
  /** How many things one measured operation did; 1 when absent. */
  readonly per?: number
  readonly floor?: Floor
  readonly goal?: Goal
}

/** A line in µs from a cost. */
export function lineOf({ what, cost, per = 1, floor, goal }: Costed): Line {
  return {
    what,
    unit: 'µs',
    value: cost.wallUs / per,
    best: cost.bestUs / per,
    cpuUs: cost.cpuUs / per,
    ...(floor ? { floor } : {}),
    ...(goal ? { goal } : {}),
  }
}

/** A cost as the floor of other lines. */
export function floorOf(what: string, cost: Cost, per = 1): Floor {
  return { what, value: cost.wallUs / per, cpuUs: cost.cpuUs / per }
}

/** How many times its floor a line costs, by CPU time where both have it. */
export function ratioOf({ value, cpuUs, floor }: Line): number | null {
  if (!floor) return null
  return floor.cpuUs !== undefined && cpuUs !== undefined ? cpuUs / floor.cpuUs : value / floor.value
}
