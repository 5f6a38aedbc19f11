import type { CustomerEvent } from './event.ts'
import type { Found, Knowledge } from './knowledge.ts'
import type { TopicProvider } from './knowledge-entry.ts'
import { type Intent, isQuestionIntent, type Reading } from './reading.ts'
import { slotsOf } from './slots.ts'

/** A typed text with what the reader made of it. */
export interface Asked {
  readonly text: string
  readonly reading: Reading
  /** Whose contract the talk is about. */
  readonly topic: TopicProvider | null
  /** Another company decides about the contract the talk is about. */
  readonly elsewhere?: boolean
}

/** Read as one of these, a text is taken for a question only when its form asks and an answer is near. */
const YIELDING = new Set<Intent>([
  'request_refund',
  'stop_auto_renewal',
  'cancel_subscription',
  'operator',
  'carrier_contract',
  'ask_bot',
  'ask_repeat',
  'reason_price',
  'reason_other',
  'reason_other_norton',
  'complaint',
  'other_support',
  'off_topic',
  'provide_info',
])
/** How near an answer must be to be given for something read as a wish: nearer when the form asks for no fact. */
const FOR_A_WISH = 0.5
const FOR_A_WISH_ASKING_WHETHER = 0.38
const FOR_A_WISH_ASKING_WHAT = 0.3
/** Read as one of these, it must be very near, and end like a question. */
const UNLIKELY = new Set<Intent>([
  'ask_bot',
  'ask_repeat',
  'complaint',
  'reason_price',
  'reason_other',
  'reason_other_norton',
])
const FOR_UNLIKELY = 0.55
/** For words in no form of a question that could not be read otherwise. */
const WITHOUT_FORM = 0.55

const ENDS_ASKING = [
  /[?？][\s。w笑]*$/,
  /(?:です|ます|でしょう|ません|した|でき|る|ない|の|い|ん|や?ろう?)か(?:ね|な|ねえ|のう)?[\s。]*$/,
  /(?:の|って何|ってなに|(?:る|い|た)ん|やろ|(?:です|ます)よね|(?:だ|る|た)よね)[\s。]*$/,
]
/** Ends or words by which a text asks; without a mark, many do. */
const ASKS = [
  ...ENDS_ASKING,
  /(?:かな|っけ|は|場合|ときは|について|けど|のですが|んですが|には|(?<!代わ|かわ|待|ま|言|い|送|や|切|戻|もど|知|使|つか|止ま|とま)って)[\s。]*$/,
  /(?:教え|おしえ|知りたい|しりたい|説明|案内して|ご(?:教示|案内|教授)|(?:聞|伺|尋)[きいね]たい|[分わ]か(?:らない|らん|らなく|んない)|わかりません|分かりません)/,
  /(?:方法|ほうほう|手順|てじゅん|理由|違い|ちがい|時間|期限|きげん|条件|かた|方|先|さき|番号|ばんごう|料金|値段|種類)(?:は|を|について)?[\s。]*$/,
  // Trouble told is help asked for.
  /(?:でき|出来|つなが[りら]|繋が[りら]|届[きか]|[止と]ま[りら]|見つか[りら]|み?あたら|入[れら]|あり)(?:ません|ない|なかった)[\s。]*$/,
  /(?:出た|でた|出ます|でます|なります|なりました)[\s。]*$/,
  /(?:続|つづ)(?:いて(?:い|お)?(?:ます|ります)|きます)[\s。]*$/,
  /エラー|話し?中|進まない|進みません|止まって(?:い?ない|いません|へん)|(?:来|届い|覚え)て(?:い?ない|い?ません|へん)/,
  // What was heard elsewhere is told to learn whether it is true.
  /(?:と|って)(?:聞|き)(?:い|き)|書いて(?:あ|い)|(?:見|み)ましたが|広告で/,
  /どこ|どちら|何(?:時|日|番|度|回|円)|いつ(?!でも|も)|なぜ|なんで|何で|どう(?:や|す|なる|なり|いう|した)|(?:ば|たら)(?:いい|ええ|よい)|いくら/,
  /ば[\s。]*$/,
]
/** Whether something is possible at all, which is not yet a wish for it. */
const ASKS_WHETHER =
  /(?:でき|可能|対象|無理|むり|だめ|ダメ|アウト|あり|ある|大丈夫|平気|もらえる|くれる|返る|もどる|戻る|戻り|返り)(?:ます|です|の|ん|る)*(?:か|の|ん|かな|やろか|でしょうか)?[\s。]*[?？]*$/
/** Ends like something told, not asked. */
const TELLS = /(?:です|ます|でした|ました|だ|った)[\s。]*$/
const ASKS_WHAT =
  /どこ|いつ|なぜ|なんで|何|なに|なん(?:の|て|で|と)|どう|どちら|どっち|どれ|どの|いくら|誰|だれ|なんじ|なんにち|方法|ほうほう|手順|てじゅん|とは|違い|ちがい|条件|期限|理由|仕組み|番号|ばんごう|かた[\s。]*$|教え|おしえ/
const ASKS_WHERE =
  /[?？]|どこ|どちら|どれ|どっち|しょうか|場所|ばしょ|どうやって|どうすれ|見方|調べ|探し|方法|教え|おしえ|ですか|ますか|とは/
/** 「…して」 asks for the thing itself, however politely. */
const WISHES =
  /(?:して|止めて|とめて|やめて|返して|つないで|代わって|出して)(?:ほしい|欲しい|くださ|下さ|もらい|もらえ(?!る(?:もの|ん|の|か))|いただ|頂|くれ(?!る(?:の|ん|か))|ちょうだい)|(?:したい|止めたい|とめたい|やめたい|話したい)(?!場合|とき|時)|お願い(?:し|いた|致|でき)|希望し|を希望|頼みます/
/** Ends by asking for the thing to be done, and for no fact: 「返金できるん」 asks, 「返金してもらえますか」 wishes. */
const WISHES_OUTRIGHT =
  /(?:返金し|返し|戻し|止め|停止し|解約し|取り?消し|切っ|やめ|解除し|つない|代わっ|返金を?)(?:て|で|お願い)(?:ほしい|欲しい|くだ|下さ|くれ(?!る)|もら(?:え(?!る)|い|って)|いただ(?!ける)|頂(?!ける)|ちょうだい|でき|し)[^。]{0,14}[。\s?？]*$/
const ASKS_FACT = /いつ|どこ|どちら|どう|何|なに|なぜ|なんで|いくら|どれ|期限|条件|方法|手順/
/** 「教えて」 and the like only ask to be told. */
const TELL_ME =
  /(?:お?教え|おしえ|お?聞かせ|ご?(?:教示|案内|説明))(?:して|て)?(?:くださ|下さ|ほしい|欲しい|いただ|もら).*$/

/** Matched as a whole, or a mere value: nothing is left to ask. */
const SETTLED = /^(?:value-only|answers-question|place|wordless)/

/**
 * The event of a question, or null when the text is none. A choice, a value or a plain wish never comes here; what the
 * closed grammar matched as a whole is none either.
 */
export function questionEvent({ text, reading, topic, elsewhere }: Asked, knowledge: Knowledge): CustomerEvent | null {
  const rule = reading.evidence[0]?.rule ?? ''
  const plain = text.normalize('NFKC').trim()
  if (elsewhere && asksOwnRefund(plain, reading)) return { type: 'check.asked' }
  if (asksInTime(plain, reading)) return { type: 'check.asked', slots: slotsOf(reading) }
  const mayStart = reading.act === 'clarify' || STARTS.has(reading.intent)
  if (mayStart && WISHES_OUTRIGHT.test(plain) && !ASKS_FACT.test(plain)) return null
  const read = reading.act === 'answer' && onlyAsks(plain, reading, topic)
  if (SETTLED.test(rule) || (rule.startsWith('grammar') && !read)) return null
  if (!read && reading.act === 'answer' && !YIELDING.has(reading.intent)) return null
  const asks = read || ASKS.some((form) => form.test(plain))
  if (!asks && reading.act === 'answer') return null
  const found = knowledge.find(text, reading, topic)
  if (read) return eventOf(found, reading) ?? { type: 'question.unanswered' }
  if (reading.act === 'answer') return insteadOf(plain, { reading, topic }, found)
  if (!asks)
    return reading.intent !== 'off_topic' &&
      !TELLS.test(plain) &&
      found?.kind === 'answer' &&
      found.confidence >= WITHOUT_FORM
      ? eventOf(found, reading)
      : null
  if (canOnlyBeAsked(reading)) return eventOf(found, reading) ?? { type: 'question.unanswered' }
  return found?.kind === 'answer' || ASKS_WHAT.test(plain) ? eventOf(found, reading) : null
}

/** 「解約したら返金される？」 of the contract at hand, and of nothing more particular. */
const asksOwnRefund = (plain: string, reading: Reading): boolean => !namesSomething(reading) && OWN_REFUND.test(plain)
/** 「9月30日に更新されました。まだ間に合いますか」: the day of the charge is told, and the rules can be asked. */
const asksInTime = (plain: string, { entities: { date, date_from, provider, carrier } }: Reading): boolean =>
  (date ?? date_from) !== undefined &&
  (provider === undefined || provider === 'norton') &&
  carrier === undefined &&
  IN_TIME.test(plain) &&
  ENDS_ASKING.some((form) => form.test(plain))
const IN_TIME = /間に合|まにあ|まだ返金|返金(?:は|って|が|も)?(?:でき|出来|可能|対象|され)|期限(?:内|切れ)/
const OWN_REFUND =
  /^(?:(?:解約|キャンセル)(?:し(?:たら|ても|て)|すると|すれば)|やめ(?:たら|ても)|これ|今から(?:でも)?|まだ|その(?:場合|とき)|私の(?:契約|分|場合)?|この(?:契約|場合|分)|じゃあ?|で|お金)?(?:は|も|って|、)?(?:返金(?:は|って|が|も)?(?:でき|出来|され|可能|対象|あり|受けられ|もらえ|して(?:もらえ|くれ|いただけ)|無理|むり|だめ|ダメ)|(?:お金|料金)?(?:は|が)?(?:返って|戻って|返っ|戻っ)(?:き|来|くる))(?:る|ます|です|ない|ません)?(?:ん|の)?(?:です|でしょう)?(?:か|かな|の)?[?？。\s]*$/

function onlyAsks(plain: string, { intent, entities }: Reading, topic: TopicProvider | null): boolean {
  // 「注文番号がわからない」 says that it is missing; 「どこにありますか」 asks.
  if (intent === 'identifier_help') return ASKS_WHERE.test(plain)
  // A charge nobody remembers is an urgent matter of ours, unless it is another company's.
  if (intent === 'unknown_charge') return (entities.provider ?? topic) === 'trendmicro'
  return isQuestionIntent(intent)
}

const STARTS = new Set<Intent>([
  'request_refund',
  'stop_auto_renewal',
  'cancel_subscription',
  'unknown_charge',
  'operator',
])

/** Of ours, but none of the things it could mean can be started: otherwise the customer is asked which. */
const canOnlyBeAsked = ({ act, alternatives }: Reading): boolean =>
  act === 'clarify' && !alternatives.some((one) => STARTS.has(one))

/** A text read as something else, in the form of a question: whoever asks what, where or how wants to be told. */
function insteadOf(
  plain: string,
  { reading, topic }: Pick<Asked, 'reading' | 'topic'>,
  found: Found | null,
): CustomerEvent | null {
  if (!found || (reading.intent === 'operator' && !asksOfDesk(plain, reading, topic))) return null
  const asksWhat = ASKS_WHAT.test(plain)
  if (!asksWhat && WISHES.test(plain.replace(TELL_ME, ''))) return null
  if (found.kind === 'unclear') return asksWhat && STARTS.has(reading.intent) ? eventOf(found, reading) : null
  if (UNLIKELY.has(reading.intent) && !(reading.intent === 'ask_repeat' && namesSomething(reading)))
    return found.confidence >= FOR_UNLIKELY && ENDS_ASKING.some((form) => form.test(plain))
      ? eventOf(found, reading)
      : null
  const enough = asksWhat ? FOR_A_WISH_ASKING_WHAT : ASKS_WHETHER.test(plain) ? FOR_A_WISH_ASKING_WHETHER : FOR_A_WISH
  return found.confidence >= enough ? eventOf(found, reading) : null
}

/** Whoever wants to hear the last words again names nothing. */
const namesSomething = ({ entities: { provider, carrier, product, plan_period } }: Reading): boolean =>
  (provider ?? carrier ?? product ?? plan_period) !== undefined

/** Who asks for a person gets one; only hours, and the number of another company, are questions. */
const asksOfDesk = (plain: string, { entities }: Reading, topic: TopicProvider | null): boolean =>
  /何時|なんじ|時間|じかん|[土日]曜|土日|祝日|平日|夜中|営業|休み/.test(plain) ||
  ((entities.provider !== undefined || entities.carrier !== undefined || topic === 'trendmicro') &&
    /番号|ばんごう|電話|でんわ|連絡|れんらく/.test(plain))

function eventOf(found: Found | null, { intent }: Reading): CustomerEvent | null {
  if (found?.kind === 'answer') return { type: 'question.asked', topic: intent, entry: found.entry.id }
  if (found?.kind === 'unclear') return { type: 'question.unclear', entries: found.entries.map(({ id }) => id) }
  return null
}
