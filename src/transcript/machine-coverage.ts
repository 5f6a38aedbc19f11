import type { AnyMachineSnapshot, AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate'
import type { Hit } from './coverage.ts'

/** States and transitions of a machine, named as in reports. */
export interface MachineMap {
  readonly states: readonly string[]
  readonly transitions: readonly string[]
}

/** Watches a machine until it is stopped. */
export interface MachineObserver extends MachineMap {
  /** States that were rested in or passed, and transitions taken, since the last call; each once. */
  take(): Hit[]
  /** Leaves the machine as it was. */
  stop(): void
}

/**
 * Watches every step a machine takes through its pure `transition` function, whoever calls it and with
 * whatever scope; the caller knows nothing of it. For tests only.
 *
 * This is the one place that reads what XState does not promise: the microstep inspection event with its
 * `_transitions`, and `_nodes` of a snapshot. XState is pinned, and this file's test fails when either changes.
 */
export function observeMachine(machine: AnyStateMachine): MachineObserver {
  const names = transitionNames(machine)
  const hits = new Map<string, Hit>()
  const hit = (one: Hit) => hits.set(one.join(' '), one)
  const visit = (snapshot: unknown) => {
    for (const node of nodesOf(snapshot)) if (node.path.length > 0) hit(['状態', stateName(node)])
  }
  const original = machine.transition
  machine.transition = (snapshot, event, scope) => {
    visit(snapshot)
    const watch = scope.system.inspect((step) => {
      if (step.type !== '@xstate.microstep') return
      visit(step.snapshot)
      for (const taken of step._transitions) {
        const name = names.get(taken)
        if (name) hit(['遷移', name])
      }
    })
    try {
      return original(snapshot, event, scope)
    } finally {
      watch.unsubscribe()
    }
  }
  return {
    states: nodesBelow(machine.root).map(stateName),
    transitions: [...names.values()],
    take: () => {
      const taken = [...hits.values()]
      hits.clear()
      return taken
    },
    stop: () => {
      machine.transition = original
    },
  }
}

function nodesOf(snapshot: unknown): readonly AnyStateNode[] {
  return (snapshot as Partial<AnyMachineSnapshot>)._nodes ?? []
}

function nodesBelow(node: AnyStateNode): AnyStateNode[] {
  return Object.values(node.states as Record<string, AnyStateNode>).flatMap((child) => [child, ...nodesBelow(child)])
}

function stateName(node: AnyStateNode): string {
  return node.path.join('.') || '（根）'
}

/** Every transition of a machine with a name of its own: `source × event ［guard］ → target`. */
function transitionNames(machine: AnyStateMachine): Map<AnyTransitionDefinition, string> {
  const names = new Map<AnyTransitionDefinition, string>()
  const used = new Map<string, number>()
  for (const node of [machine.root, ...nodesBelow(machine.root)]) {
    for (const transition of [...[...node.transitions.values()].flat(), ...(node.always ?? [])]) {
      const name = transitionName(node, transition)
      const number = (used.get(name) ?? 0) + 1
      used.set(name, number)
      names.set(transition, number === 1 ? name : `${name} #${number}`)
    }
  }
  return names
}

function transitionName(source: AnyStateNode, { eventType, guard, target }: AnyTransitionDefinition): string {
  const event = eventType === '' ? '(always)' : eventType
  const to = target?.map(stateName).join('、') ?? '（とどまる）'
  return `${stateName(source)} × ${event}${guard ? ` ［${guardName(guard)}］` : ''} → ${to}`
}

function guardName(guard: unknown): string {
  if (typeof guard === 'string') return guard
  if (typeof guard === 'function') return guard.name || '（無名）'
  return String((guard as { type?: unknown }).type ?? '（無名）')
}
