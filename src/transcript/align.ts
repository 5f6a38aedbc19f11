/** A pair of an expected and an actual index; null stands for nothing on that side. */
export type Pair = readonly [expected: number | null, actual: number | null]

/** What it costs to pair two things, or to leave one alone. Infinity forbids it. */
export interface Costs {
  readonly pair: (expected: number, actual: number) => number
  readonly missing: (expected: number) => number
  readonly extra: (actual: number) => number
}

/** The cheapest order-keeping assignment of two lists (edit distance with given costs). */
export function align(expected: number, actual: number, costs: Costs): Pair[] {
  const cheapest = table(expected, actual, costs)
  const pairs: Pair[] = []
  let [i, j] = [expected, actual]
  while (i > 0 || j > 0) {
    const total = cheapest[i]?.[j]
    if (i > 0 && j > 0 && total === at(cheapest, i - 1, j - 1) + costs.pair(i - 1, j - 1)) pairs.push([--i, --j])
    else if (i > 0 && total === at(cheapest, i - 1, j) + costs.missing(i - 1)) pairs.push([--i, null])
    else pairs.push([null, --j])
  }
  return pairs.reverse()
}

function table(expected: number, actual: number, costs: Costs): number[][] {
  const rows: number[][] = []
  for (let i = 0; i <= expected; i++) {
    const row: number[] = []
    rows.push(row)
    for (let j = 0; j <= actual; j++) {
      if (i === 0 && j === 0) {
        row.push(0)
        continue
      }
      const paired = i > 0 && j > 0 ? at(rows, i - 1, j - 1) + costs.pair(i - 1, j - 1) : Number.POSITIVE_INFINITY
      const missing = i > 0 ? at(rows, i - 1, j) + costs.missing(i - 1) : Number.POSITIVE_INFINITY
      const extra = j > 0 ? at(rows, i, j - 1) + costs.extra(j - 1) : Number.POSITIVE_INFINITY
      row.push(Math.min(paired, missing, extra))
    }
  }
  return rows
}

function at(rows: readonly (readonly number[])[], i: number, j: number): number {
  return rows[i]?.[j] ?? Number.POSITIVE_INFINITY
}
