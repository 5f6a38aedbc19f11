import type { CommandName } from '../core/effect.ts'
import type { BackOfficeFault, FaultKind } from './world.ts'

/** How scripts name a command and its fields. */
interface CommandWords {
  /** The first is what the formatter and bless write. */
  readonly names: readonly string[]
  /** Japanese word to field path. */
  readonly fields: Readonly<Record<string, string>>
  /** Fields bless writes, in order. The rest may be listed, but would make scripts long. */
  readonly written: readonly string[]
  /** May happen without being listed: it changes nothing for the customer, or is part of every talk. */
  readonly quiet?: boolean
  /** Moves money or a term: bless touches it only when it is named. */
  readonly money?: boolean
}

const COMMANDS: Readonly<Record<CommandName, CommandWords>> = {
  'identity.challenge': {
    names: ['確認コード送信'],
    fields: { 注文番号: 'orderNumber', メール: 'email' },
    written: [],
    quiet: true,
  },
  'identity.verify': { names: ['確認コード照合'], fields: {}, written: [], quiet: true },
  'identity.account': {
    names: ['会員の契約照会'],
    fields: { 注文番号: 'orderNumber', メール: 'email' },
    written: [],
    quiet: true,
  },
  'product.find': { names: ['製品キー照会'], fields: { 契約: 'fromContractId' }, written: [], quiet: true },
  refund: {
    names: ['返金'],
    fields: { 契約: 'contractId', 請求: 'chargeId', 金額: 'amountYen', 受付番号: 'receipt', 規則: 'rule' },
    written: ['契約', '金額', '規則'],
    money: true,
  },
  'renewal.stop': {
    names: ['自動延長停止'],
    fields: { 契約: 'contractId', 請求: 'chargeId', 受付番号: 'receipt' },
    written: ['契約'],
    money: true,
  },
  'term.merge': {
    names: ['期間統合'],
    fields: {
      元: 'fromContractId',
      先: 'toContractId',
      請求: 'chargeId',
      日数: 'days',
      新しい期限: 'newTermEnd',
      受付番号: 'receipt',
    },
    written: ['元', '先', '日数', '新しい期限'],
    money: true,
  },
  'contract.check': { names: ['契約の確認'], fields: { 契約: 'contractId', 理由: 'why' }, written: [], quiet: true },
  'offer.refused': { names: ['断りの記録'], fields: { 契約: 'contractId' }, written: ['契約'] },
  'mail.send': { names: ['メール'], fields: { 雛形: 'template', 契約: 'contractId' }, written: ['雛形'] },
  'record.send': { names: ['記録の送付'], fields: { 契約: 'contractId' }, written: ['契約'] },
  'link.invite': { names: ['連携の案内'], fields: {}, written: [], quiet: true },
  'link.dissolve': { names: ['連携の解除'], fields: {}, written: [] },
  'records.erase': { names: ['記録の消去'], fields: {}, written: [] },
  'person.request': {
    names: ['担当者依頼'],
    fields: {
      用件: 'summary.topic',
      急ぎ: 'summary.urgent',
      確認済み: 'summary.verified',
      契約: 'summary.contractIds',
      注文番号: 'summary.orderNumber',
      メール: 'summary.email',
      規則: 'summary.decision.rule',
      伝言: 'summary.note',
    },
    written: ['用件'],
  },
}

const LOOKUP = { names: ['契約照会'], id: 'contracts.find' } as const

const FAULTS: Readonly<Record<string, FaultKind>> = {
  失敗: 'unavailable',
  不明: 'unknown',
  拒否: 'refused',
  受付のみ: 'accepted',
}

/** Every command in the order of the table. */
export const COMMAND_NAMES = Object.keys(COMMANDS) as readonly CommandName[]

/** The command behind a Japanese or program name, or null. */
export function commandNamed(written: string): CommandName | null {
  return COMMAND_NAMES.find((name) => name === written || COMMANDS[name].names.includes(written)) ?? null
}

/** What `社>` may name: commands and the contract look-up. */
export function faultTargetNamed(written: string): BackOfficeFault['target'] | null {
  if (written === LOOKUP.id || LOOKUP.names.some((name) => name === written)) return LOOKUP.id
  return commandNamed(written)
}

/** The Japanese name the formatter writes. */
export function commandWord(target: BackOfficeFault['target']): string {
  return (target === LOOKUP.id ? LOOKUP.names[0] : COMMANDS[target].names[0]) ?? target
}

export function faultNamed(written: string): FaultKind | null {
  return FAULTS[written] ?? Object.values(FAULTS).find((kind) => kind === written) ?? null
}

export function faultWord(kind: FaultKind): string {
  return Object.keys(FAULTS).find((word) => FAULTS[word] === kind) ?? kind
}

/** The faults as a list for messages. */
export const FAULT_WORDS = Object.keys(FAULTS).join('、')

/** The field path behind a Japanese word; a path in ASCII (`summary.topic`) stands for itself. */
export function fieldNamed(command: CommandName, written: string): string | null {
  return COMMANDS[command].fields[written] ?? (/^[A-Za-z][\w.]*$/.test(written) ? written : null)
}

export function fieldWord(command: CommandName, field: string): string {
  const { fields } = COMMANDS[command]
  return Object.keys(fields).find((word) => fields[word] === field) ?? field
}

/** The words a script may use for a command's fields, for messages. */
export function fieldWords(command: CommandName): string {
  return Object.keys(COMMANDS[command].fields).join('、') || '（なし）'
}

/** Field paths bless writes for a command it lists by itself. */
export function writtenFields(command: CommandName): readonly string[] {
  return COMMANDS[command].written.map((word) => COMMANDS[command].fields[word] ?? word)
}

export function mayGoUnlisted(command: CommandName): boolean {
  return COMMANDS[command].quiet === true
}

export function movesMoney(command: CommandName): boolean {
  return COMMANDS[command].money === true
}

/** A field of a command or decision as scripts write it: lists joined with `、`, yes and no in Japanese. */
export function fieldText(from: unknown, path: string): string {
  const value = path
    .split('.')
    .reduce<unknown>((inner, key) => (inner as Readonly<Record<string, unknown>> | null | undefined)?.[key], from)
  if (value === undefined || value === null) return 'なし'
  if (typeof value === 'boolean') return value ? 'はい' : 'いいえ'
  if (Array.isArray(value)) return value.length > 0 ? value.map(String).join('、') : 'なし'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** `7,980円` and `７９８０` are the number 7980; everything else stays as written. */
export function plainValue(written: string): string {
  const narrow = written.normalize('NFKC')
  return /^-?\d{1,3}(,\d{3})+円?$|^-?\d+円?$/.test(narrow) ? narrow.replaceAll(/[,円]/g, '') : written
}
