import type { CommandName } from '../core/effect.ts'

/** Everything that can be wrong with a run. Bless works by kind. */
export type ProblemKind =
  | '文面'
  | '選択肢'
  | '余分な発言'
  | '言わなかった'
  | '黙った副作用'
  | '副作用の中身'
  | '起きなかった副作用'
  | '状態'
  | '規則'
  | '禁句'
  | '出ていない選択肢'
  | '型'
  | '例外'

/** One place where the talk and its script differ. */
export interface Problem {
  readonly kind: ProblemKind
  readonly file: string
  readonly line: number
  /** What was waited for and what came, in one or two lines of Japanese. */
  readonly message: string
  /** Script lines as they are and as they would be; '' where there is nothing. */
  readonly expected: string
  readonly actual: string
  /** The change of the script that would accept what came. */
  readonly edit?: Edit
}

/** A change of whole lines in a script. `line` > `endLine` inserts after `endLine`. */
export interface Edit {
  readonly file: string
  readonly line: number
  readonly endLine: number
  readonly lines: readonly string[]
  /** `wording` is accepted by a plain bless, the others need to be asked for. */
  readonly level: 'wording' | 'flow' | 'effects'
  /** The change accepts this command, which moves money or a term: only when it is named. */
  readonly money?: CommandName
  /** The part (by the line of its head) is a draft: everything in it may be filled. */
  readonly draft: boolean
}

/** The two aligned lines `待っていた` and `来た`. */
export function waitedAndCame(waited: string, came: string): string {
  return `待っていた: ${short(waited)}\n      来た    : ${short(came)}`
}

/** The first line of a text, cut to what fits in a terminal line. */
function short(text: string): string {
  const [first = '', ...rest] = text.split('\n')
  const signs = [...first]
  if (signs.length > 60) return `${signs.slice(0, 59).join('')}…`
  return rest.length > 0 ? `${first} …` : first
}

/**
 * A problem as it is printed: the kind, the lines that differ, and where in the script.
 *
 * @param sources text by file, for the frame
 */
export function renderProblem(problem: Problem, sources: ReadonlyMap<string, string>): string {
  const signed = (sign: string, text: string): string[] =>
    text === '' ? [] : text.split('\n').map((line) => `${sign} ${line}`)
  return [
    headline(problem),
    ...signed('-', problem.expected),
    ...signed('+', problem.actual),
    ` ❯ ${problem.file}:${problem.line}:1`,
    ...frameOf(problem, sources),
  ].join('\n')
}

/** `台本: 26行目 [文面] …` */
export function headline(problem: Problem): string {
  return `台本: ${problem.line}行目 [${problem.kind}] ${problem.message}`
}

/** The lines around a problem, numbered; none when its file's text is not known. */
export function frameOf(problem: Problem, sources: ReadonlyMap<string, string>): string[] {
  const source = sources.get(problem.file)
  return source === undefined ? [] : frame(source, problem.line)
}

function frame(source: string, line: number): string[] {
  const lines = source.split(/\r?\n/)
  return [line - 1, line, line + 1]
    .filter((number) => number >= 1 && number <= lines.length && (number !== line + 1 || lines[number - 1] !== ''))
    .map((number) => `${number === line ? '>' : ' '}${String(number).padStart(5)}| ${lines[number - 1] ?? ''}`)
}
