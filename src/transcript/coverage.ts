import { RULE_IDS } from '../core/decision.ts'
import { COMMAND_NAMES } from './command-names.ts'

/** What coverage counts. The names are those of the report and of the lock file. */
export const AXES = ['状態', '遷移', '規則', '文面', '出した選択肢', '押した選択肢', '副作用', '時限'] as const
export type Axis = (typeof AXES)[number]

/** One thing a run touched. */
export type Hit = readonly [axis: Axis, item: string]

/** Everything there is to touch, as far as it can be listed. An axis without a list has no percentage. */
export type Universe = Readonly<Partial<Record<Axis, readonly string[]>>>

/** Lists of touched items by axis, sorted: the form of `coverage.lock.json`. */
export type Lock = Readonly<Partial<Record<Axis, readonly string[]>>>

/** What the program itself can list; states, transitions and wording come from the flow and the locale. */
export const BUILT_IN_UNIVERSE: Universe = { 規則: RULE_IDS, 副作用: COMMAND_NAMES }

/** Gathers what passing scripts touched, with the scripts that did. */
export class Coverage {
  readonly #universe: Universe
  readonly #hits = new Map<Axis, Map<string, Set<string>>>()
  readonly #scripts = new Set<string>()
  #leaves = 0

  constructor(universe: Universe) {
    this.#universe = universe
  }

  /** Only leaves that passed belong here: what a failing script reaches is not proven. */
  add(script: string, hits: readonly Hit[]): void {
    this.#scripts.add(script)
    this.#leaves++
    for (const [axis, item] of hits) {
      const items = this.#hits.get(axis) ?? new Map<string, Set<string>>()
      this.#hits.set(axis, items)
      items.set(item, (items.get(item) ?? new Set()).add(script))
    }
  }

  /** Touched items, sorted. */
  touched(axis: Axis): string[] {
    return [...(this.#hits.get(axis)?.keys() ?? [])].toSorted()
  }

  /** Listed items nobody touched, in the order of the list. A rule listed without an outcome is touched by any. */
  untouched(axis: Axis): string[] {
    const touched = new Set(this.touched(axis).flatMap((item) => [item, item.split('=')[0] ?? item]))
    return (this.#universe[axis] ?? []).filter((item) => !touched.has(item))
  }

  /** Items only one script touches, by script: what would be lost with it. */
  onlyBy(axis: Axis): Map<string, string[]> {
    const only = new Map<string, string[]>()
    for (const [item, scripts] of this.#hits.get(axis) ?? []) {
      const [script] = scripts
      if (scripts.size === 1 && script) only.set(script, [...(only.get(script) ?? []), item])
    }
    return only
  }

  lock(): Lock {
    return Object.fromEntries(AXES.map((axis) => [axis, this.touched(axis)]))
  }

  /** The summary for people. */
  report(): string {
    const title = `網羅（台本 ${this.#scripts.size}・葉 ${this.#leaves}）`
    const listed = AXES.filter((axis) => (this.#universe[axis] ?? []).length > 0)
    return [title, ...listed.map((axis) => this.#bar(axis)), ...this.#gaps(listed), ...this.#only()].join('\n')
  }

  /** The same for machines. */
  toJson(): Record<string, { touched: string[]; untouched: string[] }> {
    return Object.fromEntries(
      AXES.map((axis) => [axis, { touched: this.touched(axis), untouched: this.untouched(axis) }]),
    )
  }

  #bar(axis: Axis): string {
    const total = this.#universe[axis]?.length ?? 0
    const done = total - this.untouched(axis).length
    const filled = Math.floor((20 * done) / total)
    const percent = ((100 * done) / total).toFixed(1)
    const name = axis.padEnd(6, '　')
    return `  ${name} ${'█'.repeat(filled)}${'░'.repeat(20 - filled)}  ${done}/${total}  ${percent}%`
  }

  #gaps(axes: readonly Axis[]): string[] {
    return axes.flatMap((axis) => {
      const untouched = this.untouched(axis)
      if (untouched.length === 0) return []
      return [`${GAP_TITLES[axis]}（${untouched.length}）`, ...untouched.map((item) => `  × ${item}`)]
    })
  }

  #only(): string[] {
    const only = [...this.onlyBy('遷移')].toSorted(([one], [other]) => (one < other ? -1 : 1))
    if (only.length === 0) return []
    return ['その台本だけが踏む遷移', ...only.map(([script, items]) => `  ${script} ${items.length}`)]
  }
}

const GAP_TITLES: Readonly<Record<Axis, string>> = {
  状態: '一度も入っていない状態',
  遷移: '一度も通っていない遷移',
  規則: '一度も出ていない判定',
  文面: '一度も言っていない文面',
  出した選択肢: '一度も出していない選択肢',
  押した選択肢: '一度も押していない選択肢',
  副作用: '一度も起きていない副作用',
  時限: '一度も切れていない時限',
}

/** What a lock holds that a run no longer touched, as `軸 項目`. Empty when nothing was lost. */
export function lostSince(lock: Lock, coverage: Coverage): string[] {
  return AXES.flatMap((axis) => {
    const touched = new Set(coverage.touched(axis))
    return (lock[axis] ?? []).filter((item) => !touched.has(item)).map((item) => `${axis} ${item}`)
  })
}

/** What a run touched that the lock does not hold yet. */
export function gainedSince(lock: Lock, coverage: Coverage): string[] {
  return AXES.flatMap((axis) => {
    const known = new Set(lock[axis])
    return coverage
      .touched(axis)
      .filter((item) => !known.has(item))
      .map((item) => `${axis} ${item}`)
  })
}
