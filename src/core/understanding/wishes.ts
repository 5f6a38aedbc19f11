import type { Intent } from '../reading.ts'
import type { Segment } from './segmenter.ts'

/** Concepts that are wishes, with the intent each stands for when it is said beside another one. */
const WISHES: Readonly<Record<string, Intent>> = {
  refund: 'request_refund',
  give_back: 'request_refund',
  renewal: 'stop_auto_renewal',
  stop: 'stop_auto_renewal',
  kaiyaku: 'cancel_subscription',
  operator: 'operator',
  merge: 'accept_offer',
}

/** Reasons volunteered beside a wish. */
const REASONS: Readonly<Record<string, Intent>> = {
  notuse: 'reason_not_using_pc',
  dispose: 'reason_not_using_pc',
  othernorton: 'reason_other_norton',
  competitor: 'reason_competitor',
}

/** What takes back the wish right before it: "返金はいらない", "返金じゃなくて". Written in the comparison spelling. */
const TAKEN_BACK =
  /^(?:(?:する)?(?:つもり|気|予定|考え)(?:は|も|が|なんて|なんか)?(?:全く|まつたく|全然|一切)?(?:な[いくか]|ありま|ございま|無)|(?:の(?:話|こと|件|方|ほう|手続き))?(?:して|するの|し|の)?(?:ほしい|欲しい|もらいたい|たい)?(?:の|わけ|つもり)?(?:は|も|とか|なんか|なんて|を|まで)?(?:別に|もう|特に|今回は)?(?:いら|要ら|いりま|要りま|いいの|いいか|いいです(?!か)|いいん|よく(?:て|つ)|不要|結構(?!で)|けつこう|しなくて|なくて|求めて|考えてな|考えていな|望んで|じや(?:なく|な[いし])|ではな|でなく|なし|無し|しない|せず|しません|必要な|必要あり|どうでも|諦め|あきらめ))/
const REFUSES_OFFERS =
  /(?:提案|案内|引き止め|引きとめ|引き留め|ひきとめ|説得|勧誘|オファ|おふあ|セルス|せるす)(?:など|とか|等)?(?:は|も|を|の)?(?:いら|要ら|いりま|要りま|不要|ふよう|いい(?:です)?(?:ので|から|ん)|なし|無し|しない|しなくて|結構|やめて|抜き|聞き?たくな|必要な|お断り|断り|けつこう)/

/** A text's segments with its taken-back wishes set apart, and what else it wishes. */
export interface Wishes {
  /** Segments whose taken-back wishes carry `not_…` tags. */
  readonly segments: readonly Segment[]
  /** Wishes that stand, in the order said. */
  readonly standing: readonly Intent[]
  /** Reasons given on the way. */
  readonly reasons: readonly Intent[]
  readonly refusesOffers: boolean
}

function isTakenBack(segment: Segment, key: string): boolean {
  const after = key.slice(segment.start + segment.text.length, segment.start + segment.text.length + 18)
  return TAKEN_BACK.test(after)
}

/** Finds the wishes of a text and sets those apart that it takes back ("AじゃなくてB" leaves B). */
export function wishesIn(segments: readonly Segment[], key: string): Wishes {
  const standing = new Set<Intent>()
  const reasons = new Set<Intent>()
  const marked = segments.map((segment) => {
    const tags = segment.word?.tags ?? []
    for (const tag of tags) if (REASONS[tag]) reasons.add(REASONS[tag])
    const wish = tags.find((tag) => WISHES[tag])
    if (!wish || !segment.word) return segment
    if (isTakenBack(segment, key)) {
      return { ...segment, word: { ...segment.word, tags: tags.map((tag) => (WISHES[tag] ? `not_${tag}` : tag)) } }
    }
    const intent = WISHES[wish]
    if (intent) standing.add(intent)
    return segment
  })
  return { segments: marked, standing: [...standing], reasons: [...reasons], refusesOffers: REFUSES_OFFERS.test(key) }
}

const TAKES_ALSO: ReadonlySet<Intent> = new Set<Intent>([
  'request_refund',
  'stop_auto_renewal',
  'cancel_subscription',
  'operator',
  'refuse_offer',
  'unknown_charge',
])
const ACTIONS: ReadonlySet<Intent> = new Set<Intent>([
  'request_refund',
  'stop_auto_renewal',
  'cancel_subscription',
  'operator',
])

/** What is to be noted beside the main intent: further wishes, a refusal of offers, volunteered reasons. */
export function alsoOf(intent: Intent, wishes: Wishes): readonly Intent[] {
  if (!TAKES_ALSO.has(intent)) return []
  const also = new Set<Intent>(wishes.standing.filter((wish) => ACTIONS.has(wish)))
  if (wishes.refusesOffers) also.add('refuse_offer')
  if (intent !== 'unknown_charge') for (const reason of wishes.reasons) also.add(reason)
  also.delete(intent)
  return [...also]
}
