import type { SilenceTimer } from '../core/effect.ts'

const MINUTE_MS = 60_000
const DELAYS_MS: Readonly<Record<SilenceTimer, number>> = {
  nudge: 10 * MINUTE_MS,
  save: 30 * MINUTE_MS,
  pardon: 30 * MINUTE_MS,
}

/** Timers of channels whose customer sits before the screen: minutes after the last input. */
export function webTimerDueAtMs(timer: SilenceTimer, setAtMs: number): number {
  return setAtMs + DELAYS_MS[timer]
}
