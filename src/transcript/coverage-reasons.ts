import { z } from 'zod'
import { AppError } from '../errors.ts'
import { AXES, type Axis, type Coverage } from './coverage.ts'

const group = z.strictObject({ why: z.string().min(10), items: z.array(z.string().min(1)).min(1) })
const schema = z.strictObject({ $comment: z.string().optional(), ...axes(z.array(group).optional()) })

/** Why some items are shown by no script: a name as in the report, or a pattern with `*`. */
export type CoverageReasons = Readonly<
  Partial<Record<Axis, readonly { readonly why: string; readonly items: readonly string[] }[]>>
>

function axes<Schema>(one: Schema): Record<Axis, Schema> {
  return Object.fromEntries(AXES.map((axis) => [axis, one])) as Record<Axis, Schema>
}

/**
 * Checks the file of reasons.
 *
 * @throws {AppError} `config.invalid`, naming the place
 */
export function parseCoverageReasons(value: unknown, source: string): CoverageReasons {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data as CoverageReasons
  const issue = parsed.error.issues[0]
  throw new AppError('config.invalid', `${source}: ${issue?.path.join('.')}: ${issue?.message}`)
}

/** Items that no script shows and no reason covers, as `軸 項目`. */
export function unexplained(coverage: Coverage, reasons: CoverageReasons): string[] {
  return AXES.flatMap((axis) => {
    const patterns = itemsOf(reasons, axis).map(patternOf)
    const open = coverage.untouched(axis).filter((item) => !patterns.some((pattern) => pattern.test(item)))
    return open.map((item) => `${axis} ${item}`)
  })
}

/** Reasons for nothing: what they name is shown by now, or gone. As `軸 項目`. */
export function outdated(coverage: Coverage, reasons: CoverageReasons): string[] {
  return AXES.flatMap((axis) => {
    const untouched = coverage.untouched(axis)
    return itemsOf(reasons, axis)
      .filter((item) => !untouched.some((one) => patternOf(item).test(one)))
      .map((item) => `${axis} ${item}`)
  })
}

const itemsOf = (reasons: CoverageReasons, axis: Axis): readonly string[] =>
  (reasons[axis] ?? []).flatMap(({ items }) => items)

const patternOf = (item: string): RegExp =>
  new RegExp(`^${item.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`, 'u')
