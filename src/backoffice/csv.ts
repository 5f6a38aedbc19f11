import { CsvError, type Info, parse } from 'csv-parse/sync'
import { AppError } from '../errors.ts'
import { COLUMNS, type Column, REQUIRED_COLUMNS } from './contract-columns.ts'
import { type ContractRow, readContractRow } from './contract-row.ts'
import type { Problem } from './csv-cells.ts'

/** One thing that is wrong with a file: where, what, and what is expected. */
export interface CsvFault extends Problem {
  /** 1-based; the header is line 1. A row with line breaks in quotes counts as its last line. */
  readonly line: number
  readonly column: string | null
}

interface CsvRecord {
  readonly record: readonly string[]
  readonly info: Info
}

const NOT_UTF8: Problem = {
  en: 'the file is not UTF-8 (Shift_JIS?). Save it as "CSV UTF-8" and try again',
  ja: 'ファイルが UTF-8 ではありません（Shift_JIS の可能性があります）。「CSV UTF-8」で保存し直してください',
}

/**
 * Reads a contracts CSV: UTF-8 with or without BOM, any line ends, columns in any order.
 *
 * @throws {AppError} `contracts.invalid` naming every fault by line and column, in English and Japanese
 */
export function parseContractsCsv(source: string | Uint8Array): ContractRow[] {
  const { rows, faults } = checkContractsCsv(source)
  if (faults.length === 0) return rows
  throw contractsInvalid(faults)
}

/** The same without throwing: the sound rows, and every fault of the others. */
export function checkContractsCsv(source: string | Uint8Array): { rows: ContractRow[]; faults: CsvFault[] } {
  const text = decode(source)
  if (text === null) return { rows: [], faults: [{ line: 1, column: null, ...NOT_UTF8 }] }
  const faults: CsvFault[] = []
  const [header, ...records] = readRecords(text, faults)
  if (!header)
    return { rows: [], faults: faults.length > 0 ? faults : [fileFault('the file is empty', 'ファイルが空です')] }
  const columns = readHeader(header, faults)
  if (faults.length > 0) return { rows: [], faults }
  if (records.length === 0) faults.push(fileFault('there is no row below the header', '見出しの下に行がありません'))
  const rows = records.map((record) => readRecord(record, columns, faults)).filter((row) => row !== null)
  faults.push(...duplicates(records, columns))
  return { rows, faults: faults.sort((a, b) => a.line - b.line) }
}

/** @returns the error that lists all faults; its details count them */
export function contractsInvalid(faults: readonly CsvFault[]): AppError {
  const lines = faults.map(({ line, column, en, ja }) => {
    const where = column === null ? '' : ` ${column}`
    return `line ${line}${where}: ${en} / ${line}行目${where} ${ja}`
  })
  const head = `nothing was imported, ${faults.length} problem(s) / 取り込んでいません。問題は${faults.length}件です`
  return new AppError('contracts.invalid', [head, ...lines].join('\n'), { faults: faults.length })
}

function decode(source: string | Uint8Array): string | null {
  // A file that was decoded wrongly before it came here has replacement characters, one in UTF-16 has NULs.
  if (typeof source === 'string') return /[\uFFFD\0]/.test(source) ? null : source
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(source)
    return text.includes('\0') ? null : text
  } catch {
    return null
  }
}

function readRecords(text: string, faults: CsvFault[]): CsvRecord[] {
  try {
    const options = { bom: true, info: true, relax_column_count: true, skip_empty_lines: true, trim: true }
    // With `info` every record comes with where it stood; the library's types do not say so.
    return parse(text, { ...options, skip_records_with_empty_values: true }) as unknown as CsvRecord[]
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const line = Number(error.lines ?? 1)
    faults.push({ line, column: null, en: 'quotes do not match', ja: 'の引用符（"）の対応が取れていません' })
    return []
  }
}

function readHeader({ record, info }: CsvRecord, faults: CsvFault[]): readonly Column[] {
  const names = record.map((name) => name.trim())
  const fault = (column: string, en: string, ja: string) => faults.push({ line: info.lines, column, en, ja })
  const columns = names.filter((name): name is Column => (COLUMNS as readonly string[]).includes(name))
  for (const name of names) {
    if (!columns.includes(name as Column))
      fault(name, `is no known column (known: ${COLUMNS.join(' ')})`, 'という列はありません')
  }
  for (const name of new Set(names.filter((one, index) => names.indexOf(one) !== index))) {
    fault(name, 'is there twice', 'の列が二つあります')
  }
  for (const name of REQUIRED_COLUMNS) {
    if (!columns.includes(name)) fault(name, 'is a required column that is missing', 'の列がありません（必須）')
  }
  return columns
}

function readRecord({ record, info }: CsvRecord, columns: readonly Column[], faults: CsvFault[]): ContractRow | null {
  const line = info.lines
  if (record.length !== columns.length) {
    const [found, expected] = [record.length, columns.length]
    const en = `has ${found} cells, expected ${expected} as in the header (a comma in a cell needs quotes)`
    const ja = `の列数が${found}です。見出しと同じ${expected}列にしてください（カンマを含む値は引用符で囲みます）`
    faults.push({ line, column: null, en, ja })
    return null
  }
  const cells = Object.fromEntries(columns.map((column, index) => [column, record[index] ?? '']))
  return readContractRow({ line, cells }, (column, problem) => faults.push({ line, column, ...problem }))
}

function duplicates(records: readonly CsvRecord[], columns: readonly Column[]): CsvFault[] {
  const firstLines = new Map<string, number>()
  return records.flatMap(({ record, info }) => {
    const id = record[columns.indexOf('contract_id')]?.normalize('NFKC') ?? ''
    const first = firstLines.get(id)
    if (first === undefined) firstLines.set(id, info.lines)
    if (first === undefined || id === '') return []
    const en = `is the same as on line ${first}; one row a contract`
    return [
      {
        line: info.lines,
        column: 'contract_id',
        en,
        ja: `が${first}行目と重複しています。契約は1行ずつにしてください`,
      },
    ]
  })
}

function fileFault(en: string, ja: string): CsvFault {
  return { line: 1, column: null, en, ja }
}
