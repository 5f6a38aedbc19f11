import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parseInstant } from '../../src/core/date.ts'
import { REASONS, RULE_IDS } from '../../src/core/decision.ts'
import { parseFacts } from '../../src/core/facts.ts'
import { decide } from '../../src/core/policy.ts'
import { compilePacks } from '../../src/core/policy-compile.ts'
import { ADVICE, CHANGES, type PolicyPack, parsePack, REFERRALS } from '../../src/core/policy-pack.ts'
import { loadPacks, readPacks } from '../../src/policies.ts'
import { RENEWAL } from './renewal.ts'

const packs = readPacks()
const norton = packs.find(({ provider }) => provider === 'norton') as PolicyPack
const [firstTerm] = norton.terms

function broken(change: (pack: PolicyPack) => unknown): () => unknown {
  return () => parsePack(change(structuredClone(norton)), 'norton.json')
}

function invalid(message: RegExp): unknown {
  return expect.objectContaining({ code: 'policy.invalid', message: expect.stringMatching(message) })
}

describe('a pack', () => {
  test.each([
    { flaw: 'an unknown rule', at: /terms\.0\.rule/, change: { terms: [{ ...firstTerm, rule: 'N-X' }] } },
    {
      flaw: 'an unknown facet',
      at: /terms\.0\.when/,
      change: { terms: [{ ...firstTerm, when: { colour: ['red'] } }] },
    },
    {
      flaw: 'a value no facet has',
      at: /has no value weekly/,
      change: { terms: [{ ...firstTerm, when: { plan: ['weekly'] } }] },
    },
    {
      flaw: 'answers that do not exist',
      at: /no answers nothing/,
      change: { terms: [{ ...firstTerm, answers: 'nothing' }] },
    },
    {
      flaw: 'a document that does not exist',
      at: /no document nowhere/,
      change: { missing: { ...norton.missing, clause: { document: 'nowhere', section: 'x' } } },
    },
    {
      flaw: 'two terms for one charge',
      at: /overlap/,
      change: { terms: [...norton.terms, { ...firstTerm, name: 'again' }] },
    },
    { flaw: 'two rows of one name', at: /two rows are called/, change: { terms: [firstTerm, firstTerm] } },
    {
      flaw: 'an exclusion that hides another',
      at: /hidden behind/,
      change: { exclusions: [{ ...norton.otherwise, name: 'all', answers: 'free', when: {} }, ...norton.exclusions] },
    },
    {
      flaw: 'answers that can run out',
      at: /last answer must have no conditions/,
      change: { answers: { ...norton.answers, software: norton.answers.software?.slice(0, -1) } },
    },
    {
      flaw: 'an answer that hides the next',
      at: /hidden behind answer 1/,
      change: {
        answers: {
          ...norton.answers,
          software: [{ refundable: 'none', reason: 'uncovered' }, ...(norton.answers.software ?? [])],
        },
      },
    },
    {
      flaw: 'a window that is asked for and not there',
      at: /window the row does not have/,
      change: { terms: [{ ...firstTerm, window: undefined }] },
    },
    {
      flaw: 'days pro rata without a term',
      at: /pro rata/,
      change: { terms: [{ ...firstTerm, answers: 'proratedAfterwards' }] },
    },
    {
      flaw: 'a catch-all that does not catch all',
      at: /otherwise must hold/,
      change: { otherwise: { ...norton.otherwise, when: { plan: ['annual'] } } },
    },
    { flaw: 'a day that does not exist', at: /from/, change: { from: '2026-02-30' } },
  ])('with $flaw is refused', ({ change, at }) => {
    expect(broken((pack) => ({ ...pack, ...change }))).toThrow(invalid(at))
  })

  test('names every source with its place, its address and the day it was read', () => {
    const clauses = loadPacks().all.flatMap(({ exclusions, terms, otherwise, missing }) => [
      missing.clause,
      ...[...exclusions, ...terms, otherwise].flatMap(({ answers }) => answers.map(({ fixed }) => fixed.clause)),
    ])
    for (const { document, section, url, checkedOn } of clauses) {
      expect(document && section).toBeTruthy()
      expect(url).toMatch(/^https:\/\//)
      expect(checkedOn).toBe('2026-11-21')
    }
  })

  test('together use every rule, reason, referral, advice and change that exists', () => {
    const answers = loadPacks().all.flatMap((pack) =>
      [...pack.exclusions, ...pack.terms, pack.otherwise].flatMap((row) => row.answers),
    )
    const fixed = answers.map((answer) => answer.fixed)
    const used = {
      rules: new Set<string>([...fixed.map(({ rule }) => rule), 'U-MISSING']),
      reasons: new Set<string>([
        ...fixed.map(({ reason }) => reason),
        'missing-channel',
        'missing-plan',
        'missing-event',
        'missing-charge-date',
      ]),
      referrals: new Set(fixed.map(({ referTo }) => referTo)),
      advice: new Set(fixed.flatMap(({ advise }) => advise ?? [])),
      changes: new Set(fixed.flatMap(({ wouldChange }) => wouldChange ?? [])),
    }
    expect(RULE_IDS.filter((rule) => !used.rules.has(rule))).toEqual([])
    expect(REASONS.filter((reason) => !used.reasons.has(reason))).toEqual([])
    expect(REFERRALS.filter((referral) => !used.referrals.has(referral))).toEqual([])
    expect(ADVICE.filter((advice) => !used.advice.has(advice))).toEqual([])
    expect(CHANGES.filter((change) => !used.changes.has(change))).toEqual([])
  })
})

describe('new terms', () => {
  const halved: PolicyPack = {
    ...norton,
    from: '2027-04-01',
    terms: norton.terms.map((row) => (row.rule === 'N-A-R' ? { ...row, window: { days: 30, from: 'billing' } } : row)),
  }
  const both = compilePacks([halved, norton])
  const decided = (chargedAt: string) =>
    decide(parseFacts({ ...RENEWAL, chargedAt }), parseInstant('2027-05-20T12:00:00+09:00'), both)

  test('hold for charges from their first day on', () => {
    expect(decided('2027-03-31T23:59:59+09:00')).toMatchObject({
      pack: 'norton/2026-11-21',
      deadline: '2027-05-30',
      refundable: 'full',
    })
    expect(decided('2027-04-01T00:00:00+09:00')).toMatchObject({
      pack: 'norton/2027-04-01',
      deadline: '2027-05-01',
      refundable: 'none',
    })
  })

  test('leave all charges before the first pack to the first pack', () => {
    expect(decided('1995-01-01').pack).toBe('norton/2026-11-21')
  })

  test('may not begin twice on one day', () => {
    expect(() => compilePacks([norton, norton])).toThrow(invalid(/two packs/))
  })
})

test('a provider without terms is no reason to guess', () => {
  const facts = parseFacts({
    provider: 'trendmicro',
    channel: 'appStore',
    region: 'JP',
    productKind: 'vbMobile',
    plan: 'annual',
    event: 'renewal',
    chargedAt: null,
  })
  expect(() => decide(facts, 0, compilePacks([norton]))).toThrow(invalid(/no pack for trendmicro/))
})

describe('files of terms', () => {
  let dir: string
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'packs-'))
    mkdirSync(join(dir, 'norton'))
  })
  afterEach(() => {
    rmSync(dir, { recursive: true })
  })

  test('are read from dated names only', () => {
    writeFileSync(join(dir, 'norton', '2026-11-21.json'), JSON.stringify(norton))
    writeFileSync(join(dir, 'norton', 'cases.json'), '{}')
    writeFileSync(join(dir, 'README.md'), 'no folder')
    expect(loadPacks(dir).all.map(({ id }) => id)).toEqual(['norton/2026-11-21'])
  })

  test('must say what their name says', () => {
    writeFileSync(join(dir, 'norton', '2026-12-01.json'), JSON.stringify(norton))
    expect(() => loadPacks(dir)).toThrow(invalid(/2026-12-01\.json: holds norton from 2026-11-21/))
  })

  test('must be JSON', () => {
    writeFileSync(join(dir, 'norton', '2026-11-21.json'), '{')
    expect(() => loadPacks(dir)).toThrow(invalid(/not readable as JSON/))
  })
})
