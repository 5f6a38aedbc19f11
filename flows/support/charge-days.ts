import { isPlainDate, type PlainDate } from '../../src/core/date.ts'
import { slotsOf } from './facts.ts'
import type { Context, Scene } from './flow.ts'

type ChargeDays = Pick<Context, 'chargeDate' | 'chargeTo'>

/** The same day in the month already told; as read when that month has no such day yet. */
function inMonthOf(known: PlainDate, day: PlainDate, today: PlainDate): PlainDate {
  const moved = known.slice(0, 8) + day.slice(8)
  return isPlainDate(moved) && moved <= today ? moved : day
}

/**
 * The day of the charge, or the stretch of days up to today: a charge that is to come is none yet.
 * 「やっぱり19日」 after 「9月20日」 means September.
 */
export function chargeDays({ context, event }: Scene): ChargeDays {
  const { date, dateFrom, dateTo, dayOnly } = slotsOf(event)
  const { today } = event.stamp
  const first = date ?? dateFrom
  const last = date ?? dateTo
  if (first === undefined || last === undefined) return { chargeDate: null, chargeTo: null }
  const known = context.chargeDate
  const ends = dayOnly && known ? [first, last].map((day) => inMonthOf(known, day, today)).sort() : [first, last]
  const [chargeDate = first, to = last] = ends
  return { chargeDate, chargeTo: to > today ? today : to }
}
