import { type ActorScope, type AnyMachineSnapshot, type AnyStateMachine, createActor } from 'xstate'

/** What a resting state tells the outside about itself. */
export interface StateMeta {
  /** What the customer is expected to give; decides how words are read. */
  readonly expects: Expects
  /** The choices a plain yes or no stands for here. */
  readonly yes?: string
  readonly no?: string
  /** Choices of a question answered before, whose answer may be said otherwise here in words. */
  readonly earlier?: readonly string[]
  /** Words that are nothing else here are a message for people. */
  readonly takesNote?: boolean
  /** Half an answer that several choices fit leads on here, to a question with these alone. */
  readonly narrows?: boolean
  /** Something is offered here: いいです and 結構です decline it. */
  readonly offers?: boolean
  /** A command is under way; the customer is asked to wait. */
  readonly busy?: boolean
  /** An answer here may act, so receipt serials must come in with the event. */
  readonly acts?: boolean
  /** A reminder (X7) is due here when the customer falls silent. */
  readonly nudges?: boolean
  /** Nothing is open here, so silence saves nothing and asks nothing. */
  readonly settled?: boolean
  /** The talk waits for the pause after wrong codes, under whatever lies over it. */
  readonly pauses?: boolean
  /** A question over the talk's own question. */
  readonly aside?: boolean
  /** What the talk waits for beneath such a question. */
  readonly beneath?: Expects
}

/** Everything a state can be waiting for. */
export type Expects =
  | 'start'
  | 'topic'
  | 'wish'
  | 'place'
  | 'prefix'
  | 'orderNumber'
  | 'email'
  | 'code'
  | 'codeTrouble'
  | 'otherWay'
  | 'pardon'
  | 'contract'
  | 'serviceUse'
  | 'reason'
  | 'reasonText'
  | 'offer'
  | 'proceed'
  | 'productKey'
  | 'confirm'
  | 'ways'
  | 'done'
  | 'rating'
  | 'ended'
  | 'date'
  | 'plan'
  | 'result'
  | 'person'
  | 'message'
  | 'restart'
  | 'resume'
  | 'correction'
  | 'clarify'
  | 'charge'
  | 'reminder'
  | 'erasure'

/** A machine with everything prepared that does not change between turns. */
export interface Flow {
  readonly id: string
  readonly version: number
  readonly machine: AnyStateMachine
  readonly scope: ActorScope<AnyMachineSnapshot, { type: string }>
  /** Where every conversation begins. */
  readonly initial: AnyMachineSnapshot
  /** Where the running turn collects the actions the machine returns as data. */
  readonly sink: { actions: FlowAction[] }
}

/** An action of the machine as data: nothing runs inside a turn. */
export interface FlowAction {
  readonly type: string
  readonly params: unknown
}

/**
 * Prepares a machine for turns. One inert scope serves all turns: `transition()` of XState builds an
 * actor on every call, which costs more than the step itself. The scope executes nothing; it collects.
 */
export function prepareFlow(machine: AnyStateMachine, version: number): Flow {
  const actor = createActor(machine)
  const sink: Flow['sink'] = { actions: [] }
  const scope: Flow['scope'] = {
    self: actor,
    id: '',
    sessionId: '',
    logger: () => {},
    defer: () => {},
    emit: () => {},
    stopChild: () => {},
    system: actor.system,
    actionExecutor: (action) => {
      sink.actions.push({ type: action.type, params: action.params })
    },
  }
  return { id: machine.id, version, machine, scope, initial: machine.getInitialSnapshot(scope), sink }
}
