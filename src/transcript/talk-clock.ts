import type { ClockMove, ClockUnit } from './script.ts'

const JST_MS = 9 * 3_600_000
const DAY_MS = 86_400_000
const WEEKDAYS = '日月火水木金土'

const UNITS: Readonly<Record<ClockUnit, { readonly ms: number; readonly ascii: string }>> = {
  秒: { ms: 1000, ascii: 's' },
  分: { ms: 60_000, ascii: 'm' },
  時間: { ms: 3_600_000, ascii: 'h' },
  日: { ms: DAY_MS, ascii: 'd' },
  週間: { ms: 7 * DAY_MS, ascii: 'w' },
}

/**
 * Reads `2026-11-18 21:40`, `2026-11-18T21:40+09:00`, `2026-11-18` (midnight), each with an optional weekday
 * in brackets that must be right. Japan time.
 *
 * @returns epoch ms, or a Japanese sentence saying what is wrong
 */
export function readInstant(text: string): number | string {
  const found =
    /^(\d{4})-(\d{2})-(\d{2})(?:\(([日月火水木金土])\))?(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?(?:\+09:00)?)?(?:\(([日月火水木金土])\))?$/.exec(
      text.normalize('NFKC').trim(),
    )
  if (!found) return `日時「${text}」が読めません（例: 2026-11-18 21:40）`
  const [year = 0, month = 0, day = 0] = found.slice(1, 4).map(Number)
  const [hour = 0, minute = 0, second = 0] = found.slice(5, 8).map((part) => Number(part ?? 0))
  const atMs = Date.UTC(year, month - 1, day, hour, minute, second) - JST_MS
  if (showDate(atMs) !== found.slice(1, 4).join('-') || hour > 23 || minute > 59 || second > 59) {
    return `日時「${text}」は暦にありません`
  }
  const weekday = found[4] ?? found[8]
  const actual = WEEKDAYS[new Date(atMs + JST_MS).getUTCDay()] ?? ''
  if (weekday && weekday !== actual) return `「${text}」の曜日は（${actual}）です`
  return atMs
}

/** `2026-11-18 21:40` in Japan time, with seconds only when there are some. */
export function showInstant(atMs: number): string {
  const iso = new Date(atMs + JST_MS).toISOString()
  const seconds = iso.slice(17, 19)
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)}${seconds === '00' ? '' : `:${seconds}`}`
}

/** The Japan date of an instant, `YYYY-MM-DD`. */
export function showDate(atMs: number): string {
  return new Date(atMs + JST_MS).toISOString().slice(0, 10)
}

/** The same day of the month `months` later, held to the month's last day. Dates are `YYYY-MM-DD`. */
export function addMonths(date: string, months: number): string {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number)
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate()
  return new Date(Date.UTC(year, month - 1 + months, Math.min(day, last))).toISOString().slice(0, 10)
}

/** `days` later (earlier when negative). Dates are `YYYY-MM-DD`. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)
}

/** Reads what follows `～`: `3日後`, `30m`, `翌日 9:00`, an instant. A string is the Japanese complaint. */
export function readMove(text: string): ClockMove | string {
  const plain = text.normalize('NFKC').trim()
  const span = /^(\d+)\s*(秒|分|時間|日|週間|s|m|h|d|w)後?$/.exec(plain)
  if (span) return { kind: 'after', count: Number(span[1]), unit: unitOf(span[2] ?? '') }
  const nextDay = /^(?:翌日|next day)\s*(\d{1,2}):(\d{2})$/.exec(plain)
  if (nextDay) {
    const [hour, minute] = [Number(nextDay[1]), Number(nextDay[2])]
    return hour < 24 && minute < 60 ? { kind: 'nextDay', hour, minute } : `時刻「${text}」は暦にありません`
  }
  const atMs = readInstant(plain)
  if (typeof atMs === 'number') return { kind: 'at', atMs }
  return /^\d{4}-/.test(plain) ? atMs : `時計の進め方「${text}」が読めません（例: 3日後、翌日 9:00、2026-05-02 09:00）`
}

/** How long ago something was, e.g. `40分前`, in ms; null when it says nothing of the kind. */
export function readAgo(text: string): number | null {
  const found = /^(\d+)\s*(秒|分|時間|日|週間|s|m|h|d|w)前$/.exec(text.normalize('NFKC').trim())
  return found ? Number(found[1]) * UNITS[unitOf(found[2] ?? '')].ms : null
}

/** The move as the formatter writes it. */
export function showMove(move: ClockMove): string {
  switch (move.kind) {
    case 'after':
      return `${move.count}${move.unit}後`
    case 'nextDay':
      return `翌日 ${move.hour}:${String(move.minute).padStart(2, '0')}`
    case 'at':
      return showInstant(move.atMs)
  }
}

/** The instant a move leads to from `nowMs`. */
export function moveFrom(nowMs: number, move: ClockMove): number {
  switch (move.kind) {
    case 'after':
      return nowMs + move.count * UNITS[move.unit].ms
    case 'nextDay': {
      const midnightMs = Date.parse(`${addDays(showDate(nowMs), 1)}T00:00:00+09:00`)
      return midnightMs + (move.hour * 60 + move.minute) * 60_000
    }
    case 'at':
      return move.atMs
  }
}

function unitOf(written: string): ClockUnit {
  for (const unit of Object.keys(UNITS) as ClockUnit[]) {
    if (unit === written || UNITS[unit].ascii === written) return unit
  }
  return '秒'
}
