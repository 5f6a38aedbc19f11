import { dayNumberOf, type PlainDate } from '../core/date.ts'
import { compilePacks } from '../core/policy-compile.ts'
import type { PolicyPack } from '../core/policy-pack.ts'
import { dayJst } from '../core/words-of-time.ts'
import { type RowInWords, rowsInWords } from './policy-rows.ts'
import { type Column, drawTable, type Lines, markdownTable, wrap } from './policy-table.ts'
import { word } from './policy-words.ts'

/** A pack that was chosen by a date, among the versions of its provider. */
export interface PackOnDay {
  readonly pack: PolicyPack
  /** No older text is on record, so this one also takes all earlier charges. */
  readonly first: boolean
  /** The day from which a later version decides; null when there is none. */
  readonly nextFrom: PlainDate | null
}

const COLUMNS: readonly Column[] = [
  { heading: '区分', least: 8, most: 8 },
  { heading: '規則', least: 8, most: 14 },
  { heading: 'お客さま', least: 14, most: 44 },
  { heading: '期間', least: 10, most: 20 },
  { heading: '条件', least: 12, most: 36 },
  { heading: '答え', least: 14, most: 40 },
  { heading: 'あわせて伝えること', least: 18, most: 40 },
  { heading: '根拠', least: 10, most: 40 },
  { heading: '出典', least: 4, most: 4 },
]
/** Below this the table would be a column of syllables: every rule becomes a short list instead. */
const NARROW = 125

/** The packs that decide charges of a day, one a provider, in the order they are kept. */
export function packsOn(day: PlainDate, packs: readonly PolicyPack[]): readonly PackOnDay[] {
  const compiled = compilePacks(packs)
  const providers = [...new Set(packs.map(({ provider }) => provider))]
  return providers.flatMap((provider) => {
    const { id } = compiled.packFor(provider, dayNumberOf(day))
    const series = packs.filter((pack) => pack.provider === provider).sort((a, b) => a.from.localeCompare(b.from))
    const at = series.findIndex(({ from }) => `${provider}/${from}` === id)
    const pack = series[at]
    return pack ? [{ pack, first: at === 0, nextFrom: series[at + 1]?.from ?? null }] : []
  })
}

/** The table of one pack for a terminal of so many columns. */
export function explainOnTerminal(chosen: PackOnDay, width: number): string {
  const rows = rowsInWords(chosen.pack)
  const sources = sourcesOf(rows)
  const source = (url: string) => `[${sources.findIndex((one) => one.url === url) + 1}]`
  const table =
    width < NARROW
      ? rows.map((row) => listOf(row, source, width)).join('\n\n')
      : drawTable(
          COLUMNS,
          rows.map((row) => linesOf(row, source)),
          width,
        )
  const list = sources.map(
    ({ document, url }, index) => `[${index + 1}] ${document}（確認日 ${chosen.pack.checkedOn}）\n    ${url}`,
  )
  return [headingOf(chosen), ...notesOf(chosen), '', table, '', ...list, ''].join('\n')
}

/** The same for a web page, each source a link. */
export function explainAsMarkdown(chosen: PackOnDay): string {
  const rows = rowsInWords(chosen.pack)
  const sources = sourcesOf(rows)
  const link = (url: string) => `[${sources.find((one) => one.url === url)?.document}](${url})`
  const notes = notesOf(chosen).map((note) => `- ${note}`)
  return [
    `## ${headingOf(chosen)}`,
    '',
    ...notes,
    '',
    markdownTable(
      COLUMNS,
      rows.map((row) => linesOf(row, link)),
    ),
    '',
  ].join('\n')
}

/** Everything the tables show, as data. */
export function explainAsJson({ pack, first, nextFrom }: PackOnDay): object {
  const { provider, from, checkedOn } = pack
  return { provider, from, checkedOn, takesEarlierCharges: first, nextFrom, rows: rowsInWords(pack) }
}

function headingOf({ pack }: PackOnDay): string {
  return `${word('provider', pack.provider)} ${pack.provider}/${pack.from}（確認日 ${pack.checkedOn}）`
}

function notesOf({ pack, first, nextFrom }: PackOnDay): string[] {
  const since = first ? '（それより前のご請求にも使います）' : ''
  const until = nextFrom ? `${dayJst(nextFrom)}のご請求からは、新しい版で判定します。` : ''
  return [
    `${dayJst(pack.from)}以降のご請求に使います${since}。${until}`,
    '上から順に見て、お客さまが当てはまる最初の行、その行で条件が当てはまる最初の答えになります。',
    '期間は、数え始めの日を0日目として、最後の日（日本時間 23:59）を含みます。',
  ]
}

function linesOf(row: RowInWords, source: (url: string) => string): Lines {
  const { name, clause } = row
  const [first, ...others] = row.answers
  const head = [partOf(row), name, row.whom.join('\n') || 'すべてのお客さま', windowOf(row)]
  return [
    [...head, first?.when ?? '', first?.answer ?? '', first?.along ?? '', clause.section, source(clause.url)],
    ...others.map(({ when, answer, along }) => ['', '', '', '', when, answer, along, '', '']),
  ]
}

function listOf(row: RowInWords, source: (url: string) => string, width: number): string {
  const lines = [
    `お客さま：${row.whom.join('・') || 'すべてのお客さま'}`,
    `期間：${windowOf(row)}`,
    ...row.answers.map(({ when, answer, along }) => `${when}：${answer}${along && `（${along}）`}`),
    `根拠：${row.clause.section}${source(row.clause.url)}`,
  ]
  const wrapped = lines.flatMap((line) => wrap(line, width - 4).map((part, at) => `${at === 0 ? '  ' : '    '}${part}`))
  return [`${partOf(row)} ${row.name}`, ...wrapped].join('\n')
}

function partOf({ part, position }: RowInWords): string {
  return `${word('part', part)}${position ?? ''}`
}

function windowOf({ windowDays, countedFrom }: RowInWords): string {
  return windowDays === null ? '定めなし' : `${countedFrom}から${windowDays}日以内`
}

function sourcesOf(rows: readonly RowInWords[]): readonly { readonly document: string; readonly url: string }[] {
  return [...new Map(rows.map(({ clause }) => [clause.url, clause])).values()]
}
