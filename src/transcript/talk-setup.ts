import type { Hit, Universe } from './coverage.ts'
import type { LoadedTalk } from './load-talk.ts'
import { runTalk } from './run-talk.ts'
import type { TalkScript } from './script.ts'
import type { TalkRun } from './talk-run.ts'
import type { CreateWorld } from './world.ts'

/** What the bot gives the tool so that scripts can be run against it. */
export interface TalkSetup {
  readonly createWorld: CreateWorld
  /** What scripts can run on here, and do without a `経路`. Absent: whatever they list, or the script channel. */
  readonly channels?: readonly string[]
  /** Words no script may hear. */
  readonly banned?: readonly string[]
  /** Everything coverage could touch: states and transitions of the machine, wording keys, choice ids. */
  readonly universe?: Universe
  /** Hands over states and transitions seen since the last call (`MachineObserver.take`). */
  readonly observe?: () => readonly Hit[]
  readonly close?: () => Promise<void>
}

/** Narrows what is run. */
export interface Selection {
  readonly channel?: string
  readonly branch?: string
}

/**
 * The channels a script runs on, as far as the setup has them. The script channel goes first: its choices tell the others by which
 * id a label goes.
 */
export function channelsOf({ header }: TalkScript, setup: Pick<TalkSetup, 'channels'>): readonly string[] {
  const { channels: has = header.channels } = setup
  const listed =
    header.channels.length > 0 ? header.channels.filter((name) => has.includes(name)) : (setup.channels ?? ['script'])
  return [...listed.filter((name) => name === 'script'), ...listed.filter((name) => name !== 'script')]
}

/** Runs a script on all its channels, in their order. */
export async function runOnChannels(talk: LoadedTalk, setup: TalkSetup, selection: Selection = {}): Promise<TalkRun[]> {
  const runs: TalkRun[] = []
  for (const channel of channelsOf(talk.script, setup)) {
    const [first] = runs
    const reference = first?.channel === 'script' ? { reference: first } : {}
    const { branch } = selection
    const { createWorld, banned = [], observe } = setup
    runs.push(
      await runTalk(talk, {
        createWorld,
        channel,
        banned,
        ...(observe ? { observe } : {}),
        ...(branch === undefined ? {} : { branch }),
        ...reference,
      }),
    )
  }
  return runs.filter((run) => selection.channel === undefined || run.channel === selection.channel)
}

/** How a leaf is called in reports: its branches, or the trunk. */
export function leafName(branches: readonly string[]): string {
  return branches.length > 0 ? branches.join(' > ') : '幹'
}
