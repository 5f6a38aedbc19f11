import { addMonths, type DayNumber, weekday } from './calendar.ts'
import { type DateFrame, type DateWords, exact, type Span } from './date-span.ts'
import { WEEKDAY_KANA, WEEKDAYS } from './date-words.ts'
import { numeral } from './numerals.ts'

const WEEKS: readonly [RegExp, number][] = [
  [/先々週|先先週|せんせんしゅう/, -2],
  [/先週|前週|せんしゅう/, -1],
  [/再来週|さらいしゅう/, 2],
  [/来週|翌週|らいしゅう/, 1],
  [/今週|こんしゅう/, 0],
]

function weekdayIndex(word: string): number {
  const kanji = WEEKDAYS.indexOf(word[0] ?? '')
  return kanji >= 0 && /曜|^.$/.test(word) ? kanji : WEEKDAY_KANA.findIndex((kana) => word.startsWith(kana))
}

/** "先週の水曜", "先週末", "先週". */
export function readWeek(groups: DateWords, frame: DateFrame): Span | null {
  const away = WEEKS.find(([pattern]) => pattern.test(groups.week ?? ''))?.[1] ?? 0
  const monday = frame.today - weekday(frame.today) + away * 7
  if (groups.weekday) return exact(monday + weekdayIndex(groups.weekday))
  const part = groups.part ?? ''
  if (/^(末|週末)/.test(part)) return { from: monday + 5, to: monday + 6 }
  if (/初|始|はじめ|頭/.test(part)) return { from: monday, to: monday + 1 }
  if (/半ば|中|なか/.test(part)) return { from: monday + 2, to: monday + 3 }
  if (/後半|終/.test(part)) return { from: monday + 3, to: monday + 6 }
  return { from: monday, to: monday + 6 }
}

/** "水曜日", "この前の水曜". */
export function readWeekday(groups: DateWords, frame: DateFrame): Span | null {
  const wanted = weekdayIndex(groups.weekday ?? '')
  const now = weekday(frame.today)
  if (frame.future || groups.next) return exact(frame.today + ((wanted - now + 7) % 7 || 7))
  const back = (now - wanted + 7) % 7
  return exact(frame.today - (back === 0 && groups.last ? 7 : back))
}

/** "週末": the last one, or the next in a text about the future. */
export function readWeekend(frame: DateFrame): Span {
  const now = weekday(frame.today)
  const saturday = frame.today - now + (frame.future || now >= 5 ? 5 : -2)
  return { from: saturday, to: saturday + 1 }
}

/** Half-width of "N … ago": days count exactly, months and years are said loosely. */
function slack(unit: string, around: boolean): number {
  if (unit === '日') return around ? 3 : 0
  if (unit === '週') return around ? 5 : 0
  if (unit === '月') return around ? 7 : 3
  return around ? 15 : 6
}

function away(day: DayNumber, count: number, unit: string): DayNumber {
  if (unit === '日') return day + count
  if (unit === '週') return day + count * 7
  return addMonths(day, unit === '月' ? count : count * 12)
}

/** "5日前", "3週間くらい前", "1か月半前", "10日後". */
export function readAgo(groups: DateWords, frame: DateFrame): Span | null {
  const unit = (groups.unit ?? '')
    .replace(/^.*月$/, '月')
    .replace(/^週間?$/, '週')
    .replace(/^年$/, '年')
  const sign = /後|ご|先/.test(groups.side ?? '') ? 1 : -1
  const first = numeral(groups.count ?? '')
  const last = groups.upTo ? numeral(groups.upTo) : first
  if (!(first >= 0 && first <= 400 && last <= 400)) return null
  const around = Boolean(groups.around ?? groups.about)
  const width = groups.just && !around ? 0 : slack(unit, around)
  const half = groups.half ? (unit === '月' ? 15 : unit === '年' ? 182 : 3) : 0
  const days = [away(frame.today, sign * first, unit) + sign * half, away(frame.today, sign * last, unit) + sign * half]
  return { from: Math.min(...days) - width, to: Math.max(...days) + width }
}

/** "2、3日前", "二三日前". */
export function readAgoRange(groups: DateWords, frame: DateFrame): Span | null {
  return readAgo({ ...groups, side: '前', just: groups.unit === '日' ? '丁度' : undefined }, frame)
}

/** "半年前", "数日前". */
export function readLooseAgo(groups: DateWords, frame: DateFrame): Span | null {
  const word = groups.word ?? ''
  if (word === '半年') return { from: addMonths(frame.today, -6) - 7, to: addMonths(frame.today, -6) + 7 }
  if (word === '半月') return { from: frame.today - 18, to: frame.today - 12 }
  if (/日/.test(word)) return { from: frame.today - 6, to: frame.today - 2 }
  if (/週/.test(word)) return { from: frame.today - 35, to: frame.today - 14 }
  return { from: addMonths(frame.today, -6), to: addMonths(frame.today, -2) }
}

const DAY_WORDS: readonly [RegExp, number][] = [
  [/^(さきおととい|先一昨日|一昨々日|一昨昨日|さきおとつい)/, -3],
  [/^(一昨日|おととい|おとつい|いっさくじつ|一昨夜|おとといの)/, -2],
  [/^(昨日|きのう|さくじつ|昨夜|昨晩|ゆうべ|夕べ|さくや|さくばん|前日)/, -1],
  [/^(今日|きょう|本日|ほんじつ|けさ|今朝|今晩|今夜|当日|たった今|ついさっき|今しがた)/, 0],
  [/^(しあさって|明々後日|明明後日)/, 3],
  [/^(明後日|あさって|みょうごにち)/, 2],
  [/^(明日|あした|みょうにち|あす|翌日)/, 1],
]

/** "昨日", "おととい", "今朝". */
export function readDayWord(groups: DateWords, frame: DateFrame): Span | null {
  const word = groups.word ?? ''
  const offset = DAY_WORDS.find(([pattern]) => pattern.test(word))?.[1]
  return offset === undefined ? null : exact(frame.today + offset)
}
