/** Cells of one row as an export of the company would have them. */
export type Row = Readonly<Record<string, string>>

/** 花子's annual renewal of 20 September 2026: 7,980 yen. */
export const PREMIUM: Row = {
  contract_id: 'K-1',
  email: 'hanako@example.jp',
  order_number: 'SY87654321',
  original_order_number: 'NP12345678',
  product: 'ノートン 360 プレミアム',
  product_kind: 'software',
  plan: 'annual',
  event: 'renewal',
  charged_at: '2026-09-20T10:00:00+09:00',
  price_yen: '7980',
  term_start: '2026-09-20',
  term_end: '2027-09-19',
  channel: 'direct',
  region: 'JP',
}

/** The contract she uses instead, under another order. */
export const DELUXE: Row = {
  ...PREMIUM,
  contract_id: 'K-2',
  order_number: 'NP22222222',
  original_order_number: '',
  product: 'ノートン 360 デラックス',
  event: 'purchase',
  charged_at: '2026-04-01',
  price_yen: '6480',
  term_start: '2026-04-01',
  term_end: '2027-03-31',
  product_key: 'ABCDE-FGHIJ-KLMNP-QRSTU-VWXY2',
}

export const ADD_ON: Row = {
  ...PREMIUM,
  contract_id: 'K-1A',
  order_number: 'SY87654399',
  original_order_number: '',
  product: 'ノートン VPN 追加',
  product_kind: 'addon',
  price_yen: '1200',
  add_on_of: 'K-1',
}

/** Rows as a file: all columns that any of them has. */
export function toCsv(...rows: readonly Row[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const lines = rows.map((row) => columns.map((column) => quoted(row[column] ?? '')).join(','))
  return `${[columns.join(','), ...lines].join('\n')}\n`
}

function quoted(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
}
