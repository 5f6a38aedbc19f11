import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { FLOW_VERSION } from '../../flows/support/machine.ts'
import commands from '../../locales/ja/commands.json' with { type: 'json' }
import { lexicon } from '../../locales/ja/lexicon.ts'
import signals from '../../locales/ja/signals.json' with { type: 'json' }
import { meant } from '../../src/conversation/meant.ts'
import { toPlainDate } from '../../src/core/date.ts'
import type { CustomerEvent, FlowEvent } from '../../src/core/event.ts'
import type { Interpreter } from '../../src/core/interpret.ts'
import type { Snapshot } from '../../src/core/snapshot.ts'
import { metaOf, restore } from '../../src/core/turn.ts'
import { turns } from '../../src/core/turns.ts'
import { createUnderstanding } from '../../src/core/understanding/understanding.ts'
import { knowledge } from '../knowledge/asked-questions.ts'
import { renderer, rulebook } from './explore.ts'
import { AT_MS } from './worlds.ts'
import { type Golden, goldenFile } from './write-golden.ts'

const interpreter: Interpreter = {
  understand: createUnderstanding(lexicon).understand,
  seals: { code: () => 'seal', productKey: () => 'seal' },
  commands,
  signals,
  knowledge,
}

const PLACES: ReadonlyMap<string, Snapshot> = new Map(
  readFileSync(goldenFile(FLOW_VERSION), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Golden)
    .map(({ place, snapshot }) => [place, snapshot]),
)

/** Text and what it may mean, by the question it answers. */
const ANSWERS: ReadonlyMap<string, readonly (readonly [string, string])[]> = new Map(
  readFileSync(join(import.meta.dirname, 'typed-answers.txt'), 'utf8')
    .split('\n## ')
    .slice(1)
    .map((part) => {
      const [place = '', ...lines] = part.trim().split('\n')
      return [place, lines.map((line) => line.split(' => ') as [string, string])]
    }),
)

/** What is said when words could not be read. */
const MISSED = /^aside\.(?:miss|missAgain)$|^person\.offer$/

const nameOf = (event: CustomerEvent | undefined): string =>
  event ? ('choice' in event ? event.choice : event.type) : 'nothing'

/** What a text typed at a place meant, its anger aside, and the sentences it led to. */
function typedAt(place: string, text: string): { meaning: string; said: readonly string[] } {
  const snapshot = PLACES.get(place)
  if (!snapshot) throw new Error(`no stored conversation rests at ${place}`)
  const { events } = meant(
    { type: 'text', text },
    {
      snapshot,
      meta: metaOf(restore(snapshot, rulebook.flow)),
      choices: renderer.choices(snapshot.prompt?.choices ?? []),
      beneath: renderer.choices(snapshot.underlying?.choices ?? []),
      ref: new Date(AT_MS).toISOString(),
      interpreter,
      unseen: false,
      late: false,
      before: null,
    },
  )
  const stamp = {
    atMs: AT_MS,
    today: toPlainDate(AT_MS),
    idleMs: 0,
    challengeId: 'c',
    serials: ['0001', '0002'],
  }
  const { effects } = turns(
    snapshot,
    events.map((event) => ({ ...event, stamp }) as FlowEvent),
    rulebook,
  )
  return {
    meaning: nameOf(events.find(({ type }) => type !== 'vexed')),
    said: effects.flatMap((effect) => (effect.type === 'say' ? [effect.key] : [])),
  }
}

describe.each([...ANSWERS])('typed at %s', (place, answers) => {
  test.each(answers)('%s is %s', (text, expected) => {
    const { meaning, said } = typedAt(place, text)

    expect(expected.split(' | '), said.join(' ')).toContain(meaning)
    expect(said.filter((key) => MISSED.test(key))).toEqual([])
  })
})

test('every question has answers in words', () => {
  const asking = [...PLACES].filter(([, { prompt }]) => prompt !== null).map(([place]) => place)

  expect(asking.filter((place) => (ANSWERS.get(place)?.length ?? 0) < 9)).toEqual([])
})
