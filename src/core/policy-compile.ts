import { AppError } from '../errors.ts'
import type { Provider } from './contract.ts'
import { type DayNumber, dayNumberOf } from './date.ts'
import type { Clause, Decision, RuleId } from './decision.ts'
import { type Mask, SELECT_CODE, STATE_CODE } from './policy-facets.ts'
import { type PolicyAnswer, type PolicyPack, type PolicyRow, rowName } from './policy-pack.ts'

/** The parts of a decision that the table alone settles. */
export type FixedAnswer = Pick<
  Decision,
  'refundable' | 'rule' | 'reason' | 'pack' | 'clause' | 'ask' | 'wouldChange' | 'advise' | 'referTo'
>

export interface CompiledAnswer {
  readonly mask: Mask
  readonly fixed: FixedAnswer
  readonly byCoolingOff: boolean
  readonly showsDeadline: boolean
}

export interface CompiledRow {
  readonly name: string
  readonly mask: Mask
  readonly window: PolicyRow['window']
  readonly prorate: boolean
  readonly uninstall: boolean
  readonly instalmentsContinue: boolean
  readonly usableToMonthEnd: boolean
  readonly answers: readonly CompiledAnswer[]
}

export interface CompiledPack {
  /** `provider/YYYY-MM-DD` */
  readonly id: string
  readonly fromDay: DayNumber
  /** `other` for every country that is not named. */
  readonly regionClasses: ReadonlyMap<string, string>
  readonly serviceKinds: ReadonlySet<string>
  readonly coolingOff: { readonly rule: RuleId; readonly mask: Mask; readonly days: number } | null
  readonly exclusions: readonly CompiledRow[]
  readonly terms: readonly CompiledRow[]
  readonly otherwise: CompiledRow
  readonly missing: { readonly rule: RuleId; readonly clause: Clause }
}

/** All packs of all providers, ready to decide; made once at start. */
export interface CompiledPacks {
  /** @throws {AppError} `policy.invalid` when the provider has no pack */
  packFor(provider: Provider, chargeDay: DayNumber): CompiledPack
  readonly all: readonly CompiledPack[]
}

/**
 * Prepares packs for deciding: conditions become bit masks, and what the table alone settles is put together once.
 *
 * @throws {AppError} `policy.invalid` when two packs of a provider begin on the same day
 */
export function compilePacks(packs: readonly PolicyPack[]): CompiledPacks {
  const byProvider = new Map<Provider, CompiledPack[]>()
  for (const pack of packs) byProvider.set(pack.provider, [...(byProvider.get(pack.provider) ?? []), compilePack(pack)])
  for (const series of byProvider.values()) {
    series.sort((a, b) => a.fromDay - b.fromDay)
    const twice = series.find((pack, index) => pack.fromDay === series[index + 1]?.fromDay)
    if (twice) throw new AppError('policy.invalid', `${twice.id}: there are two packs from this day`)
  }
  return {
    all: [...byProvider.values()].flat(),
    packFor(provider, chargeDay) {
      const series = byProvider.get(provider)
      // The first pack takes every earlier charge: older texts are not on record
      const pack = series?.findLast(({ fromDay }) => fromDay <= chargeDay) ?? series?.[0]
      if (!pack) throw new AppError('policy.invalid', `there is no pack for ${provider}`)
      return pack
    },
  }
}

function compilePack(pack: PolicyPack): CompiledPack {
  const id = `${pack.provider}/${pack.from}`
  const clauseOf = ({ document, section }: PolicyRow['clause']): Clause => {
    const source = pack.documents[document]
    if (!source) throw new AppError('policy.invalid', `${id}: there is no document ${document}`)
    return { document: source.document, section, url: source.url, checkedOn: pack.checkedOn }
  }
  const coolingOff = pack.coolingOff && {
    rule: pack.coolingOff.rule,
    mask: SELECT_CODE.mask(pack.coolingOff.when),
    days: pack.coolingOff.days,
    clause: clauseOf(pack.coolingOff.clause),
  }
  const compileRow = (row: PolicyRow): CompiledRow => ({
    name: rowName(row),
    mask: SELECT_CODE.mask(row.when ?? {}),
    window: row.window,
    prorate: row.prorate ?? false,
    uninstall: row.uninstall ?? false,
    instalmentsContinue: row.instalmentsContinue ?? false,
    usableToMonthEnd: row.usableToMonthEnd ?? false,
    answers: (pack.answers[row.answers] ?? []).map((answer) => ({
      mask: STATE_CODE.mask(answer.if ?? {}),
      byCoolingOff: answer.by === 'coolingOff',
      showsDeadline: answer.deadline ?? true,
      fixed: fixedAnswer(answer, row, {
        pack: id,
        ...(answer.by && coolingOff ? coolingOff : { rule: row.rule, clause: clauseOf(row.clause) }),
      }),
    })),
  })
  return {
    id,
    fromDay: dayNumberOf(pack.from),
    regionClasses: new Map(
      Object.entries(pack.regions).flatMap(([name, codes]) => (codes ?? []).map((code) => [code, name] as const)),
    ),
    serviceKinds: new Set<string>(pack.serviceKinds),
    coolingOff: coolingOff ?? null,
    exclusions: pack.exclusions.map(compileRow),
    terms: pack.terms.map(compileRow),
    otherwise: compileRow(pack.otherwise),
    missing: { rule: pack.missing.rule, clause: clauseOf(pack.missing.clause) },
  }
}

function fixedAnswer(
  answer: PolicyAnswer,
  row: PolicyRow,
  { pack, rule, clause }: { pack: string; rule: RuleId; clause: Clause },
): FixedAnswer {
  // What a row adds belongs to its own rule, not to the right to withdraw
  const own: Partial<PolicyRow> = answer.by ? {} : row
  const advise = [...new Set([...(answer.advise ?? []), ...(own.advise ?? [])])]
  // A question to the customer comes before sending them elsewhere
  const referTo = answer.referTo ?? (answer.refundable === 'refer' && !answer.ask ? own.referTo : undefined)
  return {
    refundable: answer.refundable,
    rule,
    reason: answer.reason,
    pack,
    clause,
    wouldChange: answer.wouldChange ?? [],
    ...(answer.ask && { ask: answer.ask }),
    ...(advise.length > 0 && { advise }),
    ...(referTo && { referTo }),
  }
}
