import type { BotMessage } from '../channels/channel.ts'
import type { Decision } from '../core/decision.ts'
import { blessText } from './bless-text.ts'
import { fieldText, plainValue } from './command-names.ts'
import { compareEffects } from './compare-effects.ts'
import { compareSays } from './compare-says.ts'
import { decisionFieldWord, decisionValueWord } from './decision-names.ts'
import { stepLines } from './format-talk.ts'
import { matchText } from './match-text.ts'
import { type Problem, waitedAndCame } from './problem.ts'
import type { DidStep, MailStep, NotStep, Place, RuleStep, SayStep, StateStep, Step } from './script.ts'
import type { TurnFrame } from './turn-frame.ts'
import type { Happenings, SentMail } from './world.ts'

/**
 * Compares everything that happened in one turn with the lines below its input. Names caught on the way are
 * left in `frame.captures`.
 */
export function compareTurn(steps: readonly Step[], happened: Happenings, frame: TurnFrame): Problem[] {
  const only = <T extends Step>(type: T['type']) => steps.filter((step): step is T => step.type === type)
  const mails = compareMails(only<MailStep>('mail'), happened.mails, frame)
  const { problems, anchor } = compareSays(only<SayStep>('say'), happened.said, frame)
  return [
    ...problems,
    ...compareEffects(only<DidStep>('did'), happened.did, { ...frame, below: anchor }),
    ...mails,
    ...only<StateStep>('state').flatMap((step) => compareState(step, happened.state, frame)),
    ...compareRules(only<RuleStep>('rule'), happened.decided),
    ...only<NotStep>('not').flatMap((step) => compareNot(step, happened.said)),
    ...compareBanned(happened, frame),
  ]
}

/** A mail of several lines is compared whole, subject first; a single line has to be found within one of its lines. */
function compareMails(steps: readonly MailStep[], mails: readonly SentMail[], frame: TurnFrame): Problem[] {
  const rest = [...mails]
  return steps.flatMap((step) => {
    const at = rest.findIndex((mail) => mailFits(step, mail, frame))
    const [mail] = at < 0 ? [] : rest.splice(at, 1)
    if (!mail) return [mailProblem(step, rest[0], frame)]
    for (const [name, value] of mailFits(step, mail, frame) ?? []) frame.captures.set(name, value)
    return []
  })
}

function mailText({ subject, text }: SentMail): string {
  return `${subject}\n${text}`.trimEnd()
}

function mailFits(step: MailStep, mail: SentMail, frame: TurnFrame): ReadonlyMap<string, string> | null {
  const newest = { ...frame, rebind: true }
  if (step.lines.length > 1) return matchText(step.lines, mailText(mail), newest)
  for (const line of mailText(mail).split('\n')) {
    const names = matchText([`〔…〕${step.lines[0] ?? ''}〔…〕`], line, newest)
    if (names) return names
  }
  return null
}

function mailProblem(step: MailStep, mail: SentMail | undefined, frame: TurnFrame): Problem {
  const { file, line } = step.place
  const expected = stepLines(step).join('\n')
  if (!mail) {
    const message = waitedAndCame(`メール ${step.lines[0] ?? ''}`, '（メールは出ていない）')
    return { kind: '言わなかった', file, line, message, expected, actual: '' }
  }
  const newest = { ...frame, rebind: true }
  const lines = blessText(step.lines.length > 1 ? step.lines : ['…'], mailText(mail), newest)
  const fixed = step.lines.length > 1 ? lines : mailText(mail).split('\n')
  const actual = stepLines({ ...step, lines: fixed }).join('\n')
  const message = waitedAndCame(step.lines.join('\n'), mailText(mail))
  const base = { kind: '文面', file, line, message, expected, actual } as const
  // A single line says "somewhere in the mail": which line it should have been is for a person to say.
  if (step.lines.length === 1) return base
  return { ...base, edit: { ...step.place, lines: actual.split('\n'), level: 'wording', draft: frame.draft } }
}

function compareState(step: StateStep, state: readonly string[], frame: TurnFrame): Problem[] {
  if (state.some((path) => path === step.path || path.endsWith(`.${step.path}`))) return []
  const actual = closestState(step.path, state)
  const fixed = stepLines({ ...step, path: actual })
  const expected = stepLines(step).join('\n')
  const message = waitedAndCame(step.path, state.join('、') || '（状態なし）')
  const base = { kind: '状態', ...where(step.place), message, expected, actual: fixed.join('\n') } as const
  if (actual === '') return [base]
  return [{ ...base, edit: { ...step.place, lines: fixed, level: 'flow', draft: frame.draft } }]
}

/** The active state that shares most of the path, so that an aside's state does not replace the talk's. */
function closestState(path: string, state: readonly string[]): string {
  const wanted = path.split('.')
  const shared = (other: string) => other.split('.').filter((key) => wanted.includes(key)).length
  return state.reduce((best, one) => (shared(one) > shared(best) ? one : best), state[0] ?? '')
}

function compareRules(steps: readonly RuleStep[], decided: readonly Decision[]): Problem[] {
  const rest = [...decided]
  return steps.flatMap((step) => {
    const at = rest.findIndex((decision) => wrongFields(step, decision).length === 0)
    if (at >= 0) {
      rest.splice(at, 1)
      return []
    }
    return [ruleProblem(step, rest[0])]
  })
}

function wrongFields(step: RuleStep, decision: Decision): (readonly [string, string])[] {
  return step.fields.filter(([field, value]) => plainValue(fieldText(decision, field)) !== plainValue(value))
}

function ruleProblem(step: RuleStep, decision: Decision | undefined): Problem {
  const expected = stepLines(step).join('\n')
  if (!decision) {
    const message = waitedAndCame(expected, '（規則は見られていない）')
    return { kind: '規則', ...where(step.place), message, expected, actual: '' }
  }
  const fields = step.fields.map(([field]): readonly [string, string] => [field, fieldText(decision, field)])
  const actual = stepLines({ ...step, fields }).join('\n')
  const wrong = wrongFields(step, decision).map(
    ([field, value]) =>
      `${decisionFieldWord(field)} は ${decisionValueWord(field, fieldText(decision, field))}（待っていた: ${decisionValueWord(field, value)}）`,
  )
  return { kind: '規則', ...where(step.place), message: wrong.join('、'), expected, actual }
}

function compareNot(step: NotStep, said: readonly BotMessage[]): Problem[] {
  const found = spoken(said).find((text) => text.normalize('NFC').includes(step.text.normalize('NFC')))
  if (found === undefined) return []
  const message = `「${step.text}」と言いました: ${found.split('\n')[0]}`
  return [{ kind: '禁句', ...where(step.place), message, expected: stepLines(step).join('\n'), actual: '' }]
}

/** Words that may be said nowhere: neither in messages nor on buttons nor in mails. */
function compareBanned({ said, mails }: Happenings, frame: TurnFrame): Problem[] {
  const texts = [...spoken(said), ...mails.map(mailText)]
  return frame.banned.flatMap((word) => {
    const found = texts.find((text) => text.normalize('NFC').includes(word.normalize('NFC')))
    if (found === undefined) return []
    const line = found.split('\n').find((one) => one.includes(word)) ?? found
    const message = `禁句「${word}」を言いました: ${line}`
    return [{ kind: '禁句', ...where(frame.anchor), message, expected: `否> ${word}`, actual: '' }] as const
  })
}

function spoken(said: readonly BotMessage[]): string[] {
  return said.flatMap(({ text, choices }) => [text, ...(choices ?? []).map(({ label }) => label)])
}

function where({ file, line }: Place): { file: string; line: number } {
  return { file, line }
}
