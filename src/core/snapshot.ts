import type { Choice, Values } from './effect.ts'

/** The question a conversation waits on: what was asked, and what may be tapped in answer. */
export interface Prompt {
  /** Bound to the turn that asked; a tap that names another is stale. */
  readonly id: string
  readonly key: string
  readonly values?: Values
  /** What is said instead when it is asked again, e.g. an offer is made once and then only asked about. */
  readonly again?: string
  readonly choices: readonly Choice[]
}

/** A conversation at rest: plain JSON, small, with the version of the flow that wrote it. */
export interface Snapshot {
  readonly flow: string
  readonly version: number
  /** XState's state value. */
  readonly value: unknown
  readonly context: Readonly<Record<string, unknown>>
  /** The open question, or null while nothing is asked. */
  readonly prompt: Prompt | null
  /** The talk's own question while an aside (restart? person?) is open over it. */
  readonly underlying: Prompt | null
  /** When the customer last did something (epoch ms), 0 before. */
  readonly lastAtMs: number
  /** Turns taken so far. */
  readonly turns: number
}
