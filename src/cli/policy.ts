import { readFileSync, statSync } from 'node:fs'
import { isPlainDate, type PlainDate } from '../core/date.ts'
import { comparePacks } from '../core/policy-changes.ts'
import { type PolicyPack, parsePack } from '../core/policy-pack.ts'
import { AppError } from '../errors.ts'
import { POLICIES_DIR, readPacks } from '../policies.ts'
import { changesAnswer, changesInWords, groupInWords } from './policy-diff.ts'
import { explainAsJson, explainAsMarkdown, explainOnTerminal, packsOn } from './policy-explain.ts'

/** Where a command writes: its answer, and what is wrong with the question. */
export interface Output {
  readonly out: (text: string) => void
  readonly error: (text: string) => void
}

export interface ExplainOptions {
  /** A charge date: the terms in force on it are shown. */
  readonly on: string
  readonly format: 'table' | 'markdown' | 'json'
  /** Columns of the terminal. */
  readonly width: number
  readonly dir?: string | undefined
}

export interface DiffOptions {
  readonly format: 'text' | 'json'
  /** Answer 1 when somebody's answer changes, as `diff` does. */
  readonly exitCode: boolean
}

/** What was asked cannot be answered: no such file, not a pack, no such provider. */
const BAD_QUESTION = 2
/** No pack comes near this. */
const MAX_BYTES = 5_000_000

/**
 * Shows the refund terms as a table staff can read, for one provider or all.
 *
 * @returns the exit code: 0, or 2 with the reason in Japanese and English
 */
export function explainPolicies(provider: string | undefined, options: ExplainOptions, { out, error }: Output): number {
  return answering(error, () => {
    const on = readDay(options.on)
    const all = packsOn(on, readFolder(options.dir ?? POLICIES_DIR))
    const chosen = all.filter(({ pack }) => provider === undefined || pack.provider === provider)
    if (chosen.length === 0)
      throw noProvider(
        provider,
        all.map(({ pack }) => pack.provider),
      )
    if (options.format === 'json') out(JSON.stringify(chosen.map(explainAsJson), null, 2))
    else if (options.format === 'markdown') out(chosen.map(explainAsMarkdown).join('\n'))
    else out(chosen.map((one) => explainOnTerminal(one, options.width)).join('\n'))
    return 0
  })
}

/**
 * Compares two packs as "which customers' answers change".
 *
 * @returns the exit code: 0; 1 when answers change and `exitCode` asks for it; 2 with the reason in both languages
 */
export function diffPolicies(files: readonly [string, string], options: DiffOptions, { out, error }: Output): number {
  return answering(error, () => {
    const packs = [readPackFile(files[0]), readPackFile(files[1])] as const
    if (packs[0].provider !== packs[1].provider) {
      throw problem(
        `会社の違う表は比べられません（the packs are of two providers）：${packs[0].provider}、${packs[1].provider}`,
      )
    }
    const changes = comparePacks(...packs)
    if (options.format === 'json') {
      const groups = changes.groups.map((group) => ({ words: groupInWords(group, packs), ...group }))
      out(JSON.stringify({ ...changes, groups }, null, 2))
    } else out(changesInWords(changes, packs))
    return options.exitCode && changes.groups.some(changesAnswer) ? 1 : 0
  })
}

function answering(error: Output['error'], run: () => number): number {
  try {
    return run()
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown
    error(thrown.message)
    return BAD_QUESTION
  }
}

function readDay(text: string): PlainDate {
  if (isPlainDate(text)) return text
  throw problem(
    `日付は 2026-11-21 の形で書いてください（--on needs a date of the calendar, YYYY-MM-DD）：${String(text).slice(0, 40)}`,
  )
}

function noProvider(asked: string | undefined, known: readonly string[]): AppError {
  if (known.length === 0) return problem('返金規則の表がありません（there are no packs）')
  return problem(
    `その会社の表はありません（no such provider）：${asked?.slice(0, 40)}。あるのは ${known.join('、')} です（known providers）`,
  )
}

function readFolder(dir: string): readonly PolicyPack[] {
  try {
    return readPacks(dir)
  } catch (error) {
    if (error instanceof AppError) throw notAPack(error)
    throw unreadable(error, dir)
  }
}

function readPackFile(path: string): PolicyPack {
  const text = readText(path)
  let value: unknown
  try {
    // A file saved on Windows may begin with a byte order mark
    value = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    throw problem(`JSONとして読めません（not readable as JSON）：${path}`)
  }
  try {
    return parsePack(value, path)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    throw notAPack(error)
  }
}

function readText(path: string): string {
  try {
    if (statSync(path).size > MAX_BYTES) throw problem(`ファイルが大きすぎます（file too large）：${path}`)
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw error instanceof AppError ? error : unreadable(error, path)
  }
}

function notAPack({ message }: AppError): AppError {
  return problem(`返金規則の表として正しくありません（not a valid pack）：${message}`)
}

function unreadable(error: unknown, path: string): AppError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT') return problem(`見つかりません（no such file or folder）：${path}`)
  if (code === 'EISDIR') return problem(`ファイルではなくフォルダーです（a folder, not a file）：${path}`)
  return problem(`読めません（not readable）：${path}`)
}

function problem(message: string): AppError {
  return new AppError('policy.invalid', message)
}
