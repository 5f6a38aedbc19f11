import type { Customer, Moment } from './policy-customers.ts'
import { type Compared, momentsFor, type Stretch, stretchesOf } from './policy-moments.ts'
import type { Outcome, Told } from './policy-outcome.ts'

/** One question to both packs. */
export interface Asked {
  readonly customer: Customer
  readonly moment: Moment
}

/** The part of a charge's time in which something changes, where the answers themselves do not say it. */
export type Span = Pick<Stretch, 'after' | 'until'>

/** What changes: the answers in order of time, old and new, or only what is said along with the same answers. */
export interface Difference {
  readonly span: Span | null
  readonly before: readonly Outcome[]
  readonly after: readonly Outcome[]
  /** Advice and conditions that go, and that come, where the answers stay. */
  readonly gone: readonly string[]
  readonly come: readonly string[]
}

/** A difference of one kind of customer, with the rules that give the answers. */
export interface Run extends Difference {
  readonly rules: { readonly before: readonly string[]; readonly after: readonly string[] }
}

/** A stretch of days with the answer of each pack. */
interface ToldStretch extends Stretch {
  readonly told: readonly [Told, Told]
}

/** Where the two packs part for this customer: the first of the charges that shows a difference stands for all. */
export function changedRuns(
  customer: Customer,
  { tell, ...compared }: Compared & { readonly tell: (asked: Asked) => readonly [Told, Told] },
): readonly Run[] {
  for (const charge of momentsFor(customer, compared)) {
    const stretches = stretchesOf(customer, compared, charge).map((stretch): ToldStretch => {
      return { ...stretch, told: tell({ customer, moment: { ...charge, askedAfter: stretch.askedAfter } }) }
    })
    const runs = runsOf(stretches)
    if (runs.length > 0) return runs
  }
  return []
}

/** Neighbouring stretches that change in the same way make one run. */
function runsOf(stretches: readonly ToldStretch[]): readonly Run[] {
  const runs: ToldStretch[][] = []
  let previous: string | null = null
  for (const stretch of stretches) {
    const kind = kindOfChange(stretch.told)
    if (kind && kind === previous) runs.at(-1)?.push(stretch)
    else if (kind) runs.push([stretch])
    previous = kind
  }
  return runs.map(runOf)
}

/** `answer` for another answer; else equal for changes that are the same; null where nothing changes. */
function kindOfChange(told: ToldStretch['told']): string | null {
  if (told[0].answerKey !== told[1].answerKey) return 'answer'
  const { gone, come } = saidAlong(told)
  return gone.length + come.length === 0 ? null : `${gone} ${come}`
}

function runOf(stretches: readonly ToldStretch[]): Run {
  const [first] = stretches
  const told = stretches.map((stretch) => stretch.told)
  const rules = {
    before: [...new Set(told.map(([old]) => old.basis.rule))],
    after: [...new Set(told.map(([, now]) => now.basis.rule))],
  }
  if (first && kindOfChange(first.told) !== 'answer') {
    return { span: spanOf(stretches, []), before: [], after: [], ...saidAlong(first.told), rules }
  }
  const [before, after] = withoutSharedRights(
    inOrder(told.map(([old]) => old.outcome)),
    inOrder(told.map(([, now]) => now.outcome)),
  )
  return { span: spanOf(stretches, [...before, ...after]), before, after, gone: [], come: [], rules }
}

function saidAlong([before, after]: ToldStretch['told']): Pick<Difference, 'gone' | 'come'> {
  return {
    gone: before.along.filter((word) => !after.along.includes(word)),
    come: after.along.filter((word) => !before.along.includes(word)),
  }
}

/** Repetitions said once. That money, or a second right, is gone after its last day goes without saying. */
function inOrder(outcomes: readonly Outcome[]): readonly Outcome[] {
  const once: Outcome[] = []
  for (const outcome of outcomes) {
    const previous = once.at(-1)
    if (previous && [previous, withoutRight(previous)].some((said) => isSame(said, outcome))) continue
    once.push(outcome)
  }
  const tail = once.at(-1)
  const said = once.at(-2)?.refundable === 'full' && tail?.refundable === 'none' && tail.reason === 'window-expired'
  return said ? once.slice(0, -1) : once
}

/** A second right that is there before and after is not what changes. */
function withoutSharedRights(
  before: readonly Outcome[],
  after: readonly Outcome[],
): readonly [readonly Outcome[], readonly Outcome[]] {
  const rights = [before, after].map((list) => [...new Set(list.flatMap(({ also }) => also?.days ?? []))].join())
  const bare = [inOrder(before.map(withoutRight)), inOrder(after.map(withoutRight))] as const
  return rights[0] === rights[1] && JSON.stringify(bare[0]) !== JSON.stringify(bare[1]) ? bare : [before, after]
}

function withoutRight({ also: _, ...outcome }: Outcome): Outcome {
  return outcome
}

function isSame(a: Outcome, b: Outcome): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

function spanOf(stretches: readonly Stretch[], outcomes: readonly Outcome[]): Span | null {
  const after = stretches[0]?.after ?? null
  const until = stretches.at(-1)?.until ?? null
  if (after) return { after, until }
  const said =
    until === null ||
    until === 'reopening' ||
    outcomes.some(({ within, also }) => [within?.days, also?.days].includes(until.days))
  return said ? null : { after, until }
}
