import { expect, test } from 'vitest'
import { KNOWLEDGE } from '../../flows/knowledge/entries.ts'
import words from '../../locales/ja/knowledge-words.json' with { type: 'json' }
import { lexicon } from '../../locales/ja/lexicon.ts'
import { createKnowledge, type Knowledge } from '../../src/core/knowledge.ts'
import { parseKnowledgeWords } from '../../src/core/knowledge-words.ts'
import { askedQuestions, understanding } from './asked-questions.ts'

const SOME = askedQuestions('questions.txt').slice(0, 50)
const frame = { choices: [], context: null, ref: '2026-11-20T14:00:00+09:00' }
const fresh = () => createKnowledge(KNOWLEDGE, lexicon, parseKnowledgeWords(words, 'knowledge-words.json'))
const ranked = (knowledge: Knowledge) =>
  SOME.map(({ text, topic }) =>
    knowledge.rank(text, understanding.understand(text, frame), topic).map(({ entry, score }) => [entry.id, score]),
  )

test('what the first question needs is made in many small steps, and finds the same as when it is made at once', () => {
  const prepared = fresh()
  let steps = 1
  while (!prepared.prepare()) steps += 1
  expect(steps).toBeGreaterThan(50)
  expect(prepared.prepare()).toBe(true)
  expect(ranked(prepared)).toEqual(ranked(fresh()))
})

test('a question that comes half-way is answered the same', () => {
  const halfWay = fresh()
  for (let step = 0; step < 20; step++) expect(halfWay.prepare()).toBe(false)
  expect(ranked(halfWay)).toEqual(ranked(fresh()))
  expect(halfWay.prepare()).toBe(true)
})

test('an entry that cannot be read is named at every question, and never waited for', () => {
  const [entry, ...others] = KNOWLEDGE
  const broken = { ...entry, questions: [null] } as unknown as (typeof KNOWLEDGE)[number]
  const knowledge = createKnowledge([broken, ...others], lexicon, parseKnowledgeWords(words, 'knowledge-words.json'))
  const ask = () =>
    knowledge.find('期限はいつまでですか', understanding.understand('期限はいつまでですか', frame), null)
  for (let times = 0; times < 2; times++) expect(ask).toThrow()
})
