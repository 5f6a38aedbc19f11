import type { Snapshot } from '../../src/core/snapshot.ts'
import { AppError } from '../../src/errors.ts'
import { FLOW_VERSION } from './machine.ts'

/** Leads a stored conversation of version n to version n + 1. Never edited once released. */
type Upgrade = (snapshot: Snapshot) => Snapshot

/** `UPGRADES[n]` leads from version n to n + 1. */
export const UPGRADES: Readonly<Record<number, Upgrade>> = {
  // Version 2 knows stretches of days and reminders, and follows up stops that were only accepted.
  1: (snapshot) => ({
    ...snapshot,
    context: {
      answered: null,
      ...snapshot.context,
      chargeTo: null,
      verdicts: [],
      reminder: null,
      reminderAnswered: false,
      stopChecks: 0,
      due: {},
    },
  }),
  // Version 3 knows whom the company's own sign-in names, and a second wish.
  2: (snapshot) => ({
    ...snapshot,
    context: { ...snapshot.context, account: null, accountAside: false, secondWish: null },
  }),
}

/**
 * Leads a stored conversation to this version of the flow, step by step.
 *
 * @throws {AppError} `flow.unknown-version` for a version from the future or one without a step
 */
export function upgrade(snapshot: Snapshot): Snapshot {
  let current = snapshot
  while (current.version < FLOW_VERSION) {
    const step = UPGRADES[current.version]
    if (!step) throw new AppError('flow.unknown-version', 'no upgrade step', { version: current.version })
    current = { ...step(current), version: current.version + 1 }
  }
  if (current.version > FLOW_VERSION)
    throw new AppError('flow.unknown-version', 'written by a newer flow', { version: current.version })
  return current
}
