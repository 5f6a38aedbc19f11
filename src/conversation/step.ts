import type { Channel } from '../channels/channel.ts'
import type { ClearTimer, Consulted, Effect, Request, Say, SetTimer } from '../core/effect.ts'
import type { FlowEvent, Stamp } from '../core/event.ts'
import type { OfferedChoice } from '../core/reading.ts'
import type { Renderer } from '../core/render.ts'
import type { Snapshot } from '../core/snapshot.ts'
import type { Turn } from '../core/turn.ts'
import type { Commit, NewLogEntry } from '../store/store.ts'

/** What a step is written down from. */
export interface Step {
  readonly inboundId: string
  readonly conversationId: string
  readonly channel: Channel
  readonly expectedRevision: number
  readonly turn: Turn
  readonly events: readonly FlowEvent[]
  /** What the customer wrote or tapped, as it may be kept; null when it was not a customer. */
  readonly customer: NewLogEntry | null
  readonly settles?: string
  /** The inbound whose words go, see `Commit`. */
  readonly erases?: string
  readonly stamp: Stamp
}

/** Turns a step into the one commit that makes it true: words are rendered here, before the commit. */
export function commitOf(step: Step, renderer: Renderer): Commit {
  const { turn, stamp, channel } = step
  const said = turn.effects.filter((effect) => effect.type === 'say').map((say) => entryOf(say, renderer, stamp.atMs))
  const log = [...(step.customer ? [step.customer] : []), ...said]
  const forgets = turn.effects.some(({ type }) => type === 'erase')
  const timers = lastOfEach(turn.effects.filter((effect) => isSetTimer(effect) || isClearTimer(effect)))
  return {
    inboundId: step.inboundId,
    conversationId: step.conversationId,
    channel: channel.name,
    expectedRevision: step.expectedRevision,
    snapshot: turn.snapshot,
    log: forgets ? marked(log) : log,
    turn: {
      atMs: stamp.atMs,
      event: step.events.map((event) => event.type).join(' '),
      from: turn.from.join(' '),
      to: turn.to.join(' '),
      rules: rulesOf(turn.consulted, turn.effects),
      commands: turn.effects.filter(isRequest).map((effect) => effect.command.name),
    },
    effects: [
      ...turn.effects.filter(isRequest).map(({ command, idempotencyKey }) => ({
        payload: { lane: 'command' as const, command, idempotencyKey },
        dueAtMs: stamp.atMs,
      })),
      ...timers.filter(isSetTimer).map((set) => ({
        payload: { lane: 'timer' as const, timer: set.timer },
        dueAtMs: 'dueAtMs' in set ? set.dueAtMs : channel.timerDueAtMs(set.timer, stamp.atMs),
      })),
    ],
    clearTimers: timers.filter(isClearTimer).map(({ timer }) => timer),
    ...(channel.pulled ? { pulled: true } : {}),
    ...(forgets ? { forgets } : {}),
    atMs: stamp.atMs,
    ...(step.settles === undefined ? {} : { settles: step.settles }),
    ...(step.erases === undefined ? {} : { erases: step.erases }),
  }
}

/** The first entry of what is left tells pages that show the ones before. */
const marked = ([first, ...rest]: readonly NewLogEntry[]): NewLogEntry[] =>
  first ? [{ ...first, forgets: true }, ...rest] : []

const isRequest = (effect: Effect): effect is Request => effect.type === 'request'
const isSetTimer = (effect: Effect): effect is SetTimer => effect.type === 'timer.set'
const isClearTimer = (effect: Effect): effect is ClearTimer => effect.type === 'timer.clear'

/** Several events of one step may each speak of a timer; the last word counts. */
const lastOfEach = (timers: readonly (SetTimer | ClearTimer)[]) => [
  ...new Map(timers.map((effect) => [effect.timer, effect])).values(),
]

/** Every rule asked, and every rule behind a sentence that was said. */
function rulesOf(consulted: readonly Consulted[], effects: readonly Effect[]): string[] {
  const said = effects.flatMap((effect) => (effect.type === 'say' && effect.rule ? [effect.rule] : []))
  return [...new Set([...consulted.map((one) => one.decision.rule), ...said])]
}

function entryOf(say: Say, renderer: Renderer, atMs: number): NewLogEntry {
  const { text, choices, view } = renderer.say(say)
  return {
    role: 'bot',
    atMs,
    key: say.key,
    text,
    ...(choices ? { choices } : {}),
    ...(say.prompt === undefined ? {} : { prompt: say.prompt }),
    ...(say.rule === undefined ? {} : { rule: say.rule }),
    ...(view ? { view } : {}),
  }
}

/** The labels of the open question, as the customer read them. */
export function openChoices(snapshot: Snapshot | null, renderer: Renderer): readonly OfferedChoice[] {
  return renderer.choices(snapshot?.prompt?.choices ?? [])
}
