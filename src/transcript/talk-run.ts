import type { Hit } from './coverage.ts'
import type { SeenChoices } from './memory.ts'
import type { Problem } from './problem.ts'
import type { TalkScript } from './script.ts'
import type { CreateWorld } from './world.ts'

/** What a run needs besides the script. */
export interface RunTalkOptions {
  readonly createWorld: CreateWorld
  readonly channel: string
  /** Words that no script may hear, besides its own `禁句`. */
  readonly banned?: readonly string[]
  /** Hands over what coverage saw since the last call (states, transitions). */
  readonly observe?: () => readonly Hit[]
  /** The run of the same script on the script channel: choices of other channels are compared with it by id. */
  readonly reference?: TalkRun
  /** Only leaves on or below the branch of this name. */
  readonly branch?: string
}

/** One path through a script, from its head to a branch without branches. */
export interface LeafRun {
  /** Names of the branches taken; empty for a script without branches. */
  readonly branches: readonly string[]
  readonly problems: readonly Problem[]
  readonly hits: readonly Hit[]
}

export interface TalkRun {
  readonly script: TalkScript
  readonly channel: string
  readonly leaves: readonly LeafRun[]
  readonly seen: SeenChoices
}
