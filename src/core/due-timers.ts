import type { DurableTimer, Effect, TimerName } from './effect.ts'

/** When a conversation's durable timers ring (epoch ms): a fact of its context, `due`, like any other. */
export type DueTimes = Readonly<Partial<Record<DurableTimer, number>>>

const DURABLE: readonly DurableTimer[] = ['remind', 'confirm']

export const isDurable = (timer: TimerName): timer is DurableTimer => DURABLE.some((one) => one === timer)

/** Durable timers follow the context: what a step writes into `due` is set, what it takes out is cleared. */
export function dueTimers(before: object, after: object): Effect[] {
  const [was, is] = [dueOf(before), dueOf(after)]
  return DURABLE.filter((timer) => was[timer] !== is[timer]).map((timer): Effect => {
    const dueAtMs = is[timer]
    return dueAtMs === undefined ? { type: 'timer.clear', timer } : { type: 'timer.set', timer, dueAtMs }
  })
}

// The context is the flow's own; that `due` holds times is agreed with it (flows/support/flow.ts).
const dueOf = (context: object): DueTimes => ('due' in context ? (context.due as DueTimes) : {})
