import { HOLIDAYS, readHoliday, readSeason } from './date-festivals.ts'
import {
  readAnniversary,
  readDayOfMonth,
  readEnglishDate,
  readMonthDay,
  readRelativeMonth,
  readYear,
} from './date-months.ts'
import type { DateForm } from './date-span.ts'
import { readAgo, readAgoRange, readDayWord, readLooseAgo, readWeek, readWeekday, readWeekend } from './date-weeks.ts'
import {
  AROUND,
  DAY_END,
  MONTH_MARK,
  MONTH_WORD,
  N,
  NUM,
  PART,
  WEEKDAY,
  WEEKDAYS,
  YEAR,
  YEAR_WORD,
} from './date-words.ts'
import { NUMERAL_CHARS } from './numerals.ts'

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
