import { existsSync, globSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Command } from 'commander'
import type { CommandName } from '../core/effect.ts'
import { AppError } from '../errors.ts'
import { type BlessOptions, bless, isCi, writeBlessed } from '../transcript/bless.ts'
import { commandNamed, movesMoney } from '../transcript/command-names.ts'
import { BUILT_IN_UNIVERSE, Coverage, gainedSince, type Lock, lostSince } from '../transcript/coverage.ts'
import { outdated, parseCoverageReasons, unexplained } from '../transcript/coverage-reasons.ts'
import { formatTalk } from '../transcript/format-talk.ts'
import { type LoadedTalk, loadTalk } from '../transcript/load-talk.ts'
import { renderProblem } from '../transcript/problem.ts'
import type { TalkRun } from '../transcript/talk-run.ts'
import { leafName, runOnChannels, type TalkSetup } from '../transcript/talk-setup.ts'

/** Where the command runs; tests give their own. */
export interface TalkCommandContext {
  readonly cwd: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly write: (text: string) => void
  /** The setup to use when `--setup` names none. */
  readonly setup?: TalkSetup
}

/** Japanese spellings of options. */
const ALIASES: Readonly<Record<string, string>> = {
  '--承認': '--bless',
  '--流れ': '--flow',
  '--副作用': '--effects',
  '--枝': '--branch',
  '--経路': '--channel',
  '--網羅': '--coverage',
  '--固定': '--lock',
  '--整形': '--format',
}

const ROOT = 'test/transcripts'
const LOCK_FILE = `${ROOT}/coverage.lock.json`
const REASONS_FILE = `${ROOT}/coverage.reasons.json`
const DEFAULT_SETUP = 'src/transcript/app-world.ts'
/** Channels whose other side is played by something that only tests have. */
const CHANNEL_SETUPS: Readonly<Record<string, string>> = { line: 'test/line/talk/talk-setup.ts' }
/** A bless that goes on changing after this many rounds never ends. */
const MAX_ROUNDS = 5

interface Options {
  readonly bless?: boolean
  readonly flow?: boolean
  readonly effects?: boolean | string
  readonly branch?: string
  readonly channel?: string
  readonly coverage?: boolean
  readonly lock?: boolean
  readonly format?: boolean
  readonly reporter: string
  readonly setup?: string
}

/**
 * `npm run talk`: runs transcript scripts, accepts what came (`--bless`), tidies them (`--format`).
 *
 * @param args command line without node and script
 * @returns the exit code: 0 all passed, 1 something failed, 2 a script or the call is malformed
 */
export async function talkCommand(args: readonly string[], context: TalkCommandContext): Promise<number> {
  const command = new Command('talk')
    .description('台本（*.talk.txt）を走らせます')
    .argument('[files...]', `台本のパスか、その一部（省くと ${ROOT} のすべて）`)
    .option('--bless', '来た文面と選択肢を台本に書き入れる（--承認）')
    .option('--flow', '--bless で、余分な発言・言わなかった発言・状態も（--流れ）')
    .option(
      '--effects [names]',
      '--bless で副作用も。お金や期間が動くものは名前を書く: --effects=返金,自動延長停止（--副作用）',
    )
    .option('--branch <name>', 'この名前の枝とその下だけ（--枝）')
    .option('--channel <name>', 'この経路だけ（--経路）')
    .option('--coverage', '網羅を詳しく出す（--網羅）')
    .option('--lock', `通ったところを ${LOCK_FILE} に書く（--固定）`)
    .option('--format', '走らせずに形だけ整える（--整形）')
    .option('--reporter <kind>', 'text または json', 'text')
    .option('--setup <module>', `talkSetup() を持つモジュール（省くと ${DEFAULT_SETUP}）`)
    .exitOverride()
    .configureOutput({ writeOut: context.write, writeErr: context.write })
  try {
    command.parse(args.map(translated), { from: 'user' })
    return await new TalkCommand(command.opts<Options>(), context).run(command.args)
  } catch (error) {
    if (error instanceof AppError) context.write(`${error.message}\n`)
    else if (!isCommanders(error)) throw error
    return isCommanders(error) && error.exitCode === 0 ? 0 : 2
  }
}

function translated(arg: string): string {
  const [name = '', ...value] = arg.split('=')
  return [ALIASES[name] ?? name, ...value].join('=')
}

function isCommanders(error: unknown): error is { exitCode: number } {
  return error instanceof Error && 'exitCode' in error
}

class TalkCommand {
  readonly #options: Options
  readonly #context: TalkCommandContext

  constructor(options: Options, context: TalkCommandContext) {
    this.#options = options
    this.#context = context
  }

  async run(wanted: readonly string[]): Promise<number> {
    const files = this.#files(wanted)
    if (files.length === 0) throw new AppError('config.invalid', '台本が見つかりません')
    if (this.#options.format) return this.#format(files)
    if (this.#options.bless && isCi(this.#context.environment)) {
      throw new AppError('config.invalid', 'CI では台本を書き換えません')
    }
    const setup = await this.#setup()
    try {
      if (this.#options.bless) await this.#bless(files, setup)
      return await this.#check(files, setup, wanted.length === 0)
    } finally {
      await setup.close?.()
    }
  }

  #files(wanted: readonly string[]): string[] {
    const { cwd } = this.#context
    const all = globSync(`${ROOT}/**/*.talk.txt`, { cwd }).toSorted()
    if (wanted.length === 0) return all
    return [
      ...new Set(
        wanted.flatMap((one) =>
          existsSync(resolve(cwd, one)) && one.endsWith('.txt')
            ? [relative(cwd, resolve(cwd, one))]
            : all.filter((file) => file.includes(one)),
        ),
      ),
    ]
  }

  async #load(file: string): Promise<LoadedTalk> {
    return loadTalk(file, { base: this.#context.cwd, root: ROOT })
  }

  async #format(files: readonly string[]): Promise<number> {
    const texts = new Map<string, string>()
    for (const file of files) {
      const { script, sources } = await this.#load(file)
      const text = formatTalk(script)
      if (text !== sources.get(file)) texts.set(join(this.#context.cwd, file), text)
    }
    await writeBlessed(texts, this.#context.environment)
    this.#say(`${texts.size} 件を整えました`)
    return 0
  }

  async #setup(): Promise<TalkSetup> {
    const { setup, channel = '' } = this.#options
    if (setup === undefined && this.#context.setup) return this.#context.setup
    const path = resolve(this.#context.cwd, setup ?? CHANNEL_SETUPS[channel] ?? DEFAULT_SETUP)
    if (!existsSync(path)) throw new AppError('config.invalid', `${path} がありません`)
    const module = (await import(pathToFileURL(path).href)) as { talkSetup: () => Promise<TalkSetup> }
    return module.talkSetup()
  }

  async #bless(files: readonly string[], setup: TalkSetup): Promise<void> {
    let applied = 0
    const changed = new Set<string>()
    for (const file of files) {
      for (let round = 0; round < MAX_ROUNDS; round++) {
        const talk = await this.#load(file)
        const runs = await runOnChannels(talk, setup, this.#options)
        const blessed = bless(runs, talk.sources, this.#blessOptions())
        if (blessed.texts.size === 0) break
        const absolute = [...blessed.texts].map(([name, text]) => [join(this.#context.cwd, name), text] as const)
        await writeBlessed(new Map(absolute), this.#context.environment)
        for (const name of blessed.texts.keys()) changed.add(name)
        applied += blessed.applied
      }
    }
    this.#say(`承認: ${changed.size} ファイル、${applied} か所`)
    for (const name of [...changed].toSorted()) this.#say(`  ${name}`)
  }

  #blessOptions(): BlessOptions {
    const { flow = false, effects = false } = this.#options
    return { flow, effects: effects !== false, money: typeof effects === 'string' ? moneyNamed(effects) : [] }
  }

  async #check(files: readonly string[], setup: TalkSetup, everything: boolean): Promise<number> {
    const coverage = new Coverage({ ...BUILT_IN_UNIVERSE, ...setup.universe })
    const results: LeafResult[] = []
    for (const file of files) results.push(...(await this.#runFile(file, setup)))
    for (const { file, leaf } of results) if (leaf.problems.length === 0) coverage.add(file, leaf.hits)
    if (results.length === 0) throw new AppError('config.invalid', 'その名前の枝も経路もありません')
    const failed = results.filter(({ leaf }) => leaf.problems.length > 0)
    const whole = everything && failed.length === 0 && !this.#options.branch && !this.#options.channel
    const lost = whole ? await this.#ratchet(coverage) : []
    const open = whole ? await this.#unreasoned(coverage) : []
    if (this.#options.reporter === 'json') this.#say(JSON.stringify(jsonOf(results, coverage, lost), null, 2))
    else this.#reportText({ results, failed, coverage, lost, open })
    return failed.length > 0 || lost.length > 0 || open.length > 0 ? 1 : 0
  }

  async #runFile(file: string, setup: TalkSetup): Promise<LeafResult[]> {
    const talk = await this.#load(file)
    const runs = await runOnChannels(talk, setup, this.#options)
    return runs.flatMap((run) => run.leaves.map((leaf) => ({ file, run, leaf, sources: talk.sources })))
  }

  /** What the lock lists and this run no longer touched; `--lock` writes the new lists instead. */
  async #ratchet(coverage: Coverage): Promise<readonly string[]> {
    const path = join(this.#context.cwd, LOCK_FILE)
    if (this.#options.lock) {
      if (isCi(this.#context.environment)) throw new AppError('config.invalid', 'CI では網羅を固定しません')
      await writeFile(path, `${JSON.stringify(coverage.lock(), null, 2)}\n`, 'utf8')
      return []
    }
    if (!existsSync(path)) return []
    const lock = JSON.parse(await readFile(path, 'utf8')) as Lock
    const gained = gainedSince(lock, coverage)
    if (gained.length > 0 && this.#options.reporter === 'text') {
      this.#say(`新しく通ったところ ${gained.length} 件（npm run talk -- --lock で固定します）`)
    }
    return lostSince(lock, coverage)
  }

  /** What no script shows without a listed reason, and reasons for what is shown or gone. */
  async #unreasoned(coverage: Coverage): Promise<readonly string[]> {
    const path = join(this.#context.cwd, REASONS_FILE)
    if (!existsSync(path)) return []
    const reasons = parseCoverageReasons(JSON.parse(await readFile(path, 'utf8')), REASONS_FILE)
    return [
      ...unexplained(coverage, reasons).map((item) => `理由がない: ${item}`),
      ...outdated(coverage, reasons).map((item) => `もう要らない理由: ${item}`),
    ]
  }

  #reportText(report: {
    results: readonly LeafResult[]
    failed: readonly LeafResult[]
    coverage: Coverage
    lost: readonly string[]
    open: readonly string[]
  }): void {
    const { results, failed, coverage, lost, open } = report
    for (const { file, run, leaf, sources } of failed) {
      this.#say(` FAIL  ${file} > ${run.script.header.title} > ${leafName(leaf.branches)} > ${run.channel}`)
      for (const problem of leaf.problems) this.#say(`${renderProblem(problem, sources)}\n`)
    }
    const text = coverage.report()
    this.#say(this.#options.coverage ? text : summaryOf(text))
    if (open.length > 0)
      this.#say([`台本か理由（${REASONS_FILE}）が要ります`, ...open.map((item) => `  × ${item}`)].join('\n'))
    if (lost.length > 0) this.#say(['網羅が減りました', ...lost.map((item) => `  × ${item}`)].join('\n'))
    this.#say(`葉 ${results.length}、成功 ${results.length - failed.length}、失敗 ${failed.length}`)
  }

  #say(text: string): void {
    this.#context.write(`${text}\n`)
  }
}

interface LeafResult {
  readonly file: string
  readonly run: TalkRun
  readonly leaf: TalkRun['leaves'][number]
  readonly sources: LoadedTalk['sources']
}

function moneyNamed(names: string): CommandName[] {
  return names.split(/[,、]/u).map((written) => {
    const command = commandNamed(written.trim())
    if (!command || !movesMoney(command)) {
      throw new AppError(
        'config.invalid',
        `「${written}」はお金や期間の動く副作用ではありません（返金、自動延長停止、期間統合）`,
      )
    }
    return command
  })
}

/** Title and bars, without the lists of gaps. */
function summaryOf(report: string): string {
  const lines = report.split('\n')
  const gaps = lines.findIndex((line, index) => index > 0 && !/[█░]/u.test(line))
  return lines.slice(0, gaps < 0 ? lines.length : gaps).join('\n')
}

function jsonOf(results: readonly LeafResult[], coverage: Coverage, lost: readonly string[]): object {
  return {
    leaves: results.map(({ file, run, leaf }) => ({
      file,
      title: run.script.header.title,
      channel: run.channel,
      branches: leaf.branches,
      passed: leaf.problems.length === 0,
      problems: leaf.problems.map(({ edit: _edit, ...problem }) => problem),
    })),
    coverage: coverage.toJson(),
    lost,
  }
}

if (import.meta.main) {
  const { argv, env } = process
  process.exitCode = await talkCommand(argv.slice(2), {
    cwd: process.cwd(),
    environment: env,
    write: (text) => process.stdout.write(text),
  })
}
