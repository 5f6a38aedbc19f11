import { type Complaint, complaint } from './complaint.ts'
import { COUNTS } from './count.ts'

/** How long a text may be and how LINE counts it. */
export interface TextRule {
  readonly max: number
  readonly by: keyof typeof COUNTS
  readonly optional?: boolean
  readonly mayBeEmpty?: boolean
}

export function checkText(value: unknown, at: string, rule: TextRule): Complaint[] {
  if (value === undefined) return rule.optional ? [] : complaint(at, 'missing')
  if (typeof value !== 'string') return complaint(at, 'no text')
  if (value.trim() === '' && !rule.mayBeEmpty) return complaint(at, 'empty')
  if (!value.isWellFormed()) return complaint(at, 'half a character (lone surrogate)')
  const length = COUNTS[rule.by](value, rule.max)
  return length > rule.max ? complaint(at, `${length} ${rule.by}, at most ${rule.max}`) : []
}

export function checkHttpsUrl(value: unknown, at: string, optional = false): Complaint[] {
  const wrong = checkText(value, at, { max: 2000, by: 'units', optional })
  if (wrong.length > 0 || value === undefined) return wrong
  return URL.canParse(String(value)) && String(value).startsWith('https://') ? [] : complaint(at, 'no https address')
}
