import { isChoiceLine, readChoices, readTap } from './choices.ts'
import {
  COMMAND_NAMES,
  commandNamed,
  commandWord,
  FAULT_WORDS,
  faultNamed,
  faultTargetNamed,
  fieldNamed,
  fieldWords,
} from './command-names.ts'
import { splitCells, splitPair } from './contract-rows.ts'
import { DECISION_WORDS, decisionField, decisionValue, isRefundable, REFUNDABLE_WORDS } from './decision-names.ts'
import { channelNamed, type Speaker, wayNamed } from './markers.ts'
import type { ChannelFilter, ChoicePattern, CustomerWay, Form, Place, Step } from './script.ts'

/** A marker line with its continuation, ready to become a step. */
export interface MarkedLine {
  readonly speaker: Speaker
  readonly qualifiers: readonly string[]
  readonly text: string
  readonly cont: readonly string[]
  readonly place: Place
  /** The step above, which a `又>` extends. */
  readonly before: Step | null
  readonly complain: (message: string) => void
}

/** The step a line stands for; `replaces` when it takes the place of the step above. Null after a complaint. */
export function readMarkedStep(line: MarkedLine): { step: Step; replaces: boolean } | null {
  const qualified = readQualifiers(line)
  if (line.speaker === '又') return readAlternative(line, qualified)
  if (line.cont.length > 0 && !['客', '係', '人'].includes(line.speaker)) {
    line.complain(`${line.speaker}> の下に続きの行は書けません`)
  }
  const step = readOwnStep(line, qualified)
  return step ? { step, replaces: false } : null
}

function readOwnStep(line: MarkedLine, qualified: Qualified): Step | null {
  switch (line.speaker) {
    case '客':
      return readCustomer(line, qualified)
    case '係':
      return qualified.mail ? readMail(line, qualified) : readSay(line, qualified)
    case '人':
      return { type: 'operator', lines: messageLines(line), ...placed(line, qualified) }
    case '社':
      return readFault(line, qualified)
    case '済':
      return readDid(line, qualified)
    case '態':
      return readState(line, qualified)
    case '判':
      return readRule(line, qualified)
    default:
      return readNot(line, qualified)
  }
}

interface Qualified {
  readonly on: ChannelFilter
  readonly way: CustomerWay | null
  readonly key: string | null
  readonly mail: boolean
}

function readQualifiers({ speaker, qualifiers, complain }: MarkedLine): Qualified {
  const only: string[] = []
  const except: string[] = []
  let way: CustomerWay | null = null
  let key: string | null = null
  let mail = false
  for (const written of qualifiers) {
    const channel = channelNamed(written.replace(/^[!！]/u, ''))
    if (channel) (/^[!！]/u.test(written) ? except : only).push(channel)
    else if (speaker === '係' && written === 'mail') mail = true
    else if (speaker === '客' && wayNamed(written)) way = wayNamed(written)
    else if ((speaker === '係' || speaker === '又') && /^[A-Za-z][\w.-]*$/.test(written)) key = written
    else complain(`${speaker}@${written}> の @${written} が分かりません`)
  }
  return { on: { only, except }, way, key, mail }
}

function placed(line: MarkedLine, qualified: Qualified): { place: Place; on: ChannelFilter } {
  return { place: line.place, on: qualified.on }
}

/** The first line after the marker and the indented ones; an empty first line does not count. */
function messageLines({ text, cont }: MarkedLine): string[] {
  return text === '' ? [...cont] : [text, ...cont]
}

/** Splits a message into its words and the choices it ends with. */
function readMessage(line: MarkedLine): { lines: string[]; choices: ChoicePattern | null } {
  const lines = messageLines(line)
  let words = lines.length
  while (words > 0 && isChoiceLine(lines[words - 1] ?? '')) words--
  const choices = words < lines.length ? readChoices(lines.slice(words)) : null
  while (words > 0 && lines[words - 1] === '') words--
  return { lines: lines.slice(0, words), choices }
}

function readSay(line: MarkedLine, qualified: Qualified): Step {
  const { lines, choices } = readMessage(line)
  if (lines.length === 0 && !qualified.key)
    line.complain('係> には文か文面キーが要ります（どんな文でもよいときは 係> …）')
  const form: Form = { key: qualified.key, lines, place: line.place }
  return { type: 'say', forms: [form], choices, ...placed(line, qualified) }
}

function readAlternative(line: MarkedLine, qualified: Qualified): { step: Step; replaces: boolean } | null {
  const { before } = line
  if (before?.type !== 'say') {
    line.complain('又> のすぐ上に 係> がありません')
    return null
  }
  if (before.choices) line.complain('選択肢は最後の 又> の下に書きます')
  const { lines, choices } = readMessage(line)
  if (lines.length === 0 && !qualified.key) line.complain('又> には文か文面キーが要ります')
  const form: Form = { key: qualified.key, lines, place: line.place }
  const place = { ...before.place, endLine: line.place.endLine }
  return { step: { ...before, place, choices, forms: [...before.forms, form] }, replaces: true }
}

function readMail(line: MarkedLine, qualified: Qualified): Step {
  const lines = messageLines(line)
  if (lines.length === 0) line.complain('係@mail> には件名か本文の行が要ります')
  return { type: 'mail', lines, ...placed(line, qualified) }
}

/** Acts that carry no words. */
const SILENT: readonly (CustomerWay | null)[] = ['unsent', 'again', 'follow']

function readCustomer(line: MarkedLine, qualified: Qualified): Step {
  const { way } = qualified
  const lines = messageLines(line)
  const tap = lines.length === 1 && way !== 'edited' && way !== 'thing' ? readTap(lines[0] ?? '') : null
  if (SILENT.includes(way) && lines.length > 0) line.complain('客@取消> 客@再訪> 客@友だち> に文は書けません')
  if (!SILENT.includes(way) && lines.length === 0) line.complain('客> に文がありません')
  if (way === 'login' && !/^\S+@\S+$/.test(lines.join('\n')))
    line.complain('客@ログイン> にはメールアドレスだけを書きます')
  if (way === 'old' && !tap && lines.length > 0)
    line.complain('客@古> には前の選択肢を書きます（例: 客@古> [返金する]）')
  return { type: 'customer', way, tap, lines, ...placed(line, qualified) }
}

function readFault(line: MarkedLine, qualified: Qualified): Step | null {
  const [target = '', fault = '', ...rest] = line.text.split(/[\s　]+/u)
  const command = faultTargetNamed(target)
  const kind = faultNamed(fault)
  if (!command) line.complain(`社> の「${target}」という処理はありません。使える名前: 契約照会、${COMMAND_WORDS}`)
  if (!kind) line.complain(`社> の結果「${fault}」はありません。使える結果: ${FAULT_WORDS}`)
  const extra = Object.fromEntries(rest.map((cell) => splitPair(cell) ?? [cell, '']))
  for (const name of Object.keys(extra)) {
    if (name !== '回数' && name !== '理由') line.complain(`社> の「${name}」が分かりません（使えるもの: 回数、理由）`)
  }
  const times = Number(extra.回数 ?? 1)
  if (!Number.isInteger(times) || times < 1) line.complain('社> の回数は1以上の整数です')
  if (!command || !kind) return null
  const why = extra.理由 ? { why: extra.理由 } : {}
  return { type: 'fault', fault: { target: command, fault: kind, times, ...why }, ...placed(line, qualified) }
}

const COMMAND_WORDS = COMMAND_NAMES.map(commandWord).join('、')

function readDid(line: MarkedLine, qualified: Qualified): Step | null {
  const [name = '', ...cells] = splitCells(line.text)
  const command = commandNamed(name)
  if (!command) {
    line.complain(`済> の「${name}」という処理はありません。使える名前: ${COMMAND_WORDS}`)
    return null
  }
  const args: (readonly [string, string])[] = []
  for (const cell of cells) {
    const pair = splitPair(cell)
    const field = pair ? fieldNamed(command, pair[0]) : null
    if (pair && field) args.push([field, pair[1]])
    else line.complain(`済> ${name} の「${cell}」が分かりません。使える項目: ${fieldWords(command)}`)
  }
  return { type: 'did', command, args, ...placed(line, qualified) }
}

function readState(line: MarkedLine, qualified: Qualified): Step {
  if (line.text === '' || /\s/u.test(line.text)) line.complain('態> には状態を一つ、点でつないで書きます')
  return { type: 'state', path: line.text, ...placed(line, qualified) }
}

function readRule(line: MarkedLine, qualified: Qualified): Step {
  const fields: (readonly [string, string])[] = []
  for (const cell of splitCells(line.text)) {
    const pair = splitPair(cell)
    const field = pair ? decisionField(pair[0]) : null
    if (!pair || !field) {
      line.complain(`判> の「${cell}」が分かりません。使える項目: ${DECISION_WORDS}`)
      continue
    }
    const value = decisionValue(field, pair[1])
    if (field === 'refundable' && !isRefundable(value)) line.complain(`判> の可否は ${REFUNDABLE_WORDS} のどれかです`)
    fields.push([field, value])
  }
  if (fields.length === 0) line.complain('判> に項目がありません（例: 判> 規則=N-A-R 可否=全額）')
  return { type: 'rule', fields, ...placed(line, qualified) }
}

function readNot(line: MarkedLine, qualified: Qualified): Step {
  if (line.text === '') line.complain('否> に言葉がありません')
  return { type: 'not', text: line.text, ...placed(line, qualified) }
}
