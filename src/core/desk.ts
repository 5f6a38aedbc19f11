import { z } from 'zod'
import { AppError } from '../errors.ts'
import { type DeskHours, WEEKDAYS } from './business-hours.ts'
import { isPlainDate, type PlainDate } from './date.ts'

/** A place a customer can turn to, as far as it is published. */
export interface Desk {
  readonly id: string
  /** Its name in Japanese. */
  readonly name: string
  readonly provider: string
  readonly kind: 'chat' | 'phone' | 'board' | 'mail'
  /** Telephone number, mail or web address; null where none was found. Only numbers from a checked source. */
  readonly phone: string | null
  readonly email: string | null
  readonly url: string | null
  /** null: no hours are published. */
  readonly hours: DeskHours | null
  /** Remarks by key, e.g. that a form comes first; each needs its words. */
  readonly notes: readonly string[]
  readonly source: string
  readonly official: boolean
  readonly checkedOn: PlainDate
}

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'must be HH:MM')
const span = z.tuple([time, time]).refine(([from, to]) => from < to, 'ends before it begins')
const monthDay = z.string().regex(/^\d{2}-\d{2}$/, 'must be MM-DD')

const hours = z.union([
  z.literal('always'),
  z.strictObject({
    weekly: z.partialRecord(z.enum(WEEKDAYS), z.array(span).min(1)),
    closedOnPublicHolidays: z.boolean(),
    unpublished: z.strictObject({ from: monthDay, to: monthDay }).exactOptional(),
  }),
])

const desksSchema = z.strictObject({
  $comment: z.string().optional(),
  desks: z.array(
    z.strictObject({
      id: z.string().min(1),
      name: z.string().min(1),
      provider: z.string().min(1),
      kind: z.enum(['chat', 'phone', 'board', 'mail']),
      phone: z.string().nullable(),
      email: z.string().nullable(),
      url: z.url().nullable(),
      hours: hours.nullable(),
      notes: z.array(z.string()),
      source: z.string().min(1),
      official: z.boolean(),
      checkedOn: z.string().refine(isPlainDate, 'is not a date of the calendar'),
    }),
  ),
})

/**
 * Checks a file of desks.
 *
 * @param source names the file in the error
 * @throws {AppError} `policy.invalid`
 */
export function parseDesks(value: unknown, source: string): readonly Desk[] {
  const parsed = desksSchema.safeParse(value)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw new AppError('policy.invalid', `${source}: ${issue?.path.join('.')}: ${issue?.message}`)
  }
  const ids = parsed.data.desks.map(({ id }) => id)
  const twice = ids.find((id, index) => ids.indexOf(id) !== index)
  if (twice) throw new AppError('policy.invalid', `${source}: two desks are called ${twice}`)
  return parsed.data.desks
}
