/** How `判>` names the fields of a decision, and their values. */
const FIELDS: Readonly<Record<string, string>> = {
  規則: 'rule',
  可否: 'refundable',
  理由: 'reason',
  期限: 'deadline',
  起点: 'arithmetic.baseDate',
  日数: 'arithmetic.windowDays',
  申出: 'arithmetic.requestedOn',
  残り: 'arithmetic.daysLeft',
  版: 'pack',
  不足: 'ask',
  案内先: 'referTo',
  日割り額: 'proratedAmount',
  日割り開始: 'proratedFrom',
  利用期限: 'usableUntil',
}

const REFUNDABLE: Readonly<Record<string, string>> = {
  全額: 'full',
  一部: 'prorated',
  対象外: 'none',
  案内: 'refer',
}

/** The field path behind a Japanese word; an ASCII path stands for itself. */
export function decisionField(written: string): string | null {
  return FIELDS[written] ?? (/^[A-Za-z][\w.]*$/.test(written) ? written : null)
}

export function decisionFieldWord(field: string): string {
  return Object.keys(FIELDS).find((word) => FIELDS[word] === field) ?? field
}

/** The words a script may use, for messages. */
export const DECISION_WORDS = Object.keys(FIELDS).join('、')

/** A value in the program's words; `全額` becomes `full`. */
export function decisionValue(field: string, written: string): string {
  return field === 'refundable' ? (REFUNDABLE[written] ?? written) : written
}

export function decisionValueWord(field: string, value: string): string {
  if (field !== 'refundable') return value
  return Object.keys(REFUNDABLE).find((word) => REFUNDABLE[word] === value) ?? value
}

/** Whether `可否` has a value of the closed set. */
export function isRefundable(value: string): boolean {
  return Object.values(REFUNDABLE).includes(value)
}

export const REFUNDABLE_WORDS = Object.keys(REFUNDABLE).join('、')
