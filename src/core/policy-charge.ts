import {
  addYearsTo,
  type DayNumber,
  dayNumberOf,
  firstOfNextMonth,
  parseChargedAt,
  plainDateOf,
  toDayNumber,
  toPlainDate,
  weekdayOf,
} from './date.ts'
import type { ContractFacts } from './facts.ts'
import type { CompiledPack, CompiledRow } from './policy-compile.ts'
import { accepts, type Bits, SELECT_CODE, STATE_CODE } from './policy-facets.ts'

/** A charge at the moment of a request, in day numbers of Tokyo's calendar, with nothing left unknown. */
export interface Charge {
  readonly facts: ContractFacts
  readonly channel: string
  readonly plan: string
  readonly event: string
  readonly requestDay: DayNumber
  /** null: the charge is still to come. */
  readonly chargeDay: DayNumber | null
}

/** When a full refund closes. `safeDay` is earlier where purchase and payment fell on different days. */
export interface Deadline {
  readonly baseDay: DayNumber
  readonly days: number
  readonly lastDay: DayNumber
  readonly safeDay: DayNumber
}

/** What is left of a paid term after the month of the request. */
export interface Remainder {
  readonly from: DayNumber
  readonly days: number
  /** null when the term's first day is not known. */
  readonly termDays: number | null
}

/** The charge as its facts have it; `unknown` stays in place, and a date nobody knows reads as not charged. */
export function readCharge(facts: ContractFacts, requestedAtMs: number): Charge {
  const { channel, plan, event } = facts
  return {
    facts,
    channel,
    plan,
    event,
    requestDay: toDayNumber(requestedAtMs),
    chargeDay: chargeDayOf(facts, requestedAtMs),
  }
}

function chargeDayOf(facts: ContractFacts, requestedAtMs: number): DayNumber | null {
  if (!facts.chargedAt) return null
  const { date, atMs } = parseChargedAt(facts.chargedAt)
  // A plain date has no clock time: on that very day the charge counts as made
  const toCome = atMs === null ? dayNumberOf(date) > toDayNumber(requestedAtMs) : atMs > requestedAtMs
  return toCome ? null : dayNumberOf(date)
}

/** What a row of the pack is chosen by. */
export function selectBits({ facts, channel, plan, event, chargeDay }: Charge, pack: CompiledPack): Bits {
  return SELECT_CODE.bits({
    channel,
    region: pack.regionClasses.get(facts.region) ?? 'other',
    productKind: facts.productKind,
    plan,
    event,
    bundled: facts.bundled ? 'yes' : 'no',
    repurchase: facts.previousRefund ? 'yes' : 'no',
    migrated: facts.migratedFromAnnual ? 'yes' : 'no',
    charge: chargeDay === null ? 'pending' : 'made',
  })
}

/** What the chosen row's answer depends on. */
export function stateBits(
  charge: Charge,
  row: CompiledRow,
  { deadline, coolingOff, remainder, pack }: Clocks & { readonly pack: CompiledPack },
): Bits {
  const { facts, requestDay } = charge
  return STATE_CODE.bits({
    event: charge.event,
    charge: charge.chargeDay === null ? 'pending' : 'made',
    window: isOpen(deadline, requestDay) ? 'open' : 'closed',
    coolingOff: isOpen(coolingOff, requestDay) ? 'open' : 'closed',
    service: pack.serviceKinds.has(facts.productKind) ? usage(facts.serviceUsed) : 'none',
    product: usage(facts.productUsed),
    evidence: facts.hasProofOfPurchase === false ? 'missing' : 'given',
    applicant: facts.applicantIsPurchaser === false ? 'other' : 'purchaser',
    repeat: repeatBar(facts, requestDay),
    remaining: remainder === null ? 'unknown' : remainder.days > 0 ? 'some' : 'nothing',
    lastDay:
      deadline && row.window && deskWasClosed(deadline.lastDay, row.window, requestDay) ? 'desk-closed' : 'workday',
  })
}

/** The days an answer is counted in, for one charge under one row. */
export interface Clocks {
  readonly deadline: Deadline | null
  readonly coolingOff: Deadline | null
  readonly remainder: Remainder | null
}

export function clocksOf(charge: Charge, row: CompiledRow, { pack, bits }: { pack: CompiledPack; bits: Bits }): Clocks {
  const { chargeDay, facts } = charge
  if (chargeDay === null) return { deadline: null, coolingOff: null, remainder: null }
  const orderDay = charge.event === 'purchase' && facts.orderConfirmedAt ? dayOf(facts.orderConfirmedAt) : chargeDay
  const withdraw = pack.coolingOff
  return {
    deadline: row.window ? deadlineOf(row.window, chargeDay, orderDay) : null,
    coolingOff: withdraw && accepts(withdraw.mask, bits) ? counted(orderDay, orderDay, withdraw.days) : null,
    remainder: row.prorate ? remainderOf(facts, charge.requestDay) : null,
  }
}

/** Day N after the base day still counts: the base day is day 0 (民法140条・141条). */
export function isOpen(deadline: Deadline | null, requestDay: DayNumber): boolean {
  return deadline !== null && requestDay <= deadline.lastDay
}

function deadlineOf(window: NonNullable<CompiledRow['window']>, chargeDay: DayNumber, orderDay: DayNumber): Deadline {
  if (window.from === 'billing') return counted(chargeDay, chargeDay, window.days)
  // Where order and payment fall apart, the later decides and the earlier is the day to be safe
  return counted(Math.max(chargeDay, orderDay), Math.min(chargeDay, orderDay), window.days)
}

function counted(baseDay: DayNumber, safeBaseDay: DayNumber, days: number): Deadline {
  return { baseDay, days, lastDay: baseDay + days, safeDay: safeBaseDay + days }
}

/**
 * Days from the first of the month after the request to the end of the term. Null when the end is not known.
 * A term that begins only later is counted from its beginning, so that nobody is given more days than were paid.
 */
function remainderOf({ termStart, termEnd }: ContractFacts, requestDay: DayNumber): Remainder | null {
  if (!termEnd) return null
  const startDay = termStart ? dayOf(termStart) : null
  const endDay = dayOf(termEnd)
  const from = Math.max(dayNumberOf(firstOfNextMonth(plainDateOf(requestDay))), startDay ?? 0)
  return { from, days: endDay - from + 1, termDays: startDay === null ? null : endDay - startDay + 1 }
}

function usage(used: boolean | null | undefined): 'used' | 'unused' | 'unknown' {
  if (used === true) return 'used'
  return used === false ? 'unused' : 'unknown'
}

/** The year counts like every period here: its last day, the anniversary, is still inside. */
function repeatBar({ previousRefund, previousRefundAppliedAt }: ContractFacts, requestDay: DayNumber): string {
  if (!previousRefundAppliedAt) return previousRefund ? 'unknown' : 'free'
  const lastBarred = dayNumberOf(addYearsTo(toPlainDate(previousRefundAppliedAt), 1))
  return requestDay <= lastBarred ? 'barred' : 'free'
}

/**
 * Whether the last day fell into days on which the only desk may be closed, and the request came no later than the
 * first working day after them (民法142条).
 */
function deskWasClosed(lastDay: DayNumber, window: NonNullable<CompiledRow['window']>, requestDay: DayNumber): boolean {
  const closed = window.deskClosed
  if (!closed || requestDay <= lastDay) return false
  const date = plainDateOf(lastDay)
  const monthDay = date.slice(5)
  const overNewYear = closed.from > closed.to
  const within = overNewYear
    ? monthDay >= closed.from || monthDay <= closed.to
    : monthDay >= closed.from && monthDay <= closed.to
  if (!within) return false
  const year = Number(date.slice(0, 4)) + (overNewYear && monthDay >= closed.from ? 1 : 0)
  let reopening = dayNumberOf(`${String(year).padStart(4, '0')}-${closed.to}`) + 1
  while ([0, 6].includes(weekdayOf(plainDateOf(reopening)))) reopening++
  return requestDay <= reopening
}

function dayOf(text: string): DayNumber {
  return dayNumberOf(parseChargedAt(text).date)
}
