import { join } from 'node:path'
import type { AnyStateNode } from 'xstate'
import { supportMachine } from '../../flows/support/machine.ts'

/** Where the drawn conversation is kept; a test says when it is stale. */
export const CHART_FILE = join(import.meta.dirname, '..', '..', 'flows', 'support', 'chart.md')

/** Draws the conversation: one Mermaid chart for each part, so that each fits a screen. */
export function drawChart(): string {
  const talk = child(supportMachine.root, 'talk')
  const parts = Object.values(talk.states as Record<string, AnyStateNode>).filter(
    (part) => Object.keys(part.states).length > 0,
  )
  const aside = child(supportMachine.root, 'aside')
  return [
    '# The conversation, drawn',
    '',
    'Written by `npm run draw` from the machine; do not edit. What works in every state (`talk × …` in `everywhere.ts`) is not drawn.',
    ...[...parts, aside].flatMap((part) => ['', `## ${part.key}`, '', '```mermaid', ...chartOf(part), '```']),
    '',
  ].join('\n')
}

function child(node: AnyStateNode, key: string): AnyStateNode {
  const found = (node.states as Record<string, AnyStateNode>)[key]
  if (!found) throw new RangeError(`no state ${key}`)
  return found
}

function chartOf(part: AnyStateNode): string[] {
  const edges = Object.values(part.states as Record<string, AnyStateNode>).flatMap(edgesOf)
  const initial = part.initial.target?.map(nameOf) ?? []
  return ['stateDiagram-v2', ...initial.map((name) => `  [*] --> ${name}`), ...merged(edges)]
}

interface Edge {
  readonly from: string
  readonly to: string
  readonly label: string
}

function edgesOf(node: AnyStateNode): Edge[] {
  const transitions = [...[...node.transitions.values()].flat(), ...(node.always ?? [])]
  return transitions.flatMap((one) =>
    (one.target ?? []).map((target) => ({
      from: nameOf(node),
      to: nameOf(target),
      label: one.eventType === '' ? 'at once' : one.eventType,
    })),
  )
}

/** Several ways between the same two states share one arrow. */
function merged(edges: readonly Edge[]): string[] {
  const labels = new Map<string, Set<string>>()
  for (const { from, to, label } of edges) {
    const arrow = `${from} --> ${to}`
    labels.set(arrow, (labels.get(arrow) ?? new Set()).add(label))
  }
  return [...labels].map(([arrow, of]) => `  ${arrow}: ${[...of].sort().join(', ')}`).sort()
}

const nameOf = (node: AnyStateNode) => node.path.slice(-2).join('_')
