import { AppError } from '../errors.ts'

const WEEKDAYS = ['日', '月', '火', '水', '木', '金', '土'] as const
const JST_OFFSET_MS = 9 * 60 * 60_000

/** Whether a sentence was given something that is a point in time at all. */
type Moment = string | number

interface Parts {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly weekday: string
  readonly clock: string
}

/** `2026年11月19日（木）`, from a plain JST date, an ISO instant or epoch ms. */
export function dayJst(moment: Moment): string {
  const { year, month, day, weekday } = partsOf(moment)
  return `${year}年${month}月${day}日（${weekday}）`
}

/** `9月20日`. */
export function monthDayJst(moment: Moment): string {
  const { month, day } = partsOf(moment)
  return `${month}月${day}日`
}

/** `2026年11月18日（水）21:46`. */
export function timeJst(moment: Moment): string {
  return `${dayJst(moment)}${clockJst(moment)}`
}

/** `21:46`. */
export function clockJst(moment: Moment): string {
  return partsOf(moment).clock
}

/** Japan has had no summer time since 1951, so Asia/Tokyo is UTC+9 for every date we handle. */
function partsOf(moment: Moment): Parts {
  const ms = typeof moment === 'number' ? moment : Date.parse(/T/.test(moment) ? moment : `${moment}T00:00:00+09:00`)
  if (!Number.isFinite(ms)) throw new AppError('date.invalid', 'a sentence was given no point in time')
  const iso = new Date(ms + JST_OFFSET_MS)
  return {
    year: iso.getUTCFullYear(),
    month: iso.getUTCMonth() + 1,
    day: iso.getUTCDate(),
    weekday: WEEKDAYS[iso.getUTCDay()] ?? '',
    clock: iso.toISOString().slice(11, 16),
  }
}
