import { type DayNumber, dayNumberOf, plainDateOf } from './date.ts'
import type { Customer, Moment } from './policy-customers.ts'
import type { Within } from './policy-outcome.ts'
import type { PolicyPack, PolicyRow } from './policy-pack.ts'

/** The two packs with the row each takes for a customer. */
export interface Compared {
  readonly rows: readonly [PolicyRow, PolicyRow]
  readonly packs: readonly [PolicyPack, PolicyPack]
}

/** A charge to ask about. */
export type ChargeMoment = Omit<Moment, 'askedAfter'>

/** Days after a charge on which neither pack's answer turns. */
export interface Stretch {
  /** Begins on the day after this period; null from the charge on. */
  readonly after: Within | null
  /** `reopening`: until the desk opens again. null: without end. */
  readonly until: Within | 'reopening' | null
  /** One of its days, as days after the charge. */
  readonly askedAfter: number
}

interface End {
  /** Days after the charge. */
  readonly day: number
  readonly label: Within | 'reopening'
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
export function momentsFor(customer: Customer, compared: Compared): readonly ChargeMoment[] {
  if (customer.charge === 'pending') return [{ chargeDay: ORDINARY_DAY, orderedAfter: 0 }]
  return ordersFor(customer, compared).flatMap((orderedAfter) =>
    chargeDaysFor(customer, compared, orderedAfter).map((chargeDay) => ({ chargeDay, orderedAfter })),
  )
}

/** The days after a charge, in order, cut wherever an answer of either pack can turn. */
export function stretchesOf(
  customer: Customer,
  compared: Compared,
  { orderedAfter }: ChargeMoment,
): readonly Stretch[] {
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
