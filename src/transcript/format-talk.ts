import { showChoice, showChoices } from './choices.ts'
import { commandWord, faultWord, fieldWord } from './command-names.ts'
import { splitCells } from './contract-rows.ts'
import { decisionFieldWord, decisionValueWord } from './decision-names.ts'
import { wayWord } from './markers.ts'
import type {
  ChannelFilter,
  ChoicePattern,
  CustomerStep,
  DidStep,
  FaultStep,
  Form,
  HeadLine,
  Part,
  SayStep,
  Step,
  TalkScript,
} from './script.ts'
import { showMove } from './talk-clock.ts'

/** Writes a script in the one form the house uses: Japanese markers, four spaces, single blank lines. */
export function formatTalk(script: TalkScript): string {
  return tidy([...script.head.map(headLines), ['---'], ...partBlocks(script.trunk, 1)])
}

/** Writes a part file. */
export function formatPart(steps: readonly Step[]): string {
  return tidy(steps.map(stepLines))
}

/** At most one blank line between blocks, none at the ends. Blank lines inside a message stay. */
function tidy(blocks: readonly (readonly string[])[]): string {
  const kept = blocks.filter((block, index) => !isBlank(block) || !isBlank(blocks[index - 1]))
  while (isBlank(kept.at(-1)) && kept.length > 0) kept.pop()
  while (isBlank(kept[0]) && kept.length > 0) kept.shift()
  return `${kept.flat().join('\n')}\n`
}

function isBlank(block: readonly string[] | undefined): boolean {
  return block === undefined || (block.length === 1 && block[0] === '')
}

function headLines(head: HeadLine): string[] {
  switch (head.type) {
    case 'blank':
      return ['']
    case 'note':
      return [noteLine(head.text)]
    case 'entry':
      return [
        `${head.key}:${head.value ? ` ${head.value}` : ''}`,
        ...head.rows.map((row) => `  ${rowText(head.key, row)}`),
      ]
  }
}

/** Cells of a row two spaces apart; a regular expression stays as it is. */
function rowText(key: string, row: string): string {
  return key === '契約' || key === 'キー' ? splitCells(row).join('  ') : row
}

function noteLine(text: string): string {
  return text === '' ? '※' : `※ ${text}`
}

function partBlocks(part: Part, depth: number): (readonly string[])[] {
  const title = part.name === null ? [] : [[''], [`${'='.repeat(depth)} 枝: ${part.name}`]]
  return [...title, ...part.steps.map(stepLines), ...part.branches.flatMap((branch) => partBlocks(branch, depth + 1))]
}

/** The lines of one step, as the formatter and bless write them. */
export function stepLines(step: Step): string[] {
  switch (step.type) {
    case 'blank':
      return ['']
    case 'note':
      return [noteLine(step.text)]
    case 'clock':
      return [`～ ${showMove(step.move)}`]
    case 'include':
      return [`＋ ${[step.path, ...step.values.map(([name, value]) => `${name}=${value}`)].join(' ')}`]
    case 'say':
      return sayLines(step)
    case 'mail':
      return messageLines(`係@mail${filterText(step.on)}`, step.lines)
    case 'customer':
      return customerLines(step)
    case 'operator':
      return messageLines(`人${filterText(step.on)}`, step.lines)
    case 'fault':
      return [`社${filterText(step.on)}> ${faultText(step)}`]
    case 'did':
      return [`済${filterText(step.on)}> ${didText(step)}`]
    case 'state':
      return [`態${filterText(step.on)}> ${step.path}`]
    case 'rule':
      return [`判${filterText(step.on)}> ${step.fields.map(ruleText).join(' ')}`]
    case 'not':
      return [`否${filterText(step.on)}> ${step.text}`]
  }
}

function sayLines(step: SayStep): string[] {
  return step.forms.flatMap((form, index) => {
    const last = index === step.forms.length - 1
    const mark = index === 0 ? `係${filterText(step.on)}` : '又'
    return formLines(mark, form, last ? step.choices : null)
  })
}

/** A message with its marker (`係@line`, `又`), its key and the choices under it. */
export function formLines(mark: string, form: Pick<Form, 'key' | 'lines'>, choices: ChoicePattern | null): string[] {
  const under = choices ? [`    ${showChoices(choices)}`] : []
  return [...messageLines(`${mark}${form.key ? `@${form.key}` : ''}`, form.lines), ...under]
}

function messageLines(mark: string, lines: readonly string[]): string[] {
  const [first = '', ...rest] = lines
  return [first === '' ? `${mark}>` : `${mark}> ${first}`, ...rest.map((line) => (line === '' ? '' : `    ${line}`))]
}

function customerLines(step: CustomerStep): string[] {
  const mark = `客${filterText(step.on)}${step.way ? `@${wayWord(step.way)}` : ''}`
  return messageLines(mark, step.tap ? [showChoice(step.tap)] : step.lines)
}

/** `@line@!script`; empty for every channel. */
export function filterText(on: ChannelFilter): string {
  return [...on.only.map((name) => `@${name}`), ...on.except.map((name) => `@!${name}`)].join('')
}

function faultText({ fault }: FaultStep): string {
  const times = fault.times === 1 ? '' : ` 回数=${fault.times}`
  return `${commandWord(fault.target)} ${faultWord(fault.fault)}${times}${fault.why ? ` 理由=${fault.why}` : ''}`
}

function didText(step: Pick<DidStep, 'command' | 'args'>): string {
  return [
    commandWord(step.command),
    ...step.args.map(([field, value]) => `${fieldWord(step.command, field)}=${value}`),
  ].join(' ')
}

function ruleText([field, value]: readonly [string, string]): string {
  return `${decisionFieldWord(field)}=${decisionValueWord(field, value)}`
}
