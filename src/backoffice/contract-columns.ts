/** The columns of a contracts CSV that must be there; their order does not matter. */
export const REQUIRED_COLUMNS = [
  'contract_id',
  'email',
  'order_number',
  'original_order_number',
  'product',
  'product_kind',
  'plan',
  'event',
  'charged_at',
  'price_yen',
  'term_start',
  'term_end',
  'channel',
  'region',
] as const

export const OPTIONAL_COLUMNS = [
  'auto_renewal',
  'product_key',
  'add_on_of',
  'service_used',
  'previous_refund',
  'devices',
  'provider',
  'currency',
  'devices_used',
  'next_charge_at',
  'order_confirmed_at',
  'bundled',
  'trial_ends_at',
  'auto_renewal_stopped_at',
] as const

export type Column = (typeof REQUIRED_COLUMNS)[number] | (typeof OPTIONAL_COLUMNS)[number]

export const COLUMNS: readonly Column[] = [...REQUIRED_COLUMNS, ...OPTIONAL_COLUMNS]
