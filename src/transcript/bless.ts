import { rename, writeFile } from 'node:fs/promises'
import type { CommandName } from '../core/effect.ts'
import { AppError } from '../errors.ts'
import type { Edit, Problem } from './problem.ts'
import type { TalkRun } from './talk-run.ts'

/** What a bless may change besides wording and choices. */
export interface BlessOptions {
  /** Also missing and unexpected messages, and states. */
  readonly flow: boolean
  /** Also commands, except those that move money or a term. */
  readonly effects: boolean
  /** Commands that move money or a term and may be accepted all the same. */
  readonly money: readonly CommandName[]
}

/** The scripts as they would be accepted. */
export interface Blessed {
  /** New text by file, only of files that change. */
  readonly texts: ReadonlyMap<string, string>
  readonly applied: number
  /** Problems that stay: bless never touches them, or was not asked to. */
  readonly left: readonly Problem[]
}

/**
 * Writes what happened into the scripts, as far as `options` allow. Notes, blank lines, `又>` and whatever
 * still fits stay. Banned words, choices that were not on offer, exceptions, rules and types are never accepted.
 *
 * @param runs all runs of the scripts; where channels disagree about a line it is left alone
 * @param sources text by file
 */
export function bless(runs: readonly TalkRun[], sources: ReadonlyMap<string, string>, options: BlessOptions): Blessed {
  const leaves = runs.flatMap((run) => run.leaves.map((leaf) => leaf.problems))
  const accepted = leaves.map((problems) => problems.filter((problem) => isAccepted(problem.edit, options)))
  const groups = groupByPlace(accepted)
  const agreed = [...groups.values()].filter(agree)
  const texts = new Map<string, string>()
  for (const [file, text] of sources) {
    const edits = agreed.flatMap(([first]) => first ?? []).filter((edit) => edit.file === file)
    const changed = applyEdits(text, edits)
    if (changed !== text) texts.set(file, changed)
  }
  const done = new Set(agreed.flat(2))
  const left = leaves.flat().filter(({ edit }) => !edit || !done.has(edit))
  return { texts, applied: agreed.reduce((sum, [first]) => sum + (first?.length ?? 0), 0), left }
}

function isAccepted(edit: Edit | undefined, { flow, effects, money }: BlessOptions): boolean {
  if (!edit) return false
  if (edit.money && !money.includes(edit.money)) return false
  if (edit.draft || edit.level === 'wording') return true
  return edit.level === 'flow' ? flow : effects || edit.money !== undefined
}

/** By place, what each leaf wants there: several insertions of one leaf stay together and in order. */
function groupByPlace(leaves: readonly (readonly Problem[])[]): Map<string, Edit[][]> {
  const groups = new Map<string, Edit[][]>()
  for (const problems of leaves) {
    const own = new Map<string, Edit[]>()
    for (const { edit } of problems) {
      if (!edit) continue
      const key = `${edit.file}:${edit.line}-${edit.endLine}`
      const edits = own.get(key) ?? []
      // Wording and choices of one message share one change.
      if (edit.line > edit.endLine || edits.length === 0) own.set(key, [...edits, edit])
    }
    for (const [key, edits] of own) groups.set(key, [...(groups.get(key) ?? []), edits])
  }
  return groups
}

/** Leaves that share a trunk want the same there; channels may not. */
function agree(wishes: readonly (readonly Edit[])[]): boolean {
  const [first, ...rest] = wishes.map((edits) => JSON.stringify(edits.map(({ lines }) => lines)))
  return rest.every((wish) => wish === first)
}

function applyEdits(text: string, edits: readonly Edit[]): string {
  const newline = text.includes('\r\n') ? '\r\n' : '\n'
  const lines = text.split(/\r?\n/)
  const replaced = edits.filter((edit) => edit.line <= edit.endLine)
  const inserted = edits.filter((edit) => edit.line > edit.endLine)
  const result: string[] = []
  for (let number = 0; number <= lines.length; number++) {
    const over = replaced.find((edit) => edit.line <= number && number <= edit.endLine)
    if (over?.line === number) result.push(...over.lines)
    if (!over && number > 0) result.push(lines[number - 1] ?? '')
    for (const edit of inserted) if (edit.endLine === number) result.push(...edit.lines)
  }
  return result.join(newline)
}

/**
 * Writes files so that a crash leaves the old or the new text, never half of one.
 *
 * @throws {AppError} `config.invalid` in CI, where nobody would look at the change
 */
export async function writeBlessed(
  texts: ReadonlyMap<string, string>,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  if (isCi(environment)) throw new AppError('config.invalid', 'CI では台本を書き換えません')
  for (const [file, text] of texts) {
    const half = `${file}.${process.pid}.tmp`
    await writeFile(half, text, 'utf8')
    await rename(half, file)
  }
}

export function isCi({ CI }: Readonly<Record<string, string | undefined>>): boolean {
  return CI !== undefined && CI !== '' && CI !== '0' && CI !== 'false'
}
