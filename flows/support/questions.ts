import type { ChoiceId, MessageKey } from '../../locales/message-key.ts'
import { nextOpening } from '../../src/core/business-hours.ts'
import { addDaysTo } from '../../src/core/date.ts'
import { parseDesks } from '../../src/core/desk.ts'
import type { Choice, Phrase, Values } from '../../src/core/effect.ts'
import type { KnowledgeEntry } from '../../src/core/knowledge-entry.ts'
import { knowledgeEntry } from '../knowledge/entries.ts'
import desks from '../knowledge/norton/desks.json' with { type: 'json' }
import type { SayParams, Scene } from './flow.ts'
import { set } from './words.ts'

/** The buttons that carry something out; tapped again they are answered with the receipt. */
export const CHOICE_OF_KIND = ['refund.yes', 'stop.yes', 'merge.yes'] as const

const DESKS = new Map(parseDesks(desks, 'flows/knowledge/norton/desks.json').map((desk) => [desk.id, desk]))

const asked = ({ event }: Scene): KnowledgeEntry | undefined =>
  event.type === 'question.asked' && event.entry !== undefined ? knowledgeEntry(event.entry) : undefined

/** X1: the answer to a question, from the decision where the own contract is meant and known. */
export const sayAnswer = {
  type: 'say' as const,
  params: (scene: Scene): SayParams => {
    const entry = asked(scene)
    if (!entry) return { key: 'aside.noAnswer' }
    const { decision } = scene.context
    if (entry.own === 'deadline' && decision?.deadline)
      return {
        key: 'answer.ask_deadline_known',
        values: { deadline: decision.deadline, rule: decision.rule },
        rule: decision.rule,
      }
    return answerOf(entry, scene)
  },
}

/** One answer that a state gives by itself. */
export const sayEntry = (id: string) => ({
  type: 'say' as const,
  params: (scene: Scene): SayParams => {
    const entry = knowledgeEntry(id)
    return entry ? answerOf(entry, scene) : { key: 'aside.noAnswer' }
  },
})

/** Counts the question and remembers what it was about, so that the next one may leave it out. */
export const countQuestion = set((scene) => ({
  questions: scene.context.questions + 1,
  answered: asked(scene)?.id ?? null,
}))

function answerOf(entry: KnowledgeEntry, scene: Scene): SayParams {
  return {
    key: textKey(entry),
    values: { source: sourceOf(entry, scene), ...(entry.desk ? { opening: openingOf(entry.desk, scene) } : {}) },
    ...(entry.rule ? { rule: entry.rule } : {}),
  }
}

/** The keys of entries come from checked data, so the compiler cannot know them; a test does. */
const textKey = ({ answer }: KnowledgeEntry) => `knowledge.${answer}.text` as MessageKey
const titleKey = (id: string) => `knowledge.${knowledgeEntry(id)?.answer ?? id}.title` as MessageKey

/** Where it was read; with the day where it may have changed: always for what changes often, else past its shelf life. */
function sourceOf({ source, rule, dated, shelfLifeDays }: KnowledgeEntry, { event }: Scene): Phrase {
  const old = event.stamp.today > addDaysTo(source.checkedOn, shelfLifeDays)
  const key = `knowledge.source.${dated || old ? 'dated' : 'plain'}${rule ? 'Rule' : ''}`
  return { key, values: { name: source.name, checkedOn: source.checkedOn, ...(rule ? { rule } : {}) } }
}

/** Whether the desk answers now, and when it opens next. */
function openingOf(desk: string, { event }: Scene): Phrase | string {
  const hours = DESKS.get(desk)?.hours
  if (!hours) return ''
  const { open, opensAt, uncertain } = nextOpening(event.stamp.atMs, hours)
  if (open) return { key: `knowledge.opening.${uncertain ? 'openUncertain' : 'open'}` }
  const key = uncertain ? 'knowledge.opening.uncertain' : 'knowledge.opening.closed'
  return { key, values: { opensOn: opensAt?.date ?? '', opensAt: opensAt?.time ?? '' } }
}

/** Where the last answer was read, for 「根拠」 while nothing has been decided. */
export const hasAnswered = ({ context }: Scene): boolean =>
  typeof context.answered === 'string' && knowledgeEntry(context.answered) !== undefined

export function sourceValues({ context }: Scene): Values {
  const entry = knowledgeEntry(context.answered ?? '')
  if (!entry) return {}
  const { name, checkedOn, url } = entry.source
  return {
    name,
    checkedOn,
    rule: entry.rule ? { key: 'knowledge.basis.rule', values: { rule: entry.rule } } : '',
    url: url ? { key: 'knowledge.basis.url', values: { url } } : '',
  }
}

/** Several questions it could be: each with its short name. */
export function questionChoices({ event }: Scene): (Choice & { id: ChoiceId })[] {
  const entries = event.type === 'question.unclear' ? event.entries : []
  return [
    ...entries.filter(knowledgeEntry).map((id) => ({ id: `ask/${id}` as const, key: titleKey(id) })),
    { id: 'question.none', key: 'knowledge.choice.none' },
  ]
}

export const UNANSWERED_CHOICES = [
  { id: 'question.connect', key: 'knowledge.choice.connect' },
  { id: 'question.continue', key: 'knowledge.choice.continue' },
] as const
