import { chosen } from './chosen-event.ts'
import type { CustomerEvent } from './event.ts'
import type { StateMeta } from './flow.ts'
import type { Intent, OfferedChoice, Reading } from './reading.ts'
import { slotsOf } from './slots.ts'

/** Intents whose meaning depends on what was asked. */
export const YES_OR_NO = new Set<Intent>([
  'affirm',
  'deny',
  'ambiguous',
  'accept_offer',
  'refuse_offer',
  'abort',
  'cancel_subscription',
])
/** やめます, キャンセルで: the procedure or the contract? */
const STOPPING = /やめ|止め|キャンセル|取り?消|解約/

/** Neither a refusal nor an acceptance: the two ways are asked about once more. */
const WAVERING = /う[ーぅう〜~]*ん|どっち|どちら|迷/

/** The rulings' table: what はい, いいです, いいえ and やめます mean where they are said. */
export function yesOrNo(
  text: string,
  reading: Reading,
  { meta, choices }: { readonly meta: StateMeta; readonly choices: readonly OfferedChoice[] },
): CustomerEvent {
  switch (meta.expects) {
    case 'offer':
    case 'proceed':
      return atOffer(text, reading, choices)
    case 'confirm':
      return atConfirmation(text, reading, meta)
    case 'done':
      return reading.intent === 'affirm' ? chosen('done.other') : chosen('done.end')
    case 'reason':
    case 'reasonText':
      return declines(text, reading) ? { type: 'answer.declined' } : elsewhere(text, reading, meta)
    case 'clarify':
      return atClarification(text, reading, { meta, choices })
    default:
      return elsewhere(text, reading, meta)
  }
}

function atOffer(text: string, { intent, bareYes }: Reading, choices: readonly OfferedChoice[]): CustomerEvent {
  if (intent === 'accept_offer' && !bareYes) {
    const accept = choices.find((one) => /^offer\.(accept|devices|price)$|^merge\.proceed$/.test(one.id))
    return accept ? chosen(accept.id) : { type: 'offer.unclear' }
  }
  if (intent === 'affirm' || bareYes || (intent === 'ambiguous' && WAVERING.test(text.normalize('NFKC'))))
    return { type: 'offer.unclear' }
  if (intent === 'abort' && !STOPPING.test(text)) return { type: 'abort.asked' }
  return { type: 'offer.refused' }
}

function atConfirmation(text: string, { intent }: Reading, meta: StateMeta): CustomerEvent {
  if (intent === 'affirm' && meta.yes) return chosen(meta.yes)
  if (intent === 'ambiguous' || intent === 'cancel_subscription' || intent === 'abort') {
    return STOPPING.test(text) && !/続け/.test(text)
      ? { type: 'confirm.ambiguous-stop' }
      : intent === 'ambiguous'
        ? { type: 'confirm.unclear' }
        : no(meta)
  }
  return intent === 'accept_offer' ? { type: 'confirm.unclear' } : no(meta)
}

/** はい takes the one thing it could be; of several it is asked again which. */
function atClarification(
  text: string,
  reading: Reading,
  { meta, choices }: { readonly meta: StateMeta; readonly choices: readonly OfferedChoice[] },
): CustomerEvent {
  const [first, ...others] = choices.filter(({ id }) => !id.endsWith('.none'))
  const none = choices.find(({ id }) => id.endsWith('.none'))
  const only = others.length === 0 ? first : undefined
  if (reading.intent === 'affirm' && only) return chosen(only.id)
  if (reading.intent === 'affirm' && others.length > 0)
    return whichOf([first, ...others].flatMap((one) => one?.id ?? []))
  return reading.intent === 'deny' && none ? chosen(none.id) : elsewhere(text, reading, meta)
}

/** The same question once more: はい leaves open which of them is meant. */
const whichOf = (ids: readonly string[]): CustomerEvent => {
  const asked = (prefix: string) => ids.filter((id) => id.startsWith(prefix)).map((id) => id.slice(prefix.length))
  const entries = asked('ask/')
  return entries.length > 0
    ? { type: 'question.unclear', entries }
    : { type: 'clarification.needed', candidates: asked('as.') }
}

/** 「いいえ」 and 「結構です」 to a question that may be left open. */
export const declines = (text: string, { intent, evidence }: Reading): boolean =>
  (intent === 'deny' || intent === 'ambiguous') &&
  (evidence[0]?.rule.startsWith('grammar') ?? false) &&
  ![STOPPING, WAVERING, ENOUGH].some((other) => other.test(text.normalize('NFKC')))

const no = (meta: StateMeta): CustomerEvent => (meta.no ? chosen(meta.no) : { type: 'not.understood' })

/** 「もういいです」 takes leave; without もう it may be anything. */
const ENOUGH = /もう|もぅ|十分|充分/

function elsewhere(text: string, reading: Reading, meta: StateMeta): CustomerEvent {
  const { intent } = reading
  if (intent === 'cancel_subscription') return { type: 'cancel.asked', slots: slotsOf(reading) }
  if (intent === 'abort' || (intent === 'ambiguous' && STOPPING.test(text))) return { type: 'abort.asked' }
  if (intent === 'affirm' && meta.yes) return chosen(meta.yes)
  if (intent === 'deny' && meta.no) return chosen(meta.no)
  // いいです and 大丈夫です decline what is offered.
  if (intent === 'ambiguous' && meta.offers && meta.no) return chosen(meta.no)
  if (intent === 'ambiguous' && ENOUGH.test(text)) return { type: 'left' }
  if (intent === 'refuse_offer') return meta.no ? chosen(meta.no) : { type: 'offer.refused' }
  return { type: 'not.understood' }
}
