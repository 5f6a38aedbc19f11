import type { Evidence, Intent, Reading } from '../reading.ts'
import type { Ranking } from './intent-model.ts'
import type { Segment } from './segmenter.ts'
import type { Wishes } from './wishes.ts'

/** What a text wants, and why we think so. */
export type Verdict = Pick<Reading, 'act' | 'intent' | 'alternatives' | 'confidence' | 'evidence'> & {
  readonly bareYes?: true
}

/** From this probability on the model's word is acted on; below it we ask which. Set by sentences it had not learnt from. */
const ANSWER = 0.68
/** Below this the best candidate is a guess, and is not even offered. */
const OFFERED = 0.06
const HOPELESS = 0.12
/** The most confidence a text can have that says nothing we know. */
export const NOT_UNDERSTOOD = 0.5
const MAX_EVIDENCE = 12

/** Names that make a text our business whatever else it says. */
const OURS = new Set(['norton', 'trendmicro', 'mw_store', 'mpass', 'product'])
const ELSEWHERE = new Set(['othersvc', 'chitchat', 'competitor'])

/** The verdict of a rule: certain, with the words it matched. */
export function sure(intent: Intent, rule: string, span: string): Verdict {
  const act = intent === 'off_topic' ? 'menu' : 'answer'
  return { act, intent, alternatives: [], confidence: 1, evidence: [{ rule, span }] }
}

function has(segments: readonly Segment[], tags: ReadonlySet<string>): boolean {
  return segments.some(({ word }) => word?.tags.some((tag) => tags.has(tag)))
}

function without(intent: Intent, { scored, because }: Ranking): Ranking {
  const others = scored.filter((one) => one.intent !== intent)
  const left = scored.reduce((sum, one) => sum - (one.intent === intent ? one.probability : 0), 1)
  return { scored: others.map((one) => ({ ...one, probability: one.probability / left })), because }
}

function tagEvidence(segments: readonly Segment[]): Evidence[] {
  return segments
    .flatMap(({ word, text }) => (word ? [{ rule: `tag:${word.tags.join('+')}`, span: text }] : []))
    .slice(0, MAX_EVIDENCE)
}

/**
 * Decides by the model: act on its best guess, ask which of up to three, or say it was not understood.
 * Another topic is answered as one only when it names something we know to be elsewhere; gibberish is not understood.
 */
export function judged(ranking: Ranking, { segments, standing }: Wishes): Verdict {
  // A text that names our product and wishes something is not off topic, however odd it is.
  const ours = standing.length > 0 && has(segments, OURS)
  const { scored, because } = ours ? without('off_topic', ranking) : ranking
  const [best] = scored
  if (!best) return sure('off_topic', 'model', '')
  const { intent, probability } = best
  const evidence = [{ rule: `model:${intent}`, span: because }, ...tagEvidence(segments)]
  const notUnderstood = Math.min(probability, NOT_UNDERSTOOD)
  if (intent === 'off_topic' && probability >= ANSWER) {
    const elsewhere = has(segments, ELSEWHERE)
    return {
      ...{ act: elsewhere ? 'answer' : 'menu', intent, alternatives: [], evidence },
      confidence: elsewhere ? probability : notUnderstood,
    }
  }
  const candidates = scored
    .filter((one) => one.intent !== 'off_topic' && one.probability >= OFFERED)
    .slice(0, 3)
    .map((one) => one.intent)
  if (probability >= ANSWER)
    return { act: 'answer', intent, alternatives: candidates.slice(1), confidence: probability, evidence }
  if (candidates.length === 0 || probability < HOPELESS)
    return { act: 'menu', intent: 'off_topic', alternatives: [], confidence: notUnderstood, evidence }
  return { act: 'clarify', intent, alternatives: candidates, confidence: probability, evidence }
}
