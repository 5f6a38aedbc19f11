const DIGITS: Readonly<Record<string, number>> = {
  〇: 0,
  零: 0,
  元: 1,
  一: 1,
  二: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
}
const UNITS: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000 }

/** Characters of a numeral, for use inside a character class of a pattern. */
export const NUMERAL_CHARS = '0-9〇零元一二三四五六七八九十百千'

/**
 * Reads a numeral written with digits (10), kanji by place (二〇二六) or kanji by unit (二十五, 8千).
 *
 * @returns NaN when the text is no numeral
 */
export function numeral(text: string): number {
  if (/^\d+$/.test(text)) return Number(text)
  let total = 0
  let current = ''
  for (const char of text) {
    const unit = UNITS[char]
    if (unit !== undefined) {
      total += (current === '' ? 1 : Number(current)) * unit
      current = ''
      continue
    }
    const digit = /\d/.test(char) ? Number(char) : DIGITS[char]
    if (digit === undefined) return Number.NaN
    current += String(digit)
  }
  return text === '' ? Number.NaN : total + Number(current || 0)
}

/** Reads an amount with 万 and separators: 9,980 · 1万2千 · 八千六百十八. NaN when it is none. */
export function amountOf(text: string): number {
  const [high, low] = text.replaceAll(/[,、\s]/g, '').split('万')
  if (high === undefined) return Number.NaN
  if (low === undefined) return numeral(high)
  return numeral(high) * 10_000 + (low === '' ? 0 : numeral(low))
}

const ONES = ['', 'いち', 'に', 'さん', 'よん', 'ご', 'ろく', 'なな', 'はち', 'きゅう']
const SPECIAL_DAYS: Readonly<Record<string, number>> = {
  ついたち: 1,
  ふつか: 2,
  みっか: 3,
  よっか: 4,
  むいか: 6,
  なのか: 7,
  ようか: 8,
  ここのか: 9,
  とおか: 10,
  じゅうよっか: 14,
  はつか: 20,
  にじゅうよっか: 24,
}
const MONTH_READINGS: Readonly<Record<string, number>> = {
  いちがつ: 1,
  にがつ: 2,
  さんがつ: 3,
  しがつ: 4,
  ごがつ: 5,
  ろくがつ: 6,
  しちがつ: 7,
  なながつ: 7,
  はちがつ: 8,
  くがつ: 9,
  きゅうがつ: 9,
  じゅうがつ: 10,
  じゅういちがつ: 11,
  じゅうにがつ: 12,
}

/** Readings of days and months in kana → `20日`, `9月`; いつか is left out: it also means "some day". */
function readings(): Map<string, string> {
  const all = new Map<string, string>()
  for (let day = 11; day <= 31; day++) {
    const tens = day >= 30 ? 'さんじゅう' : day >= 20 ? 'にじゅう' : 'じゅう'
    const one = day % 10
    const tails =
      one === 4 ? ['よん', 'し'] : one === 7 ? ['なな', 'しち'] : one === 9 ? ['きゅう', 'く'] : [ONES[one] ?? '']
    for (const tail of tails) all.set(`${tens}${tail}にち`, `${day}日`)
  }
  for (const [word, day] of Object.entries(SPECIAL_DAYS)) all.set(word, `${day}日`)
  for (const [word, month] of Object.entries(MONTH_READINGS)) all.set(word, `${month}月`)
  return all
}

const READINGS = readings()
const READING_PATTERN = new RegExp([...READINGS.keys()].sort((a, b) => b.length - a.length).join('|'), 'g')
// After a month, いつか can only be the fifth.
const FIFTH = /(\d月の?)(?:いつか|ごにち)/g

/** Replaces days and months spelt in hiragana by figures: くがつはつか → 9月20日. */
export function figuresFromReadings(text: string): string {
  if (!/がつ|にち|か|たち/.test(text)) return text
  const figures = text.replaceAll(/(?<=\d)がつ/g, '月').replaceAll(/(?<=\d)にち/g, '日')
  return figures.replace(READING_PATTERN, (word) => READINGS.get(word) ?? word).replace(FIFTH, '$15日')
}
