import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { AppError } from '../errors.ts'
import { BUILT_IN_UNIVERSE, Coverage, type Lock, lostSince } from './coverage.ts'
import { outdated, parseCoverageReasons, unexplained } from './coverage-reasons.ts'
import { type LoadedTalk, loadTalk } from './load-talk.ts'
import { leavesOf } from './run-talk.ts'
import { TalkFailure } from './talk-failure.ts'
import type { TalkRun } from './talk-run.ts'
import { channelsOf, leafName, runOnChannels, type TalkSetup } from './talk-setup.ts'

/** Which scripts a test file runs. */
export interface TalkFilesOptions {
  /** The folder file names and messages are relative to; default: the working directory. */
  readonly base?: string
  /** Where scripts and parts lie, relative to `base`. */
  readonly root?: string
  readonly setup: TalkSetup
  /** The ratchet: what it lists must still be touched when all scripts ran. Relative to `base`. */
  readonly lockFile?: string
  /** Only the tests of this channel. The script channel runs first all the same where a script has both. */
  readonly channel?: string
  /** Why some items are shown by no script; everything else must be shown. Relative to `base`. */
  readonly reasonsFile?: string
}

/**
 * Defines vitest tests for scripts: a file is a describe, each leaf on each channel a test. All in the calling
 * test file, so that 300 scripts cost no 300 module graphs. Await it at the top level.
 *
 * @param glob relative to `base`, e.g. `test/transcripts/**\/*.talk.txt`
 */
export async function runTalkFiles(glob: string, options: TalkFilesOptions): Promise<void> {
  const { base = process.cwd(), root = 'test/transcripts', setup, channel } = options
  const files = globSync(glob, { cwd: base }).toSorted()
  const tally = new Tally(setup)
  for (const file of files) {
    const loaded = await loadTalk(file, { base, root }).catch((error: unknown) => asSyntaxError(error))
    if (loaded instanceof AppError) {
      test(`${file} が読める`, () => {
        throw loaded
      })
    } else if (channelsOf(loaded.script, setup).some((name) => name === (channel ?? name))) {
      describe(`${file} ${loaded.script.header.title}`, () => defineLeaves(loaded, { base, setup, tally, channel }))
    }
  }
  const read = (file: string): unknown => JSON.parse(readFileSync(join(base, file), 'utf8'))
  const { lockFile, reasonsFile } = options
  // With a filter, or after a failure, less is touched for reasons that are told elsewhere.
  if (lockFile !== undefined)
    test('網羅が減っていない', () => {
      expect(tally.isComplete() ? lostSince(read(lockFile) as Lock, tally.coverage) : []).toEqual([])
    })
  if (reasonsFile !== undefined)
    test('台本が示さないものには、理由がある', () => {
      const reasons = parseCoverageReasons(read(reasonsFile), reasonsFile)
      expect(tally.isComplete() ? unexplained(tally.coverage, reasons) : []).toEqual([])
      expect(tally.isComplete() ? outdated(tally.coverage, reasons) : []).toEqual([])
    })
}

function asSyntaxError(error: unknown): AppError {
  if (error instanceof AppError && error.code === 'transcript.syntax') return error
  throw error
}

/** Counts the leaves that passed. */
class Tally {
  readonly coverage: Coverage
  #defined = 0
  #passed = 0

  constructor({ universe }: TalkSetup) {
    this.coverage = new Coverage({ ...BUILT_IN_UNIVERSE, ...universe })
  }

  define(): void {
    this.#defined++
  }

  pass(script: string, hits: Parameters<Coverage['add']>[1]): void {
    this.#passed++
    this.coverage.add(script, hits)
  }

  isComplete(): boolean {
    return this.#passed === this.#defined
  }
}

interface HowDefined {
  readonly base: string
  readonly setup: TalkSetup
  readonly tally: Tally
  readonly channel: string | undefined
}

function defineLeaves(talk: LoadedTalk, how: HowDefined): void {
  const { file } = talk.script
  const channels = channelsOf(talk.script, how.setup).filter((name) => name === (how.channel ?? name))
  // The file runs once, when its first leaf is asked for; the leaves only read what came out.
  let running: Promise<TalkRun[]> | undefined
  for (const branches of leavesOf(talk.script)) {
    for (const channel of channels) {
      how.tally.define()
      test(`${leafName(branches)} > ${channel}`, async () => {
        running ??= runOnChannels(talk, how.setup)
        const run = (await running).find((one) => one.channel === channel)
        const leaf = run?.leaves.find((one) => leafName(one.branches) === leafName(branches))
        expect(leaf).toBeDefined()
        if (leaf && leaf.problems.length > 0)
          throw new TalkFailure(leaf.problems, { base: how.base, sources: talk.sources })
        how.tally.pass(file, leaf?.hits ?? [])
      })
    }
  }
}
