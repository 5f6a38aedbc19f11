import { type DayNumber, dayNumberOf, plainDateOf } from './date.ts'
import type { Customer, Moment } from './policy-customers.ts'
import type { Outcome, Told, Within } from './policy-outcome.ts'
import type { PolicyPack, PolicyRow } from './policy-pack.ts'

/** One question to both packs. */
export interface Asked {
  readonly customer: Customer
  readonly moment: Moment
}

/** The part of a charge's time in which something changes, where the answers themselves do not say it. */
export interface Span {
  /** Begins on the day after this period; null from the charge on. */
  readonly after: Within | null
  /** `reopening`: until the desk opens again. null: without end. */
  readonly until: Within | 'reopening' | null
}

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

/** The two packs with the row each takes for a customer. */
export interface Compared {
  readonly rows: readonly [PolicyRow, PolicyRow]
  readonly packs: readonly [PolicyPack, PolicyPack]
}

interface End {
  /** Days after the charge. */
  readonly day: number
  readonly label: Within | 'reopening'
}

/** A stretch of days with one answer of each pack. */
interface Stretch {
  readonly after: Span['after']
  readonly until: Span['until']
  readonly told: readonly [Told, Told]
}

const ORDINARY_DAY = dayNumberOf('2026-03-02')
/** Long enough for New Year to begin on every day of the week. */
const YEARS = 11
/** A closed desk opens again within its holidays and a weekend. */
const REOPENING_DAYS = 16

/**
 * The charges that stand for all charges of this customer: ordered on the day, shortly and long before or after; on a
 * day whose deadline falls on a working day, or on every day of a decade whose deadline falls into the desk's holidays.
 * Empty when there is no such charge.
 */
export function momentsFor(customer: Customer, compared: Compared): readonly Omit<Moment, 'askedAfter'>[] {
  if (customer.charge === 'pending') return [{ chargeDay: ORDINARY_DAY, orderedAfter: 0 }]
  return ordersFor(customer, compared).flatMap((orderedAfter) =>
    chargeDaysFor(customer, compared, orderedAfter).map((chargeDay) => ({ chargeDay, orderedAfter })),
  )
}

/** Where the two packs part for this customer: the first of the charges that shows a difference stands for all. */
export function changedRuns(
  customer: Customer,
  { tell, ...compared }: Compared & { readonly tell: (asked: Asked) => readonly [Told, Told] },
): readonly Run[] {
  for (const charge of momentsFor(customer, compared)) {
    const stretches = stretchesOf(customer, compared, charge).map(({ askedAfter, ...stretch }): Stretch => {
      return { ...stretch, told: tell({ customer, moment: { ...charge, askedAfter } }) }
    })
    const runs = runsOf(stretches)
    if (runs.length > 0) return runs
  }
  return []
}

function stretchesOf(
  customer: Customer,
  compared: Compared,
  { orderedAfter }: Omit<Moment, 'askedAfter'>,
): (Omit<Stretch, 'told'> & { readonly askedAfter: number })[] {
  if (customer.charge === 'pending') return [{ after: null, until: null, askedAfter: 0 }]
  const ends = endsFor(customer, compared, orderedAfter)
  const last = ends.at(-1)
  return [
    ...ends.map(({ day, label }, index) => ({ after: periodBefore(ends, index), until: label, askedAfter: day })),
    {
      after: periodBefore(ends, ends.length),
      until: null,
      askedAfter: Math.max(last ? last.day + 1 : 0, orderedAfter, 0),
    },
  ]
}

/** A closed desk is no period of its own: days are counted from the last one. */
function periodBefore(ends: readonly End[], index: number): Within | null {
  const label = ends.slice(0, index).findLast((end) => end.label !== 'reopening')?.label
  return label === undefined || label === 'reopening' ? null : label
}

/** The days after the charge on which an answer of either pack can turn, in order. Nobody asks before ordering. */
function endsFor(customer: Customer, { rows, packs }: Compared, orderedAfter: number): readonly End[] {
  const windows = rows.flatMap((row): End[] => {
    if (!row.window) return []
    const lastDay = lastDayOf(row.window, orderedAfter)
    const from = customer.event === 'purchase' ? row.window.from : 'billing'
    return [{ day: lastDay, label: { days: row.window.days, from } }]
  })
  const withdrawals = packs.flatMap(({ coolingOff }): End[] =>
    coolingOff && customer.event === 'purchase'
      ? [{ day: orderedAfter + coolingOff.days, label: { days: coolingOff.days, from: 'order' } }]
      : [],
  )
  const waiting = customer.lastDay === 'desk-closed' ? windows.flatMap(daysAfter) : []
  const byDay = new Map<number, End>()
  for (const end of [...waiting, ...withdrawals, ...windows]) byDay.set(end.day, end)
  return [...byDay.values()].filter(({ day }) => day >= Math.max(orderedAfter, 0)).sort((a, b) => a.day - b.day)
}

function daysAfter({ day }: End): End[] {
  return Array.from({ length: REOPENING_DAYS }, (_, index) => ({ day: day + 1 + index, label: 'reopening' as const }))
}

function ordersFor(customer: Customer, { rows, packs }: Compared): readonly number[] {
  const periods = [...rows.map(({ window }) => window), ...packs.map(({ coolingOff }) => coolingOff)]
  const longer = Math.max(...periods.map((period) => period?.days ?? 0)) + 1
  if (customer.order === 'before') return [-1, -longer]
  return customer.order === 'after' ? [1, longer] : [0]
}

function chargeDaysFor(customer: Customer, { rows }: Compared, orderedAfter: number): readonly DayNumber[] {
  if (!rows.some(({ window }) => window?.deskClosed)) return customer.lastDay === 'desk-closed' ? [] : [ORDINARY_DAY]
  const days = Array.from({ length: YEARS * 365 }, (_, index) => ORDINARY_DAY + index)
  const closed = (chargeDay: DayNumber) =>
    rows.some(
      ({ window }) => window?.deskClosed && isClosed(chargeDay + lastDayOf(window, orderedAfter), window.deskClosed),
    )
  if (customer.lastDay === 'desk-closed') return days.filter(closed)
  return days.filter((day) => !closed(day)).slice(0, 1)
}

type Window = NonNullable<PolicyRow['window']>

/** Days after the charge. */
function lastDayOf(window: Window, orderedAfter: number): number {
  return window.days + (window.from === 'purchase' ? Math.max(0, orderedAfter) : 0)
}

function isClosed(day: DayNumber, { from, to }: NonNullable<Window['deskClosed']>): boolean {
  const monthDay = plainDateOf(day).slice(5)
  return from > to ? monthDay >= from || monthDay <= to : monthDay >= from && monthDay <= to
}

/** Neighbouring stretches that change in the same way make one run. */
function runsOf(stretches: readonly Stretch[]): readonly Run[] {
  const runs: Stretch[][] = []
  let previous: ReturnType<typeof kindOfChange> = null
  for (const stretch of stretches) {
    const kind = kindOfChange(stretch.told)
    if (kind && kind === previous) runs.at(-1)?.push(stretch)
    else if (kind) runs.push([stretch])
    previous = kind
  }
  return runs.map(runOf)
}

function kindOfChange([before, after]: Stretch['told']): 'answer' | 'along' | null {
  if (before.answerKey !== after.answerKey) return 'answer'
  return before.along.join() === after.along.join() ? null : 'along'
}

function runOf(stretches: readonly Stretch[]): Run {
  const told = stretches.map((stretch) => stretch.told)
  const changed = told.some((pair) => kindOfChange(pair) === 'answer')
  const [before, after] = changed
    ? withoutSharedRights(inOrder(told.map(([old]) => old.outcome)), inOrder(told.map(([, now]) => now.outcome)))
    : [[], []]
  const along = (index: 0 | 1) => told.flatMap((pair) => pair[index].along)
  return {
    span: spanOf(stretches, [...before, ...after]),
    before,
    after,
    gone: changed ? [] : without(along(0), along(1)),
    come: changed ? [] : without(along(1), along(0)),
    rules: {
      before: [...new Set(told.map(([old]) => old.basis.rule))],
      after: [...new Set(told.map(([, now]) => now.basis.rule))],
    },
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
  const rights = [before, after].map((list) =>
    JSON.stringify([...new Set(list.map(({ also }) => also?.days ?? 0))].sort()),
  )
  if (rights[0] !== rights[1]) return [before, after]
  return [inOrder(before.map(withoutRight)), inOrder(after.map(withoutRight))]
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

function without(words: readonly string[], others: readonly string[]): readonly string[] {
  return [...new Set(words)].filter((word) => !others.includes(word))
}
