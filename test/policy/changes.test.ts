import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dayNumberOf, plainDateOf } from '../../src/core/date.ts'
import type { Decision } from '../../src/core/decision.ts'
import { explain } from '../../src/core/policy.ts'
import { type ChangedGroup, comparePacks } from '../../src/core/policy-changes.ts'
import { compilePacks } from '../../src/core/policy-compile.ts'
import { CellSpace, coverBoxes } from '../../src/core/policy-cover.ts'
import {
  axisValues,
  CUSTOMER_AXES,
  type Customer,
  type CustomerAxis,
  canExist,
  chargeOf,
  rowsOf,
} from '../../src/core/policy-customers.ts'
import type { PolicyPack } from '../../src/core/policy-pack.ts'
import { changed, days, rows } from './changed-pack.ts'

/** Drafts in which much changes at once, for the comparison to be held against the rules themselves. */
const REWRITES: readonly { title: string; packs: readonly [PolicyPack, PolicyPack] }[] = [
  {
    title: 'Norton with other periods and no right to withdraw',
    packs: changed('norton', (draft) => {
      delete draft.coolingOff
      for (const name of Object.keys(draft.answers)) {
        draft.answers[name] = (draft.answers[name] ?? []).filter(({ by }) => !by)
      }
      days('N-A-P', 30)(draft)
      days('N-SM-R', 30)(draft)
      days('GB-A-R', 90)(draft)
    }),
  },
  {
    title: 'Norton with a longer right to withdraw and other countries and services',
    packs: changed('norton', (draft) => {
      if (draft.coolingOff) draft.coolingOff = { ...draft.coolingOff, days: 30 }
      draft.regions = { GB: ['GB', 'IE'], 'EEA-CH': ['FR', 'DE', 'US'] }
      draft.serviceKinds = ['virusRemoval1']
      draft.exclusions = draft.exclusions.filter(({ rule }) => rule !== 'X-REPURCHASE')
      delete draft.answers['repurchase']
    }),
  },
  {
    title: 'the carriers’ edition with fewer conditions',
    packs: changed('norton-mobile', (draft) => {
      draft.answers['auAnnual'] = (draft.answers['auAnnual'] ?? []).filter(
        ({ if: given }) => !given?.evidence && !given?.repeat?.includes('unknown'),
      )
      days('MC-A-P', 20)(draft)
      draft.exclusions = draft.exclusions.filter(({ rule }) => rule !== 'MC-AU-MIGR')
      delete draft.answers['migrated']
    }),
  },
  {
    title: 'Trend Micro with 60 days and another closing',
    packs: changed('trendmicro', (draft) => {
      for (const row of rows(draft, 'T-R-90', 'cloud'))
        row.window = { days: 60, from: 'billing', deskClosed: { from: '08-10', to: '08-16' } }
      draft.exclusions = draft.exclusions.filter(({ name }) => name !== 'carrier')
    }),
  },
]

describe.each(REWRITES)('$title', ({ packs: [before, after] }) => {
  const { groups } = comparePacks(before, after)
  const compiled = [compilePacks([before]), compilePacks([after])] as const
  const values = axisValues(before.provider)
  const anybody = fc.record(
    Object.fromEntries(CUSTOMER_AXES.map((axis) => [axis, fc.constantFrom(...likely(axis))])),
  ) as fc.Arbitrary<Customer>

  /** Values as often as the terms name them, and every other one once: most of the product is ruled out early. */
  function likely(axis: CustomerAxis): readonly string[] {
    if (axis === 'region') return ['JP', 'GB', 'IE', 'FR', 'DE', 'IT', 'US', 'CH']
    const named = [before, after].flatMap(({ terms }) =>
      terms.flatMap(({ when }) => (when as Partial<Record<string, readonly string[]>>)?.[axis] ?? []),
    )
    return [...values[axis], ...named, ...new Array<string>(6).fill(USUAL[axis] ?? values[axis][0] ?? '')]
  }

  function decisions(customer: Customer, moment: { chargeDay: number; orderedAfter: number; askedAfter: number }) {
    const charge = chargeOf(customer, before.provider, moment)
    return [explain(charge, compiled[0]).decision, explain(charge, compiled[1]).decision] as const
  }

  test('every customer whose answer changes is in a line, and whoever is in a line gets that change', () => {
    expect(groups.length).toBeGreaterThan(3)
    let turned = 0
    const property = fc.property(
      anybody,
      fc.integer({ min: dayNumberOf('2026-01-01'), max: dayNumberOf('2034-12-31') }),
      fc.integer({ min: 1, max: 40 }),
      (someone, chargeDay, gap) => {
        const orderedAfter = someone.order === 'same' ? 0 : someone.order === 'before' ? -gap : gap
        const customer = { ...someone, lastDay: closedAround(chargeDay, [before, after]) ? 'desk-closed' : 'workday' }
        fc.pre(canExist(customer))
        const turn = firstTurn(customer, { chargeDay, orderedAfter })
        const lines = groups.filter((group) => isIn(customer, group))
        if (turn) {
          turned++
          expect(lines.some((group) => tells(group, turn))).toBe(true)
        } else if (customer.order === 'same' && customer.lastDay === 'workday') {
          // In the other classes a line stands for what happens to some of them
          expect(lines).toEqual([])
        }
      },
    )
    fc.assert(property, { numRuns: 500, seed: 20261121 })
    expect(turned).toBeGreaterThan(20)
  })

  /** The first day on which the two packs part, or null. */
  function firstTurn(customer: Customer, charge: { chargeDay: number; orderedAfter: number }) {
    for (let askedAfter = Math.max(0, charge.orderedAfter); askedAfter < 150; askedAfter++) {
      const pair = decisions(customer, { ...charge, askedAfter })
      if (meaning(pair[0]) !== meaning(pair[1])) return pair
    }
    return null
  }
})

const USUAL: Readonly<Partial<Record<CustomerAxis, string>>> = { bundled: 'no', repurchase: 'no', migrated: 'no' }

/** What a customer is told, read straight from the decision. */
function meaning({ refundable, reason, deadline, arithmetic, referTo, ask, alsoApplicable }: Decision): string {
  const open = refundable !== 'none' && (arithmetic?.daysLeft ?? -1) >= 0
  return JSON.stringify([refundable, reason, open ? deadline : null, referTo, ask, alsoApplicable])
}

function isIn(customer: Customer, { customers, before }: ChangedGroup): boolean {
  return before.length > 0 && CUSTOMER_AXES.every((axis) => customers[axis]?.includes(customer[axis]) ?? true)
}

function tells({ before, after }: ChangedGroup, [old, now]: readonly [Decision, Decision]): boolean {
  const said = (outcomes: ChangedGroup['before'], decision: Decision) =>
    // That money is gone after its last day goes without saying
    decision.reason === 'window-expired' ||
    outcomes.some(({ refundable, reason }) => refundable === decision.refundable && reason === decision.reason)
  return said(before, old) && said(after, now)
}

/** Whether a period of either pack ends while its desk is closed. */
function closedAround(chargeDay: number, packs: readonly PolicyPack[]): boolean {
  return packs.flatMap(rowsOf).some(({ window }) => {
    if (!window?.deskClosed) return false
    const { from, to } = window.deskClosed
    const monthDay = plainDateOf(chargeDay + window.days).slice(5)
    return from > to ? monthDay >= from || monthDay <= to : monthDay >= from && monthDay <= to
  })
}

describe('a cover of cells by boxes', () => {
  const space = new CellSpace([3, 4, 2])

  test('takes exactly the cells, and those nobody is in where that makes fewer boxes', () => {
    const cells = new Set([0, 1, 2, 3, 4, 5, 6].map((cell) => cell))
    const free = new Set([7])
    const boxes = coverBoxes(space, { cells, free })

    expect(boxes).toEqual([[[0], [0, 1, 2, 3], [0, 1]]])
  })

  test('covers any set of cells with none left over', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat({ max: space.count - 1 })), (list) => {
        const boxes = coverBoxes(space, { cells: new Set(list), free: new Set() })
        expect(new Set(boxes.flatMap((box) => space.cellsOf(box)))).toEqual(new Set(list))
      }),
      { seed: 7 },
    )
  })

  test('numbers cells both ways', () => {
    for (let cell = 0; cell < space.count; cell++) expect(space.indexOf(space.classesOf(cell))).toBe(cell)
  })
})
