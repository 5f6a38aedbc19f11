import type { Context } from '../../flows/support/flow.ts'
import { contextOf, type Node, placeOf, step, succeed } from './explore.ts'
import { type Input, taps } from './inputs.ts'
import type { FlowWorld } from './worlds.ts'

const factsOf = (node: Node) => contextOf(node) as unknown as Context
const isWaiting = (node: Node) => node.snapshot !== null && !node.meta.busy && node.open === null
/** Questions that the promise of two inputs leaves out: which contract, what the rules need to know, what ends along. */
const LEFT_OUT = /^(contract\.choosing|contract\.askingServiceUse|refund\.confirmingAddOns)$/
const INPUTS = 2

/** I3: from every verified place of a refund that is due, two inputs lead to its confirmation, none of them a reason. */
export function refundInTwo(world: FlowWorld, node: Node): string | null {
  if (!isWaiting(node)) return null
  const { topic, verifiedAtMs, contracts, contractId, decision } = factsOf(node)
  const contract = contracts.find(({ id }) => id === contractId)
  if (verifiedAtMs === null || topic !== 'refund' || node.desk) return null
  if (!contract || contract.refunded || contract.mergedInto || decision?.refundable !== 'full') return null
  return reaches(world, node, INPUTS) ? null : `the confirmation is more than ${INPUTS} inputs away`
}

function reaches(world: FlowWorld, node: Node, left: number): boolean {
  const { talk, aside } = placeOf(node)
  if (talk === 'refund.confirming' && aside === 'quiet') return true
  const free = LEFT_OUT.test(talk) && aside === 'quiet'
  if (left === 0 && !free) return false
  const wish: Input = { type: 'refund.asked' }
  const inputs = [...taps(node).filter(({ type }) => !/^choice\.reason\.(?!skip|straight)/.test(type)), wish]
  return inputs.some((input) => {
    const next = settled(world, step(world, node, input).after)
    return !(free && placeOf(next).talk === talk) && reaches(world, next, free ? left : left - 1)
  })
}

/** Look-ups under way succeed; a code that is asked again is typed (it is no input of the refund's own). */
function settled(world: FlowWorld, node: Node): Node {
  let next = node
  for (let steps = 0; steps < 4; steps++) {
    if (placeOf(next).talk === 'identity.askingCode' && factsOf(next).returnTo) {
      next = step(world, next, { type: 'code.given', seal: 'seal' }).after
    }
    const { open } = next
    if (!open || !/^identity\./.test(open.command.name)) return next
    next = succeed(world, next)
  }
  return next
}

/** I8: judged weeks later, the answer is the one of the day of the request. */
export function requestTimeDecides(world: FlowWorld, node: Node): string | null {
  const { talk, aside } = placeOf(node)
  const before = factsOf(node)
  if (talk !== 'identity.verifying' || aside !== 'quiet' || before.firstRequestAtMs === null) return null
  const judged = (at: Node) => factsOf(succeed(world, at)).decision
  const now = judged(node)
  const later = judged({ ...node, atMs: node.atMs + 20 * 86_400_000 })
  if (!now || !later) return null
  return JSON.stringify(now) === JSON.stringify(later) ? null : `now ${now.reason}, weeks later ${later.reason}`
}

/** X9, I17: an example, what else can be said, a person. */
export function thirdMissOffersPerson(world: FlowWorld, node: Node): string | null {
  if (!isWaiting(node) || placeOf(node).aside !== 'quiet' || factsOf(node).misses) return null
  let next = node
  for (let misses = 0; misses < 3; misses++) next = step(world, next, { type: 'not.understood' }).after
  const choices = next.snapshot?.prompt?.choices ?? []
  return choices.some(({ id }) => id === 'topic.person') ? null : 'no person was offered'
}
