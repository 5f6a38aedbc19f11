import { describe, expect, test } from 'vitest'
import { COLUMNS } from '../../src/backoffice/contract-columns.ts'
import { checkContractsCsv, parseContractsCsv } from '../../src/backoffice/csv.ts'
import { ADD_ON, DELUXE, PREMIUM, type Row, toCsv } from './csv-fixtures.ts'

/** Where the faults of a file are: `line column`. */
function places(csv: string | Uint8Array): string[] {
  return checkContractsCsv(csv).faults.map(({ line, column }) => `${line} ${column ?? '-'}`)
}

function only(changes: Row) {
  return parseContractsCsv(toCsv({ ...PREMIUM, ...changes }))[0]
}

describe('a contracts CSV', () => {
  test('is read with its required columns alone', () => {
    expect(parseContractsCsv(toCsv(PREMIUM))).toEqual([
      {
        line: 2,
        email: 'hanako@example.jp',
        productKey: null,
        contract: {
          id: 'K-1',
          provider: 'norton',
          orderNumber: 'SY87654321',
          originalOrderNumber: 'NP12345678',
          product: 'ノートン 360 プレミアム',
          productKind: 'software',
          plan: 'annual',
          event: 'renewal',
          chargedAt: '2026-09-20T10:00:00+09:00',
          priceYen: 7980,
          currency: 'JPY',
          termStart: '2026-09-20',
          termEnd: '2027-09-19',
          channel: 'direct',
          region: 'JP',
          autoRenewal: true,
          serviceUsed: null,
        },
      },
    ])
  })

  test('is read with every column', () => {
    const row = only({
      auto_renewal: 'true',
      product_key: 'abcde-fghij-klmnp-qrstu-vwxy2',
      add_on_of: 'K-9',
      service_used: 'false',
      previous_refund: 'true',
      devices: '5',
      provider: 'norton',
      currency: 'GBP',
      devices_used: '0',
      next_charge_at: '2027-09-20',
      order_confirmed_at: '2026-09-20',
      bundled: 'no',
      trial_ends_at: '2026-09-19',
      auto_renewal_stopped_at: '2026-10-01T09:30:00+09:00',
    })

    expect(row?.productKey).toBe('ABCDEFGHIJKLMNPQRSTUVWXY2')
    expect(row?.contract).toMatchObject({
      addOnOf: 'K-9',
      serviceUsed: false,
      previousRefund: true,
      devices: 5,
      devicesUsed: 0,
      currency: 'GBP',
      nextChargeAt: '2027-09-20',
      orderConfirmedAt: '2026-09-20',
      bundled: false,
      trialEndsAt: '2026-09-19',
      autoRenewal: false,
      stopped: { atMs: Date.parse('2026-10-01T09:30:00+09:00'), receipt: null, confirmed: true },
    })
  })

  test('may have its columns in any order', () => {
    const reversed = Object.fromEntries(Object.entries(PREMIUM).reverse())

    expect(parseContractsCsv(toCsv(reversed))).toEqual(parseContractsCsv(toCsv(PREMIUM)))
  })

  test.each([
    { kind: 'a byte order mark', csv: `\uFEFF${toCsv(PREMIUM)}` },
    { kind: 'Windows line ends', csv: toCsv(PREMIUM).replaceAll('\n', '\r\n') },
    { kind: 'empty lines and rows of commas at its end', csv: `${toCsv(PREMIUM)}\n${','.repeat(13)}\n\n` },
    { kind: 'quotes around every cell', csv: toCsv(PREMIUM).replaceAll(/[^,\n]+/g, '"$&"') },
    { kind: 'spaces around cells', csv: toCsv(PREMIUM).replaceAll(',', ' , ') },
  ])('may have $kind', ({ csv }) => {
    expect(parseContractsCsv(csv)).toEqual(parseContractsCsv(toCsv(PREMIUM)))
    expect(parseContractsCsv(new TextEncoder().encode(csv))).toEqual(parseContractsCsv(toCsv(PREMIUM)))
  })

  test('may have commas and quotes in a quoted cell', () => {
    expect(only({ product: 'ノートン, "360"' })?.contract.product).toBe('ノートン, "360"')
  })

  test('is told to be UTF-8 when it is Shift_JIS', () => {
    // 「ノートン」 in Shift_JIS
    const bytes = [...new TextEncoder().encode(toCsv({ ...PREMIUM, product: '?' }))]
    bytes.splice(bytes.indexOf(0x3f), 1, 0x83, 0x6d, 0x81, 0x5b, 0x83, 0x67, 0x83, 0x93)
    const file = new Uint8Array(bytes)

    expect(() => parseContractsCsv(file)).toThrow(/UTF-8[\s\S]*UTF-8 ではありません/)
    expect(() => parseContractsCsv(new TextDecoder().decode(file))).toThrow(/Shift_JIS/)
    expect(() => parseContractsCsv(new Uint8Array(Buffer.from(toCsv(PREMIUM), 'utf16le')))).toThrow(/UTF-8/)
  })
})

describe('values', () => {
  test.each([
    { written: '', chargedAt: null },
    { written: '2026-09-20', chargedAt: '2026-09-20' },
    { written: '2026-09-20T01:00:00Z', chargedAt: '2026-09-20T01:00:00Z' },
  ])('charged_at may be "$written"', ({ written, chargedAt }) => {
    expect(only({ charged_at: written })?.contract.chargedAt).toBe(chargedAt)
  })

  test.each([
    { written: 'sy 8765-4321', orderNumber: 'SY87654321' },
    { written: 'ＳＹ８７６５４３２１', orderNumber: 'SY87654321' },
  ])('an order number $written is kept as $orderNumber', ({ written, orderNumber }) => {
    expect(only({ order_number: written })?.contract.orderNumber).toBe(orderNumber)
  })

  test('the first order number is the original one where no other is given', () => {
    expect(only({ original_order_number: '' })?.contract.originalOrderNumber).toBe('SY87654321')
  })

  test.each([
    { channel: 'direct', product_kind: 'software', provider: 'norton' },
    { channel: 'mPass', product_kind: 'mobileSecurity', provider: 'norton-mobile' },
    { channel: 'anshinAutoRenew', product_kind: 'vbCloud', provider: 'trendmicro' },
    { channel: 'appStore', product_kind: 'vbMobile', provider: 'trendmicro' },
    { channel: 'appStore', product_kind: 'software', provider: 'norton' },
  ])('$product_kind through $channel is $provider where no provider is given', ({ provider, ...cells }) => {
    expect(only(cells)?.contract.provider).toBe(provider)
  })

  test.each([
    { auto_renewal: '', autoRenewal: true },
    { auto_renewal: 'FALSE', autoRenewal: false },
    { auto_renewal: '1', autoRenewal: true },
  ])('auto_renewal "$auto_renewal" means $autoRenewal', ({ auto_renewal, autoRenewal }) => {
    expect(only({ auto_renewal })?.contract.autoRenewal).toBe(autoRenewal)
  })
})

describe('a fault', () => {
  test.each([
    ['contract_id', ''],
    ['contract_id', 'K 1'],
    ['email', ''],
    ['email', 'hanako'],
    ['email', 'a@b@example.jp'],
    ['order_number', ''],
    ['order_number', '注文'],
    ['original_order_number', 'x'],
    ['product', ''],
    ['product', 'あ'.repeat(201)],
    ['product_kind', 'Software'],
    ['plan', 'yearly'],
    ['event', ''],
    ['charged_at', '2026/09/20'],
    ['charged_at', '2026-02-30'],
    ['charged_at', '2026-09-20T10:00:00'],
    ['charged_at', '2026-09-20T25:00:00+09:00'],
    ['charged_at', '1926-09-20'],
    ['price_yen', ''],
    ['price_yen', '-1'],
    ['price_yen', '7980.5'],
    ['price_yen', '7,980'],
    ['term_start', ''],
    ['term_start', '2025-02-29'],
    ['term_end', '2101-01-01'],
    ['term_end', '2026-09-19'],
    ['channel', 'Direct'],
    ['channel', 'ネット'],
    ['region', 'UK'],
    ['region', 'jp'],
    ['auto_renewal', 'maybe'],
    ['product_key', 'ABCDE'],
    ['product_key', 'ABCDE-FGHIJ-KLMNP-QRSTU-VWXYé'],
    ['add_on_of', 'K-1'],
    ['service_used', '?'],
    ['previous_refund', 'x'],
    ['devices', '0'],
    ['provider', 'symantec'],
    ['currency', 'yen'],
    ['devices_used', '-1'],
    ['next_charge_at', 'soon'],
    ['order_confirmed_at', '2026-13-01'],
    ['bundled', 'x'],
    ['trial_ends_at', '2026-9-20'],
    ['auto_renewal_stopped_at', 'x'],
  ])('of %s "%s" is named by its line and column', (column, value) => {
    expect(places(toCsv(DELUXE, { ...PREMIUM, [column]: value }))).toEqual([`3 ${column}`])
  })

  test('is a channel that the named provider does not have', () => {
    expect(places(toCsv({ ...PREMIUM, provider: 'norton', channel: 'carrier' }))).toEqual(['2 channel'])
  })

  test('exists for every column that has a check', () => {
    const bad: Row = Object.fromEntries(COLUMNS.map((column) => [column, '\u0007']))

    const columns = checkContractsCsv(toCsv({ ...bad })).faults.map((fault) => fault.column)

    // An original number that is empty is allowed; a bell is not.
    expect(new Set(columns)).toEqual(new Set(COLUMNS))
  })

  test('of every row is named, not only of the first', () => {
    const csv = toCsv({ ...PREMIUM, plan: 'x', event: 'y' }, DELUXE, { ...ADD_ON, email: 'x' })

    expect(places(csv)).toEqual(['2 plan', '2 event', '4 email'])
  })

  test('says in both languages what is expected and does not repeat what was found', () => {
    const csv = toCsv({ ...PREMIUM, email: 'geheim', price_yen: 'abc' })

    expect(() => parseContractsCsv(csv)).toThrow(
      expect.objectContaining({ code: 'contracts.invalid', details: { faults: 2 } }),
    )
    expect(() => parseContractsCsv(csv)).toThrow(/line 2 email: expected an e-mail address \/ 2行目 email は?/)
    expect(() => parseContractsCsv(csv)).not.toThrow(/geheim/)
  })

  test('is a contract that is there twice', () => {
    expect(places(toCsv(PREMIUM, DELUXE, PREMIUM))).toEqual(['4 contract_id'])
  })

  test('is a contract that is there twice although its other row is wrong as well', () => {
    expect(places(toCsv({ ...PREMIUM, plan: 'x' }, PREMIUM))).toEqual(['2 plan', '3 contract_id'])
  })

  test('is a column that is unknown, missing or there twice', () => {
    const { region: _, ...without } = PREMIUM

    expect(places(toCsv({ ...without, shoe_size: '42' }))).toEqual(['1 shoe_size', '1 region'])
    expect(places(toCsv(PREMIUM).replaceAll('contract_id', 'region'))).toEqual(['1 region', '1 contract_id'])
  })

  test.each([
    { what: 'a row with too few cells', csv: `${toCsv(PREMIUM)}K-2,x\n`, place: '3 -' },
    { what: 'a quote that never ends', csv: `${toCsv(PREMIUM)}"K-2,x\n`, place: '3 -' },
    { what: 'an empty file', csv: '', place: '1 -' },
    { what: 'a file with nothing but its header', csv: toCsv(PREMIUM).split('\n')[0] ?? '', place: '1 -' },
  ])('is $what', ({ csv, place }) => {
    expect(places(csv)).toEqual([place])
  })
})
