import { dayNumber, monthStart, weekday } from './calendar.ts'
import { type DateFrame, type DateWords, exact, givenYear, nearestYear, type Span } from './date-span.ts'

const SEASONS: readonly [RegExp, readonly [number, number, number, number]][] = [
  [/^(年末年始)/, [12, 28, 1, 5]],
  [/^(大晦日|おおみそか|大みそか)/, [12, 31, 12, 31]],
  [/^(元日|元旦|がんたん|がんじつ)/, [1, 1, 1, 1]],
  [/^(年末|ねんまつ|年の瀬|暮れ|師走)/, [12, 25, 12, 31]],
  [/^(年明け|年始|年初|としあけ|新年)/, [1, 1, 1, 10]],
  [/^(お?正月|おしょうがつ|三が日)/, [1, 1, 1, 3]],
  [/^(お盆|おぼん|盆休み)/, [8, 12, 8, 17]],
  [/^夏休み/, [7, 20, 8, 31]],
  [/^(gw|ゴールデンウ[ィイ]ーク|大型連休)/, [4, 29, 5, 6]],
  [/^(クリスマスイ[ブヴ])/, [12, 24, 12, 24]],
  [/^(クリスマス)/, [12, 25, 12, 25]],
  [/^(バレンタイン)/, [2, 14, 2, 14]],
  [/^(ホワイトデー)/, [3, 14, 3, 14]],
  [/^(ハロウィン)/, [10, 31, 10, 31]],
  [/^(年度末)/, [3, 25, 3, 31]],
  [/^(年度初め|年度始め|新年度)/, [4, 1, 4, 7]],
  [/^(春)/, [3, 1, 5, 31]],
  [/^(夏)/, [6, 1, 8, 31]],
  [/^(秋)/, [9, 1, 11, 30]],
  [/^(冬)/, [12, 1, 2, 28]],
]

/** "年末", "お盆", "今年の春". */
export function readSeason(groups: DateWords, frame: DateFrame): Span | null {
  const days = SEASONS.find(([pattern]) => pattern.test(groups.season ?? ''))?.[1]
  if (!days) return null
  const spanIn = (year: number): Span | null => {
    const from = dayNumber(year, days[0], days[1])
    const to = dayNumber(days[2] < days[0] ? year + 1 : year, days[2], days[3])
    return from === null || to === null ? null : { from, to }
  }
  const year = givenYear(groups, frame.today)
  return year === null ? nearestYear(frame, spanIn) : spanIn(year)
}

/** Holidays by name: month and day, or month and which Monday. */
export const HOLIDAYS: ReadonlyMap<
  string,
  { readonly month: number; readonly day?: number; readonly monday?: number }
> = new Map([
  ['成人の日', { month: 1, monday: 2 }],
  ['建国記念の日', { month: 2, day: 11 }],
  ['天皇誕生日', { month: 2, day: 23 }],
  ['昭和の日', { month: 4, day: 29 }],
  ['憲法記念日', { month: 5, day: 3 }],
  ['みどりの日', { month: 5, day: 4 }],
  ['こどもの日', { month: 5, day: 5 }],
  ['海の日', { month: 7, monday: 3 }],
  ['山の日', { month: 8, day: 11 }],
  ['敬老の日', { month: 9, monday: 3 }],
  ['スポーツの日', { month: 10, monday: 2 }],
  ['体育の日', { month: 10, monday: 2 }],
  ['文化の日', { month: 11, day: 3 }],
  ['勤労感謝の日', { month: 11, day: 23 }],
])

/** "敬老の日". */
export function readHoliday(groups: DateWords, frame: DateFrame): Span | null {
  const rule = HOLIDAYS.get(groups.holiday ?? '')
  if (!rule) return null
  const spanIn = (year: number): Span | null => {
    if (rule.day) return exact(dayNumber(year, rule.month, rule.day))
    const first = monthStart(year, rule.month)
    return exact(first + ((7 - weekday(first)) % 7) + 7 * ((rule.monday ?? 1) - 1))
  }
  const year = givenYear(groups, frame.today)
  return year === null ? nearestYear(frame, spanIn) : spanIn(year)
}
