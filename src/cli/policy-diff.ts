import type { BasisChange, ChangedGroup, PackChanges } from '../core/policy-changes.ts'
import { axisValues, CUSTOMER_AXES, type CustomerAxis } from '../core/policy-customers.ts'
import type { Basis, Outcome, Within } from '../core/policy-outcome.ts'
import type { PolicyPack } from '../core/policy-pack.ts'
import type { Span } from '../core/policy-timeline.ts'
import { dayJst } from '../core/words-of-time.ts'
import { answerWords } from './policy-rows.ts'
import { countryWords, word, wordsOf } from './policy-words.ts'

type Packs = readonly [before: PolicyPack, after: PolicyPack]

const NOBODY = '答えが変わるお客さまはいません'

/** How a customer is without a word about it: said only of those who are otherwise, or left out of a group. */
const ORDINARY: Readonly<Partial<Record<CustomerAxis, string>>> = {
  bundled: 'no',
  repurchase: 'no',
  migrated: 'no',
  evidence: 'given',
  applicant: 'purchaser',
  repeat: 'free',
  lastDay: 'workday',
  order: 'same',
}

/** What changes for whom, in lines staff can read. */
export function changesInWords(changes: PackChanges, packs: Packs): string {
  const [before, after] = packs
  const common = commonExceptions(changes.groups, packs)
  const lineOf = (group: ChangedGroup) => `・${groupInWords(group, packs, common)}`
  const answers = changes.groups.filter(changesAnswer).map(lineOf)
  const along = changes.groups.filter((group) => !changesAnswer(group)).map(lineOf)
  const checked = before.checkedOn === after.checkedOn ? [] : [`・確認日：${before.checkedOn} → ${after.checkedOn}`]
  const basis = [...checked, ...changes.basis.map((change) => `・${basisInWords(change)}`)]
  return [
    `${word('provider', before.provider)} ${before.from}の版 → ${after.from}の版`,
    ...(after.from > before.from
      ? [`変わるのは${dayJst(after.from)}以降のご請求だけです。それより前のご請求は、前の版で判定します。`]
      : []),
    ...(answers.length === 0 ? ['', NOBODY] : section(`答えが変わるお客さま（${answers.length}件）`, answers)),
    ...section(`答えは同じで、あわせて伝えることが変わるお客さま（${along.length}件）`, along),
    ...(common.length === 0 ? [] : ['', `どの行も、次のお客さまを除きます：${common.join('、')}`]),
    ...section('答えは同じで、根拠の示し方が変わるもの', basis),
    '',
    `${changes.kinds}種類のお客さまを、答えが変わりうる日ごとに両方の版で判定しました。`,
  ].join('\n')
}

/** Whether customers get another answer, and not only other advice along with the same one. */
export function changesAnswer({ before }: ChangedGroup): boolean {
  return before.length > 0
}

function section(heading: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', heading, ...lines]
}

/** 「公式ストア・日本など・ソフトウェア・年払い・更新：請求日から60日以内は全額返金 → 45日以内は全額返金（N-A-R）」 */
export function groupInWords(group: ChangedGroup, packs: Packs, common: readonly string[] = []): string {
  const exceptions = exceptionsOf(group, packs).filter((words) => !common.includes(words))
  const but = exceptions.length === 0 ? '' : `（除く：${exceptions.join('、')}）`
  return `${whoInWords(group, packs)}${but}：${changeInWords(group)}（${rulesInWords(group)}）`
}

function whoInWords({ customers, span, before, after }: ChangedGroup, packs: Packs): string {
  const dated = span !== null || [...before, ...after].some(({ within }) => within)
  const all = axisValues(packs[0].provider)
  const said = CUSTOMER_AXES.flatMap((axis) => {
    const values = customers[axis]
    const ordinary = ORDINARY[axis]
    if (!values) return []
    if (axis === 'region') return [countryWords(values, packs)]
    // Days are counted from a charge: then it goes without saying that there was one
    if (axis === 'charge' && values.includes('made') && dated) return []
    if (ordinary !== undefined && values.includes(ordinary)) return []
    return [wordsOf(axis, values, axis === 'channel' || axis === 'productKind' ? all[axis] : [])]
  })
  return [...said, ...(span ? [spanInWords(span)] : [])].join('・') || 'すべてのお客さま'
}

/** The rare circumstances that a group leaves out while it takes the ordinary one. */
function exceptionsOf({ customers }: ChangedGroup, [{ provider }]: Packs): readonly string[] {
  return CUSTOMER_AXES.flatMap((axis) => {
    const ordinary = ORDINARY[axis]
    const values = customers[axis]
    if (axis === 'region' || ordinary === undefined || !values?.includes(ordinary)) return []
    return [
      wordsOf(
        axis,
        axisValues(provider)[axis].filter((value) => !values.includes(value)),
        [],
      ),
    ]
  })
}

/** Said once for all instead of on every line. */
function commonExceptions(groups: readonly ChangedGroup[], packs: Packs): readonly string[] {
  const [first = [], ...others] = groups.map((group) => exceptionsOf(group, packs))
  return first.filter((words) => others.every((list) => list.includes(words)))
}

function changeInWords({ before, after, gone, come }: ChangedGroup): string {
  const old = timeInWords(before)
  if (old) return `${old} → ${shortened(timeInWords(after), before)}`
  const words = (list: readonly string[]) => list.map((one) => `「${alongWord(one)}」`).join('')
  const parts = [
    ...(gone.length > 0 ? [`${words(gone)}を伝えなくなる`] : []),
    ...(come.length > 0 ? [`${words(come)}を伝えるようになる`] : []),
  ]
  return `答えは同じで、${parts.join('、')}`
}

/** Answers in order of time. */
function timeInWords(outcomes: readonly Outcome[]): string {
  return outcomes.map(outcomeInWords).join('、そのあとは')
}

function outcomeInWords({ within, also, ...answer }: Outcome): string {
  const right = also ? `（${periodInWords(also)}はクーリングオフも）` : ''
  return `${within ? `${periodInWords(within)}は` : ''}${answerWords(answer)}${right}`
}

/** What the days are counted from is said once when it stays the same. */
function shortened(now: string, before: readonly Outcome[]): string {
  const from = before[0]?.within?.from
  const said = from && `${word('countedFrom', from)}から`
  return said && now.startsWith(said) ? now.slice(said.length) : now
}

function periodInWords({ days, from }: Within): string {
  return `${word('countedFrom', from)}から${days}日以内`
}

function spanInWords({ after, until }: Span): string {
  const start = after ? `${word('countedFrom', after.from)}から${after.days + 1}日目` : ''
  if (until === null) return `${start}以降`
  if (until === 'reopening') return `${start}から窓口の次の営業日まで`
  const end = `${until.days}日目まで`
  return start ? `${start}から${end}` : `${word('countedFrom', until.from)}から${end}`
}

/** `advise.stop-renewal` → its word. */
function alongWord(along: string): string {
  const [group, name] = along.split(/\.(.*)/)
  return name && (group === 'advise' || group === 'change') ? word(group, name) : word('along', along)
}

function rulesInWords({ rules: { before, after } }: ChangedGroup): string {
  const [old, now] = [before.join('、'), after.join('、')]
  return old === now ? old : `${old} → ${now}`
}

function basisInWords({ before, after }: BasisChange): string {
  const moved = before.document !== after.document || before.url !== after.url
  const place = ({ rule, document, section, url }: Basis) =>
    `${rule} ${section}${moved ? `（${document} ${url}）` : ''}`
  return `${place(before)} → ${place(after)}`
}
