import type { BotMessage, RenderedChoice } from '../channels/channel.ts'
import { align } from './align.ts'
import { blessText } from './bless-text.ts'
import { isChoice } from './choices.ts'
import { filterText, formLines, stepLines } from './format-talk.ts'
import { likeness, looksEqual, matchesUntyped, matchText } from './match-text.ts'
import { type Edit, type Problem, type ProblemKind, waitedAndCame } from './problem.ts'
import type { ChoicePattern, ChoiceRef, Form, Place, SayStep } from './script.ts'
import type { TurnFrame } from './turn-frame.ts'

/** Below this an unpinned message counts as another one, not as other wording of the same. */
const SAME_MESSAGE = 0.3

/**
 * Matches what was said one to one, in order, with what the script says. Caught names go into `frame.captures`.
 *
 * @returns the problems, and the place below which further lines of this turn belong
 */
export function compareSays(
  steps: readonly SayStep[],
  said: readonly BotMessage[],
  frame: TurnFrame,
): { problems: Problem[]; anchor: Place } {
  const pairs = align(steps.length, said.length, {
    pair: (i, j) => costOf(steps[i], said[j], frame),
    missing: () => 1,
    extra: () => 1,
  })
  const problems: Problem[] = []
  let { anchor } = frame
  for (const [i, j] of pairs) {
    const step = i === null ? undefined : steps[i]
    const message = j === null ? undefined : said[j]
    if (step) anchor = step.place
    if (step && message) problems.push(...comparePair(step, message, frame))
    else if (step) problems.push(missing(step, frame))
    else if (message) problems.push(extra(message, anchor, frame))
  }
  return { problems, anchor }
}

function costOf(step: SayStep | undefined, message: BotMessage | undefined, frame: TurnFrame): number {
  if (!step || !message) return Number.POSITIVE_INFINITY
  const candidates = step.forms.filter((form) => form.key === null || form.key === message.key)
  if (candidates.length === 0) return Number.POSITIVE_INFINITY
  if (candidates.some((form) => caughtBy(form, message, frame))) return choicesFit(step, message, frame) ? 0 : 0.6
  if (candidates.some((form) => matchesUntyped(form.lines, message.text))) return 0.7
  if (candidates.some((form) => form.key !== null)) return 0.8
  return 1.8 - 0.9 * Math.max(...candidates.map((form) => likeness(form.lines.join('\n'), message.text)))
}

/** Names a form catches from a message, or null when it does not fit. */
function caughtBy(form: Form, message: BotMessage, frame: TurnFrame): ReadonlyMap<string, string> | null {
  if (form.key !== null && form.key !== message.key) return null
  return form.lines.length === 0 ? new Map() : matchText(form.lines, message.text, frame)
}

function comparePair(step: SayStep, message: BotMessage, frame: TurnFrame): Problem[] {
  frame.offered(step.place, message.choices ?? [])
  const fitting = step.forms.find((form) => caughtBy(form, message, frame))
  const rightChoices = choicesFit(step, message, frame)
  if (fitting) learn(frame, caughtBy(fitting, message, frame))
  if (fitting && rightChoices) return []
  const form = fitting ?? closest(step, message)
  const lines = fitting ? fitting.lines : blessText(form.lines, message.text, frame)
  if (!fitting) learn(frame, matchText(lines, message.text, frame))
  const fixed: SayStep = {
    ...step,
    forms: step.forms.map((one) => (one === form ? { ...one, lines } : one)),
    choices: rightChoices ? step.choices : exactly(message.choices, frame),
  }
  const untyped = !fitting && matchesUntyped(form.lines, message.text)
  const edit = editOf(step, fixed, isSameMessage(form, message) ? 'wording' : 'flow', frame)
  const both = { expected: stepLines(step).join('\n'), actual: stepLines(fixed).join('\n') }
  const problems: Problem[] = []
  if (!fitting) problems.push(wordingProblem(step, { form, message, untyped, both }, edit))
  if (!rightChoices) problems.push(choicesProblem(step, { message, both: fitting ? both : NOTHING }, edit))
  return problems
}

const NOTHING = { expected: '', actual: '' }

interface Both {
  readonly expected: string
  readonly actual: string
}

function wordingProblem(
  step: SayStep,
  seen: { form: Form; message: BotMessage; untyped: boolean; both: Both },
  edit: Edit,
): Problem {
  const { form, message, untyped, both } = seen
  const kind: ProblemKind = untyped ? '型' : '文面'
  const waited = form.lines.join('\n')
  const hint = looksEqual(waited, message.text) ? '\n      違いは全角/半角・空白・波ダッシュだけです' : ''
  const why = untyped ? '《名》の値が、型か前に出た値と合いません。' : ''
  const text = `${why}${waitedAndCame(...firstDifference(waited, message.text))}${hint}`
  const base = { kind, file: step.place.file, line: form.place.line, message: text, ...both }
  // A value of the wrong type is never accepted by rewriting the script.
  return untyped ? { ...base, actual: prefixed(step, message.text) } : { ...base, edit }
}

/** From the first lines that differ on, so that a long message shows what is wrong. */
function firstDifference(waited: string, came: string): [string, string] {
  const [left, right] = [waited.split('\n'), came.split('\n')]
  const at = left.findIndex((line, index) => line !== right[index])
  const from = at < 0 ? Math.min(left.length, right.length - 1) : at
  return [left.slice(from).join('\n') || '（ここで終わり）', right.slice(from).join('\n') || '（ここで終わり）']
}

function prefixed(step: SayStep, text: string): string {
  return formLines(`係${filterText(step.on)}`, { key: null, lines: text.split('\n') }, step.choices).join('\n')
}

function choicesProblem(step: SayStep, seen: { message: BotMessage; both: Both }, edit: Edit): Problem {
  const { message, both } = seen
  const waited = step.choices ? labels(step.choices.choices, step.choices.open) : '（選択肢なし）'
  const came = (message.choices ?? []).map(({ label }) => `[${label}]`).join(' ') || '（選択肢なし）'
  const text = waitedAndCame(waited, came)
  return { kind: '選択肢', file: step.place.file, line: step.place.endLine, message: text, ...both, edit }
}

function labels(choices: readonly ChoiceRef[], open: boolean): string {
  return [...choices.map(({ label, id }) => `[${label ?? `#${id}`}]`), ...(open ? ['…'] : [])].join(' ')
}

function missing(step: SayStep, frame: TurnFrame): Problem {
  const edit: Edit = { ...span(step.place), lines: [], level: 'flow', draft: frame.draft }
  const first = step.forms[0]
  const message = waitedAndCame(first?.lines.join('\n') || `（文面キー ${first?.key}）`, '（何も言わなかった）')
  const expected = stepLines(step).join('\n')
  return { kind: '言わなかった', file: step.place.file, line: step.place.line, message, expected, actual: '', edit }
}

function extra(message: BotMessage, anchor: Place, frame: TurnFrame): Problem {
  const lines = blessText([], message.text, frame)
  learn(frame, matchText(lines, message.text, frame))
  const actual = formLines('係', { key: message.key || null, lines }, exactly(message.choices, frame))
  const { file, endLine } = anchor
  const edit: Edit = { file, line: endLine + 1, endLine, lines: actual, level: 'flow', draft: frame.draft }
  const text = waitedAndCame('（何も言わない）', message.text)
  return { kind: '余分な発言', file, line: endLine, message: text, expected: '', actual: actual.join('\n'), edit }
}

function learn(frame: TurnFrame, caught: ReadonlyMap<string, string> | null): void {
  for (const [name, value] of caught ?? []) frame.captures.set(name, value)
}

function closest(step: SayStep, message: BotMessage): Form {
  const like = (form: Form) => (form.key === message.key ? 2 : 0) + likeness(form.lines.join('\n'), message.text)
  return step.forms.reduce((best, form) => (like(form) > like(best) ? form : best))
}

function isSameMessage(form: Form, message: BotMessage): boolean {
  return form.key !== null || form.lines.length === 0 || likeness(form.lines.join('\n'), message.text) >= SAME_MESSAGE
}

function exactly(choices: readonly RenderedChoice[] | undefined, frame: TurnFrame): ChoicePattern | null {
  if (!choices || choices.length === 0) return null
  return { choices: choices.map(({ id, label }) => ({ label: frame.labelOf(id) ?? label, id: null })), open: false }
}

function editOf(step: SayStep, fixed: SayStep, level: Edit['level'], frame: TurnFrame): Edit {
  return { ...span(step.place), lines: stepLines(fixed), level, draft: frame.draft }
}

function span({ file, line, endLine }: Place): Place {
  return { file, line, endLine }
}

/** Exact and in order; an open pattern wants its own ones in order, with any others between. */
function choicesFit(step: SayStep, message: BotMessage, frame: TurnFrame): boolean {
  const actual = message.choices ?? []
  if (!step.choices) return actual.length === 0
  const wanted = byId(step, frame)
  if (!step.choices.open) {
    return wanted.length === actual.length && wanted.every((one, index) => same(one, actual[index]))
  }
  let from = 0
  return wanted.every((one) => {
    const at = actual.findIndex((choice, index) => index >= from && isChoice(one, choice))
    from = at + 1
    return at >= 0
  })
}

function same(named: ChoiceRef, actual: RenderedChoice | undefined): boolean {
  return actual !== undefined && isChoice(named, actual)
}

/** Other channels may cut labels, so there a choice is the one with the id it had on the script channel. */
function byId(step: SayStep, frame: TurnFrame): readonly ChoiceRef[] {
  const choices = step.choices?.choices ?? []
  const reference = frame.reference(step.place)
  if (!reference) return choices
  return choices.map((named) => {
    const seen = reference.find((choice) => isChoice(named, choice))
    return seen ? { id: seen.id, label: null } : named
  })
}
