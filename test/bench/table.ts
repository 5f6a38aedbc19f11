import { verdictOn } from './goal.ts'
import { type Line, ratioOf, type Section } from './section.ts'

const HEAD = ['', 'median', 'best', 'CPU µs', 'ratio', 'to', 'goal'] as const
/** Columns that read better flush left: what, floor, goal. */
const LEFT = new Set([0, 5, 6])

/** A section as a table for the terminal. */
export function tableOf({ title, lines, notes = [] }: Section): string {
  const rows = [HEAD, ...lines.map(cellsOf)]
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)))
  const body = rows.map((row) =>
    row
      .map((cell, column) => padded(cell, widths[column] ?? 0, column))
      .join('  ')
      .trimEnd(),
  )
  return `${[title, ...body.map((row) => `  ${row}`), ...notes.map((note) => `  ${note}`)].join('\n')}\n`
}

function cellsOf(line: Line): string[] {
  const { what, unit, value, best, cpuUs, floor, goal } = line
  const ratio = ratioOf(line)
  return [
    what,
    `${rounded(value)} ${unit}`,
    best === undefined ? '' : rounded(best),
    cpuUs === undefined ? '' : rounded(cpuUs),
    ratio === null ? '' : `${rounded(ratio)}x`,
    floor ? floorText(line, floor) : '',
    goal ? verdictOn(goal, goal.ratio ? (ratio ?? Number.NaN) : value, goal.ratio ? 'x' : unit) : '',
  ]
}

function floorText({ unit, cpuUs }: Line, floor: NonNullable<Line['floor']>): string {
  const byCpu = floor.cpuUs !== undefined && cpuUs !== undefined
  return `${floor.what} (${byCpu ? `${rounded(floor.cpuUs ?? 0)} µs CPU` : `${rounded(floor.value)} ${unit}`})`
}

const padded = (cell: string, width: number, column: number): string =>
  LEFT.has(column) ? cell.padEnd(width) : cell.padStart(width)

/** Three digits that matter: noise is larger than the rest. */
export function rounded(value: number): string {
  if (value >= 100) return value.toFixed(0).replaceAll(/\B(?=(\d{3})+$)/g, ',')
  return value >= 10 ? value.toFixed(1) : value.toFixed(2)
}
