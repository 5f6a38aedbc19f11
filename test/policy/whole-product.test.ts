import { beforeAll, describe, expect, test } from 'vitest'
import { addDaysTo, parseInstant } from '../../src/core/date.ts'
import type { Decision } from '../../src/core/decision.ts'
import { CHANNELS, type ContractFacts, PRODUCT_KINDS } from '../../src/core/facts.ts'
import { decide, type Explained, explain } from '../../src/core/policy.ts'
import { readCharge } from '../../src/core/policy-charge.ts'
import type { CompiledPack, CompiledRow } from '../../src/core/policy-compile.ts'
import { accepts, SELECT_CODE, SELECT_FACETS } from '../../src/core/policy-facets.ts'
import { loadPacks } from '../../src/policies.ts'
import { readRules, type Situation, type Verdict } from './reading-of-the-rules.ts'

const packs = loadPacks()
const PACKS = packs.all.map((pack) => ({ id: pack.id, pack }))
/** The paths already noted, for each pack. */
const SEEN = new Map<string, Set<string>>()
const TODAY = '2026-11-21'
const REQUESTED_AT = parseInstant(`${TODAY}T12:00:00+09:00`)

type Axes<Values extends object> = { readonly [Axis in keyof Values]: readonly Values[Axis][] }

const ORDINARY: Situation = {
  provider: 'norton',
  channel: 'direct',
  region: 'JP',
  productKind: 'software',
  plan: 'annual',
  event: 'renewal',
  daysAgo: 10,
  serviceUsed: null,
  previousRefund: false,
  bundled: false,
  daysLeft: null,
  productUsed: null,
  evidence: true,
  purchaser: true,
  appliedDaysAgo: null,
  migrated: false,
}

const SERVICES: readonly string[] = ['virusRemoval1', 'virusRemoval3', 'privacyMonitorAssistant']

const NORTON: Axes<Partial<Situation>> = {
  provider: ['norton'],
  channel: CHANNELS.norton.filter((channel) => channel !== 'unknown'),
  region: ['JP', 'DE', 'GB'],
  plan: ['annual', 'monthly'],
  event: ['purchase', 'renewal', 'trialConversion'],
  daysAgo: [null, -1, 0, 14, 15, 60, 61],
  previousRefund: [true, false],
  bundled: [true, false],
}

/** Every value of every facet that can matter to a provider, with each window's last day and the day after. */
const PRODUCTS: readonly Axes<Partial<Situation>>[] = [
  {
    ...NORTON,
    productKind: PRODUCT_KINDS.filter((kind) => !SERVICES.includes(kind)),
    serviceUsed: [true, null],
  },
  { ...NORTON, productKind: SERVICES, serviceUsed: [true, false, null] },
  {
    provider: ['norton'],
    region: ['JP', 'DE', 'GB'],
    productKind: ['software', 'addon', 'virusRemoval1'],
    event: ['purchase', 'renewal', 'trialConversion'],
    daysAgo: [null, -1, 0, 60, 61, 100, 400],
    serviceUsed: [true, false, null],
    daysLeft: [null, 200, 1, 0, -30],
  },
  {
    provider: ['norton-mobile'],
    channel: CHANNELS['norton-mobile'],
    productKind: PRODUCT_KINDS,
    plan: ['annual', 'monthly'],
    event: ['purchase', 'renewal', 'trialConversion'],
    daysAgo: [null, -1, 0, 60, 61],
    previousRefund: [true, false],
    bundled: [true, false],
    migrated: [true, false],
  },
  {
    provider: ['norton-mobile'],
    channel: ['auShopPackage', 'docomoShop'],
    event: ['purchase'],
    daysAgo: [null, -1, 0, 60, 61],
    previousRefund: [true, false],
    evidence: [true, false],
    purchaser: [true, false],
    appliedDaysAgo: [null, 0, 365, 366],
  },
  {
    provider: ['trendmicro'],
    channel: CHANNELS.trendmicro,
    productKind: PRODUCT_KINDS,
    plan: ['annual', 'monthly'],
    event: ['purchase', 'renewal', 'trialConversion'],
    daysAgo: [null, -1, 0, 90, 91],
    productUsed: [true, false, null],
    previousRefund: [true, false],
    bundled: [true, false],
  },
]

/** Everything one walk over all cells brings back; made once, the tests below each ask one thing of it. */
interface Walk {
  readonly cells: number
  /** In Japanese, for whoever keeps the terms. */
  readonly counterExample: string | null
  /** The rows and answers that some cell came to. */
  readonly reached: ReadonlySet<string>
}

describe('the tables over every combination of facts', () => {
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
  for (const axes of PRODUCTS) {
    for (const situation of combinations(axes)) {
      cells++
      const explained = explain(readCharge(factsFor(situation), REQUESTED_AT), packs)
      note(explained, reached)
      counterExample ??= disagreement(situation, explained.decision)
    }
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

function factsFor(s: Situation): ContractFacts {
  const { provider, region, productKind, plan, event, channel } = s
  const unknown = Number.isNaN(s.daysAgo)
  return {
    ...({ provider, channel, region, productKind, plan, event } as Pick<
      ContractFacts,
      'provider' | 'channel' | 'region' | 'productKind' | 'plan' | 'event'
    >),
    chargedAt: s.daysAgo === null || unknown ? null : chargedDaysAgo(s.daysAgo),
    chargedAtUnknown: unknown,
    serviceUsed: s.serviceUsed,
    previousRefund: s.previousRefund,
    bundled: s.bundled,
    // The month after the request begins on 2026-12-01, which is day 1 of what is left
    ...(s.daysLeft !== null && { termStart: '2025-06-01', termEnd: addDaysTo('2026-11-30', s.daysLeft) }),
    productUsed: s.productUsed,
    hasProofOfPurchase: s.evidence,
    applicantIsPurchaser: s.purchaser,
    migratedFromAnnual: s.migrated,
    ...(s.appliedDaysAgo !== null && { previousRefundAppliedAt: addDaysTo(TODAY, -s.appliedDaysAgo) }),
  }
}

const DATES = new Map<number, string>()
function chargedDaysAgo(days: number): string {
  const known = DATES.get(days) ?? `${addDaysTo(TODAY, -days)}T10:00:00+09:00`
  DATES.set(days, known)
  return known
}

function* combinations(axes: Axes<Partial<Situation>>, start: Situation = ORDINARY): Generator<Situation> {
  const [first, ...rest] = Object.entries(axes)
  if (!first) return yield start
  const [axis, values] = first
  for (const value of values ?? []) yield* combinations(Object.fromEntries(rest), { ...start, [axis]: value })
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
