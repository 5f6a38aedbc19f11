import type { Act, RenderedChoice } from '../channels/channel.ts'
import { isChoice, showChoice } from './choices.ts'
import { stepLines } from './format-talk.ts'
import { thingKind } from './markers.ts'
import { fillIn } from './match-text.ts'
import type { Memory } from './memory.ts'
import type { Problem, ProblemKind } from './problem.ts'
import type { ChoiceRef, CustomerStep } from './script.ts'

/** What a customer's line does, or why it cannot be done. A tap also names the choice it took. */
export type CustomerAct = { readonly act: Act; readonly took?: RenderedChoice } | { readonly problem: Problem }

/**
 * Turns a `客>` line into an act: names are filled in, and a tap must be on offer.
 *
 * @param onScript the choice this line took on the script channel: elsewhere labels may be cut, so its id counts
 */
export function customerAct(step: CustomerStep, memory: Memory, onScript: RenderedChoice | undefined): CustomerAct {
  if (step.tap) return tap(step, onScript ? { id: onScript.id, label: null } : step.tap, memory)
  const filled = fillIn(step.lines.join('\n'), memory.captures)
  if ('missing' in filled) return problem(step, '型', `《${filled.missing}》 の値がまだありません`)
  const { text } = filled
  const of = memory.lastTextId
  switch (step.way) {
    case 'again':
    case 'follow':
    case 'login':
      return { act: { type: 'opened' } }
    case 'thing':
      return { act: { type: 'nonverbal', kind: thingKind(text) } }
    case 'edited':
    case 'unsent':
      if (of === null) return problem(step, '例外', '直したり取り消したりする発言がまだありません')
      return { act: step.way === 'unsent' ? { type: 'unsent', of } : { type: 'edited', of, text } }
    default:
      return { act: { type: 'text', text } }
  }
}

function tap(step: CustomerStep, named: ChoiceRef, { asked }: Memory): CustomerAct {
  const current = asked.at(-1)
  const open = step.way === 'old' ? asked.slice(0, -1).reverse() : asked.slice(-1)
  for (const { prompt, choices } of open) {
    const took = choices.find((choice) => isChoice(named, choice))
    if (took) return { act: { type: 'tapped', choice: took.id, prompt }, took }
  }
  const labels = (current?.choices ?? []).map(({ label }) => `[${label}]`).join(' ') || '（選択肢なし）'
  const why = step.way === 'old' ? '前の質問で出ていません' : `出ていません。出ているのは ${labels}`
  return problem(step, '出ていない選択肢', `${showChoice(step.tap ?? named)} は${why}`)
}

function problem(step: CustomerStep, kind: ProblemKind, message: string): { problem: Problem } {
  const { file, line } = step.place
  return { problem: { kind, file, line, message, expected: stepLines(step).join('\n'), actual: '' } }
}
