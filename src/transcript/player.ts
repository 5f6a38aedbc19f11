import type { Account } from '../core/account.ts'
import { compareTurn } from './compare-turn.ts'
import type { Hit } from './coverage.ts'
import { customerAct } from './customer-act.ts'
import type { LoadedTalk } from './load-talk.ts'
import { fillIn } from './match-text.ts'
import { copyMemory, type Memory, newMemory, placeKey, rememberQuestion, type SeenChoices } from './memory.ts'
import { type Problem, type ProblemKind, waitedAndCame } from './problem.ts'
import {
  appliesTo,
  type CustomerStep,
  type CustomerWay,
  type IncludeStep,
  isExpectation,
  type Part,
  type Place,
  type Step,
} from './script.ts'
import { moveFrom, showInstant } from './talk-clock.ts'
import { accountNamed } from './talk-header.ts'
import type { RunTalkOptions } from './talk-run.ts'
import type { Happenings, World } from './world.ts'

/** An input with the lines below it. */
interface Turn {
  anchor: Place
  draft: boolean
  readonly expected: Step[]
}

/** Plays steps in one world and gathers what differs. */
export class Player {
  readonly #talk: LoadedTalk
  readonly #options: RunTalkOptions
  readonly #seen: SeenChoices
  readonly #world: World
  readonly #memory: Memory
  #turn: Turn | null = null
  #draft = false

  private constructor(
    setting: { talk: LoadedTalk; options: RunTalkOptions; seen: SeenChoices; world: World },
    memory?: Memory,
  ) {
    this.#talk = setting.talk
    this.#options = setting.options
    this.#seen = setting.seen
    this.#world = setting.world
    this.#memory = memory ?? newMemory()
  }

  /** A player in a fresh world. The customer opens the conversation, unless the script does it or `備え: 開始=なし`. */
  static async start(talk: LoadedTalk, options: RunTalkOptions, seen: SeenChoices): Promise<Player> {
    const { header, trunk, file, ruleLine } = talk.script
    const world = await options.createWorld({
      atMs: header.atMs,
      contractsCsv: header.contractsCsv,
      seed: header.seed,
      channel: options.channel,
      language: header.language,
      fixtures: header.fixtures,
      ...(header.snapshotFile ? { snapshotFile: header.snapshotFile } : {}),
    })
    options.observe?.()
    const player = new Player({ talk, options, seen, world })
    player.#turn = { anchor: { file, line: ruleLine, endLine: ruleLine }, draft: true, expected: [] }
    if (header.account) await player.#signIn(player.#here(), header.account)
    const first = trunk.steps.find((step) => step.type === 'customer' && appliesTo(step, options.channel))
    const opens = first?.type === 'customer' && OPENS.has(first.way)
    if (!opens && header.fixtures.開始 !== 'なし')
      await player.#attempt(player.#here(), () => world.act({ type: 'opened' }))
    return player
  }

  get problems(): readonly Problem[] {
    return this.#memory.problems
  }

  get hits(): readonly Hit[] {
    return this.#memory.hits
  }

  /** Plays the steps of a part to their end, its last turn included. */
  async play(part: Pick<Part, 'place' | 'steps'>, draft: boolean): Promise<void> {
    this.#memory.played.push({ part, draft })
    this.#draft = draft
    this.#turn ??= { anchor: part.place, draft, expected: [] }
    this.#turn.draft = draft
    for (const step of part.steps) await this.#step(step)
    await this.#endTurn()
  }

  /** An equal player in an equal world. */
  async fork(): Promise<Player> {
    const setting = { talk: this.#talk, options: this.#options, seen: this.#seen }
    if (this.#world.fork && !this.#memory.stopped) {
      const world = await this.#world.fork()
      return new Player({ ...setting, world }, copyMemory(this.#memory))
    }
    const player = await Player.start(this.#talk, this.#options, this.#seen)
    for (const { part, draft } of this.#memory.played) await player.play(part, draft)
    return player
  }

  async close(): Promise<void> {
    await this.#world.close()
  }

  async #step(step: Step): Promise<void> {
    if (this.#memory.stopped || !appliesTo(step, this.#options.channel)) return
    if (isExpectation(step)) {
      this.#turn ??= { anchor: step.place, draft: false, expected: [] }
      this.#turn.expected.push(step)
      return
    }
    if (step.type === 'note' || step.type === 'blank') return
    if (step.type === 'include') return this.#include(step)
    await this.#endTurn()
    if (this.#memory.stopped) return
    if (step.type === 'fault') return this.#world.backOfficeNext(step.fault)
    this.#turn = { anchor: step.place, draft: this.#draft, expected: [] }
    if (step.type === 'customer') await this.#customer(step)
    else if (step.type === 'clock') await this.#clock(step.place, moveFrom(this.#world.now(), step.move))
    else await this.#operator(step)
  }

  async #include(step: IncludeStep): Promise<void> {
    for (const [name, value] of step.values) {
      const filled = fillIn(value, this.#memory.captures)
      this.#memory.captures.set(name, 'text' in filled ? filled.text : value)
    }
    const outer = this.#draft
    this.#draft = false
    for (const inner of this.#talk.parts.get(step.path) ?? []) await this.#step(inner)
    this.#draft = outer
    // What is still open goes on in this file, so lines are written below the ＋ and not into the part.
    if (this.#turn) {
      this.#turn.anchor = step.place
      this.#turn.draft = outer
    }
  }

  async #customer(step: CustomerStep): Promise<void> {
    const onScript = this.#options.reference?.seen.offered.get(placeKey(step.place))?.[0]
    const done = customerAct(step, this.#memory, onScript)
    if ('problem' in done) {
      this.#memory.problems.push(done.problem)
      this.#memory.stopped = true
      return
    }
    const { act, took } = done
    if (took) {
      this.#seen.offered.set(placeKey(step.place), [took])
      this.#memory.hits.push(['押した選択肢', kindOf(took.id)])
    }
    if (step.way === 'login') await this.#signIn(step.place, accountNamed(step.lines.join(), this.#world.now()))
    if (this.#memory.stopped) return
    await this.#attempt(step.place, async () => {
      const id = await this.#world.act(act)
      if (step.way === 'twice') await this.#world.act(act, { redelivered: true })
      if (step.way === 'burst') await this.#world.act(act)
      if (act.type === 'text' || act.type === 'edited') this.#memory.lastTextId = id
    })
  }

  async #signIn(place: Place, account: Account): Promise<void> {
    const signIn = this.#world.signIn?.bind(this.#world)
    if (signIn) await this.#attempt(place, async () => signIn(account))
    else this.#fail(place, '例外', 'この経路ではログインできません。見出しの 経路 で除いてください')
  }

  async #clock(place: Place, toMs: number): Promise<void> {
    const nowMs = this.#world.now()
    if (toMs < nowMs) {
      this.#fail(place, '例外', `時計は戻せません（今は ${showInstant(nowMs)}、行き先は ${showInstant(toMs)}）`)
      return
    }
    await this.#attempt(place, () => this.#world.advanceTo(toMs))
  }

  async #operator(step: Extract<Step, { type: 'operator' }>): Promise<void> {
    const filled = fillIn(step.lines.join('\n'), this.#memory.captures)
    const say = this.#world.operatorSays?.bind(this.#world)
    if ('missing' in filled) this.#fail(step.place, '型', `《${filled.missing}》 の値がまだありません`)
    else if (!say) this.#fail(step.place, '例外', 'この試験の世界には担当者がいません')
    else await this.#attempt(step.place, () => say(filled.text))
  }

  async #attempt(place: Place, what: () => Promise<unknown>): Promise<void> {
    try {
      await what()
    } catch (error) {
      this.#broke(place, error)
    }
  }

  #broke(place: Place, error: unknown): void {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    this.#fail(place, '例外', text)
  }

  /** Notes a problem after which the talk cannot go on. */
  #fail({ file, line }: Place, kind: ProblemKind, message: string): void {
    this.#memory.problems.push({ kind, file, line, message, expected: '', actual: '' })
    this.#memory.stopped = true
  }

  async #endTurn(): Promise<void> {
    const turn = this.#turn
    if (!turn) return
    this.#turn = null
    const happened = this.#world.take()
    this.#count(happened)
    // An input that failed has its problem already, and its lines were not gathered.
    if (this.#memory.stopped) return
    if (happened.error) this.#broke(turn.anchor, happened.error)
    const { header } = this.#talk.script
    const problems = compareTurn(turn.expected, happened, {
      channel: this.#options.channel,
      captures: this.#memory.captures,
      types: header.types,
      anchor: turn.anchor,
      draft: turn.draft,
      banned: [...header.banned, ...(this.#options.banned ?? [])],
      reference: (place) => this.#options.reference?.seen.offered.get(placeKey(place)),
      labelOf: (id) => this.#options.reference?.seen.labels.get(id),
      offered: (place, choices) => this.#seen.offered.set(placeKey(place), choices),
    })
    this.#memory.problems.push(...problems, ...this.#otherState(turn.anchor, happened.state))
    for (const message of happened.said) {
      rememberQuestion(this.#memory, message)
      for (const { id, label } of message.choices ?? []) this.#seen.labels.set(id, label)
    }
  }

  /** Every channel must be in the state that the script channel was in at the same moment. */
  #otherState(place: Place, state: readonly string[]): Problem[] {
    const key = placeKey(place)
    const before = this.#seen.states.get(key) ?? []
    const onScript = this.#options.reference?.seen.states.get(key)?.[before.length]
    const actual = state.join('、')
    this.#seen.states.set(key, [...before, actual])
    if (onScript === undefined || onScript === actual) return []
    const message = `script とちがう状態です。${waitedAndCame(onScript, actual)}`
    return [{ kind: '状態', file: place.file, line: place.line, message, expected: onScript, actual }]
  }

  #count(happened: Happenings): void {
    this.#memory.hits.push(
      ...happened.said.map(({ key }): Hit => ['文面', key]),
      ...happened.said.flatMap(({ choices }) => (choices ?? []).map(({ id }): Hit => ['出した選択肢', kindOf(id)])),
      ...happened.decided.map(({ rule, refundable }): Hit => ['規則', `${rule}=${refundable}`]),
      ...happened.did.map(({ name }): Hit => ['副作用', name]),
      ...(happened.timers ?? []).map((timer): Hit => ['時限', timer]),
      ...(this.#options.observe?.() ?? []),
    )
  }

  #here(): Place {
    const { file, ruleLine } = this.#talk.script
    return this.#turn?.anchor ?? { file, line: ruleLine, endLine: ruleLine }
  }
}

/** Ways of the customer that open the conversation by themselves. */
const OPENS: ReadonlySet<CustomerWay | null> = new Set(['follow', 'again', 'login'])

/** `contract/K-1` and `contract/K-2` are one choice for coverage. */
const kindOf = (id: string): string => id.split('/')[0] ?? id
