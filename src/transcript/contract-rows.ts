import { CHANNELS, PRODUCT_KINDS } from '../core/facts.ts'
import { addDays, addMonths, readInstant, showDate } from './talk-clock.ts'

/** A CSV column with the words scripts use for it and for its values. */
interface Column {
  readonly column: string
  readonly names: readonly string[]
  readonly values?: Readonly<Record<string, string>>
  readonly kind?: 'date' | 'instant' | 'number'
  /** The program's words; with them nothing else is taken. */
  readonly closed?: readonly string[]
}

const YES_NO = { はい: 'true', いいえ: 'false', 不明: '' } as const
const FLAGS = ['true', 'false'] as const

/** Every column of the contracts CSV. A value not in `values` is taken as written. */
const COLUMNS: readonly Column[] = [
  { column: 'contract_id', names: ['契約番号', '番号'] },
  { column: 'email', names: ['メール'] },
  { column: 'order_number', names: ['注文番号'] },
  { column: 'original_order_number', names: ['元の注文番号'] },
  { column: 'product', names: ['製品', '品'] },
  {
    column: 'product_kind',
    names: ['種類'],
    closed: PRODUCT_KINDS,
    values: {
      ソフト: 'software',
      追加: 'addon',
      駆除1台: 'virusRemoval1',
      駆除3台: 'virusRemoval3',
      見守り: 'privacyMonitorAssistant',
      非売品: 'nfr',
      無料: 'free',
      モバイル: 'mobileSecurity',
    },
  },
  {
    column: 'plan',
    names: ['払い', 'プラン'],
    closed: ['annual', 'monthly', 'unknown'],
    values: { 年: 'annual', 月: 'monthly', 不明: 'unknown' },
  },
  {
    column: 'event',
    names: ['出来事'],
    closed: ['purchase', 'renewal', 'trialConversion', 'unknown'],
    values: { 購入: 'purchase', 更新: 'renewal', 体験後: 'trialConversion', 不明: 'unknown' },
  },
  { column: 'charged_at', names: ['請求日', '請求'], kind: 'instant', values: { なし: '', 不明: '' } },
  { column: 'price_yen', names: ['価格'], kind: 'number' },
  { column: 'term_start', names: ['開始'], kind: 'date' },
  { column: 'term_end', names: ['満了'], kind: 'date' },
  {
    column: 'channel',
    names: ['経路'],
    closed: Object.values(CHANNELS).flat(),
    values: {
      公式: 'direct',
      ストア: 'nortonstore',
      AppStore: 'appStore',
      GooglePlay: 'googlePlay',
      プロバイダー: 'serviceProvider',
      店頭: 'retail',
      販売店: 'reseller',
      同梱: 'oem',
      auパッケージ: 'auShopPackage',
      au月額: 'auShopMonthly',
      ドコモショップ: 'docomoShop',
      モバイルストア: 'mwNortonStore',
      エムパス: 'mPass',
      自動更新サービス: 'anshinAutoRenew',
      オンラインショップ: 'onlineShop',
      携帯会社: 'carrier',
      不明: 'unknown',
    },
  },
  { column: 'region', names: ['地域'], values: { 日本: 'JP', 英国: 'GB' } },
  { column: 'auto_renewal', names: ['自動延長'], closed: FLAGS, values: { 有効: 'true', 停止: 'false' } },
  { column: 'product_key', names: ['キー'] },
  { column: 'add_on_of', names: ['追加元'] },
  { column: 'service_used', names: ['利用'], closed: FLAGS, values: YES_NO },
  { column: 'previous_refund', names: ['返金歴'], closed: FLAGS, values: { ...YES_NO, あり: 'true', なし: 'false' } },
  { column: 'devices', names: ['台数'], kind: 'number' },
  {
    column: 'provider',
    names: ['提供元'],
    values: { ノートン: 'norton', ノートンモバイル: 'norton-mobile', トレンドマイクロ: 'trendmicro' },
  },
  { column: 'currency', names: ['通貨'], values: { 円: 'JPY', ポンド: 'GBP' } },
  { column: 'devices_used', names: ['使用台数'], kind: 'number' },
  { column: 'next_charge_at', names: ['次回請求'], kind: 'date' },
  { column: 'order_confirmed_at', names: ['注文確認'], kind: 'instant' },
  { column: 'bundled', names: ['抱き合わせ'], closed: FLAGS, values: YES_NO },
  { column: 'trial_ends_at', names: ['体験終了'], kind: 'date' },
  { column: 'auto_renewal_stopped_at', names: ['停止日', '停止'], kind: 'instant' },
]

/** `購入=2026-04-01` says event and charge date at once. */
const EVENT_DATES: Readonly<Record<string, string>> = { 購入: 'purchase', 更新: 'renewal', 体験後: 'trialConversion' }

/** One contract of a script, by CSV column. */
export type ContractRow = Record<string, string>

/** All columns, in the order of the CSV. */
export const CSV_COLUMNS = COLUMNS.map(({ column }) => column)

/** The Japanese names of all columns, for messages. */
export const COLUMN_WORDS = COLUMNS.map(({ names }) => names[0]).join('、')

/** Splits `K-1  品=ノートン 360  価格=7980` into its cells: a value goes on until the next `名=`. */
export function splitCells(text: string): string[] {
  return text
    .trim()
    .split(/[\s　]+(?=[^\s　=＝]+[=＝])/u)
    .filter((cell) => cell !== '')
}

/** `名=値`, or null when there is no `=`. */
export function splitPair(cell: string): readonly [name: string, value: string] | null {
  const found = /^([^=＝]+)[=＝](.*)$/su.exec(cell)
  return found ? [(found[1] ?? '').trim(), (found[2] ?? '').trim()] : null
}

/**
 * Reads one row of `契約:`. Complaints (Japanese) are handed to `complain`, all of them; the row is then as
 * far as it could be read.
 */
export function readContractRow(text: string, complain: (message: string) => void): ContractRow {
  const row: ContractRow = {}
  for (const [index, cell] of splitCells(text).entries()) {
    const pair = splitPair(cell)
    if (!pair) {
      if (index === 0) row.contract_id = cell
      else complain(`契約の「${cell}」は 名=値 の形ではありません`)
      continue
    }
    readCell(row, pair, complain)
  }
  if (!row.contract_id) complain('契約の行は契約番号で始めます（例: K-1001  購入=2026-04-01）')
  return row
}

function readCell(
  row: ContractRow,
  [name, value]: readonly [string, string],
  complain: (message: string) => void,
): void {
  const event = EVENT_DATES[name]
  const column = COLUMNS.find((one) => one.names.includes(event ? '請求日' : name) || one.column === name)
  const read = column ? readValue(column, value) : null
  if (!column) complain(`契約の列「${name}」はありません。使える列: 購入、更新、体験後、${COLUMN_WORDS}`)
  else if (read === null) complain(`契約の列「${name}」の値「${value}」が読めません${valueWords(column)}`)
  else if (column.column in row) complain(`契約の列「${name}」が二度書かれています`)
  if (!column || read === null) return
  row[column.column] = read
  if (event) row.event = event
}

function valueWords({ values, closed }: Column): string {
  return closed ? `。使える値: ${[...Object.keys(values ?? {}), ...closed].join('、')}` : ''
}

function readValue(column: Column, written: string): string | null {
  const known = column.values?.[written]
  if (known !== undefined) return known
  if (column.closed) return column.closed.includes(written) ? written : null
  const narrow = written.normalize('NFKC')
  switch (column.kind) {
    case 'number':
      return /^\d[\d,]*円?$/.test(narrow) ? narrow.replaceAll(/[,円]/g, '') : null
    case 'date':
      return typeof readInstant(narrow) === 'number' && narrow.length === 10 ? narrow : null
    case 'instant':
      return readChargeInstant(narrow)
    default:
      return written
  }
}

function readChargeInstant(narrow: string): string | null {
  const atMs = readInstant(narrow)
  if (typeof atMs === 'string') return null
  // A bare date stays one: the back office knows no more either.
  return narrow.length === 10 ? narrow : `${new Date(atMs + 9 * 3_600_000).toISOString().slice(0, 19)}+09:00`
}

/**
 * Completes what the import requires, so that a script names only what it is about: an annual software
 * licence bought from the provider itself ten days ago, in Japan, renewing by itself.
 */
export function completeRow(row: ContractRow, index: number, atMs: number): ContractRow {
  const chargedOn = (row.charged_at ?? '').slice(0, 10) || addDays(showDate(atMs), -10)
  const plan = row.plan ?? 'annual'
  const start = row.term_start ?? chargedOn
  const orderNumber = row.order_number ?? `NP${12345678 + index}`
  return {
    email: 'hanako@example.jp',
    order_number: orderNumber,
    original_order_number: orderNumber,
    product: 'ノートン 360 プレミアム',
    product_kind: 'software',
    plan,
    event: 'purchase',
    charged_at: chargedOn,
    price_yen: '7980',
    term_start: start,
    term_end: addDays(addMonths(start, plan === 'monthly' ? 1 : 12), -1),
    channel: 'direct',
    region: 'JP',
    auto_renewal: 'true',
    ...row,
  }
}

/** The rows as the back office imports them, with a header row; '' without rows. */
export function toContractsCsv(rows: readonly ContractRow[]): string {
  if (rows.length === 0) return ''
  const used = COLUMNS.map(({ column }) => column).filter((column) => rows.some((row) => column in row))
  const lines = rows.map((row) => used.map((column) => quote(row[column] ?? '')).join(','))
  return `${[used.join(','), ...lines].join('\n')}\n`
}

function quote(value: string): string {
  return /[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
}
