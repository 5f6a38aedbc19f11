import { addMonths, civil, type DayNumber, dayNumber, monthEnd, monthStart, weekday } from './calendar.ts'
import { NUMERAL_CHARS, numeral } from './numerals.ts'

/** A stretch of days a piece of text may mean. `from === to` is an exact day. */
export interface Span {
  readonly from: DayNumber
  readonly to: DayNumber
}

/** What bare dates are resolved against. */
export interface DateFrame {
  readonly today: DayNumber
  readonly future: boolean
  /** Year and month of an earlier date in the same text, for "9月20日か21日". */
  readonly month: { readonly year: number; readonly month: number } | null
}

/** One way of writing a date. `read` answers null when the words are no possible date. */
export interface DateForm {
  readonly name: string
  readonly pattern: RegExp
  /** Letters of which a text must have one for the form to be tried at all; empty: always tried. */
  readonly needs: string
  /** Dates with figures beat words like 今日 when a text names both. */
  readonly weight: number
  /** Leaves the month open to a later bare day ("9月20日か21日"). */
  readonly opensMonth?: boolean
  read(groups: Readonly<Record<string, string | undefined>>, frame: DateFrame): Span | null
}

const N = `[${NUMERAL_CHARS}]`
const NUM = `${N}{1,3}`
const AROUND =
  '(?:とちょっと|ちょっと|と少し|あまり|余り|くらい|ぐらい|ほど|程度|程|ごろ|頃|ころ|前後|あたり|辺り|ちょい)'
const MONTH_MARK = '(?:[かヶケカヵ箇ヵ]月|カ月)'
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
const PART =
  '(?:末日|みそか|月初め?|初め|始め|はじめ|頭|あたま|初旬|初頭|上旬|前半|半ば|なかば|中旬|中頃|中ごろ|なかごろ|真ん中|まんなか|後半|下旬|終わり|終り|おわり|月末|末(?!っ)|すえ)'
const YEAR_WORD =
  '(?:今年|ことし|本年|去年|昨年|きょねん|さくねん|前年|一昨年|おととし|来年|らいねん|再来年|さらいねん)'
const MONTH_WORD =
  '(?:今月|こんげつ|先月|せんげつ|前月|先々月|先先月|せんせんげつ|来月|らいげつ|翌月|再来月|さらいげつ)'
const WEEKDAYS = '月火水木金土日'
const WEEKDAY_KANA = ['げつよう', 'かよう', 'すいよう', 'もくよう', 'きんよう', 'どよう', 'にちよう']
const WEEKDAY = `(?:[${WEEKDAYS}]曜日?|(?:${WEEKDAY_KANA.join('|')})び?)`
const ERA_START: Readonly<Record<string, number>> = {
  令: 2018,
  れ: 2018,
  r: 2018,
  平: 1988,
  へ: 1988,
  h: 1988,
  昭: 1925,
  s: 1925,
}
const YEAR = `(?:(?<era>令和|れいわ|平成|へいせい|昭和|(?<![a-z])[rhs])[ .]?(?<eraYear>${NUM})|(?<![a-z0-9])(?<year>(?:19|20)\\d{2}|[一二][〇零九][〇零一二三四五六七八九]{2}|二千${NUM})|'(?<short>\\d{2}))`

const exact = (day: DayNumber | null): Span | null => (day === null ? null : { from: day, to: day })

function yearOfWord(word: string, today: DayNumber): number {
  const { year } = civil(today)
  if (/一昨年|おととし/.test(word)) return year - 2
  if (/去|昨|きょ|さく|前年/.test(word)) return year - 1
  if (/再来|さらい/.test(word)) return year + 2
  return /来|らい/.test(word) ? year + 1 : year
}

function monthsOfWord(word: string): number {
  if (/先々|先先|せんせん/.test(word)) return -2
  if (/先|前|せん/.test(word)) return -1
  if (/再来|さらい/.test(word)) return 2
  return /来|らい|翌/.test(word) ? 1 : 0
}

function givenYear(groups: Readonly<Record<string, string | undefined>>, today: DayNumber): number | null {
  if (groups.yearWord) return yearOfWord(groups.yearWord, today)
  if (groups.yearsAgo) return civil(today).year - numeral(groups.yearsAgo)
  if (groups.era) return (ERA_START[groups.era[0] ?? ''] ?? 0) + numeral(groups.eraYear ?? '')
  if (groups.short) return 2000 + Number(groups.short)
  return groups.year ? numeral(groups.year) : null
}

function partOf(part: string, year: number, month: number): Span {
  const start = monthStart(year, month)
  const length = monthEnd(year, month) - start + 1
  const days = PART_DAYS.find(([pattern]) => pattern.test(part))?.[1](length) ?? [1, length]
  return { from: start + days[0] - 1, to: start + days[1] - 1 }
}

/** The nearest year in the wanted direction in which the month and day exist and lie there. */
function nearestYear(frame: DateFrame, spanIn: (year: number) => Span | null): Span | null {
  const { year } = civil(frame.today)
  const step = frame.future ? 1 : -1
  // 29 February waits up to eight years (1896–1904).
  for (let tried = 0; tried <= 8; tried++) {
    const span = spanIn(year + step * tried)
    if (span && (frame.future ? span.to >= frame.today : span.from <= frame.today)) return span
  }
  return null
}

function readMonthDay(groups: Readonly<Record<string, string | undefined>>, frame: DateFrame): Span | null {
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

function readRelativeMonth(groups: Readonly<Record<string, string | undefined>>, frame: DateFrame): Span | null {
  const away = groups.monthsAgo ? -numeral(groups.monthsAgo) : monthsOfWord(groups.monthWord ?? '')
  const now = civil(frame.today)
  const start = civil(monthStart(now.year, now.month + away))
  const { day, part } = groups
  if (part) return partOf(part, start.year, start.month)
  if (groups.same) return exact(addMonths(frame.today, away))
  if (day) return exact(dayNumber(start.year, start.month, numeral(day)))
  return { from: monthStart(start.year, start.month), to: monthEnd(start.year, start.month) }
}

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

function readWeek(groups: Readonly<Record<string, string | undefined>>, frame: DateFrame): Span | null {
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

function readWeekday(groups: Readonly<Record<string, string | undefined>>, frame: DateFrame): Span | null {
  const wanted = weekdayIndex(groups.weekday ?? '')
  const now = weekday(frame.today)
  if (frame.future || groups.next) return exact(frame.today + ((wanted - now + 7) % 7 || 7))
  const back = (now - wanted + 7) % 7
  return exact(frame.today - (back === 0 && groups.last ? 7 : back))
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

function readAgo(groups: Readonly<Record<string, string | undefined>>, frame: DateFrame): Span | null {
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

function readDayWord(groups: Readonly<Record<string, string | undefined>>, frame: DateFrame): Span | null {
  const word = groups.word ?? ''
  const offset = DAY_WORDS.find(([pattern]) => pattern.test(word))?.[1]
  return offset === undefined ? null : exact(frame.today + offset)
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

function readDayOfMonth(groups: Readonly<Record<string, string | undefined>>, frame: DateFrame): Span | null {
  const day = numeral(groups.day ?? '')
  if (!(day >= 1 && day <= 31)) return null
  if (frame.month) return exact(dayNumber(frame.month.year, frame.month.month, day))
  const now = civil(frame.today)
  for (let back = 0; back <= 2; back++) {
    const month = civil(monthStart(now.year, now.month + (frame.future ? back : -back)))
    const found = dayNumber(month.year, month.month, day)
    if (found !== null && (frame.future ? found >= frame.today : found <= frame.today)) return exact(found)
  }
  return null
}

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

function readSeason(groups: Readonly<Record<string, string | undefined>>, frame: DateFrame): Span | null {
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
const HOLIDAYS: ReadonlyMap<string, { readonly month: number; readonly day?: number; readonly monday?: number }> =
  new Map([
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

function readHoliday(groups: Readonly<Record<string, string | undefined>>, frame: DateFrame): Span | null {
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

const ENGLISH_MONTHS = 'janfebmaraprmayjunjulaugsepoctnovdec'

function readEnglishDate(groups: Readonly<Record<string, string | undefined>>, frame: DateFrame): Span | null {
  const day = groups.day ?? groups.dayAfter
  if (!day) return null
  const month = ENGLISH_MONTHS.indexOf(groups.name ?? '') / 3 + 1
  return readMonthDay({ year: groups.year, month: String(month), day }, frame)
}

function readYear(groups: Readonly<Record<string, string | undefined>>, frame: DateFrame): Span | null {
  const year = givenYear(groups, frame.today)
  if (year === null || !(year >= 1990 && year <= 2100)) return null
  const half = groups.part ?? ''
  const from = monthStart(year, /後半/.test(half) ? 7 : 1)
  return { from, to: monthEnd(year, /前半/.test(half) ? 6 : 12) }
}

/** A stretch of text that looks like a date and is none; it hides what is inside it from the other forms. */
export const NO_DATES = new RegExp(
  [
    `毎[月年週日](?:の|末|初め)*(?:${NUM}月)?(?:${NUM}日)?|毎年`,
    `(?:(?<![${NUMERAL_CHARS}月])${N}+日|${N}+週間|${N}+${MONTH_MARK}|${N}+年)(?:の?うち|間|以内|以上|以下|未満|以降たっ|版|分|プラン|契約|コース|ライセンス|パック|もの|用|無料|無償|体験|保証|目|ごと|おき|単位|たら|過ぎたら|過ぎてたら|過ぎると|経ったら|たったら|経過|まで(?:な|に|大|で|は)|ずれ|ちがい?|違い?|遅|早|も(?!ら))`,
    `\\d{1,3}日(?:過ぎ|すぎ)て`,
    '\\d{2,5}-\\d{1,4}-\\d{3,4}',
    '[\\d,]+(?:円|台|回|個|人|件|%|パーセント|時間|分(?!か)|秒|歳|才|年前から|番|桁|ポイント|gb|つ)',
    '(?:あと|残り|のこり)[0-9一二三四五六七八九十]+日|\\d\\/\\d(?:の確率|くらい残|ほど残|残)|\\d{4}年度(?!末|初|始)|\\d{1,2}\\/\\d{1,2}\\/20\\d{2}|1日1回|一日中|一日も早く|[一1]日でも|一年中|一年間|第[一二三四五]',
  ].join('|'),
  'g',
)

const DAY_END = `(?!間|以内|以上|以降|版|分|ほど前|前(?!後)|後|目|も|$^)`

/** Every way of writing a date we know, most specific first: text read by one form is closed to the later ones. */
export const DATE_FORMS: readonly DateForm[] = [
  {
    name: 'figures-8',
    needs: '20',
    weight: 3,
    pattern: /(?<![\da-z-])(?<year>20\d{2})(?<month>0[1-9]|1[0-2])(?<day>[0-3]\d)(?!\d)/gu,
    read: readMonthDay,
  },
  {
    name: 'year-month-day',
    needs: '年年月/.-',
    weight: 3,
    opensMonth: true,
    pattern: new RegExp(
      `(?:${YEAR}年?|(?<yearWord>${YEAR_WORD})|(?<yearsAgo>${NUM})年前)[の ./-]{0,2}、?(?<month>${NUM})[月/.-]の?(?:(?<day>${NUM})日?(?![${NUMERAL_CHARS}台円])|(?<part>${PART}))`,
      'g',
    ),
    read: readMonthDay,
  },
  {
    name: 'short-year',
    needs: '2',
    weight: 3,
    opensMonth: true,
    pattern: /(?<![\d/.-])(?<short>2\d)[/.](?<month>1[0-2]|0?[1-9])[/.](?<day>\d{1,2})(?![\d/.])/g,
    read: readMonthDay,
  },
  {
    name: 'year-month',
    needs: '20',
    weight: 2,
    opensMonth: true,
    pattern: /(?<year>20[0-4]\d)[/.](?<month>1[0-2]|0?[1-9])(?![\d/.]|円)/g,
    read: readMonthDay,
  },
  {
    name: 'year-word-month',
    needs: '月',
    weight: 2,
    opensMonth: true,
    pattern: new RegExp(
      `(?:${YEAR}[年./]|(?<yearWord>${YEAR_WORD})|(?<yearsAgo>${NUM})年前)の?(?<month>${NUM})月(?!額|々)`,
      'g',
    ),
    read: readMonthDay,
  },
  {
    name: 'month-day',
    needs: '月',
    weight: 3,
    opensMonth: true,
    pattern: new RegExp(
      `(?<month>${NUM})月[の、 ]?(?:(?<day>${NUM})(?:日|(?=です|でした|だ|に|、|。|,| |\\(|頃|ごろ|くらい|ぐらい|かな|と|で|の(?!連)|$))|(?<part>${PART}))`,
      'g',
    ),
    read: readMonthDay,
  },
  {
    name: 'slashed',
    needs: '/',
    weight: 3,
    opensMonth: true,
    pattern: /(?<![\d/.a-z-])(?<month>1[0-2]|0?[1-9])\/(?<day>[0-3]?\d)(?![\d/%]|円)/g,
    read: readMonthDay,
  },
  {
    name: 'dotted-alone',
    needs: '.-',
    weight: 3,
    pattern: /^(?<month>1[0-2]|0?[1-9])[.-](?<day>[0-3]?\d)(?=(?:です|でした|だ|かな|頃|ごろ)?[。.!?]*$)/g,
    read: readMonthDay,
  },
  {
    name: 'relative-month',
    needs: '月がげ',
    weight: 2,
    opensMonth: true,
    pattern: new RegExp(
      `(?:(?<monthWord>${MONTH_WORD})|(?<monthsAgo>${NUM})${MONTH_MARK}前)の?(?:(?<day>${NUM})日${DAY_END}|(?<part>${PART})|(?<same>今日|きょう|同じ日|同日))`,
      'g',
    ),
    read: readRelativeMonth,
  },
  {
    name: 'same-day-years-ago',
    needs: '今き同',
    weight: 2,
    pattern: new RegExp(`(?:(?<yearWord>${YEAR_WORD})|(?<yearsAgo>${NUM})年前)の(?:今日|きょう|同じ日)`, 'g'),
    read: readAnniversary,
  },
  {
    name: 'day-range-ago',
    needs: '前ま',
    weight: 2,
    pattern: new RegExp(
      `(?<count>${NUM})(?:日|週間?|${MONTH_MARK}|年)?前?(?:[、,・~〜-]|から|か、?)(?<upTo>${NUM})(?<unit>日|週間?|${MONTH_MARK}|年)(?<around>${AROUND})?(?:前|まえ)`,
      'g',
    ),
    read: readAgoRange,
  },
  {
    name: 'kanji-range-ago',
    needs: '前ま',
    weight: 2,
    pattern: new RegExp(
      `(?<!${N})(?<count>[一二三四五六七八])(?<upTo>[二三四五六七八九])(?<unit>日|週間?|${MONTH_MARK}|年)(?<around>${AROUND})?(?:前|まえ)`,
      'g',
    ),
    read: readAgoRange,
  },
  {
    name: 'ago',
    needs: '前ま後先',
    weight: 2,
    pattern: new RegExp(
      `(?<about>約|だいたい|およそ|かれこれ|大体)?(?<just>ちょうど|きっかり|ぴったり|丁度)?(?<count>${NUM})(?<unit>日|週間?|${MONTH_MARK}|年)(?<half>半)?(?<around>${AROUND})?(?:の|も|ちょい)?(?<side>前(?!後)|まえ|後(?=に|の|で|です|$)|先(?=の|に|で|です|$))(?<tail>${AROUND})?`,
      'g',
    ),
    read: (groups, frame) => readAgo({ ...groups, around: groups.around ?? groups.tail }, frame),
  },
  {
    name: 'elapsed',
    needs: '経た',
    weight: 2,
    pattern: new RegExp(
      `(?<count>${NUM})(?<unit>日|週間?|${MONTH_MARK})(?<half>半)?(?<around>${AROUND})?(?:は|が)?(?:経っ(?!たら)|たっ(?!たら)|経ち|たちま|経過し)`,
      'g',
    ),
    read: (groups, frame) => readAgo({ ...groups, around: 'くらい', side: '前' }, frame),
  },
  {
    name: 'half-ago',
    needs: '前ま',
    weight: 2,
    pattern: new RegExp(`(?<word>半年|半月|数日|数週間|数[かヶケカ]月|何日か|何か月か)(?:${AROUND})?(?:前|まえ)`, 'g'),
    read: readLooseAgo,
  },
  {
    name: 'week',
    needs: '週しゅう',
    weight: 2,
    pattern: new RegExp(
      `(?<week>先々週|先先週|せんせんしゅう|先週|前週|せんしゅう|今週|こんしゅう|来週|らいしゅう|翌週|再来週|さらいしゅう)の?(?:(?<weekday>${WEEKDAY}|[${WEEKDAYS}](?=に|の|です|だ|か|、|$))|(?<part>末|週末|初め|始め|はじめ|頭|半ば|真ん中|まんなか|中頃|中ごろ|後半|終わり))?`,
      'g',
    ),
    read: readWeek,
  },
  {
    name: 'weekend',
    needs: '末土',
    weight: 1,
    pattern: /(?<last>この前の|こないだの|前の)?(?:週末|土日(?=に|の|で))/g,
    read: (_, frame) => readWeekend(frame),
  },
  {
    name: 'weekday',
    needs: '曜よう',
    weight: 1,
    pattern: new RegExp(
      `(?<last>この前の|この間の|こないだの|前の|直近の)?(?<next>次の|今度の)?(?<![\\d日(])(?<weekday>${WEEKDAY})(?!大工|から夜)`,
      'g',
    ),
    read: readWeekday,
  },
  {
    name: 'season',
    needs: '',
    weight: 1,
    pattern: new RegExp(
      `(?:(?<yearWord>${YEAR_WORD})の?|(?<year>20\\d{2})年の?)?(?<season>年末年始|大晦日|大みそか|おおみそか|元日|元旦|年度末|年度初め|年末|暮れ|ねんまつ|年の瀬|年明け|年始|年初|お?正月|お盆|おぼん|夏休み|gw|ゴールデンウ[ィイ]ーク|大型連休|クリスマスイ[ブヴ]|クリスマス|バレンタイン|ホワイトデー|ハロウィン|(?<=[年の]|^)[春夏秋冬](?=頃|ごろ|ころ|に|の|くらい|先|です|$))`,
      'g',
    ),
    read: readSeason,
  },
  {
    name: 'relative-month-whole',
    needs: '月げ',
    weight: 1,
    opensMonth: true,
    pattern: new RegExp(`(?<monthWord>${MONTH_WORD})`, 'g'),
    read: readRelativeMonth,
  },
  {
    name: 'month',
    needs: '月',
    weight: 1,
    opensMonth: true,
    pattern: new RegExp(`(?<![${NUMERAL_CHARS}/.])(?<month>${NUM})月(?!額|払|版|々|謝|ずつ)`, 'g'),
    read: readMonthDay,
  },
  {
    name: 'day-word',
    needs: '',
    weight: 1,
    pattern:
      /(?<word>さきおととい|さきおとつい|先一昨日|一昨々日|一昨昨日|一昨日|おととい|おとつい|いっさくじつ|昨日|きのう|さくじつ|昨夜|昨晩|ゆうべ|夕べ|今日|きょう(?!み|りょく|つう)|本日|今朝|けさ|今晩|今夜|しあさって|明々後日|明後日|あさって|明日|あした|みょうにち|たった今|ついさっき|今しがた)/g,
    read: readDayWord,
  },
  {
    name: 'day-of-month',
    needs: '日',
    weight: 2,
    pattern: new RegExp(
      `(?<![${NUMERAL_CHARS}月年/.,-])(?<day>${NUM})日${DAY_END}(?=に|の|です|でした|だ|で(?!も)|前後|頃|ごろ|ころ|くらい|ぐらい|あたり|かな|か|、|。|,|と|から|付|締|じゃ|では|過ぎ|すぎ|が|は|[!?) ]|-|~|〜|引|請|更|購|課|決|・|$)`,
      'g',
    ),
    read: readDayOfMonth,
  },
  {
    name: 'holiday',
    needs: '日念',
    weight: 1,
    pattern: new RegExp(`(?:(?<yearWord>${YEAR_WORD})の?)?(?<holiday>${[...HOLIDAYS.keys()].join('|')})`, 'g'),
    read: readHoliday,
  },
  {
    name: 'english-month',
    needs: 'jfmasond',
    weight: 3,
    pattern:
      /(?<![a-z])(?:(?<day>\d{1,2})(?:st|nd|rd|th)? )?(?<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.? ?(?<dayAfter>\d{1,2}(?!\d))?(?:st|nd|rd|th)?(?:,? ?(?<year>20\d{2}))?/g,
    read: readEnglishDate,
  },
  {
    name: 'year',
    needs: '年としね令平',
    weight: 1,
    pattern: new RegExp(
      `(?:(?<yearWord>${YEAR_WORD})|(?<year>20[0-4]\\d)年|(?<era>令和|平成)(?<eraYear>${NUM})年)(?:の?(?<part>前半|後半))?`,
      'g',
    ),
    read: readYear,
  },
]

function readAnniversary(groups: Readonly<Record<string, string | undefined>>, frame: DateFrame): Span | null {
  const year = givenYear(groups, frame.today)
  return year === null ? null : exact(addMonths(frame.today, (year - civil(frame.today).year) * 12))
}

function readAgoRange(groups: Readonly<Record<string, string | undefined>>, frame: DateFrame): Span | null {
  return readAgo({ ...groups, side: '前', just: groups.unit === '日' ? '丁度' : undefined }, frame)
}

function readLooseAgo(groups: Readonly<Record<string, string | undefined>>, frame: DateFrame): Span | null {
  const word = groups.word ?? ''
  if (word === '半年') return { from: addMonths(frame.today, -6) - 7, to: addMonths(frame.today, -6) + 7 }
  if (word === '半月') return { from: frame.today - 18, to: frame.today - 12 }
  if (/日/.test(word)) return { from: frame.today - 6, to: frame.today - 2 }
  if (/週/.test(word)) return { from: frame.today - 35, to: frame.today - 14 }
  return { from: addMonths(frame.today, -6), to: addMonths(frame.today, -2) }
}

function readWeekend(frame: DateFrame): Span {
  const now = weekday(frame.today)
  const saturday = frame.today - now + (frame.future || now >= 5 ? 5 : -2)
  return { from: saturday, to: saturday + 1 }
}
