import type { Act } from '../channels/channel.ts'
import { chosen } from '../core/chosen-event.ts'
import type { CustomerEvent, Slots } from '../core/event.ts'
import type { StateMeta } from '../core/flow.ts'
import { type Interpretation, type Interpreter, interpret } from '../core/interpret.ts'
import { TOPIC_PROVIDERS, type TopicProvider } from '../core/knowledge-entry.ts'
import { maskedEmail } from '../core/mask.ts'
import type { OfferedChoice } from '../core/reading.ts'
import type { Snapshot } from '../core/snapshot.ts'
import { dayJst } from '../core/words-of-time.ts'
import { otherContracts } from './other-contracts.ts'

/** What a customer's act is read against. */
export interface Reader {
  readonly snapshot: Snapshot | null
  readonly meta: StateMeta
  readonly choices: readonly OfferedChoice[]
  /** Those of the talk's own question, while another one lies over it. */
  readonly beneath?: readonly OfferedChoice[]
  /** ISO instant. */
  readonly ref: string
  readonly interpreter: Interpreter
  /** Sent while the answer before it was still under way. */
  readonly unseen: boolean
  /** Came after what was written later had been answered. */
  readonly late: boolean
  /** What an edited or withdrawn message had said, as far as it was kept. */
  readonly before: string | null
}

/** A customer's act as events, and as it may be kept in the log (null: nothing to show). */
export function meant(
  act: Act,
  reader: Reader,
): { readonly events: readonly CustomerEvent[]; readonly kept: string | null } {
  if (reader.late && !COUNTS_LATE.has(act.type)) return late(act, reader)
  switch (act.type) {
    case 'opened':
      return { events: [{ type: 'opened' }], kept: null }
    case 'tapped':
      return tapped(act, reader)
    case 'picked':
      return picked(act, reader)
    case 'text':
      return typed(act.text, reader)
    // The question it might seem to answer was asked after it had first been written.
    case 'edited':
      return typed(act.text, { ...reader, unseen: true })
    case 'nonverbal':
      return { events: [{ type: 'nonverbal.sent', kind: act.kind }], kept: null }
    case 'linked':
      return { events: [linked(act.email)], kept: null }
    case 'unsent':
      return { events: [{ type: 'message.unsent', words: reader.before, slots: slotsBefore(reader) }], kept: null }
  }
}

type Meant = ReturnType<typeof meant>

/** Acts that are the same whenever they come. */
const COUNTS_LATE = new Set<Act['type']>(['unsent', 'linked'])

const linked = (email: string | null): CustomerEvent =>
  email === null ? { type: 'account.notLinked' } : { type: 'account.linked', email: maskedEmail(email) }

/** It moves nothing, whatever it says; the flow is told what it would have meant, because a wish counts from when it was written. */
function late(act: Act, reader: Reader): Meant {
  if (act.type === 'opened') return { events: [], kept: null }
  if (act.type === 'tapped' || act.type === 'picked') return stale(act.type === 'tapped' ? act.choice : 'date')
  const { events, kept } = 'text' in act ? typed(act.text, reader) : { events: [], kept: null }
  return { events: [{ type: 'message.late', meant: events.map(({ type }) => type) }], kept }
}

/** The facts a message had brought, read where the talk stands now. */
function slotsBefore(reader: Reader): Slots {
  const events = reader.before === null ? [] : typed(reader.before, reader).events
  return Object.assign({}, ...events.map((event) => ('slots' in event ? event.slots : {})))
}

/** A tap counts only for the question that is open: any other button explains, and never acts. */
function tapped({ choice, prompt }: Act & { type: 'tapped' }, { snapshot, choices }: Reader): Meant {
  const offered = choices.find((one, index) => one.id === choice || `#${index + 1}` === choice)
  if (snapshot?.prompt?.id !== prompt || !offered) return stale(choice)
  return { events: [chosen(offered.id)], kept: offered.label }
}

/** A picked day counts like a tap: only for the question that is open, and only if it asks for a day. */
function picked({ date, prompt }: Act & { type: 'picked' }, { snapshot, meta }: Reader): Meant {
  if (snapshot?.prompt?.id !== prompt || meta.expects !== 'date') return stale('date')
  return { events: [{ type: 'date.given', slots: { date } }], kept: dayJst(date) }
}

const stale = (choice: string): Meant => ({ events: [{ type: 'choice.stale', choice }], kept: null })

function typed(
  text: string,
  { snapshot, meta, choices, beneath = [], ref, interpreter, unseen }: Reader,
): Interpretation {
  const challengeId = snapshot?.context['challengeId']
  return interpret(
    text,
    {
      meta,
      choices,
      beneath,
      challengeId: typeof challengeId === 'string' ? challengeId : null,
      ref,
      topic: topicOf(snapshot?.context ?? {}),
      elsewhere: isElsewhere(snapshot?.context ?? {}),
      others: otherContracts(snapshot?.context ?? {}),
      settled: hasDone(snapshot?.context ?? {}),
      unseen,
    },
    interpreter,
  )
}

const isElsewhere = ({ place }: Snapshot['context']) => typeof place === 'string' && place !== 'official'
const hasDone = ({ done }: Snapshot['context']) => Array.isArray(done) && done.length > 0

const TOPIC_OF_PLACE: Readonly<Record<string, TopicProvider>> = {
  official: 'norton',
  carrier: 'norton-mobile',
  trendmicro: 'trendmicro',
}

/** Whose contract the talk is about: where it was made, else whom the last question was about. */
function topicOf(context: Snapshot['context']): TopicProvider | null {
  const { place, answered } = context
  const last = typeof answered === 'string' ? answered.split('.')[0] : undefined
  return (
    (typeof place === 'string' ? TOPIC_OF_PLACE[place] : undefined) ??
    TOPIC_PROVIDERS.find((one) => one === last && one !== 'general') ??
    null
  )
}
