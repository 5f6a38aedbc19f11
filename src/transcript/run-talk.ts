import type { LoadedTalk } from './load-talk.ts'
import type { SeenChoices } from './memory.ts'
import { Player } from './player.ts'
import { isExpectation, isInput, type Part, type TalkScript } from './script.ts'
import type { LeafRun, RunTalkOptions, TalkRun } from './talk-run.ts'

/**
 * Runs all leaves of a script on one channel. The trunk runs once; each branch goes on from the same moment,
 * in a fork of the world or, where worlds cannot fork, in a new one that the trunk is replayed in.
 */
export async function runTalk(talk: LoadedTalk, options: RunTalkOptions): Promise<TalkRun> {
  const seen: SeenChoices = { offered: new Map(), labels: new Map(), states: new Map() }
  const player = await Player.start(talk, options, seen)
  const leaves: LeafRun[] = []
  const wanted =
    options.branch === undefined ? () => true : (names: readonly string[]) => names.includes(options.branch ?? '')
  await new Tree(leaves, wanted).play(player, talk.script.trunk, [])
  return { script: talk.script, channel: options.channel, leaves, seen }
}

/** The branch names of every leaf, without running anything. */
export function leavesOf(script: TalkScript): string[][] {
  const below = (part: Part, names: readonly string[]): string[][] =>
    part.branches.length === 0
      ? [[...names]]
      : part.branches.flatMap((branch) => below(branch, [...names, branch.name ?? '']))
  return below(script.trunk, [])
}

class Tree {
  readonly #leaves: LeafRun[]
  readonly #wanted: (names: readonly string[]) => boolean

  constructor(leaves: LeafRun[], wanted: (names: readonly string[]) => boolean) {
    this.#leaves = leaves
    this.#wanted = wanted
  }

  /** Plays a part and everything below it; closes the player's world. */
  async play(player: Player, part: Part, names: readonly string[]): Promise<void> {
    await player.play(part, isDraft(part))
    const branches = part.branches.filter((branch) => this.#leads(branch, [...names, branch.name ?? '']))
    for (const [index, branch] of branches.entries()) {
      // The last branch needs no copy: nobody goes on from here after it.
      const own = index === branches.length - 1 ? player : await player.fork()
      await this.play(own, branch, [...names, branch.name ?? ''])
    }
    if (branches.length > 0) return
    await player.close()
    if (part.branches.length === 0) this.#leaves.push({ branches: names, problems: player.problems, hits: player.hits })
  }

  /** Whether a wanted leaf lies on or below a part. */
  #leads(part: Part, names: readonly string[]): boolean {
    return this.#wanted(names) || part.branches.some((branch) => this.#leads(branch, [...names, branch.name ?? '']))
  }
}

/** A part with inputs, or a trunk, in which nothing is stated yet: bless fills it. Mails are read for their code. */
function isDraft(part: Part): boolean {
  return (
    !part.steps.some((step) => isExpectation(step) && step.type !== 'mail') &&
    (part.name === null || part.steps.some(isInput))
  )
}
