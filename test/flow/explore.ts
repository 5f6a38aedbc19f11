import { accountOf } from '../../flows/support/account.ts'
import type { Context } from '../../flows/support/flow.ts'
import { createParts } from '../../src/app.ts'
import { isFreshSignIn } from '../../src/core/account.ts'
import { toPlainDate } from '../../src/core/date.ts'
import type { Request, Say, TimerName } from '../../src/core/effect.ts'
import type { FlowEvent } from '../../src/core/event.ts'
import type { StateMeta } from '../../src/core/flow.ts'
import type { Snapshot } from '../../src/core/snapshot.ts'
import { type Turn, turn } from '../../src/core/turn.ts'
import { SCRIPT_DESK } from '../../src/transcript/app-world.ts'
import { type Input, inputs, named, results } from './inputs.ts'
import type { FlowWorld } from './worlds.ts'

/** The flow with the real rules and sentences. */
export const { rulebook, renderer } = createParts(SCRIPT_DESK)

/** A conversation somewhere in the search, with what has to be remembered to check promises. */
export interface Node {
  readonly snapshot: Snapshot | null
  readonly meta: StateMeta
  readonly atMs: number
  /** The talk's command under way, and the desk's. */
  readonly open: Request | null
  readonly desk: Request | null
  /** A look at a contract under way, or something else nobody waits for. */
  readonly look: Request | null
  /** The customer asked for a reminder, and it has neither been written nor stopped. */
  readonly consented: boolean
  /** Timers that are running. */
  readonly timers: readonly TimerName[]
  /** Sentences that made an offer in this case. */
  readonly offers: number
  readonly refused: boolean
  /** What the last confirmation said. */
  readonly confirmed: readonly Say[]
  /** Idempotency keys of writes that were carried out, or may have been. */
  readonly written: readonly string[]
  /** Receipt numbers that the customer was told, and those that were mailed. */
  readonly told: ReadonlySet<string>
  readonly mailed: ReadonlySet<string>
  /** How we came here. */
  readonly path: readonly string[]
}

/** One step of the search. */
export interface Edge {
  readonly world: FlowWorld
  readonly before: Node
  readonly event: Input
  readonly taken: Turn
  readonly says: readonly Say[]
  readonly requests: readonly Request[]
  readonly after: Node
}

/** A conversation nobody has opened yet. */
export const startOf = (world: FlowWorld): Node => ({
  snapshot: null,
  meta: { expects: 'start', settled: true },
  atMs: world.atMs,
  open: null,
  desk: null,
  look: null,
  consented: false,
  timers: [],
  offers: 0,
  refused: false,
  confirmed: [],
  written: [],
  told: new Set(),
  mailed: new Set(),
  path: [],
})

const WRITE = /^(refund|renewal\.stop|term\.merge)$/
const NOBODY_WAITS_FOR = /^(contract\.check|record\.send|records\.erase)$/
const TALK_WAITS_FOR = /^(identity\.|product\.|refund$|renewal\.stop$|term\.merge$)/
const CONFIRMS = /^(refund\.ask|stop\.ask|merge\.confirm|merge\.ask)$/

/** Words that make an offer. A question that is only asked again (`lead`) makes none. */
export const isOffer = (say: Say) =>
  /^offer\.(termMerge|spareDevices|priceInformation)$/.test(say.key) ||
  (!say.lead && (say.choices ?? []).some((choice) => choice.id === 'ways.merge'))

export const contextOf = (node: Node) => node.snapshot?.context ?? {}
export const isWrite = (request: Request) => WRITE.test(request.command.name)

/** Where the talk and the aside are, as `talk.refund.confirming`. */
export function placeOf(node: Node): { readonly talk: string; readonly aside: string } {
  const value = node.snapshot?.value as { talk?: unknown; aside?: string } | undefined
  const talk = value?.talk
  const path = typeof talk === 'string' || !talk ? String(talk ?? 'start') : Object.entries(talk)[0]?.join('.')
  return { talk: path ?? 'start', aside: value?.aside ?? 'quiet' }
}

/** Takes one step, and remembers what promises are about. */
export function step(world: FlowWorld, before: Node, event: Input): Edge {
  const { idleMs = 0, ...bare } = event
  const atMs = before.atMs + idleMs
  const stamp = {
    atMs,
    today: toPlainDate(atMs),
    idleMs,
    challengeId: `c${before.path.length}`,
    serials: before.meta.acts ? ['0001', '0002'] : [],
  }
  const taken = turn(before.snapshot, { ...bare, stamp } as FlowEvent, rulebook)
  const says = taken.effects.filter((effect): effect is Say => effect.type === 'say')
  const requests = taken.effects.filter((effect): effect is Request => effect.type === 'request')
  const confirms = says.filter((say) => !say.lead && CONFIRMS.test(say.key))
  const newCase = taken.snapshot.context['topic'] === null
  const after: Node = {
    snapshot: taken.snapshot,
    meta: taken.meta,
    atMs,
    open: requests.findLast((one) => TALK_WAITS_FOR.test(one.command.name)) ?? stillOpen(before.open, event),
    desk: requests.findLast((one) => one.command.name === 'person.request') ?? stillOpen(before.desk, event),
    look: requests.findLast((one) => NOBODY_WAITS_FOR.test(one.command.name)) ?? stillOpen(before.look, event),
    consented: consentAfter(before, event, { says, requests }),
    timers: timersAfter(before, event, taken),
    offers: before.offers + says.filter(isOffer).length,
    refused: before.refused || taken.snapshot.context['refused'] === true,
    confirmed: confirms.length > 0 ? confirms : newCase ? [] : before.confirmed,
    written: writtenAfter(before, event, requests),
    told: withReceipts(before.told, says),
    mailed: withReceipts(
      before.mailed,
      requests.filter(({ command }) => command.name === 'mail.send'),
    ),
    path: [...before.path, named(event)],
  }
  // Who erased everything is a stranger again; what was carried out and refused is known to the back office alone.
  const erased = taken.effects.some(({ type }) => type === 'erase')
  const fresh = { ...after, offers: 0, refused: false, written: [], confirmed: [], consented: false }
  return { world, before, event, taken, says, requests, after: erased ? fresh : after }
}

/** A command stays open until its result; told that it is late or parked, its result can still come. */
function stillOpen(open: Request | null, event: Input): Request | null {
  if (!open || !('answers' in event)) return open
  if (event.answers !== open.command.name || event.type === 'command.delayed') return open
  // A look-up is given up; a write is followed up by people, and its result can still come.
  return event.type === 'command.failed' && isWrite(open) ? open : null
}

/** A reminder as it is written. */
export const isReminder = ({ says, requests }: Pick<Edge, 'says' | 'requests'>) =>
  says.some(({ key }) => key.startsWith('reminder.due')) ||
  requests.some(({ command }) => command.name === 'mail.send' && command.template === 'reminder')

function consentAfter({ consented }: Node, event: Input, did: Pick<Edge, 'says' | 'requests'>): boolean {
  if (event.type === 'choice.remind.at') return true
  return consented && event.type !== 'reminder.stopped' && !isReminder(did)
}

function timersAfter({ timers }: Node, event: Input, { effects }: Turn): readonly TimerName[] {
  const running = new Set(timers)
  if (event.type === 'timer.fired') running.delete(event.timer)
  for (const effect of effects) {
    if (effect.type === 'timer.set') running.add(effect.timer)
    if (effect.type === 'timer.clear') running.delete(effect.timer)
  }
  return [...running]
}

const RECEIPT = /[RAM]-\d{8}-\d{4}/g

function withReceipts(known: ReadonlySet<string>, told: readonly unknown[]): ReadonlySet<string> {
  const numbers = told.length > 0 ? (JSON.stringify(told).match(RECEIPT) ?? []) : []
  return numbers.length > 0 ? new Set([...known, ...numbers]) : known
}

function writtenAfter({ written, open }: Node, event: Input, requests: readonly Request[]): readonly string[] {
  // A refused write was not carried out, so the customer may try again.
  const kept = event.type === 'command.refused' ? written.filter((key) => key !== open?.idempotencyKey) : written
  return [...kept, ...requests.filter(isWrite).map((one) => one.idempotencyKey)]
}

/**
 * What makes a conversation new to the search: where it is, with each group of facts that decides there what may
 * be offered, said or carried out. The full product of all facts has a hundred thousand states and leads nowhere
 * new, because a place reads few of them. Under an aside the talk only waits, so there it is the aside's facts.
 * The random walks go through products that are left out here.
 */
export function aspectsOf(node: Node): readonly string[] {
  if (!node.snapshot) return []
  const { talk, aside } = placeOf(node)
  const context = contextOf(node) as unknown as Context
  if (aside !== 'quiet') {
    const read = [context.email !== null, context.firstRequestAtMs !== null, context.done.length > 0]
    return [`${aside} over ${partOf(talk)}`, JSON.stringify([aside, read, node.desk !== null])]
  }
  const part = partOf(talk)
  const groups = [
    [node.open?.command.name],
    [phaseOf(node, context), context.verifiedAtMs !== null],
    ...(READ[part]?.(context, node) ?? []),
  ]
  return [
    ...groups.map((group, index) => JSON.stringify([talk, index, group])),
    `${part} desk ${node.desk !== null} ${context.personRequested}`,
    `${part} saved ${context.saved} ${context.firstRequestAtMs === null}`,
    `${part} misses ${context.misses?.count}`,
    `reminder ${context.reminder?.kind} ${context.reminder?.by}`,
    `${part} reminder ${context.reminder !== null} ${context.due.remind !== undefined}`,
    `stop ${context.stopChecks} ${context.done.map(({ confirmed }) => confirmed)}`,
    `${part} stop ${context.due.confirm !== undefined} ${context.done.some(({ confirmed }) => confirmed === false)}`,
    `${part} look ${node.look?.command.name} ${Object.keys(context.due)}`,
  ]
}

/** Groups of facts by the part of the talk that reads them. */
const READ: Readonly<Record<string, (context: Context, node: Node) => readonly unknown[]>> = {
  menu: (context, node) => [
    [placeClass(context.place), context.orderNumber !== null, context.verifiedAtMs !== null],
    [doneOf(context)],
    accountClass(context, node),
  ],
  check: (context) => [
    [placeClass(context.place), context.chargeDate, context.chargeTo, context.checkPlan],
    [doneOf(context)],
  ],
  identity: (context, node) => [
    [topicClass(context.topic), phaseOf(node, context)],
    [context.returnTo, phaseOf(node, context)],
    [context.orderNumber !== null, context.email !== null, triesClass(context.triesLeft)],
    accountClass(context, node),
    [doneOf(context)],
  ],
  contract: (context, node) => [
    [topicClass(context.topic), phaseOf(node, context), context.contractId, context.verifiedAtMs !== null],
    [context.contractId, doneOf(context), context.queue.length],
    [context.contractId, context.serviceUsed, topicClass(context.topic)],
  ],
  refund: (context, node) => [
    [phaseOf(node, context), context.contractId],
    [phaseOf(node, context), context.reason],
    [context.contractId, doneOf(context), context.queue.length],
    [context.serviceUsed, topicClass(context.topic)],
  ],
  merge: (context, node) => [
    [phaseOf(node, context), context.topic === 'merge'],
    [context.contractId, doneOf(context)],
    [context.keyTries, context.topic === 'merge'],
  ],
  renewal: (context, node) => [
    [phaseOf(node, context), context.contractId],
    [context.contractId, doneOf(context), context.queue.length],
  ],
  closing: (context, node) => [
    [context.topic, context.verifiedAtMs !== null],
    [phaseOf(node, context), context.contractId],
    [doneOf(context), context.rated],
  ],
}

const partOf = (talk: string) => talk.split('.')[0] ?? ''

/** What was carried out for the contract at hand, and whether anything was for another. */
function doneOf({ done, contractId }: Context): unknown {
  const own = done.filter((one) => one.contractId === contractId)
  return [own.map((one) => one.kind), done.length > own.length]
}
const phaseOf = (node: Node, { offered }: Context) =>
  node.refused ? 'refused' : node.offers > 0 ? `offered ${offered !== null}` : 'none'
const topicClass = (topic: Context['topic']) =>
  topic === 'stop' || topic === 'merge' || topic === null ? topic : 'refund'
const placeClass = (place: Context['place']) => (place === null || place === 'official' ? place : 'other')
const accountClass = (context: Context, { atMs }: Node) => {
  const account = accountOf(context)
  return ['account', context.account !== null, account !== null && isFreshSignIn(account, atMs), context.returnTo]
}
const triesClass = (left: number | null) => (left === null ? null : left <= 2)

const isStranger = (node: Node) => (contextOf(node) as unknown as Context).contracts.length === 0

/** The way to a verified contract, one for each wish. */
export function identified(world: FlowWorld): Node[] {
  return (['refund.asked', 'stop.asked', 'merge.asked'] as const).map((type) => {
    let node = step(world, startOf(world), { type: 'opened' }).after
    const way: Input[] = [
      { type, slots: { orderNumber: 'NP12345678' } },
      { type: 'email.given', slots: { email: 'hanako@example.jp' } },
    ]
    for (const input of way) node = step(world, node, input).after
    node = succeed(world, node)
    return succeed(world, step(world, node, { type: 'code.given', seal: 'seal' }).after)
  })
}

/** The command under way succeeds. */
export function succeed(world: FlowWorld, node: Node): Node {
  const [success] = results(node.open, node, world)
  return success ? step(world, node, success).after : node
}

/**
 * Searches everything reachable; more than the limit is a defect, not a safety net.
 *
 * @param visit called for every step; false where the search is not to go on
 * @param whole from the first hello; else from where the contracts are known, and never back before it:
 *   what comes before is the same for all contracts
 */
export function explore(
  world: FlowWorld,
  visit: (edge: Edge) => boolean,
  { whole = true, limit = 20_000 } = {},
): { readonly nodes: readonly Node[]; readonly edges: number } {
  const seen = new Set<string>()
  const visited = new Set<string>()
  const nodes: Node[] = whole ? [startOf(world)] : identified(world)
  let edges = 0
  for (let next = 0; next < nodes.length; next++) {
    const node = nodes[next]
    if (!node) break
    const { talk, aside } = placeOf(node)
    const first = !visited.has(`${talk} ${aside}`)
    visited.add(`${talk} ${aside}`)
    for (const input of inputs(node, world, first || false)) {
      const edge = step(world, node, input)
      edges += 1
      // What follows a broken promise is broken too: the shortest way to each is enough.
      if (!visit(edge)) continue
      const fresh = aspectsOf(edge.after).filter((aspect) => !seen.has(aspect))
      if (fresh.length === 0 || (!whole && isStranger(edge.after))) continue
      for (const aspect of fresh) seen.add(aspect)
      nodes.push(edge.after)
      if (nodes.length > limit) throw new RangeError(`more than ${limit} states: ${edge.after.path.join(' → ')}`)
    }
  }
  return { nodes, edges }
}
