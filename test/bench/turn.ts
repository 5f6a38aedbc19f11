import { type AnyMachineSnapshot, transition } from 'xstate'
import { supportMachine } from '../../flows/support/machine.ts'
import { type Flow, prepareFlow } from '../../src/core/flow.ts'
import { type Rulebook, turn } from '../../src/core/turn.ts'
import { turns } from '../../src/core/turns.ts'
import { interleave, spin } from './measure.ts'
import type { RecordedJob, RecordedStep } from './recorded-job.ts'
import { floorOf, type Line, lineOf, type Section } from './section.ts'

type MachineEvent = Parameters<Flow['machine']['transition']>[1]

/** One turn from stored JSON to stored JSON, beside XState alone doing the same transitions. */
export async function benchTurn(job: RecordedJob): Promise<Section> {
  const { rulebook } = job.parts
  const wanted = [
    { what: 'small context: where it was bought', step: job.step('choice.place.official') },
    { what: 'rules consulted: identified', step: job.step('identity.verified') },
    { what: 'a contract in the context: refund confirmed', step: job.step('choice.refund.yes') },
  ]
  const lines: Line[] = []
  for (const { what, step } of wanted) lines.push(...(await linesOf(what, step, rulebook)))
  return {
    title: 'One turn, JSON both ways',
    lines,
    notes: ['bare: restore, machine.transition with the inert scope, stringify; xstate: its own transition() instead.'],
  }
}

async function linesOf(what: string, step: RecordedStep, rulebook: Rulebook): Promise<Line[]> {
  const stored = JSON.stringify(step.before)
  const events = fedEvents(step, rulebook)
  const bare = bareTurn(step, events)
  const cost = await interleave(
    {
      turn: spin(() => JSON.stringify(turns(JSON.parse(stored), step.events, rulebook).snapshot)),
      bare: spin(bare.inert),
      own: spin(bare.own),
    },
    9,
  )
  const floor = floorOf('bare', cost.bare)
  return [
    lineOf({ what: `${what} (${Buffer.byteLength(stored)} B)`, cost: cost.turn, floor }),
    lineOf({ what: "  xstate's transition()", cost: cost.own, floor }),
  ]
}

/** The events the turn feeds its machine for a step, answers of the rules among them. */
function fedEvents({ before, events }: RecordedStep, { flow, consult }: Rulebook): readonly MachineEvent[] {
  const fed: MachineEvent[] = []
  const machine: Flow['machine'] = Object.create(flow.machine)
  machine.transition = (state, event, scope) => {
    fed.push(event)
    return flow.machine.transition(state, event, scope)
  }
  let snapshot = before
  for (const event of events) snapshot = turn(snapshot, event, { flow: { ...flow, machine }, consult }).snapshot
  return fed
}

/** What XState alone needs for the same: no prompt, no effects, no rules. */
function bareTurn({ before, turn: { snapshot } }: RecordedStep, events: readonly MachineEvent[]) {
  const { machine, scope, sink } = prepareFlow(supportMachine, snapshot.version)
  const { value, context } = before ?? snapshot
  const stored = JSON.stringify({ status: 'active', value, context, children: {}, historyValue: {}, tags: [] })
  const written = (state: AnyMachineSnapshot) => JSON.stringify({ value: state.value, context: state.context })
  return {
    inert: () => {
      sink.actions = []
      let state: AnyMachineSnapshot = machine.restoreSnapshot(JSON.parse(stored), scope)
      for (const event of events) state = machine.transition(state, event, scope)
      return written(state)
    },
    own: () => {
      let state: AnyMachineSnapshot = machine.resolveState(JSON.parse(stored))
      for (const event of events) state = transition(machine, state, event)[0]
      return written(state)
    },
  }
}
