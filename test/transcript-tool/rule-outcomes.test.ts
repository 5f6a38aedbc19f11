import { expect, test } from 'vitest'
import { RULE_IDS } from '../../src/core/decision.ts'
import { loadPacks } from '../../src/policies.ts'
import { ruleOutcomes } from '../../src/transcript/rule-outcomes.ts'

const outcomes = ruleOutcomes(loadPacks())

test('every rule has an outcome, and a window rule has both', () => {
  expect([...new Set(outcomes.map((one) => one.split('=')[0]))].toSorted()).toEqual([...RULE_IDS].toSorted())
  expect(outcomes).toEqual(expect.arrayContaining(['N-A-R=full', 'N-A-R=none', 'GB-A-R=prorated', 'U-MISSING=refer']))
})

test('none is listed twice', () => {
  expect(new Set(outcomes).size).toBe(outcomes.length)
})
