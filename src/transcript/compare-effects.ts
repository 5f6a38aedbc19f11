import { align } from './align.ts'
import { fieldText, mayGoUnlisted, movesMoney, plainValue, writtenFields } from './command-names.ts'
import { stepLines } from './format-talk.ts'
import { matchText } from './match-text.ts'
import { type Edit, type Problem, waitedAndCame } from './problem.ts'
import type { DidStep, Place } from './script.ts'
import type { TurnFrame } from './turn-frame.ts'
import type { DidCommand } from './world.ts'

/**
 * Matches the commands of a turn, in order, with its `済>` lines. A command that is not listed is a problem,
 * unless it is one of the quiet ones.
 *
 * @param anchor where a line for an unlisted command would be written below
 */
export function compareEffects(
  steps: readonly DidStep[],
  did: readonly DidCommand[],
  frame: TurnFrame & { readonly below: Place },
): Problem[] {
  const pairs = align(steps.length, did.length, {
    pair: (i, j) => costOf(steps[i], did[j], frame),
    missing: () => 1,
    extra: (j) => (isQuiet(did[j]) ? 0 : 1),
  })
  const problems: Problem[] = []
  let anchor = frame.below
  for (const [i, j] of pairs) {
    const step = i === null ? undefined : steps[i]
    const command = j === null ? undefined : did[j]
    if (step && step.place.line > anchor.line) anchor = step.place
    if (step && command) problems.push(...compareArgs(step, command, frame))
    else if (step) problems.push(missing(step, frame))
    else if (command && !isQuiet(command)) problems.push(unlisted(command, anchor, frame))
  }
  return problems
}

function isQuiet(command: DidCommand | undefined): boolean {
  return command !== undefined && mayGoUnlisted(command.name)
}

function costOf(step: DidStep | undefined, command: DidCommand | undefined, frame: TurnFrame): number {
  if (!step || !command || step.command !== command.name) return Number.POSITIVE_INFINITY
  return step.args.every((arg) => argFits(arg, command, frame)) ? 0 : 0.7
}

function argFits([field, written]: readonly [string, string], command: DidCommand, frame: TurnFrame): boolean {
  return caught(written, plainValue(fieldText(command.args, field)), frame) !== null
}

function caught(written: string, value: string, frame: TurnFrame): ReadonlyMap<string, string> | null {
  return matchText([plainValue(written)], value, frame)
}

function compareArgs(step: DidStep, command: DidCommand, frame: TurnFrame): Problem[] {
  const wrong = step.args.filter((arg) => !argFits(arg, command, frame))
  for (const [field, written] of step.args) {
    const names = caught(written, plainValue(fieldText(command.args, field)), frame)
    for (const [name, value] of names ?? []) frame.captures.set(name, value)
  }
  if (wrong.length === 0) return []
  const args = step.args.map(
    (arg) =>
      (wrong.includes(arg) ? [arg[0], plainValue(fieldText(command.args, arg[0]))] : arg) as readonly [string, string],
  )
  const lines = stepLines({ ...step, args })
  const expected = stepLines(step).join('\n')
  const edit: Edit = { ...step.place, lines, ...levelOf(command, frame) }
  const message = waitedAndCame(expected, lines.join('\n'))
  return [{ kind: '副作用の中身', ...where(step.place), message, expected, actual: lines.join('\n'), edit }]
}

function missing(step: DidStep, frame: TurnFrame): Problem {
  const expected = stepLines(step).join('\n')
  const edit: Edit = { ...step.place, lines: [], ...levelOf({ name: step.command }, frame) }
  const message = waitedAndCame(expected, '（起きなかった）')
  return { kind: '起きなかった副作用', ...where(step.place), message, expected, actual: '', edit }
}

function unlisted(command: DidCommand, anchor: Place, frame: TurnFrame): Problem {
  const args = writtenFields(command.name).map((field): readonly [string, string] => [
    field,
    plainValue(fieldText(command.args, field)),
  ])
  const lines = stepLines({ type: 'did', command: command.name, args, place: anchor, on: { only: [], except: [] } })
  const { file, endLine } = anchor
  const edit: Edit = { file, line: endLine + 1, endLine, lines, ...levelOf(command, frame) }
  const message = waitedAndCame('（台本にない）', lines.join('\n'))
  return { kind: '黙った副作用', file, line: endLine, message, expected: '', actual: lines.join('\n'), edit }
}

function levelOf({ name }: Pick<DidCommand, 'name'>, { draft }: TurnFrame): Pick<Edit, 'level' | 'money' | 'draft'> {
  return { level: 'effects', draft, ...(movesMoney(name) ? { money: name } : {}) }
}

function where({ file, line }: Place): { file: string; line: number } {
  return { file, line }
}
