import { addMonths, civil, dayNumber, monthEnd, monthStart } from './calendar.ts'
import { type DateFrame, type DateWords, exact, givenYear, nearestYear, type Span } from './date-span.ts'
import { numeral } from './numerals.ts'

const PART_DAYS: readonly [RegExp, (end: number) => [number, number]][] = [
  [/末日|みそか/, (end) => [end, end]],
  [/月初|初め|始め|はじめ|頭|あたま|初旬|初頭/, () => [1, 7]],
  [/上旬/, () => [1, 10]],
  [/前半/, () => [1, 15]],
  [/半ば|なかば|中旬|中頃|中ごろ|なかごろ|真ん中|まんなか|半分/, () => [11, 20]],
  [/後半/, (end) => [16, end]],
  [/下旬/, (end) => [21, end]],
  [/終わり|終り|おわり|末|まつ|すえ|月末/, (end) => [25, end]],
]

function partOf(part: string, year: number, month: number): Span {
  const start = monthStart(year, month)
  const length = monthEnd(year, month) - start + 1
  const days = PART_DAYS.find(([pattern]) => pattern.test(part))?.[1](length) ?? [1, length]
  return { from: start + days[0] - 1, to: start + days[1] - 1 }
}

function monthsOfWord(word: string): number {
  if (/先々|先先|せんせん/.test(word)) return -2
  if (/先|前|せん/.test(word)) return -1
  if (/再来|さらい/.test(word)) return 2
  return /来|らい|翌/.test(word) ? 1 : 0
}

/** "9月20日", "9月下旬", "9月", with or without a year. */
export function readMonthDay(groups: DateWords, frame: DateFrame): Span | null {
  const month = numeral(groups.month ?? '')
  if (!(month >= 1 && month <= 12)) return null
  const { day, part } = groups
  const spanIn = (year: number): Span | null => {
    if (part) return partOf(part, year, month)
    if (day) return exact(dayNumber(year, month, numeral(day)))
    return { from: monthStart(year, month), to: monthEnd(year, month) }
  }
  const year = givenYear(groups, frame.today)
  return year === null ? nearestYear(frame, spanIn) : spanIn(year)
}

/** "先月20日", "2か月前の末", "先月". */
export function readRelativeMonth(groups: DateWords, frame: DateFrame): Span | null {
  const away = groups.monthsAgo ? -numeral(groups.monthsAgo) : monthsOfWord(groups.monthWord ?? '')
  const now = civil(frame.today)
  const start = civil(monthStart(now.year, now.month + away))
  const { day, part } = groups
  if (part) return partOf(part, start.year, start.month)
  if (groups.same) return exact(addMonths(frame.today, away))
  if (day) return exact(dayNumber(start.year, start.month, numeral(day)))
  return { from: monthStart(start.year, start.month), to: monthEnd(start.year, start.month) }
}

/** "20日": the last such day, or of the month named before. */
export function readDayOfMonth(groups: DateWords, frame: DateFrame): Span | null {
  const day = numeral(groups.day ?? '')
  if (!(day >= 1 && day <= 31)) return null
  if (frame.month) return exact(dayNumber(frame.month.year, frame.month.month, day))
  const now = civil(frame.today)
  for (let back = 0; back <= 2; back++) {
    const month = civil(monthStart(now.year, now.month + (frame.future ? back : -back)))
    const found = dayNumber(month.year, month.month, day)
    if (found !== null && (frame.future ? found >= frame.today : found <= frame.today))
      return { from: found, to: found, dayOnly: true }
  }
  return null
}

/** "去年", "2025年", "去年の前半". */
export function readYear(groups: DateWords, frame: DateFrame): Span | null {
  const year = givenYear(groups, frame.today)
  if (year === null || !(year >= 1990 && year <= 2100)) return null
  const half = groups.part ?? ''
  const from = monthStart(year, /後半/.test(half) ? 7 : 1)
  return { from, to: monthEnd(year, /前半/.test(half) ? 6 : 12) }
}

/** "去年の今日". */
export function readAnniversary(groups: DateWords, frame: DateFrame): Span | null {
  const year = givenYear(groups, frame.today)
  return year === null ? null : exact(addMonths(frame.today, (year - civil(frame.today).year) * 12))
}

const ENGLISH_MONTHS = 'janfebmaraprmayjunjulaugsepoctnovdec'

/** "Sep 20, 2026", "20 Sep". */
export function readEnglishDate(groups: DateWords, frame: DateFrame): Span | null {
  const day = groups.day ?? groups.dayAfter
  if (!day) return null
  const month = ENGLISH_MONTHS.indexOf(groups.name ?? '') / 3 + 1
  return readMonthDay({ year: groups.year, month: String(month), day }, frame)
}
