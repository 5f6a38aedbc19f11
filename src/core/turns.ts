import { isDurable } from './due-timers.ts'
import type { Consulted, Effect } from './effect.ts'
import type { FlowEvent } from './event.ts'
import type { StateMeta } from './flow.ts'
import type { Snapshot } from './snapshot.ts'
import { type Rulebook, type Turn, turn } from './turn.ts'

/**
 * Takes several events as one step: a greeting before a first wish, a warning before the wish it came
 * with. Only the last question stays; what was asked in between would be answered already.
 *
 * @throws as `turn`
 */
export function turns(snapshot: Snapshot | null, events: readonly FlowEvent[], rulebook: Rulebook): Turn {
  const [first, ...rest] = events
  if (!first) throw new RangeError('a step needs an event')
  let taken = turn(snapshot, first, rulebook)
  for (const event of rest) taken = joined(taken, turn(taken.snapshot, event, rulebook))
  return taken
}

function joined(before: Turn, after: Turn): Turn {
  const asks = after.effects.some((effect) => effect.type === 'say' && effect.prompt !== undefined)
  const open = [after.snapshot.prompt?.id, after.snapshot.underlying?.id]
  const isOver = (effect: Effect) =>
    effect.type === 'say' && effect.prompt !== undefined && (asks || !open.includes(effect.prompt))
  const said = before.effects.filter((effect) => !isOver(effect))
  const consulted: readonly Consulted[] = [...before.consulted, ...after.consulted]
  const meta: StateMeta = after.meta
  return {
    snapshot: after.snapshot,
    effects: [...said.filter((effect) => !isOfSilence(effect)), ...after.effects],
    consulted,
    from: before.from,
    to: after.to,
    meta,
  }
}

/** Only where a step comes to rest decides what its silence means; a durable timer stays as it was set. */
const isOfSilence = (effect: Effect) =>
  (effect.type === 'timer.set' && !('dueAtMs' in effect)) || (effect.type === 'timer.clear' && !isDurable(effect.timer))
