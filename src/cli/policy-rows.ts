import type { Clause } from '../core/decision.ts'
import { CHANNELS } from '../core/facts.ts'
import { type CompiledAnswer, type CompiledPack, compilePacks } from '../core/policy-compile.ts'
import { rowsOf } from '../core/policy-customers.ts'
import {
  type Conditions,
  covers,
  overlap,
  SELECT_CODE,
  SELECT_FACETS,
  type SelectFacet,
  STATE_CODE,
  type StateFacet,
} from '../core/policy-facets.ts'
import type { PolicyAnswer, PolicyPack, PolicyRow } from '../core/policy-pack.ts'
import { word, wordsOf } from './policy-words.ts'

/** One answer of a rule, in words for staff. */
export interface AnswerInWords {
  /** When it is given; the first answer of a rule whose condition holds counts. */
  readonly when: string
  readonly answer: string
  /** What the customer is told besides. */
  readonly along: string
}

/** One row of a pack, in words for staff. */
export interface RowInWords {
  readonly provider: PolicyPack['provider']
  readonly pack: string
  readonly part: 'exclusion' | 'term' | 'otherwise' | 'withdrawal' | 'missing'
  /** Exclusions are looked at in this order. */
  readonly position: number | null
  readonly rule: string
  /** The row's name where one rule has several, e.g. `T-R-90/cloud`. */
  readonly name: string
  /** One entry a facet; empty where everybody is meant. */
  readonly whom: readonly string[]
  readonly windowDays: number | null
  readonly countedFrom: string | null
  readonly answers: readonly AnswerInWords[]
  readonly clause: Clause
}

/** A pack as staff read it: exclusions in order, terms, everything else, then the right to withdraw and the questions. */
export function rowsInWords(pack: PolicyPack): readonly RowInWords[] {
  const [compiled] = compilePacks([pack]).all
  if (!compiled) return []
  const rows = rowsOf(pack).map((row, index) => rowInWords(row, index, { pack, compiled }))
  return [...rows, ...withdrawalOf(pack, compiled), missingOf(pack, compiled)]
}

function rowInWords(
  row: PolicyRow,
  index: number,
  { pack, compiled }: { pack: PolicyPack; compiled: CompiledPack },
): RowInWords {
  const { exclusions, terms } = compiled
  const ready = [...exclusions, ...terms][index] ?? compiled.otherwise
  const part = index < exclusions.length ? 'exclusion' : index < exclusions.length + terms.length ? 'term' : 'otherwise'
  const given = pack.answers[row.answers] ?? []
  const possible = given.map((answer, at) => {
    const earlier = given.slice(0, at).map((one) => one.if ?? {})
    return isPossible(answer.if ?? {}, row, pack) && !earlier.some((one) => covers(one, within(row, answer.if ?? {})))
  })
  const only = possible.filter(Boolean).length === 1
  return {
    provider: pack.provider,
    pack: compiled.id,
    part,
    position: part === 'exclusion' ? index + 1 : null,
    rule: row.rule,
    name: ready.name,
    whom: part === 'otherwise' ? ['上のどれにも当てはまらないお客さま'] : whom(row.when ?? {}, pack),
    windowDays: row.window?.days ?? null,
    countedFrom: row.window ? word('countedFrom', countedFrom(row)) : null,
    answers: ready.answers.flatMap((answer, at) =>
      possible[at] ? [answerInWords(answer, row, { given: given[at], only })] : [],
    ),
    clause: clauseOf(row.clause, pack),
  }
}

/** A window counted from the purchase is counted from the charge where there is no other event to choose the row by. */
function countedFrom({ window, when }: PolicyRow): 'purchase' | 'billing' {
  const events = when?.event
  return window?.from === 'purchase' && (!events || events.includes('purchase')) ? 'purchase' : 'billing'
}

function whom(when: Conditions<SelectFacet>, { provider }: PolicyPack): readonly string[] {
  const channels = CHANNELS[provider].filter((channel) => channel !== 'unknown')
  return SELECT_CODE.names.flatMap((name) => {
    const values = when[name]
    if (!values) return []
    // 「日本など以外」 would name nobody
    if (name === 'region' && values.length === 2 && values.includes('other')) {
      return SELECT_FACETS.region.flatMap((one) => (values.includes(one) ? [] : [`${word('region', one)}以外`]))
    }
    return [wordsOf(name, values, name === 'channel' ? channels : SELECT_FACETS[name])]
  })
}

/** Rows share lists of answers, so a list may hold answers that no customer of this row can come to. */
function isPossible(given: Conditions<StateFacet>, row: Pick<PolicyRow, 'when'>, pack: PolicyPack): boolean {
  const when = row.when ?? {}
  const among = (accepted: readonly string[] | undefined, all: readonly string[] | undefined) =>
    !accepted || !all || accepted.some((value) => all.includes(value))
  const kinds: readonly string[] = pack.serviceKinds
  const service = !when.productKind || when.productKind.some((kind) => kinds.includes(kind))
  const withdraw = pack.coolingOff !== undefined && overlap(pack.coolingOff.when, when)
  return (
    among(given.event, when.event) &&
    among(given.charge, when.charge) &&
    among(given.service, service ? undefined : ['none']) &&
    among(given.coolingOff, withdraw ? undefined : ['closed'])
  )
}

/** What holds for a customer of this row whose answer has these conditions. */
function within({ when = {} }: Pick<PolicyRow, 'when'>, given: Conditions<StateFacet>): Conditions<StateFacet> {
  return { ...(when.event && { event: when.event }), ...(when.charge && { charge: when.charge }), ...given }
}

function answerInWords(
  { fixed, byCoolingOff }: CompiledAnswer,
  row: PolicyRow,
  { given, only }: { given: PolicyAnswer | undefined; only: boolean },
): AnswerInWords {
  const { refundable, reason, referTo, ask, advise = [], rule } = fixed
  const money = refundable === 'full' || refundable === 'prorated'
  const along = [
    ...advise.map((one) => word('advise', one)),
    ...(money && row.uninstall && !byCoolingOff ? [word('along', 'mustUninstall')] : []),
    ...(money && row.instalmentsContinue ? [word('along', 'installmentsContinue')] : []),
    ...(refundable === 'prorated' ? [word('along', 'prorate')] : []),
    ...(row.usableToMonthEnd ? [word('along', 'usableToMonthEnd')] : []),
  ]
  return {
    when: conditionWords(given?.if ?? {}, within(row, {})) || (only ? 'いつでも' : 'それ以外'),
    answer: `${answerWords({ refundable, reason, referTo, ask })}${byCoolingOff ? `［${rule}］` : ''}`,
    along: along.join('、'),
  }
}

/** 「全額返金」, 「返金なし（期間切れ）」, 「窓口を案内（アプリストアが決める）：Apple」, 「請求日をたずねる」. */
export function answerWords({
  refundable,
  reason,
  referTo,
  ask,
}: Pick<CompiledAnswer['fixed'], 'refundable' | 'reason'> & {
  readonly referTo?: string | undefined
  readonly ask?: readonly string[] | undefined
}): string {
  if (ask) return `${ask.map((fact) => word('ask', fact)).join('と')}をたずねる`
  const why = reason === 'within-window' ? '' : `（${word('reason', reason)}）`
  return `${word('refundable', refundable)}${why}${referTo ? `：${word('referTo', referTo)}` : ''}`
}

/** The conditions that are not those of the row itself. */
function conditionWords(given: Conditions<StateFacet>, known: Conditions<StateFacet>): string {
  const said = STATE_CODE.names.flatMap((facet) => {
    const accepted = given[facet]
    if (!accepted || known[facet]?.every((value) => accepted.includes(value))) return []
    return [wordsOf(facet, accepted, [])]
  })
  return said.join('、')
}

function withdrawalOf(pack: PolicyPack, { id }: CompiledPack): RowInWords[] {
  const { coolingOff } = pack
  if (!coolingOff) return []
  return [
    {
      provider: pack.provider,
      pack: id,
      part: 'withdrawal',
      position: null,
      rule: coolingOff.rule,
      name: coolingOff.rule,
      whom: whom(coolingOff.when, pack),
      windowDays: coolingOff.days,
      countedFrom: word('countedFrom', 'order'),
      answers: [
        { when: '上の答えがある規則で', answer: '上の答えのとおり。全額返金のときは、あわせて示す', along: '' },
      ],
      clause: clauseOf(coolingOff.clause, pack),
    },
  ]
}

function missingOf(pack: PolicyPack, { id }: CompiledPack): RowInWords {
  return {
    provider: pack.provider,
    pack: id,
    part: 'missing',
    position: null,
    rule: pack.missing.rule,
    name: pack.missing.rule,
    whom: ['購入先・周期・購入か更新か・請求日のどれかが不明なお客さま'],
    windowDays: null,
    countedFrom: null,
    answers: [
      { when: '不明な事実で答えが変わるとき', answer: 'その事実だけをたずねる', along: '' },
      { when: 'それ以外', answer: '上の規則の答え', along: '' },
    ],
    clause: clauseOf(pack.missing.clause, pack),
  }
}

function clauseOf({ document, section }: PolicyRow['clause'], pack: PolicyPack): Clause {
  const source = pack.documents[document]
  return { document: source?.document ?? document, section, url: source?.url ?? '', checkedOn: pack.checkedOn }
}
