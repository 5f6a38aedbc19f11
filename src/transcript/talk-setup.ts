import type { Hit, Universe } from './coverage.ts'
import type { LoadedTalk } from './load-talk.ts'
import { runTalk } from './run-talk.ts'
import type { TalkRun } from './talk-run.ts'
import type { CreateWorld } from './world.ts'

/** What the bot gives the tool so that scripts can be run against it. */
export interface TalkSetup {
  readonly createWorld: CreateWorld
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
 * Runs a script on all its channels. The script channel goes first: its choices tell the others by which id
 * a label goes.
 */
export async function runOnChannels(talk: LoadedTalk, setup: TalkSetup, selection: Selection = {}): Promise<TalkRun[]> {
  const listed = talk.script.header.channels
  const channels = [...listed.filter((name) => name === 'script'), ...listed.filter((name) => name !== 'script')]
  const runs: TalkRun[] = []
  for (const channel of channels) {
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
