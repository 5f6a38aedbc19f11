import type { Account } from '../core/account.ts'
import type { Complaints } from './complaints.ts'
import { type ContractRow, completeRow, readContractRow, splitPair, toContractsCsv } from './contract-rows.ts'
import { CHANNEL_WORDS, channelNamed } from './markers.ts'
import type { Header, HeadLine } from './script.ts'
import { readAgo, readInstant } from './talk-clock.ts'

/** Header words with their ASCII names. */
const KEYS: Readonly<Record<string, string>> = {
  台本: 'talk',
  題: 'title',
  時計: 'clock',
  顧客: 'customer',
  契約: 'contracts',
  ログイン: 'login',
  キー: 'keys',
  経路: 'channels',
  言語: 'language',
  札: 'tags',
  禁句: 'banned',
  型: 'types',
  写し: 'snapshot',
  備え: 'fixtures',
  出典: 'source',
  乱数: 'seed',
}

/** What captures have to look like unless `型:` says otherwise. */
const BUILT_IN_TYPES: readonly (readonly [name: string, pattern: string])[] = [
  // Six digits standing alone: not the middle of an order number.
  ['コード', '(?<!\\d)\\d{6}(?!\\d)'],
  ['受付番号', '[A-Z]-\\d{8}-\\d{4}'],
]

const HEAD = /^([^\s:：]+)[:：](.*)$/u

/** Reads header lines; indented lines are rows of the entry above. */
export function readHeadLines(lines: readonly string[], complaints: Complaints): HeadLine[] {
  const head: HeadLine[] = []
  for (const [index, raw] of lines.entries()) {
    const line = index + 1
    const text = raw.trimEnd()
    const last = head.at(-1)
    if (text === '') head.push({ type: 'blank', line })
    else if (text.startsWith('※')) head.push({ type: 'note', text: text.slice(1).trim(), line })
    else if (/^[\s　]/u.test(text)) {
      if (last?.type === 'entry') head[head.length - 1] = { ...last, rows: [...last.rows, text.trim()] }
      else complaints.add(line, '字下げした行の上に見出しがありません')
    } else head.push(readEntry(text, line, complaints))
  }
  return head
}

function readEntry(text: string, line: number, complaints: Complaints): HeadLine {
  const found = HEAD.exec(text)
  const key = Object.keys(KEYS).find((word) => word === found?.[1] || KEYS[word] === found?.[1])
  if (!found || !key) {
    complaints.add(line, `見出し「${text}」はありません。使える見出し: ${Object.keys(KEYS).join('、')}`)
    return { type: 'note', text, line }
  }
  return { type: 'entry', key, value: (found[2] ?? '').trim(), rows: [], line }
}

/** Interprets the header; complaints of all lines are gathered. `ruleLine` is where missing entries are reported. */
export function readHeader(head: readonly HeadLine[], ruleLine: number, complaints: Complaints): Header {
  return new HeaderReader(head, ruleLine, complaints).read()
}

type Entry = Extract<HeadLine, { type: 'entry' }>

class HeaderReader {
  readonly #entries = new Map<string, Entry>()
  readonly #ruleLine: number
  readonly #complaints: Complaints

  constructor(head: readonly HeadLine[], ruleLine: number, complaints: Complaints) {
    this.#ruleLine = ruleLine
    this.#complaints = complaints
    for (const line of head) {
      if (line.type !== 'entry') continue
      if (this.#entries.has(line.key)) complaints.add(line.line, `見出し「${line.key}」が二度あります`)
      this.#entries.set(line.key, line)
    }
  }

  read(): Header {
    const atMs = this.#clock()
    return {
      title: this.#required('題', '題: 期限内の返金'),
      atMs,
      contractsCsv: this.#contracts(atMs),
      account: this.#account(atMs),
      channels: this.#channels(),
      language: this.#value('言語') || 'ja',
      tags: this.#list('札'),
      banned: this.#list('禁句'),
      types: this.#types(),
      fixtures: this.#fixtures(),
      seed: this.#seed(),
      snapshotFile: this.#value('写し') || null,
    }
  }

  #value(key: string): string {
    return this.#entries.get(key)?.value ?? ''
  }

  #required(key: string, example: string): string {
    const entry = this.#entries.get(key)
    if (!entry?.value)
      this.#complaints.add(entry?.line ?? this.#ruleLine, `見出し「${key}」が要ります（例: ${example}）`)
    return entry?.value ?? ''
  }

  /** Values of an entry with several: in its line, separated by 、 or a comma, or one a row. */
  #list(key: string): string[] {
    const entry = this.#entries.get(key)
    return [entry?.value ?? '', ...(entry?.rows ?? [])]
      .flatMap((text) => text.split(/[、,，]/u))
      .map((text) => text.trim())
      .filter((text) => text !== '')
  }

  #clock(): number {
    const written = this.#required('時計', '時計: 2026-11-18 21:40')
    if (written === '') return 0
    const atMs = readInstant(written)
    if (typeof atMs === 'number') return atMs
    this.#complaints.add(this.#entries.get('時計')?.line ?? this.#ruleLine, atMs)
    return 0
  }

  #contracts(atMs: number): string {
    const entry = this.#entries.get('契約')
    const rows = (entry?.rows ?? []).map((text, index): ContractRow => {
      const line = (entry?.line ?? 0) + 1 + index
      const row = readContractRow(text, (message) => this.#complaints.add(line, message))
      const customer = this.#value('顧客')
      return completeRow(customer.includes('@') ? { email: customer, ...row } : row, index, atMs)
    })
    this.#keys(rows)
    return toContractsCsv(rows)
  }

  /** `ログイン: taro@example.jp 40分前`; without a time the customer has just signed in. */
  #account(atMs: number): Account | null {
    const entry = this.#entries.get('ログイン')
    if (!entry) return null
    const [email = '', ago = '0分前', ...rest] = entry.value.split(/[\s　]+/u)
    const agoMs = readAgo(ago)
    if (agoMs !== null && email.includes('@') && rest.length === 0) return accountNamed(email, atMs - agoMs)
    this.#complaints.add(entry.line, `ログイン「${entry.value}」が読めません（例: taro@example.jp 40分前）`)
    return null
  }

  /** `キー:` rows give a contract its product key: `ABCDE-… 契約=K-2002`. */
  #keys(rows: readonly ContractRow[]): void {
    const entry = this.#entries.get('キー')
    for (const [index, text] of (entry?.rows ?? []).entries()) {
      const found = /^(\S+)[\s　]+契約[=＝](\S+)$/u.exec(text)
      const row = rows.find((one) => one.contract_id === found?.[2])
      if (found?.[1] && row) row.product_key = found[1]
      else this.#complaints.add((entry?.line ?? 0) + 1 + index, `キーの行は「キー  契約=契約番号」と書きます: ${text}`)
    }
  }

  #channels(): string[] {
    const written = this.#list('経路')
    const line = this.#entries.get('経路')?.line ?? this.#ruleLine
    return written.map((name) => {
      const channel = channelNamed(name)
      if (!channel) this.#complaints.add(line, `経路「${name}」はありません。使える経路: ${CHANNEL_WORDS}`)
      return channel ?? name
    })
  }

  #types(): Map<string, string> {
    const types = new Map(BUILT_IN_TYPES)
    const entry = this.#entries.get('型')
    for (const [index, text] of (entry?.rows ?? []).entries()) {
      const found = /^(\S+)[\s　]+(.+)$/u.exec(text)
      const line = (entry?.line ?? 0) + 1 + index
      if (!found?.[1] || !found[2]) this.#complaints.add(line, `型の行は「名前  正規表現」と書きます: ${text}`)
      else if (isRegExp(found[2])) types.set(found[1], found[2])
      else this.#complaints.add(line, `型「${found[1]}」の正規表現が読めません: ${found[2]}`)
    }
    return types
  }

  #fixtures(): Record<string, string> {
    const fixtures: Record<string, string> = {}
    for (const text of this.#list('備え')) {
      const pair = splitPair(text)
      if (pair) fixtures[pair[0]] = pair[1]
      else this.#complaints.add(this.#entries.get('備え')?.line ?? 0, `備え「${text}」は 名=値 の形ではありません`)
    }
    return fixtures
  }

  #seed(): number {
    const written = this.#value('乱数')
    if (written === '') return 1
    if (/^\d+$/.test(written)) return Number(written)
    this.#complaints.add(this.#entries.get('乱数')?.line ?? 0, `乱数「${written}」は数ではありません`)
    return 1
  }
}

/** A customer of the company's site, known there by an id that is not the address. */
export function accountNamed(email: string, provedAtMs: number): Account {
  return { subject: `member-of-${email}`, email, provedAtMs }
}

function isRegExp(pattern: string): boolean {
  try {
    new RegExp(pattern, 'u')
    return true
  } catch {
    return false
  }
}
