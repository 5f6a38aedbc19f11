import type { Entities, ReadingContext } from '../reading.ts'
import type { Masked } from './identifiers.ts'
import type { NameSlot, Segment } from './segmenter.ts'

/** A name found in a text, with where it ends. */
interface Found {
  readonly slot: NameSlot
  readonly value: string
  readonly start: number
  readonly end: number
}

/** Taken back right after being named: "ドコモじゃなくて", "ドコモって言ったけど". */
const TAKEN_BACK =
  /^(?:の(?:ほう|方))?(?:じや(?:なく|ない)|ではな|でなく|じやな|(?:つて|と)(?:言|い|書|か)つ|から(?:変|か[えわ]|乗|のり))/
/** The special sellers say more than the product they sell. */
const PROVIDER_RANK: Readonly<Record<string, number>> = { mpass: 2, mw_store: 2, trendmicro: 1, norton: 0 }
const PERIODS: readonly [RegExp, string][] = [
  [
    /(?:^|[^\d])([23]|[二三])(?:年|ねん)(?:間|かん)?(?:版|ばん|分|用|契約|けいやく|プラン|ぷらん|もの|ライセンス|らいせんす|パック|コース)/,
    '',
  ],
  [
    /(?:1|一|いち|12)(?:年|ねん|か月|ヶ月|ヵ月|カ月)(?:間|かん)?(?:版|ばん|契約|けいやく|プラン|ぷらん|払い|ばらい|もの|ライセンス|用|コース)|年間(?:版|契約|プラン|更新|払い|の|ライセンス|一括)|年額|年払い|年契約|ねんがく|ねんばらい|ねんかん|年一括|年会費|1年ごと|毎年払/,
    'annual',
  ],
  [
    /月額|月払い|月々払|月版|マンスリ|まんすり|げつがく|つきばらい|1か月版|1ヶ月版|毎月払|月契約|月課金|月ごと|月ぎめ|月極/,
    'monthly',
  ],
]
const BARE_PERIODS: readonly [RegExp, string][] = [
  [/([23]|[二三])\s?(?:年|ねん)(?!前|月|\d)/, ''],
  [/(?:1|一|いち|12)\s?(?:年|ねん|か月|ヶ月|ヵ月)(?!前)|年間|年の|^年(?:です)?$|ねんかん|いちねん/, 'annual'],
  [/1か月|1ヶ月|毎月|月の|月です|^月(?:です)?$|まいつき|月ごと|つき/, 'monthly'],
]

/** "1年" alone is no date. */
const DATE_PERIODS: typeof PERIODS = [
  ...PERIODS,
  [/^\s*(?:1|一)(?:年|ねん)(?:間)?(?:です|だよ|かな)?[。\s]*$/, 'annual'],
]

function yearsOf(word: string): string {
  return /[3三]/.test(word) ? '3year' : '2year'
}

/** The character that stands for a plan period in a masked text. */
export const PERIOD_MASK = '\uE00B'

/** Finds and covers the period of a plan. Right after the question for it, "3年" alone is enough. */
export function findPlanPeriod(raw: string, context: ReadingContext | null): Masked {
  const forms = context === 'ask_plan' ? [...PERIODS, ...BARE_PERIODS] : context === 'ask_date' ? DATE_PERIODS : PERIODS
  for (const [pattern, period] of forms) {
    const match = raw.match(pattern)
    if (!match) continue
    return { text: raw.replace(match[0], PERIOD_MASK), entities: { plan_period: period || yearsOf(match[1] ?? '') } }
  }
  return { text: raw, entities: {} }
}

function foundIn(segments: readonly Segment[]): Found[] {
  return segments.flatMap(({ word, text, start }) =>
    (word?.names ?? []).map(({ slot, value }) => ({ slot, value, start, end: start + text.length })),
  )
}

function lastStanding(found: readonly Found[], slot: NameSlot, key: string): string | undefined {
  const all = found.filter((name) => name.slot === slot)
  const standing = all.filter(({ end }) => !TAKEN_BACK.test(key.slice(end, end + 8)))
  const pick = standing.length < all.length ? standing.at(-1) : standing[0]
  return pick?.value
}

function providerOf(found: readonly Found[], product: string | undefined, key: string): string | undefined {
  const ranked = found.filter(({ slot, end }) => slot === 'provider' && !TAKEN_BACK.test(key.slice(end, end + 8)))
  const best = ranked.toSorted(
    (a, b) => (PROVIDER_RANK[b.value] ?? 0) - (PROVIDER_RANK[a.value] ?? 0) || a.start - b.start,
  )[0]
  if (best) return best.value
  if (product?.startsWith('norton')) return 'norton'
  return product ? 'trendmicro' : undefined
}

/** Names of companies, products, carriers and identifiers in a text; what was taken back is left out. */
export function namesIn(segments: readonly Segment[], key: string): Partial<Entities> {
  const found = foundIn(segments)
  if (found.length === 0) return {}
  const product = lastStanding(found, 'product', key)
  const provider = providerOf(found, product, key)
  const carrier = lastStanding(found, 'carrier', key)
  const about = lastStanding(found, 'about', key)
  return {
    ...(provider && { provider }),
    ...(product && { product }),
    ...(carrier && { carrier }),
    ...(about && { about }),
  }
}
