import type { Act } from '../channels/channel.ts'
import type { CustomerEvent } from '../core/event.ts'
import type { StateMeta } from '../core/flow.ts'
import { chosen, type Interpretation, type Interpreter, interpret } from '../core/interpret.ts'
import { TOPIC_PROVIDERS, type TopicProvider } from '../core/knowledge-entry.ts'
import type { OfferedChoice } from '../core/reading.ts'
import type { Snapshot } from '../core/snapshot.ts'

/** What a customer's act is read against. */
export interface Reader {
  readonly snapshot: Snapshot | null
  readonly meta: StateMeta
  readonly choices: readonly OfferedChoice[]
  /** ISO instant. */
  readonly ref: string
  readonly interpreter: Interpreter
  /** Sent while the answer before it was still under way. */
  readonly unseen: boolean
}

/** A customer's act as events, and as it may be kept in the log (null: nothing to show). */
export function meant(
  act: Act,
  reader: Reader,
): { readonly events: readonly CustomerEvent[]; readonly kept: string | null } {
  switch (act.type) {
    case 'opened':
      return { events: [{ type: 'opened' }], kept: null }
    case 'tapped':
      return tapped(act, reader)
    case 'text':
      return typed(act.text, reader)
    case 'edited':
      return typed(act.text, reader)
    case 'nonverbal':
      return { events: [{ type: 'nonverbal.sent', kind: act.kind }], kept: null }
    case 'unsent':
      return { events: [], kept: null }
  }
}

/** A tap counts only for the question that is open: any other button explains, and never acts. */
function tapped(
  act: Act & { type: 'tapped' },
  { snapshot, choices }: Reader,
): { events: readonly CustomerEvent[]; kept: string | null } {
  const label = choices.find((one) => one.id === act.choice)?.label
  if (snapshot?.prompt?.id !== act.prompt || label === undefined)
    return { events: [{ type: 'choice.stale', choice: act.choice }], kept: null }
  return { events: [chosen(act.choice)], kept: label }
}

function typed(text: string, { snapshot, meta, choices, ref, interpreter, unseen }: Reader): Interpretation {
  const challengeId = snapshot?.context['challengeId']
  return interpret(
    text,
    {
      meta,
      choices,
      challengeId: typeof challengeId === 'string' ? challengeId : null,
      ref,
      topic: topicOf(snapshot?.context ?? {}),
      unseen,
    },
    interpreter,
  )
}

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
