import type { Contract, Provider } from '../core/contract.ts'
import { endOfDayMs, isPlainDate, parseInstant } from '../core/date.ts'
import { CHANNELS, PRODUCT_KINDS } from '../core/facts.ts'
import { orderNumberKey } from '../core/identifier.ts'
import { REGIONS } from '../core/regions.ts'
import type { Column } from './contract-columns.ts'
import { CsvCells, type Problem } from './csv-cells.ts'

/** One row of the CSV, checked: the contract with nothing of ours in it, and what is kept beside it. */
export interface ContractRow {
  /** Line of the file where the row ends, 1-based with the header. */
  readonly line: number
  readonly contract: Contract
  readonly email: string
  /** 25 characters, normalised. Sealed by the import and never stored. */
  readonly productKey: string | null
}

const PROVIDERS = ['norton', 'norton-mobile', 'trendmicro'] as const
const PLANS = ['annual', 'monthly', 'unknown'] as const
const EVENTS = ['purchase', 'renewal', 'trialConversion', 'unknown'] as const

const CONTRACT_ID = /^[\w.:-]{1,64}$/
const ORDER_NUMBER = /^[\dA-Z]{4,32}$/
/** Local part, @, and a host with a dot; stricter checks refuse addresses that exist. */
const EMAIL = /^[^\s@"(),:;<>[\\\]]{1,64}@[^\s@"(),:;<>[\\\]]+\.[^\s@.]{2,}$/

const EXPECTED_ID = { en: 'letters, digits and . : _ - (64 at most)', ja: '英数字と . : _ -（64文字以内）' }
const EXPECTED_ORDER = { en: '4 to 32 letters and digits (NP12345678)', ja: '英数字4〜32文字（例 NP12345678）' }
const EXPECTED_EMAIL = { en: 'an e-mail address', ja: 'メールアドレスの形' }
const EXPECTED_CURRENCY = { en: 'an ISO 4217 code (JPY)', ja: 'ISO 4217 の通貨コード（例 JPY）' }

/**
 * Checks one row. All its problems are reported, each with its column.
 *
 * @returns null when there was a problem
 */
export function readContractRow(
  record: { readonly line: number; readonly cells: Readonly<Partial<Record<Column, string>>> },
  report: (column: Column, problem: Problem) => void,
): ContractRow | null {
  let sound = true
  const cells = new CsvCells(record.cells, (column, problem) => {
    sound = false
    report(column, problem)
  })
  const provider = providerOf(cells)
  const contract = {
    ...identityOf(cells),
    ...chargeOf(cells),
    ...termOf(cells),
    ...extrasOf(cells),
    ...originOf(cells, provider),
  }
  const email = cells.shaped('email', EMAIL, EXPECTED_EMAIL)
  const productKey = cells.optional('product_key', null, (column) => cells.productKey(column))
  checkTogether(cells, contract)
  // Every null that a contract does not allow was reported, so a sound row is a Contract.
  return sound ? { line: record.line, contract: contract as Contract, email: email ?? '', productKey } : null
}

function identityOf(cells: CsvCells) {
  const orderNumber = orderNumberOf(cells, 'order_number')
  return {
    id: cells.shaped('contract_id', CONTRACT_ID, EXPECTED_ID),
    orderNumber,
    originalOrderNumber: cells.optional('original_order_number', orderNumber, (column) => orderNumberOf(cells, column)),
    product: cells.text('product'),
    productKind: cells.oneOf('product_kind', PRODUCT_KINDS),
  }
}

/** Stored as customers' numbers are read: half width, upper case, without spaces and hyphens. */
function orderNumberOf(cells: CsvCells, column: Column): string | null {
  const value = cells.text(column)
  if (value === null) return null
  const key = orderNumberKey(value)
  if (ORDER_NUMBER.test(key)) return key
  return cells.fail(column, `expected ${EXPECTED_ORDER.en}`, `は${EXPECTED_ORDER.ja}で入力してください`)
}

function chargeOf(cells: CsvCells) {
  return {
    plan: cells.oneOf('plan', PLANS),
    event: cells.oneOf('event', EVENTS),
    chargedAt: cells.optional('charged_at', null, (column) => cells.instantOrDate(column)),
    priceYen: cells.whole('price_yen', 0),
    currency: cells.optional('currency', 'JPY', (column) => cells.shaped(column, /^[A-Z]{3}$/, EXPECTED_CURRENCY)),
  }
}

function termOf(cells: CsvCells) {
  const stoppedAt = cells.optional('auto_renewal_stopped_at', null, (column) => cells.instantOrDate(column))
  return {
    termStart: cells.date('term_start'),
    termEnd: cells.date('term_end'),
    // Taken as renewing when the file does not say: a needless stop harms nobody, a missing one does.
    autoRenewal: stoppedAt === null && cells.optional('auto_renewal', true, (column) => cells.flag(column)),
    ...(stoppedAt !== null && { stopped: { atMs: instantOf(stoppedAt), receipt: null, confirmed: true } }),
  }
}

function extrasOf(cells: CsvCells) {
  return {
    ...present(
      'nextChargeAt',
      cells.optional('next_charge_at', null, (column) => cells.date(column)),
    ),
    ...present(
      'addOnOf',
      cells.optional('add_on_of', null, (column) => cells.shaped(column, CONTRACT_ID, EXPECTED_ID)),
    ),
    serviceUsed: cells.optional('service_used', null, (column) => cells.flag(column)),
    ...present(
      'previousRefund',
      cells.optional('previous_refund', null, (column) => cells.flag(column)),
    ),
    ...present(
      'bundled',
      cells.optional('bundled', null, (column) => cells.flag(column)),
    ),
    ...present(
      'devices',
      cells.optional('devices', null, (column) => cells.whole(column, 1)),
    ),
    ...present(
      'devicesUsed',
      cells.optional('devices_used', null, (column) => cells.whole(column, 0)),
    ),
    ...present(
      'orderConfirmedAt',
      cells.optional('order_confirmed_at', null, (column) => cells.instantOrDate(column)),
    ),
    ...present(
      'trialEndsAt',
      cells.optional('trial_ends_at', null, (column) => cells.date(column)),
    ),
  }
}

function originOf(cells: CsvCells, provider: Provider | null) {
  const region = cells.raw('region').normalize('NFKC')
  if (!REGIONS.has(region)) {
    cells.fail(
      'region',
      'expected an ISO 3166-1 alpha-2 code (JP; the United Kingdom is GB)',
      'は ISO 3166-1 の2文字の国コードで入力してください（日本は JP、英国は GB）',
    )
  }
  const channels: readonly string[] = provider ? CHANNELS[provider] : Object.values(CHANNELS).flat()
  return { provider, channel: cells.oneOf('channel', channels), region }
}

/** Named by its column, else told by the channel where only one provider has it, else by the product, else Norton. */
function providerOf(cells: CsvCells): Provider | null {
  if (cells.raw('provider') !== '') return cells.oneOf('provider', PROVIDERS)
  const channel = cells.raw('channel').normalize('NFKC')
  const having = PROVIDERS.filter((provider) => (CHANNELS[provider] as readonly string[]).includes(channel))
  const isTrendMicro = /^(vb|passwordManager)/.test(cells.raw('product_kind').normalize('NFKC'))
  if (having.length === 1) return having[0] ?? null
  return isTrendMicro ? 'trendmicro' : 'norton'
}

function checkTogether(
  cells: CsvCells,
  contract: { termStart: string | null; termEnd: string | null; id: string | null },
) {
  if (contract.termStart && contract.termEnd && contract.termEnd < contract.termStart) {
    cells.fail('term_end', 'is before term_start', 'が term_start より前の日付です')
  }
  if (contract.id && contract.id === cells.raw('add_on_of').normalize('NFKC')) {
    cells.fail('add_on_of', 'names the contract itself', 'が契約自身を指しています')
  }
}

/** A field only where there is a value: an absent fact is taken as ordinary. */
function present<Name extends string, Value>(name: Name, value: Value | null): Partial<Record<Name, Value>> {
  // A computed key widens to string; it is exactly `name`.
  return value === null ? {} : ({ [name]: value } as Record<Name, Value>)
}

/** A plain date counts until its last moment in Tokyo. */
function instantOf(text: string): number {
  return isPlainDate(text) ? endOfDayMs(text) : parseInstant(text)
}
