import type { Act, BotMessage, RenderedChoice } from '../../src/channels/channel.ts'
import type { Decision } from '../../src/core/decision.ts'
import type { Hit } from '../../src/transcript/coverage.ts'
import type { TalkSetup } from '../../src/transcript/talk-setup.ts'
import type {
  BackOfficeFault,
  CreateWorld,
  DidCommand,
  Happenings,
  SentMail,
  World,
  WorldSetup,
} from '../../src/transcript/world.ts'

/** Ways to make the toy bot differ from its scripts. */
export interface Tweaks {
  readonly words?: Readonly<Record<string, string>>
  readonly labels?: Readonly<Record<string, string>>
  /** Keys that are not said. */
  readonly unsaid?: readonly string[]
  /** Said once more after each message of this key. */
  readonly extraAfter?: string
  readonly amountYen?: number
  /** The state it claims to be in when done. */
  readonly doneState?: string
  readonly noRefund?: boolean
  readonly window?: string
  /** Worlds that cannot fork. */
  readonly noFork?: boolean
}

const WORDS: Readonly<Record<string, string>> = {
  greet: 'こんにちは。ご用件をお選びください。',
  'ask.mail': 'メールアドレスをお知らせください。',
  'ask.code': '確認コードをお送りしました。\n6桁を送ってください。',
  'code.wrong': '確認コードがちがいます。もう一度お願いします。',
  'refund.confirm': '{contract}（{amount}円）は全額返金の対象です。\n期限は {deadline} です。',
  'refund.done': '返金を受け付けました。受付番号は {receipt} です。',
  'refund.failed': 'いま手続きできません。まだ完了していません。',
  kept: 'では、このままお使いください。',
  saved: 'しばらくお返事がないため、いったん中断します。まだ完了していません。',
  stale: 'それは前のご質問のボタンです。',
  thing: '{kind} は読めません。',
  edited: '「{text}」に直しました。',
  unsent: '取り消しました。',
  unclear: 'もう一度お願いします。',
}

const LABELS: Readonly<Record<string, string>> = {
  refund: '返金したい',
  other: 'そのほか',
  yes: '返金する',
  no: '返金しない',
}

const SILENCE_MS = 30 * 60_000

interface ToyState {
  nowMs: number
  at: 'talk.start' | 'talk.askingMail' | 'talk.askingCode' | 'refund.confirming' | 'refund.done' | 'talk.paused'
  turn: number
  codes: number
  receipts: number
  prompt: string
  offered: readonly RenderedChoice[]
  dueAtMs: number | null
  lastAct: string
  acts: number
}

interface Log {
  said: BotMessage[]
  did: DidCommand[]
  decided: Decision[]
  mails: SentMail[]
  timers: string[]
}

const EMPTY: Log = { said: [], did: [], decided: [], mails: [], timers: [] }

/** A tiny bot that refunds: enough of everything a script can name, and nothing more. */
export class ToyWorld implements World {
  readonly #setup: WorldSetup
  readonly #tweaks: Tweaks
  readonly #contract: Readonly<Record<string, string>>
  #state: ToyState
  #log: Log = structuredClone(EMPTY)
  #fault: BackOfficeFault | null = null
  readonly fork?: () => Promise<World>
  closed = false

  constructor(setup: WorldSetup, tweaks: Tweaks, state?: ToyState) {
    this.#setup = setup
    this.#tweaks = tweaks
    const [head = '', row = ''] = setup.contractsCsv.split('\n')
    const values = row.split(',')
    this.#contract = Object.fromEntries(head.split(',').map((column, index) => [column, values[index] ?? '']))
    this.#state = state ?? {
      nowMs: setup.atMs,
      at: 'talk.start',
      turn: 0,
      codes: 0,
      receipts: 0,
      prompt: '',
      offered: [],
      dueAtMs: null,
      lastAct: '',
      acts: 0,
    }
    if (!tweaks.noFork) this.fork = async () => new ToyWorld(setup, tweaks, structuredClone(this.#state))
  }

  now(): number {
    return this.#state.nowMs
  }

  async act(act: Act, options: { redelivered?: boolean } = {}): Promise<string> {
    if (options.redelivered) return this.#state.lastAct
    this.#state.acts++
    this.#state.lastAct = `in-${this.#state.acts}`
    this.#state.turn++
    this.#state.dueAtMs = this.#state.nowMs + SILENCE_MS
    this.#take(act)
    return this.#state.lastAct
  }

  async advanceTo(atMs: number): Promise<void> {
    const { dueAtMs } = this.#state
    if (dueAtMs !== null && dueAtMs <= atMs) {
      this.#state.nowMs = dueAtMs
      this.#state.dueAtMs = null
      this.#log.timers.push('save')
      this.#rest('talk.paused')
      this.#say('saved')
    }
    this.#state.nowMs = atMs
  }

  backOfficeNext(fault: BackOfficeFault): void {
    this.#fault = fault
  }

  async operatorSays(text: string): Promise<void> {
    this.#log.said.push({ key: 'operator', text })
  }

  take(): Happenings {
    const log = this.#log
    this.#log = structuredClone(EMPTY)
    return { ...log, state: [this.#state.at, 'aside.quiet'] }
  }

  snapshot(): unknown {
    return structuredClone(this.#state)
  }

  async close(): Promise<void> {
    this.closed = true
  }

  #take(act: Act): void {
    if (act.type === 'opened') {
      this.#rest('talk.start')
      this.#say('greet', {}, ['refund', 'other'])
    } else if (act.type === 'nonverbal') this.#say('thing', { kind: act.kind })
    else if (act.type === 'edited') this.#say('edited', { text: act.text })
    else if (act.type === 'unsent') this.#say('unsent')
    else if (act.type === 'text') this.#typed(act.text)
    else if (act.type === 'tapped' && act.prompt === this.#state.prompt) this.#chosen(act.choice)
    else this.#say('stale')
  }

  #chosen(choice: string): void {
    this.#state.prompt = ''
    if (choice === 'refund') {
      this.#rest('talk.askingMail')
      this.#say('ask.mail')
    } else if (choice === 'yes') this.#refund()
    else {
      this.#did('offer.refused', { contractId: this.#contract.contract_id })
      this.#rest('refund.done')
      this.#say('kept')
    }
  }

  #typed(text: string): void {
    if (text === '壊れて') throw new Error('壊れました')
    if (this.#state.at === 'talk.askingMail') this.#challenge(text)
    else if (this.#state.at === 'talk.askingCode' && text === this.#code()) this.#verified()
    else this.#say(this.#state.at === 'talk.askingCode' ? 'code.wrong' : 'unclear')
  }

  #challenge(email: string): void {
    this.#did('identity.challenge', { email, orderNumber: this.#contract.order_number })
    this.#state.codes++
    const text = `ご注文 ${this.#contract.order_number} の件です。\n確認コードは ${this.#code()} です。\n\n10分以内に送ってください。`
    this.#log.mails.push({ to: email, subject: '確認コードのお知らせ', text })
    this.#rest('talk.askingCode')
    this.#say('ask.code')
  }

  #code(): string {
    return String(100_000 + this.#setup.seed * 1111 + this.#state.codes)
  }

  #verified(): void {
    this.#did('identity.verify', {})
    const deadline = this.#tweaks.window ?? '2026-06-09'
    this.#log.decided.push(decision(deadline))
    this.#rest('refund.confirming')
    const { contract_id: contract, price_yen: price } = this.#contract
    const amount = (this.#tweaks.amountYen ?? Number(price)).toLocaleString('ja-JP')
    this.#say('refund.confirm', { contract: contract ?? '', amount, deadline }, ['yes', 'no'])
  }

  #refund(): void {
    const fault = this.#fault
    this.#fault = null
    const receipt = `R-${new Date(this.#state.nowMs + 9 * 3_600_000).toISOString().slice(0, 10).replaceAll('-', '')}-${String(++this.#state.receipts).padStart(4, '0')}`
    const amountYen = this.#tweaks.amountYen ?? Number(this.#contract.price_yen)
    if (!this.#tweaks.noRefund) {
      this.#did('refund', { contractId: this.#contract.contract_id, amountYen, receipt, rule: 'N-A-R' })
    }
    if (fault) {
      this.#say('refund.failed')
      return
    }
    this.#did('mail.send', { template: 'refund', contractId: this.#contract.contract_id })
    this.#rest('refund.done')
    this.#say('refund.done', { receipt })
  }

  #rest(at: ToyState['at']): void {
    this.#state.at = at === 'refund.done' && this.#tweaks.doneState ? (this.#tweaks.doneState as typeof at) : at
  }

  #did(name: DidCommand['name'], args: DidCommand['args']): void {
    this.#log.did.push({ name, args })
  }

  #say(key: string, values: Readonly<Record<string, string>> = {}, ids: readonly string[] = []): void {
    if (this.#tweaks.unsaid?.includes(key)) return
    const words = this.#tweaks.words?.[key] ?? WORDS[key] ?? key
    const text = words.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
    const choices = ids.map((id) => ({ id, label: this.#label(id) }))
    if (ids.length > 0) {
      this.#state.prompt = `p${this.#state.turn}`
      this.#state.offered = choices
    }
    this.#log.said.push({ key, text, ...(ids.length > 0 ? { choices, prompt: this.#state.prompt } : {}) })
    if (this.#tweaks.extraAfter === key) this.#log.said.push({ key: 'extra', text: 'ついでにもう一言。' })
  }

  /** Buttons on LINE are short. */
  #label(id: string): string {
    const label = this.#tweaks.labels?.[id] ?? LABELS[id] ?? id
    return this.#setup.channel === 'line' ? `${label.slice(0, 3)}…` : label
  }
}

function decision(deadline: string): Decision {
  return {
    refundable: 'full',
    rule: 'N-A-R',
    reason: 'within-window',
    pack: 'norton/2026-01-01',
    clause: { document: '', section: '', url: '', checkedOn: '2026-01-01' },
    deadline,
    arithmetic: { baseDate: '2026-04-10', windowDays: 60, requestedOn: '2026-04-20', daysLeft: 50 },
  }
}

/** A `createWorld` for the toy bot. */
export function toyWorlds(tweaks: Tweaks = {}): CreateWorld {
  return async (setup) => new ToyWorld(setup, tweaks)
}

/** The whole setup, as `--setup` modules give it. */
export async function talkSetup(tweaks: Tweaks = {}): Promise<TalkSetup> {
  const hits: Hit[] = []
  return {
    createWorld: toyWorlds(tweaks),
    universe: { 文面: Object.keys(WORDS), 出した選択肢: Object.keys(LABELS), 押した選択肢: Object.keys(LABELS) },
    observe: () => hits.splice(0),
  }
}
