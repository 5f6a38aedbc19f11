import { Complaints } from './complaints.ts'
import { splitCells, splitPair } from './contract-rows.ts'
import { readMark } from './markers.ts'
import { readMarkedStep } from './read-step.ts'
import type { ChannelFilter, Part, Place, Step, TalkScript } from './script.ts'
import { readMove } from './talk-clock.ts'
import { readHeader, readHeadLines } from './talk-header.ts'

const EVERYWHERE: ChannelFilter = { only: [], except: [] }
const INDENT = /^(?: {1,4}|　{1,2}|\t)/u

/**
 * Reads a transcript script.
 *
 * @param file the path as it should appear in messages
 * @throws {AppError} `transcript.syntax` naming every wrong line as `file:line: what is wrong` (Japanese)
 */
export function parseTalk(text: string, file: string): TalkScript {
  const complaints = new Complaints(file)
  const lines = toLines(text)
  const rule = lines.findIndex((line) => line.trimEnd() === '---')
  if (rule < 0) complaints.add(lines.length, '見出しと会話のあいだに --- の行が要ります')
  const head = readHeadLines(rule < 0 ? lines : lines.slice(0, rule), complaints)
  const header = readHeader(head, rule + 1 || 1, complaints)
  const trunk = new BodyReader({ file, lines, from: rule < 0 ? lines.length : rule + 1, complaints }).read()
  complaints.throwIfAny()
  return { file, head, header, ruleLine: rule + 1, trunk }
}

/**
 * Reads a part file (`＋`): steps without a header and without branches.
 *
 * @throws {AppError} `transcript.syntax`, as `parseTalk`
 */
export function parsePart(text: string, file: string): readonly Step[] {
  const complaints = new Complaints(file)
  const trunk = new BodyReader({ file, lines: toLines(text), from: 0, complaints }).read()
  for (const branch of trunk.branches) complaints.add(branch.place.line, '部品の台本に枝は置けません')
  complaints.throwIfAny()
  return trunk.steps
}

function toLines(text: string): string[] {
  return text
    .replace(/^\uFEFF/, '')
    .normalize('NFC')
    .split(/\r?\n/)
}

/** A part while it is being read. */
interface OpenPart {
  readonly depth: number
  readonly name: string | null
  readonly place: Place
  readonly steps: Step[]
  readonly branches: OpenPart[]
}

class BodyReader {
  readonly #file: string
  readonly #lines: readonly string[]
  readonly #complaints: Complaints
  /** The parts the reader is inside of, the trunk first. */
  readonly #open: OpenPart[]
  #next: number

  constructor(source: { file: string; lines: readonly string[]; from: number; complaints: Complaints }) {
    this.#file = source.file
    this.#lines = source.lines
    this.#complaints = source.complaints
    this.#next = source.from
    const place = { file: source.file, line: source.from, endLine: source.from }
    this.#open = [{ depth: 1, name: null, place, steps: [], branches: [] }]
  }

  read(): Part {
    while (this.#next < this.#lines.length) this.#readOne()
    const [trunk] = this.#open
    if (!trunk) throw new RangeError('the trunk is always open')
    return closed(trunk)
  }

  #readOne(): void {
    const at = this.#next
    const line = (this.#lines[at] ?? '').trimEnd()
    this.#next++
    const bare = { place: this.#place(at), on: EVERYWHERE }
    if (line === '') this.#push({ type: 'blank', ...bare })
    else if (/^[=＝]{2}/u.test(line)) this.#branch(line, at)
    else if (line.startsWith('※')) this.#push({ type: 'note', text: line.slice(1).trim(), ...bare })
    else if (/^[～〜~]/u.test(line)) this.#clock(line, bare)
    else if (/^[＋+][ 　]/u.test(line)) this.#include(line, bare)
    else this.#marked(line, at)
  }

  #marked(line: string, at: number): void {
    const mark = readMark(line)
    if (!mark) {
      const indented = /^[\s　]/u.test(line)
      const why = indented
        ? '続きの行の上に発言がありません'
        : '行の始まりが記号ではありません（客> 係> 済> ～ ＋ ※ == など）'
      this.#complaints.add(at + 1, `${why}: ${line.trim()}`)
      return
    }
    const cont = this.#continuation()
    const place = { file: this.#file, line: at + 1, endLine: at + 1 + cont.length }
    const { steps } = this.#part()
    const step = readMarkedStep({
      ...mark,
      cont,
      place,
      before: steps.at(-1) ?? null,
      complain: (message) => this.#complaints.add(at + 1, message),
    })
    if (step?.replaces) steps.pop()
    if (step) this.#push(step.step)
  }

  /** Indented lines, and blank ones that an indented line follows. */
  #continuation(): string[] {
    const found: string[] = []
    for (;;) {
      let ahead = this.#next
      while (ahead < this.#lines.length && (this.#lines[ahead] ?? '').trim() === '') ahead++
      if (!INDENT.test(this.#lines[ahead] ?? '') || ahead >= this.#lines.length) return found
      for (; this.#next < ahead; this.#next++) found.push('')
      found.push((this.#lines[ahead] ?? '').replace(INDENT, '').trimEnd())
      this.#next = ahead + 1
    }
  }

  #branch(line: string, at: number): void {
    const found = /^([=＝]+)[ 　]*(?:枝[ 　]*[:：])?[ 　]*(.*)$/u.exec(line)
    const name = (found?.[2] ?? '').trim()
    const depth = found?.[1]?.length ?? 2
    if (name === '') this.#complaints.add(at + 1, '枝には名前が要ります（例: == 枝: 返金する）')
    if (depth > this.#part().depth + 1) this.#complaints.add(at + 1, '枝の = は一つずつ増やします')
    while (this.#open.length > 1 && this.#part().depth >= depth) this.#open.pop()
    const parent = this.#part()
    if (parent.branches.some((branch) => branch.name === name))
      this.#complaints.add(at + 1, `枝「${name}」が二つあります`)
    const part = { depth: parent.depth + 1, name, place: this.#place(at), steps: [], branches: [] }
    parent.branches.push(part)
    this.#open.push(part)
  }

  #clock(line: string, bare: { place: Place; on: ChannelFilter }): void {
    const move = readMove(line.slice(1))
    if (typeof move === 'string') this.#complaints.add(bare.place.line, move)
    else this.#push({ type: 'clock', move, ...bare })
  }

  #include(line: string, bare: { place: Place; on: ChannelFilter }): void {
    const [first = '', ...rest] = splitCells(line.slice(1))
    const values: (readonly [string, string])[] = []
    for (const cell of rest) {
      const pair = splitPair(cell)
      if (pair) values.push(pair)
    }
    if (first === '' || splitPair(first))
      this.#complaints.add(bare.place.line, '＋ には部品の名前が要ります（例: ＋ 共通/本人確認）')
    this.#push({ type: 'include', path: first, values, ...bare })
  }

  #part(): OpenPart {
    const part = this.#open.at(-1)
    if (!part) throw new RangeError('the trunk is always open')
    return part
  }

  #push(step: Step): void {
    this.#part().steps.push(step)
  }

  #place(at: number): Place {
    return { file: this.#file, line: at + 1, endLine: at + 1 }
  }
}

function closed(part: OpenPart): Part {
  return { name: part.name, place: part.place, steps: part.steps, branches: part.branches.map(closed) }
}
