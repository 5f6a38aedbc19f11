import type { AnyMachineSnapshot } from 'xstate'
import { AppError } from '../errors.ts'
import { dueTimers } from './due-timers.ts'
import type { Consulted, Effect, Say, SilenceTimer } from './effect.ts'
import { type FlowEvent, isCustomers, type Stamp } from './event.ts'
import type { Flow, FlowAction, StateMeta } from './flow.ts'
import type { Prompt, Snapshot } from './snapshot.ts'
import { type QuestionView, questionView } from './view.ts'

/** A question the flow puts to the rules; the answer comes back as an event within the same turn. */
export type Consult = (
  question: unknown,
  stamp: Stamp,
) => { readonly event: { readonly type: string }; readonly consulted: Consulted }

/** The flow and the rules a turn is taken by. */
export interface Rulebook {
  readonly flow: Flow
  readonly consult: Consult
}

/** What one event did. */
export interface Turn {
  readonly snapshot: Snapshot
  readonly effects: readonly Effect[]
  readonly consulted: readonly Consulted[]
  /** Dot paths of the states active before and after. */
  readonly from: readonly string[]
  readonly to: readonly string[]
  readonly meta: StateMeta
}

const MAX_CONSULTATIONS = 8
/** How long an identification lasts without activity (rulings: 30 minutes). */
const VERIFIED_MS = 30 * 60_000
const TIMERS: readonly SilenceTimer[] = ['nudge', 'save', 'pardon']

/**
 * Advances one conversation by one event.
 *
 * Pure: no clock, no network, no database, no chance. Equal arguments give equal results, so a turn
 * that loses a commit race is simply run again.
 *
 * @param snapshot the conversation at rest, or null for a new one
 * @throws {AppError} `flow.unsettled` when the flow keeps consulting and never comes to rest,
 *   `flow.restore` when the stored state does not exist in this flow
 */
export function turn(snapshot: Snapshot | null, event: FlowEvent, rulebook: Rulebook): Turn {
  const step = new Step(snapshot, event.stamp, rulebook)
  const from = step.paths()
  if (event.stamp.idleMs > VERIFIED_MS) step.feed({ type: 'identity.lapsed' })
  step.feed(event)
  // A customer is never left without an answer: what the state cannot take is repaired like an unclear word.
  if (isCustomers(event) && !step.answered()) step.feed({ type: 'not.understood' })
  return step.rest(from, event)
}

/**
 * The state's own description, the aside's first: it lies over the talk. What the talk may carry out stays
 * known under an aside, because its question can be open again while the aside is.
 */
export function metaOf(state: AnyMachineSnapshot): StateMeta {
  const metas = Object.values(state.getMeta()).filter((meta): meta is StateMeta => meta !== undefined)
  const meta = metas.find((one) => one.aside) ?? metas[0]
  if (!meta) throw new AppError('flow.missing-fact', 'the resting state has no meta')
  const acts = metas.some((one) => one.acts)
  const pauses = metas.some((one) => one.expects === 'pardon')
  const beneath = meta.aside ? metas.find((one) => !one.aside && one.expects !== 'pardon')?.expects : undefined
  return { ...meta, ...(acts ? { acts } : {}), ...(pauses ? { pauses } : {}), ...(beneath ? { beneath } : {}) }
}

/** What a snapshot was restored to: a step looks at the state before its turn does, and neither changes it. */
const restored = new WeakMap<Snapshot, { readonly flow: Flow; readonly state: AnyMachineSnapshot }>()

/** Restores a stored conversation; loud when its state no longer exists. */
export function restore(snapshot: Snapshot | null, flow: Flow): AnyMachineSnapshot {
  if (!snapshot) return flow.initial
  const before = restored.get(snapshot)
  if (before?.flow === flow) return before.state
  const state = restoreNow(snapshot, flow)
  restored.set(snapshot, { flow, state })
  return state
}

function restoreNow(snapshot: Snapshot, flow: Flow): AnyMachineSnapshot {
  const persisted = {
    status: 'active',
    value: snapshot.value,
    context: snapshot.context,
    children: {},
    historyValue: {},
    tags: [],
  }
  try {
    return flow.machine.restoreSnapshot(persisted as never, flow.scope)
  } catch (cause) {
    throw new AppError(
      'flow.restore',
      'the stored state does not exist in this flow',
      { version: snapshot.version },
      { cause },
    )
  }
}

/** One event on its way through the flow: what it gathers until the flow is at rest again. */
class Step {
  readonly #flow: Flow
  readonly #rulebook: Rulebook
  readonly #stamp: Stamp
  readonly #effects: Effect[] = []
  readonly #consulted: Consulted[] = []
  readonly #turns: number
  readonly #lastAtMs: number
  readonly #before: Snapshot['context']
  #state: AnyMachineSnapshot
  #prompt: Prompt | null
  #underlying: Prompt | null

  constructor(snapshot: Snapshot | null, stamp: Stamp, rulebook: Rulebook) {
    this.#flow = rulebook.flow
    this.#rulebook = rulebook
    this.#stamp = stamp
    this.#state = restore(snapshot, rulebook.flow)
    this.#prompt = snapshot?.prompt ?? null
    this.#underlying = snapshot?.underlying ?? null
    this.#turns = (snapshot?.turns ?? 0) + 1
    this.#lastAtMs = snapshot?.lastAtMs ?? 0
    this.#before = snapshot?.context ?? {}
  }

  paths(): string[] {
    return pathsOf(this.#state.value)
  }

  answered(): boolean {
    return this.#effects.length > 0
  }

  feed(event: { readonly type: string }): void {
    let next: { readonly type: string } | undefined = event
    const meta = metaOf(this.#state)
    const expects = meta.busy ? 'busy' : meta.expects
    for (let consultations = 0; next; consultations++) {
      if (consultations > MAX_CONSULTATIONS)
        throw new AppError('flow.unsettled', `consulted ${MAX_CONSULTATIONS} times`)
      const actions = this.#advance({ ...next, expects, stamp: this.#stamp })
      next = undefined
      for (const action of actions) next = this.#take(action) ?? next
    }
  }

  #advance(event: { readonly type: string; readonly expects: string; readonly stamp: Stamp }): readonly FlowAction[] {
    const { machine, scope, sink } = this.#flow
    sink.actions = []
    this.#state = machine.transition(this.#state, event, scope)
    if (this.#state.status === 'error') {
      throw new AppError('flow.missing-fact', `the flow failed on ${event.type}`, {}, { cause: this.#state.error })
    }
    return sink.actions
  }

  /** Turns one action into effects; a consultation answers with the next event. */
  #take(action: FlowAction): { readonly type: string } | undefined {
    const params = action.params as never
    switch (action.type) {
      case 'say':
        this.#effects.push({ type: 'say', ...(params as Omit<Say, 'type'>) })
        return undefined
      case 'ask':
        this.#ask(params as Asked)
        return undefined
      case 'repeat':
        this.#repeat((params as { readonly without?: string } | undefined)?.without)
        return undefined
      case 'request':
        this.#effects.push({ type: 'request', ...(params as object) } as Effect)
        return undefined
      case 'erase':
        this.#effects.push({ type: 'erase' })
        return undefined
      case 'consult': {
        const answer = this.#rulebook.consult(params, this.#stamp)
        this.#consulted.push(answer.consulted)
        return answer.event
      }
      default:
        throw new AppError('flow.missing-fact', `unknown action ${action.type}`)
    }
  }

  #ask(asked: Asked): void {
    const { aside, again, ...say } = asked
    const choices = say.choices ?? []
    const prompt: Prompt = {
      id: this.#promptId(),
      key: say.key,
      choices,
      ...(say.values ? { values: say.values } : {}),
      ...(again ? { again } : {}),
    }
    if (aside) this.#underlying ??= this.#prompt
    else this.#underlying = null
    this.#prompt = prompt
    this.#effects.push({ type: 'say', ...say, choices, prompt: prompt.id })
  }

  /** Asks the talk's own question again, or the one that still lies over it, under a new id: older buttons are stale now. */
  #repeat(without?: string): void {
    const stays = this.#underlying !== null && metaOf(this.#state).aside === true
    const prompt = stays ? this.#prompt : (this.#underlying ?? this.#prompt)
    if (!stays) this.#underlying = null
    if (!prompt) return
    const choices = prompt.choices.filter(({ id }) => id !== without)
    this.#prompt = { ...prompt, choices, id: this.#promptId() }
    const values = prompt.values ? { values: prompt.values } : {}
    const key = prompt.again ?? prompt.key
    this.#effects.push({
      type: 'say',
      key,
      ...values,
      lead: 'aside.lead',
      choices,
      prompt: this.#prompt.id,
    })
  }

  /** With the time: a button may outlive the conversation it was shown in, and the next one counts from 1 again. */
  #promptId(): string {
    return `${this.#turns}-${this.#stamp.atMs.toString(36)}`
  }

  /** What a customer does starts silence anew, and so does what leads on from there; a timer or a mail that left does not. */
  #startsSilence(event: FlowEvent, from: readonly string[]): boolean {
    if (event.type === 'timer.fired') return false
    return isCustomers(event) || event.type === 'opened' || from.join() !== this.paths().join()
  }

  rest(from: readonly string[], event: FlowEvent): Turn {
    const meta = metaOf(this.#state)
    const context = this.#state.context as Snapshot['context']
    // An aside that was left takes its question with it: the talk's own one is open again.
    if (!meta.aside && this.#underlying) {
      this.#prompt = this.#underlying
      this.#underlying = null
    }
    const asked = this.#effects.some((effect) => effect.type === 'say' && effect.prompt)
    // While a command runs nothing may be tapped: an old confirmation must not be open.
    if (meta.busy && !asked) {
      if (meta.aside) this.#underlying ??= this.#prompt
      this.#prompt = null
    }
    return {
      snapshot: {
        flow: this.#flow.id,
        version: this.#flow.version,
        value: this.#state.value,
        context,
        prompt: this.#prompt,
        underlying: this.#underlying,
        lastAtMs:
          event.type === 'opened' || isCustomers(event) ? Math.max(event.stamp.atMs, this.#lastAtMs) : this.#lastAtMs,
        turns: this.#turns,
      },
      effects: [
        ...asAsked(this.#effects, questionView({ meta, known: context, today: event.stamp.today })),
        ...(this.#startsSilence(event, from) ? timersFor(event, meta) : []),
        ...dueTimers(this.#before, context),
      ],
      consulted: this.#consulted,
      from,
      to: this.paths(),
      meta,
    }
  }
}

type Asked = Omit<Say, 'type'> & { readonly aside?: boolean; readonly again?: string }

/** Only the last question of a turn can be answered, so only it keeps its choices and is shown as a question. */
function asAsked(effects: readonly Effect[], view: QuestionView | null): Effect[] {
  const last = effects.findLastIndex((effect) => effect.type === 'say' && effect.prompt !== undefined)
  return effects.map((effect, index) => {
    if (effect.type !== 'say' || effect.prompt === undefined) return effect
    if (index === last) return view ? { ...effect, view } : effect
    const { choices: _choices, prompt: _prompt, ...said } = effect
    return said
  })
}

/** The silence timers of where a step comes to rest. */
function timersFor(event: FlowEvent, meta: StateMeta): Effect[] {
  const wanted = new Set<SilenceTimer>()
  if (meta.nudges) wanted.add('nudge')
  if (!meta.settled) wanted.add('save')
  // The pause after wrong codes has its own end: talking meanwhile must not prolong it.
  const paused = meta.expects === 'pardon' || meta.pauses === true
  if (paused && /locked$/.test(event.type)) wanted.add('pardon')
  return TIMERS.filter((timer) => timer !== 'pardon' || !paused || wanted.has('pardon')).map(
    (timer) => ({ type: wanted.has(timer) ? 'timer.set' : 'timer.clear', timer }) as const,
  )
}

/** `{ talk: { identity: 'askingEmail' }, aside: 'quiet' }` → `['talk.identity.askingEmail', 'aside.quiet']`. */
export function pathsOf(value: unknown, prefix = ''): string[] {
  if (typeof value === 'string') return [prefix ? `${prefix}.${value}` : value]
  if (!value || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, prefix ? `${prefix}.${key}` : key))
}
