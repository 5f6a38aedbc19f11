import type { PlainDate } from '../date.ts'
import { civil, plainDate, tokyoDay } from './calendar.ts'
import { DATE_FORMS } from './date-forms.ts'
import type { DateFrame, Span } from './date-span.ts'
import { NO_DATES } from './date-words.ts'
import { figuresFromReadings, NUMERAL_CHARS } from './numerals.ts'

/** The date a text names. `from === to`, and then `iso` too, when the day is exact. */
export interface DateReading {
  readonly iso: PlainDate | null
  readonly from: PlainDate
  readonly to: PlainDate
  /** The day named with くらい or ごろ: the middle of the stretch. */
  readonly around?: PlainDate
  /** Only the day was named (「19日」), or several such: the month is a guess. */
  readonly dayOnly?: boolean
  /** The words that were read. */
  readonly span: string
}

/** A text with its dates covered, and the one date it is about. */
export interface DatedText {
  readonly date: DateReading | null
  /** The text with every date replaced by `MASK.date`, so that figures in dates confuse nobody later. */
  readonly masked: string
}

export interface DateOptions {
  /** Now, as an ISO instant with offset. */
  readonly ref: string
  /** Read bare days and months as the next instead of the last occurrence. */
  readonly prefer?: 'future' | undefined
}

interface Candidate extends Span {
  readonly around?: number
  readonly start: number
  readonly end: number
  readonly weight: number
}

const HAS_DATE = new RegExp(
  `[${NUMERAL_CHARS}]|[年月週曜日朝晩夜盆秋春夏冬]|きのう|さくじつ|おとと|おとつ|きょう|あし|あす|あさって|せんしゅう|せんげつ|こんしゅう|らいしゅう|らいげつ|ゆうべ|けさ|よう|がつ|にち|ついたち|[ふみよ]つか|[なよ]うか|なのか|ここのか|とおか|はつか|みっか|よっか|むいか|たった今|さっき|gw|ゴールデン|クリスマス|バレンタイン|ハロウィン|ホワイト|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ひとつき`,
)
const FUTURE =
  /次回|次は|予定|これから|来月|来週|来年|明日|明後日|再来|今度の|次の(?!質問|画面|ページ)|する(?:つもり|予定)/
const AROUND_AFTER =
  /^(?:\([月火水木金土日祝]\)|[月火水木金土日]曜日?)?(?:の(?:昼|夜|朝|夕方|深夜|未明|午前|午後)?)?(?:くらい|ぐらい|ごろ|頃|ころ|前後|あたり|辺り)/
const JUST_AFTER = /^(?:過ぎ|すぎ)(?!て)/
const EITHER =
  /^(?:日|\([月火水木金土日]\))?(?:、|,)?(?:だか|か|または|又は|もしくは|それか|あるいは|か、|~|〜|から|-|・|と)(?:、|,)?$/
const DROPPED =
  /→|⇒|->|正確には|正しくは|じゃなく|ではなく|でなく|じゃない|ではない|ではあり|じゃあり|間違|まちが|(?:、|,|。|…|\.)(?:いや|あ|もとい|訂正|やっぱ|えっと違)|^いや|と言いましたが|(?:って|と)(?:言|い|書)っ(?:た|ちゃった)(?:けど|が|の)|の誤り|もとい|訂正/
const DROPPED_AFTER = /^(?:日|のほう|の方)?(?:じゃなく|ではな|でなく|じゃな(?!いか|いです?か|いかな)|ではあり|じゃあり)/
const BILLING = /引き?落|ひきおと|請求|課金|決済|引かれ|ひかれ|落ちて|落ちた|取られ|とられ|チャージ/
const BOUGHT = /購入|買|更新|契約|延長|申し?込|加入|始め/
const HINT_BEFORE =
  /(?:引かれた?|落ちた?|取られた?|引き?落(?:と|とし)?日?|請求日?|課金日?|決済日?)(?:された?|した|し)?(?:の|日|が|は|も|:|=|のは|のが|だけ)?$/

function reasonableGaps(text: string): string {
  return text
    .replaceAll(/\s+(?=[年月日週])|(?<=[年月のRrHh.])\s+(?=[0-9])/g, '')
    .replaceAll(/(?<=\d)\s*([/.])\s*(?=\d)/g, '$1')
    .replaceAll(/(?:ひと|一)(?:月|つき)(?=とちょっと|ほど|くらい|ぐらい|前|まえ|半)/g, '1か月')
    .replaceAll(/(?:ふた|二)(?:月|つき)(?=ほど|くらい|ぐらい|前|まえ|半)/g, '2か月')
}

/** Katakana the date forms name as katakana. */
const KEPT_KATAKANA = /[ヶケカヵァィウイゴーデンルクリスマバレタハロホトブヴ]/

/** A text spelt as the date forms expect it, and as the rest of the reader does; both of the same length. */
function datable(text: string): { readonly spelt: string; readonly plain: string } {
  const plain = reasonableGaps(text)
  const hiragana = plain.replaceAll(/[ァ-ヶ]/g, (char) =>
    KEPT_KATAKANA.test(char) ? char : String.fromCharCode(char.charCodeAt(0) - 0x60),
  )
  const spelt = figuresFromReadings(hiragana)
  return { spelt, plain: spelt === hiragana ? plain : spelt }
}

function cover(text: string, start: number, end: number, mark: string): string {
  return text.slice(0, start) + mark.repeat(end - start) + text.slice(end)
}

const HIDDEN = '\u0000'

/** Nobody names more dates than this; a text that does is noise, and may not cost more. */
const MAX_DATES = 16

function hasAny(text: string, letters: string): boolean {
  if (letters === '') return true
  for (const letter of letters) if (text.includes(letter)) return true
  return false
}

function candidatesIn(text: string, today: number, future: boolean): Candidate[] {
  let open = text.replaceAll(NO_DATES, (found) => HIDDEN.repeat(found.length))
  const found: Candidate[] = []
  let month: DateFrame['month'] = null
  let matches = 0
  for (const form of DATE_FORMS) {
    if (!hasAny(open, form.needs)) continue
    for (const match of open.matchAll(form.pattern)) {
      if (++matches > MAX_DATES) break
      const span = form.read(match.groups ?? {}, { today, future, month })
      const end = match.index + match[0].length
      // Impossible dates are covered as well: "4/31" must not leave a "31日" behind.
      open = cover(open, match.index, end, HIDDEN)
      if (!span || Number.isNaN(span.from)) continue
      found.push({ ...span, start: match.index, end, weight: form.weight })
      if (form.opensMonth && span.to - span.from <= 31) {
        const at = civil(span.from)
        month ??= { year: at.year, month: at.month }
      }
    }
  }
  return found.sort((a, b) => a.start - b.start)
}

function widened(candidate: Candidate, text: string): Candidate {
  const after = text.slice(candidate.end, candidate.end + 14)
  if (candidate.from !== candidate.to) return candidate
  if (AROUND_AFTER.test(after))
    return { ...candidate, from: candidate.from - 3, to: candidate.to + 3, around: candidate.from }
  return JUST_AFTER.test(after) ? { ...candidate, to: candidate.to + 5 } : candidate
}

/** Joins "20日か21日" and "9/20〜9/25" into one stretch. */
function joined(candidates: readonly Candidate[], text: string): Candidate[] {
  const out: Candidate[] = []
  for (const next of candidates) {
    const last = out.at(-1)
    const between = last ? text.slice(last.end, next.start) : ''
    if (last && between.length <= 6 && EITHER.test(between)) {
      out[out.length - 1] = {
        from: Math.min(last.from, next.from),
        to: Math.max(last.to, next.to),
        dayOnly: last.dayOnly === true && next.dayOnly === true,
        start: last.start,
        end: next.end,
        weight: Math.max(last.weight, next.weight),
      }
    } else {
      out.push(next)
    }
  }
  return out
}

/** Leaves out what the customer took back: "10/5ではなく10/6", "6日です、5日じゃなくて". */
function standing(candidates: readonly Candidate[], text: string): Candidate[] {
  return candidates.filter((candidate, index) => {
    const next = candidates[index + 1]
    const after = text.slice(candidate.end, next?.start ?? candidate.end + 12)
    if (DROPPED_AFTER.test(after)) return false
    return !(next && after.length <= 24 && DROPPED.test(after))
  })
}

/** How much a date looks like the day of the charge; ties go to the first. */
function importance(candidate: Candidate, previousEnd: number, nextStart: number, text: string): number {
  const before = text.slice(previousEnd, candidate.start)
  const after = text.slice(candidate.end, nextStart).split(/[、。,!?]/)[0] ?? ''
  if (HINT_BEFORE.test(before.slice(-12))) return 30 + candidate.weight
  const clause = after.replace(/(?:請求|引き?落とし|課金)(?:日|が|は)?[はが:]$/, '')
  if (BILLING.test(clause)) return 20 + candidate.weight
  return (BOUGHT.test(clause) ? 10 : 0) + candidate.weight
}

function chosen(candidates: readonly Candidate[], text: string): Candidate | undefined {
  let best: Candidate | undefined
  let bestScore = -1
  candidates.forEach((candidate, index) => {
    const previousEnd = candidates[index - 1]?.end ?? 0
    const nextStart = candidates[index + 1]?.start ?? text.length
    const score = importance(candidate, previousEnd, nextStart, text)
    if (score > bestScore) {
      best = candidate
      bestScore = score
    }
  })
  return best
}

/** The character that stands for a date in a masked text. */
export const DATE_MASK = '\uE001'

/**
 * Finds the date a text is about, and covers all of its dates.
 *
 * Bare days, months and weekdays mean the last occurrence (today included) unless the text speaks of the future;
 * loose words give a stretch, never a made-up day; impossible dates are none. With several dates the one
 * of the charge wins, then of a purchase, then the first.
 *
 * @param text NFKC, lower case (see `normalise`)
 */
export function findDate(text: string, { ref, prefer }: DateOptions): DatedText {
  if (!HAS_DATE.test(text)) return { date: null, masked: text }
  const { spelt, plain } = datable(text)
  const future = prefer === 'future' || FUTURE.test(spelt)
  const all = candidatesIn(spelt, tokyoDay(ref), future)
  let masked = plain
  for (const candidate of all.toReversed()) {
    masked = masked.slice(0, candidate.start) + DATE_MASK + masked.slice(candidate.end)
  }
  const pick = chosen(
    joined(
      standing(
        all.map((one) => widened(one, spelt)),
        spelt,
      ),
      spelt,
    ),
    spelt,
  )
  if (!pick) return { date: null, masked }
  const iso = pick.from === pick.to ? plainDate(pick.from) : null
  const around = pick.around === undefined ? {} : { around: plainDate(pick.around) }
  const span = spelt.slice(pick.start, pick.end)
  const dayOnly = pick.dayOnly ? { dayOnly: true } : {}
  return { date: { iso, from: plainDate(pick.from), to: plainDate(pick.to), ...around, ...dayOnly, span }, masked }
}
