import { beforeAll, describe, expect, test } from 'vitest'
import { addDaysTo, parseInstant } from '../../src/core/date.ts'
import type { Decision } from '../../src/core/decision.ts'
import { CHANNELS, type ContractFacts } from '../../src/core/facts.ts'
import { decide, type Explained, explain } from '../../src/core/policy.ts'
import { readCharge } from '../../src/core/policy-charge.ts'
import type { CompiledPack, CompiledRow } from '../../src/core/policy-compile.ts'
import { accepts, SELECT_CODE, SELECT_FACETS } from '../../src/core/policy-facets.ts'
import { loadPacks } from '../../src/policies.ts'
import { type Axes, combinations, everyCell, factsFor, ORDINARY, REQUESTED_AT, TODAY } from './every-cell.ts'
import { readRules, type Situation, type Verdict } from './reading-of-the-rules.ts'

const packs = loadPacks()
const PACKS = packs.all.map((pack) => ({ id: pack.id, pack }))
/** The paths already noted, for each pack. */
const SEEN = new Map<string, Set<string>>()
/** Everything one walk over all cells brings back; made once, the tests below each ask one thing of it. */
interface Walk {
  readonly cells: number
  /** In Japanese, for whoever keeps the terms. */
  readonly counterExample: string | null
  /** The rows and answers that some cell came to. */
  readonly reached: ReadonlySet<string>
}

describe('I13 the tables over every combination of facts', () => {
  let walk: Walk
  beforeAll(() => {
    walk = walkAllCells()
  })

  test('agree with the rules read step by step', () => {
    expect(walk.counterExample).toBeNull()
    expect(walk.cells).toBeGreaterThan(150_000)
  })

  test.each(PACKS)('$id has a row for every cell and no two terms for one', ({ pack }) => {
    expect(firstOverlap(pack)).toBeNull()
  })

  test.each(PACKS)('$id has no row and no answer that nothing reaches', ({ pack }) => {
    const unreached = rowsOf(pack).flatMap((row) =>
      row.answers.flatMap(({ fixed }, index) =>
        walk.reached.has(answerName(pack, row, index))
          ? []
          : [`${pack.id} ${row.name}：${index + 1}番目の答え（${fixed.reason}）に来る契約がありません`],
      ),
    )
    const hidden = rowsOf(pack).filter(({ name }) => !walk.reached.has(`${pack.id} ${name}`))

    expect(hidden.map(({ name }) => `${name}：どの契約もこの行に来ません`)).toEqual([])
    expect(unreached).toEqual([])
  })
})

function walkAllCells(): Walk {
  let cells = 0
  let counterExample: string | null = null
  const reached = new Set<string>()
  for (const situation of everyCell()) {
    cells++
    const explained = explain(readCharge(factsFor(situation), REQUESTED_AT), packs)
    note(explained, reached)
    counterExample ??= disagreement(situation, explained.decision)
  }
  note(explain(readCharge(chargedBeforeNewYear(), parseInstant('2027-01-04T10:00:00+09:00')), packs), reached)
  return { cells, counterExample, reached }
}

/** The one path that needs a charge of its own: the last of the 90 days falls into the New Year holidays. */
function chargedBeforeNewYear(): ContractFacts {
  const cloud = { ...ORDINARY, provider: 'trendmicro', channel: 'anshinAutoRenew', productKind: 'vbCloud' }
  return { ...factsFor(cloud), chargedAt: '2026-10-04' }
}

function note({ decision, row, answer }: Explained, reached: Set<string>): void {
  const seen = SEEN.get(decision.pack) ?? new Set<string>()
  SEEN.set(decision.pack, seen)
  const path = `${row} ${answer}`
  if (seen.has(path)) return
  seen.add(path)
  const pack = PACKS.find(({ id }) => id === decision.pack)?.pack
  const compiled = pack && rowsOf(pack).find(({ name }) => name === row)
  if (!pack || !compiled) throw new Error(`${decision.pack} has no row ${row}`)
  reached.add(`${pack.id} ${row}`).add(answerName(pack, compiled, answer))
}

describe('with facts missing', () => {
  const UNKNOWNS: Axes<Partial<Situation>> = {
    provider: ['norton'],
    channel: ['direct', 'appStore', 'unknown'],
    region: ['JP', 'DE', 'GB'],
    productKind: ['software', 'virusRemoval1', 'nfr'],
    plan: ['annual', 'monthly', 'unknown'],
    event: ['purchase', 'renewal', 'trialConversion', 'unknown'],
    daysAgo: [null, 0, 20, 61, Number.NaN],
    serviceUsed: [true, false, null],
    previousRefund: [true, false],
    daysLeft: [200],
  }

  test('asks exactly when some value of the fact would change the answer', () => {
    let counterExample: string | null = null
    for (const situation of combinations(UNKNOWNS)) counterExample ??= needlessOrForgottenQuestion(situation)
    expect(counterExample).toBeNull()
  })
})

/** NaN days stand for a date nobody knows. */
function needlessOrForgottenQuestion(situation: Situation): string | null {
  const decision = decide(factsFor(situation), REQUESTED_AT, packs)
  const unknown = {
    ...(situation.channel === 'unknown' && { channel: CHANNELS.norton.filter((channel) => channel !== 'unknown') }),
    ...(situation.plan === 'unknown' && { plan: ['annual', 'monthly'] }),
    ...(situation.event === 'unknown' && { event: ['purchase', 'renewal', 'trialConversion'] }),
    ...(Number.isNaN(situation.daysAgo) && { daysAgo: [0, 14, 15, 60, 61, 400, 4000] }),
  }
  const answers = new Set<string>()
  for (const world of combinations(unknown, situation)) answers.add(meaningOf(readRules(world), world))
  const asked = decision.rule === 'U-MISSING'
  if (asked === answers.size > 1) return null
  return `${inJapanese(situation)}：ありうる答え ${[...answers].join('・')} に対して、表は ${asked ? '質問' : decision.rule}`
}

/** What an answer is worth to the customer: a no is a no, money has its last day, a referral its reason. */
function meaningOf([refundable, rule, reason, days]: Verdict, { daysAgo, channel }: Situation): string {
  if (refundable === 'none') return 'none'
  if (refundable === 'full') return `full ${(days ?? 0) - (daysAgo ?? 0)}`
  if (refundable === 'prorated') return 'prorated'
  const stores: Readonly<Record<string, string>> = { appStore: 'apple', googlePlay: 'google' }
  return `refer ${rule} ${reason} ${stores[channel] ?? ''}`
}

function disagreement(situation: Situation, decision: Decision): string | null {
  const [refundable, rule, reason, days] = readRules(situation)
  const wanted = `${refundable} ${rule} ${reason} ${days === undefined ? '' : addDaysTo(TODAY, days - (situation.daysAgo ?? 0))}`
  const given = `${decision.refundable} ${decision.rule} ${decision.reason} ${decision.deadline ?? ''}`
  const flaw = wanted === given ? flawOf(decision) : `手順では ${wanted}、表では ${given}`
  return flaw && `${inJapanese(situation)}：${flaw}`
}

/** What no decision may lack, whichever rule gave it. */
function flawOf({ refundable, deadline, ask, referTo, clause, arithmetic, wouldChange }: Decision): string | null {
  if (refundable === 'full' && !(deadline && deadline >= TODAY)) return '全額なのに期限が過ぎています'
  if (refundable === 'refer' && !ask && !referTo) return '誰が決めるかの案内がありません'
  if ((deadline === undefined) !== (arithmetic === undefined)) return '期限と計算がそろっていません'
  if (arithmetic && addDaysTo(arithmetic.baseDate, arithmetic.windowDays) !== deadline) return '計算が期限と合いません'
  if (!clause.section || !clause.document || !wouldChange) return '根拠がありません'
  return null
}

function firstOverlap(pack: CompiledPack): string | null {
  const names = SELECT_CODE.names
  const sizes = names.map((name) => SELECT_FACETS[name].length)
  const total = sizes.reduce((product, size) => product * size, 1)
  const bits = new Array<number>(names.length)
  for (let cell = 0; cell < total; cell++) {
    for (let slot = 0, left = cell; slot < sizes.length; slot++) {
      const size = sizes[slot] ?? 1
      bits[slot] = 1 << (left % size)
      left = Math.floor(left / size)
    }
    if (pack.exclusions.some(({ mask }) => accepts(mask, bits))) continue
    const matching = pack.terms.filter(({ mask }) => accepts(mask, bits))
    if (matching.length > 1) return `${matching.map(({ name }) => name).join(' と ')} が重なっています`
    if (matching.length === 0 && !accepts(pack.otherwise.mask, bits))
      return 'どの行にも当てはまらない組み合わせがあります'
  }
  return null
}

function rowsOf(pack: CompiledPack): readonly CompiledRow[] {
  return [...pack.exclusions, ...pack.terms, pack.otherwise]
}

/** Rows share lists of answers: a list's answer is reached when any of its rows reaches it. */
function answerName(pack: CompiledPack, row: CompiledRow, index: number): string {
  return `${pack.id} ${row.answers.map(({ fixed, mask }) => fixed.reason + JSON.stringify(mask)).join()} ${index}`
}

function inJapanese(s: Situation): string {
  const when =
    s.daysAgo === null
      ? '請求前'
      : Number.isNaN(s.daysAgo)
        ? '請求日不明'
        : `請求から${s.daysAgo}日（${addDaysTo(TODAY, -s.daysAgo)}）`
  const flags = [
    `利用${s.serviceUsed === null ? '不明' : s.serviceUsed ? 'あり' : 'なし'}`,
    ...(s.previousRefund ? ['買い直し'] : []),
    ...(s.bundled ? ['同梱'] : []),
    ...(s.migrated ? ['年額から移行'] : []),
    ...(s.daysLeft === null ? [] : [`翌月からの残り${s.daysLeft}日`]),
  ]
  return `反例：会社=${s.provider} 購入先=${s.channel} 地域=${s.region} 製品=${s.productKind} 契約=${s.plan} 種類=${s.event} ${when} ${flags.join(' ')}`
}
