import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseInstant } from '../../src/core/date.ts'
import { parseFacts } from '../../src/core/facts.ts'
import { decide } from '../../src/core/policy.ts'
import { loadPacks, POLICIES_DIR } from '../../src/policies.ts'

interface WorkedExample {
  readonly id: string
  readonly note: string
  readonly today: string
  readonly contract: unknown
  readonly expected: Readonly<Record<string, unknown>>
}

const packs = loadPacks()

const providers = readdirSync(POLICIES_DIR, { withFileTypes: true }).filter((entry) => entry.isDirectory())

for (const { name: provider } of providers) {
  describe(`${provider}: the worked examples`, () => {
    test.each(examplesOf(provider))('$id: $note', ({ today, contract, expected }) => {
      const decision = decide(parseFacts(contract), parseInstant(today), packs)

      expect(decision).toMatchObject(expected)
    })

    test('give no deadline where the example names none', () => {
      const silent = examplesOf(provider).filter(({ expected }) => expected.deadline === undefined)

      const shown = silent.filter(
        ({ today, contract }) => decide(parseFacts(contract), parseInstant(today), packs).deadline !== undefined,
      )

      expect(shown.map(({ id }) => id)).toEqual([])
    })
  })
}

function examplesOf(provider: string): readonly WorkedExample[] {
  const file: { cases: readonly WorkedExample[] } = JSON.parse(
    readFileSync(join(POLICIES_DIR, provider, 'cases.json'), 'utf8'),
  )
  return file.cases
}
