import { describe, expect, test } from 'vitest'
import { KNOWLEDGE, knowledgeEntry } from '../../flows/knowledge/entries.ts'
import desks from '../../flows/knowledge/norton/desks.json' with { type: 'json' }
import file from '../../flows/knowledge/norton/questions.json' with { type: 'json' }
import sentences from '../../locales/ja/knowledge.json' with { type: 'json' }
import words from '../../locales/ja/knowledge-words.json' with { type: 'json' }
import { parseKnowledge, TOPIC_PROVIDERS } from '../../src/core/knowledge-entry.ts'
import { parseKnowledgeWords } from '../../src/core/knowledge-words.ts'

interface Wording {
  readonly title: string
  readonly text: string
}
const WORDINGS = new Map<string, Wording>(
  TOPIC_PROVIDERS.flatMap((provider) =>
    Object.entries<Wording>(sentences[provider]).map(([name, wording]) => [`${provider}.${name}`, wording] as const),
  ),
)
const spoken = (text: string) => text.replaceAll(/\{\{[^}]*\}\}/g, '')
const idsWhere = (wrong: (text: string, entry: (typeof KNOWLEDGE)[number]) => boolean) =>
  KNOWLEDGE.filter((entry) => wrong(spoken(WORDINGS.get(entry.answer)?.text ?? ''), entry)).map(({ id }) => id)

describe('every answer', () => {
  test('has a sentence and a short name, and no sentence is left over', () => {
    expect(KNOWLEDGE.filter(({ answer }) => !WORDINGS.has(answer)).map(({ id }) => id)).toEqual([])
    const used = new Set(KNOWLEDGE.map(({ answer }) => answer))
    expect([...WORDINGS.keys()].filter((key) => !used.has(key))).toEqual([])
  })

  test('says its source at the end', () => {
    expect([...WORDINGS].filter(([, { text }]) => !text.endsWith('{{source}}')).map(([key]) => key)).toEqual([])
  })

  test('has two sentences at most', () => {
    expect(idsWhere((text) => (text.match(/。/g)?.length ?? 0) > 2 || !text.endsWith('。'))).toEqual([])
  })

  test('is named in twenty characters at most, without a full stop', () => {
    expect([...WORDINGS].filter(([, { title }]) => [...title].length > 20 || /[。、]$/.test(title))).toEqual([])
  })

  test('says so where the sources are silent or disagree', () => {
    const open =
      /確かめられていません|見当たりません|見当たらず|紹介されています|書かれていない|記載|案内が分かれて|書き方が分かれて|案内されて|窓口が判断|お確かめください|担当者が確かめ|地域によって/
    expect(idsWhere((text, { confidence }) => confidence === 'low' && !open.test(text))).toEqual([])
  })

  test('that states a period or an eligibility names its rule', () => {
    // It names the sixty days only to say that it is something else.
    const other = new Set(['norton.protection-promise'])
    expect(
      idsWhere((text, { id, rule }) => /日以内|全額|返金の対象/.test(text) && rule === undefined && !other.has(id)),
    ).toEqual([])
  })

  test('shows the day it was checked where prices, hours or other companies are concerned', () => {
    const ours = new Set(['general.people-hours'])
    expect(
      idsWhere((text, { id, dated, provider, source }) => {
        const changing = /\d円|\d時から/.test(text) || provider === 'norton-mobile' || provider === 'trendmicro'
        return changing && !dated && source.url !== null && !ours.has(id)
      }),
    ).toEqual([])
  })

  test('names a telephone number only where a desk has it', () => {
    const known = new Set(desks.desks.flatMap(({ phone }) => (phone ? [phone] : [])))
    const numbers = KNOWLEDGE.flatMap(({ answer }) => WORDINGS.get(answer)?.text.match(/\d{2,4}-\d{3,4}-\d{4}/g) ?? [])
    expect(numbers.length).toBeGreaterThan(0)
    expect(numbers.filter((number) => !known.has(number))).toEqual([])
  })

  test('that speaks of opening hours knows a desk', () => {
    const known = new Set(desks.desks.map(({ id }) => id))
    expect(KNOWLEDGE.filter(({ desk }) => desk !== undefined && !known.has(desk)).map(({ id }) => id)).toEqual([])
    const needs = KNOWLEDGE.filter(({ answer }) => WORDINGS.get(answer)?.text.includes('{{opening}}'))
    expect(needs.filter(({ desk }) => desk === undefined).map(({ id }) => id)).toEqual([])
  })
})

test('an entry is found by its id, and one that is gone is not', () => {
  expect(knowledgeEntry('norton.refund-deadline')?.rule).toBe('N-A-R')
  expect(knowledgeEntry('norton.gone')).toBeUndefined()
})

describe('a bad file is named with its fault', () => {
  const first = file.entries[0]
  const wrong = (change: object) => () => parseKnowledge({ ...file, entries: [{ ...first, ...change }] }, 'norton')

  test.each([
    { why: 'a source nobody lists', change: { source: 'nowhere' }, says: /no source nowhere/ },
    { why: 'an unknown rule', change: { rule: 'N-X' }, says: /rule/ },
    { why: 'too few wordings', change: { questions: ['一つ'] }, says: /questions/ },
    { why: 'a misspelt field', change: { shelfDays: 3 }, says: /shelfDays/ },
    { why: 'another provider', change: { id: 'trendmicro.x' }, says: /another provider/ },
    { why: 'no shelf life', change: { shelfLifeDays: 0 }, says: /shelfLifeDays/ },
  ])('$why', ({ change, says }) => {
    expect(wrong(change)).toThrow(says)
  })

  test('two entries of one name', () => {
    expect(() => parseKnowledge({ ...file, entries: [first, first] }, 'norton')).toThrow(/two entries/)
  })

  test('a day that does not exist', () => {
    const sources = Object.fromEntries(
      Object.entries(file.sources).map(([id, source]) => [id, { ...source, checkedOn: '2026-02-30' }]),
    )
    expect(() => parseKnowledge({ ...file, sources }, 'norton')).toThrow(/not a date/)
  })

  test('question words without a list', () => {
    expect(() => parseKnowledgeWords({ ...words, decoys: 'x' }, 'words.json')).toThrow(/words\.json: decoys/)
  })
})
