import { readFileSync } from 'node:fs'
import { KNOWLEDGE } from '../../flows/knowledge/entries.ts'
import commands from '../../locales/ja/commands.json' with { type: 'json' }
import words from '../../locales/ja/knowledge-words.json' with { type: 'json' }
import { lexicon } from '../../locales/ja/lexicon.ts'
import signals from '../../locales/ja/signals.json' with { type: 'json' }
import type { CustomerEvent } from '../../src/core/event.ts'
import type { StateMeta } from '../../src/core/flow.ts'
import { interpret } from '../../src/core/interpret.ts'
import { createKnowledge, type Found } from '../../src/core/knowledge.ts'
import { TOPIC_PROVIDERS, type TopicProvider } from '../../src/core/knowledge-entry.ts'
import { parseKnowledgeWords } from '../../src/core/knowledge-words.ts'
import { createUnderstanding } from '../../src/core/understanding/understanding.ts'

const REF = '2026-11-20T14:00:00+09:00'

/** A question of our test data, and the entry that answers it. */
export interface AskedQuestion {
  readonly text: string
  readonly entry: string
  /** Every entry that answers it, `entry` first. */
  readonly entries: readonly string[]
  /** Whose contract the talk is about already. */
  readonly topic: TopicProvider | null
}

/** A text of a customer, without what should come of it. */
type Typed = Pick<AskedQuestion, 'text' | 'topic'>

export const understanding = createUnderstanding(lexicon)
export const knowledge = createKnowledge(KNOWLEDGE, lexicon, parseKnowledgeWords(words, 'knowledge-words.json'))

/**
 * Reads a file of `## entry` headings with one question a line; `@` = asked within a talk about the entry's provider.
 * A heading may name several entries that all answer.
 */
export function askedQuestions(file: string): AskedQuestion[] {
  const questions: AskedQuestion[] = []
  let entries = ['']
  for (const line of linesOf(file)) {
    if (line.startsWith('## ')) entries = line.slice(3).split(' ')
    else {
      const entry = entries[0] ?? ''
      const topic = line.startsWith('@') ? providerOf(entry) : null
      questions.push({ text: line.replace(/^@/, ''), entry, entries, topic })
    }
  }
  return questions
}

/** Reads a file of one text a line. */
export const textsOf = (file: string): string[] => linesOf(file)

/** Reads questions nobody here answers. */
export const offTopicQuestions = (): Typed[] =>
  linesOf('off-topic.txt').map((line) => ({
    text: line.replace(/^@/, ''),
    topic: line.startsWith('@') ? 'trendmicro' : null,
  }))

const linesOf = (file: string): string[] =>
  readFileSync(new URL(`data/${file}`, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('# '))

const providerOf = (entry: string) => TOPIC_PROVIDERS.find((one) => entry.startsWith(`${one}.`)) ?? null

/** What the finder alone says to a question. */
export function find({ text, topic }: Typed): Found | null {
  return knowledge.find(text, understanding.understand(text, { context: null, choices: [], ref: REF }), topic)
}

/** What the conversation makes of a text where `meta` is asked. */
export function heard({ text, topic }: Typed, meta: StateMeta): CustomerEvent | undefined {
  const { events } = interpret(
    text,
    { meta, choices: [], challengeId: null, ref: REF, topic },
    {
      understand: understanding.understand,
      seals: { code: () => '', productKey: () => '' },
      commands,
      signals,
      knowledge,
    },
  )
  return events[0]
}
