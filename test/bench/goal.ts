/** What a line is meant to reach; shown and never asserted. One of the two sides. */
export interface Goal {
  /** Not more than this, or at least this, in the line's unit; a ratio where the line has a floor and `ratio` is set. */
  readonly most?: Reach
  readonly least?: Reach
  /** The goal is about the ratio to the floor. */
  readonly ratio?: boolean
}

/** What must be reached, and where we want to end. */
export interface Reach {
  readonly must: number
  readonly stretch?: number
}

/** `≤ 8x, wanted ≤ 5x: met`, for a value in its unit. */
export function verdictOn({ most, least }: Goal, value: number, unit: string): string {
  const reach = most ?? least
  if (!reach) return ''
  const sign = most ? '≤' : '≥'
  const reaches = (limit: number) => (most ? value <= limit : value >= limit)
  const text = (limit: number) => `${sign} ${limit}${unit === 'x' ? 'x' : ` ${unit}`}`
  const { must, stretch } = reach
  const wanted = stretch === undefined ? '' : `, wanted ${text(stretch)}`
  const verdict = !reaches(must)
    ? 'MISSED'
    : stretch !== undefined && reaches(stretch)
      ? 'met, and what is wanted'
      : 'met'
  return `${text(must)}${wanted}: ${verdict}`
}
