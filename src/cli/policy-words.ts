import words from '../../locales/ja/policy.json' with { type: 'json' }
import type { Provider } from '../core/contract.ts'
import type { Reason, Refundable } from '../core/decision.ts'
import type { Channel } from '../core/facts.ts'
import type { SELECT_FACETS, STATE_FACETS } from '../core/policy-facets.ts'
import type { CountedFrom } from '../core/policy-outcome.ts'
import type { ADVICE, CHANGES, PolicyPack, REFERRALS } from '../core/policy-pack.ts'
import { REGIONS } from '../core/regions.ts'

type Facets = typeof SELECT_FACETS & typeof STATE_FACETS
type Words<Names extends string> = Readonly<Record<Names, string>>

/** A value without its word does not compile. */
const WORDS: { readonly [Facet in Exclude<keyof Facets, 'channel'>]: Words<Facets[Facet][number]> } & {
  readonly provider: Words<Provider>
  readonly channel: Words<Channel>
  readonly order: Words<'same' | 'before' | 'after'>
  readonly countedFrom: Words<CountedFrom>
  readonly refundable: Words<Refundable>
  readonly reason: Words<Reason>
  readonly referTo: Words<(typeof REFERRALS)[number]>
  readonly ask: Words<string>
  readonly advise: Words<(typeof ADVICE)[number]>
  readonly change: Words<(typeof CHANGES)[number]>
  readonly part: Words<'exclusion' | 'term' | 'otherwise' | 'withdrawal' | 'missing'>
  readonly along: Words<'mustUninstall' | 'installmentsContinue' | 'usableToMonthEnd' | 'safeDeadline' | 'prorate'>
} = words

export type WordGroup = keyof typeof WORDS

const COUNTRIES = new Intl.DisplayNames('ja', { type: 'region' })
/** More countries than this are counted, not named. */
const NAMED_COUNTRIES = 6

/** The staff's word for a value of a table; a value without one, such as a fact of a draft, stands for itself. */
export function word(group: WordGroup, value: string): string {
  const group_: Readonly<Record<string, string>> = WORDS[group]
  return group_[value] ?? value
}

/** Several values of one facet: 「公式ストア／ノートンストア」, or what is left out when that is shorter to say. */
export function wordsOf(group: WordGroup, values: readonly string[], all: readonly string[]): string {
  const others = all.filter((value) => !values.includes(value))
  const said = (list: readonly string[]) => list.map((value) => word(group, value)).join('／')
  return others.length > 0 && others.length * 2 < values.length ? `${said(others)}以外` : said(values)
}

/** Countries by the names the packs have for them: 「英国」, 「日本など」, 「日本など（英国を除く）」. */
export function countryWords(countries: readonly string[], packs: readonly Pick<PolicyPack, 'regions'>[]): string {
  const given = new Set(countries)
  if (!given.has('JP')) return classWords(given, packs)
  const missing = new Set([...REGIONS].filter((country) => !given.has(country)))
  if (missing.size === 0) return 'どの国でも'
  if (missing.size > given.size) return classWords(given, packs)
  const named = packs.flatMap(({ regions }) => Object.values(regions)).flatMap((codes) => codes ?? [])
  // What no pack names is what staff call the ordinary case
  if (named.length > 0 && [...named].every((country) => missing.has(country)) && missing.size === new Set(named).size)
    return word('region', 'other')
  return `${word('region', 'other')}（${classWords(missing, packs)}を除く）`
}

function classWords(countries: ReadonlySet<string>, packs: readonly Pick<PolicyPack, 'regions'>[]): string {
  const left = new Set(countries)
  const said: string[] = []
  for (const { regions } of packs) {
    for (const [name, codes = []] of Object.entries(regions)) {
      if (codes.length === 0 || !codes.every((code) => left.has(code))) continue
      said.push(word('region', name))
      for (const code of codes) left.delete(code)
    }
  }
  const rest = [...left].map((code) => COUNTRIES.of(code) ?? code)
  const counted =
    rest.length > NAMED_COUNTRIES ? [`${rest.slice(0, NAMED_COUNTRIES - 1).join('／')}など${rest.length}か国`] : rest
  return [...said, ...counted].join('／')
}
