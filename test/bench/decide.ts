import { parseContractsCsv } from '../../src/backoffice/csv.ts'
import type { Contract } from '../../src/core/contract.ts'
import { toPlainDate } from '../../src/core/date.ts'
import { factsOf } from '../../src/core/facts.ts'
import { decide } from '../../src/core/policy.ts'
import type { CompiledPacks } from '../../src/core/policy-compile.ts'
import { sampleContracts } from '../../src/demo/sample-contracts.ts'
import { loadPacks } from '../../src/policies.ts'
import { everyCell, factsFor, REQUESTED_AT } from '../policy/every-cell.ts'
import type { Goal } from './goal.ts'
import { interleave, spin } from './measure.ts'
import { floorOf, type Line, lineOf, type Section } from './section.ts'

const GOAL: Goal = { most: { must: 20 } }
/** Milliseconds for the whole product. */
const ALL_GOAL: Goal = { most: { must: 10_000 } }

/** One decision about a contract, beside doing nothing and beside comparing two dates. */
export async function benchDecide(): Promise<Section> {
  const nowMs = Date.now()
  const packs = loadPacks()
  const contracts = parseContractsCsv(sampleContracts(toPlainDate(nowMs))).map(({ contract }) => contract)
  const facts = contracts.map(factsOf)
  const renewal = typical(contracts)
  const ends = { start: renewal.termStart, end: renewal.termEnd }
  const typicalFacts = factsOf(renewal)
  const cost = await interleave(
    {
      nothing: spin(() => undefined),
      twoDates: spin(() => Date.parse(ends.start) <= nowMs && nowMs <= Date.parse(ends.end)),
      decide: spin(() => decide(typicalFacts, nowMs, packs)),
      whole: spin(() => decide(factsOf(renewal), nowMs, packs)),
      every: spin(() => facts.map((one) => decide(one, nowMs, packs))),
    },
    9,
  )
  const twoDates = floorOf('two date comparisons', cost.twoDates)
  const lines: Line[] = [
    lineOf({ what: 'decide', cost: cost.decide, floor: twoDates, goal: GOAL }),
    lineOf({ what: 'decide', cost: cost.decide, floor: floorOf('empty function', cost.nothing) }),
    lineOf({ what: 'decide(factsOf(contract))', cost: cost.whole, floor: twoDates, goal: GOAL }),
    lineOf({ what: `decide, mean of ${facts.length} samples`, cost: cost.every, per: facts.length, floor: twoDates }),
    everyCellOnce(packs),
    await worst(contracts, (contract) => decide(factsOf(contract), nowMs, packs)),
  ]
  return { title: 'One decision', lines }
}

/** The tables are small enough to be tried whole: every combination of facts, decided once. */
function everyCellOnce(packs: CompiledPacks): Line {
  let cells = 0
  const startedMs = performance.now()
  for (const situation of everyCell()) {
    decide(factsFor(situation), REQUESTED_AT, packs)
    cells++
  }
  const value = performance.now() - startedMs
  return { what: `all ${cells.toLocaleString('en')} combinations of facts, once`, unit: 'ms', value, goal: ALL_GOAL }
}

/** The slowest contract by its own median: a fact that is missing lets the rules try its values. */
async function worst(contracts: readonly Contract[], decided: (contract: Contract) => unknown): Promise<Line> {
  const lines: Line[] = []
  for (const contract of contracts) {
    const { one } = await interleave({ one: spin(() => decided(contract), 5) }, 3)
    lines.push(lineOf({ what: `the slowest sample, facts and decide (${contract.id})`, cost: one, goal: GOAL }))
  }
  const slowest = lines.toSorted((a, b) => (b.cpuUs ?? 0) - (a.cpuUs ?? 0))[0]
  if (!slowest) throw new Error('there are no sample contracts')
  return slowest
}

function typical(contracts: readonly Contract[]): Contract {
  const found = contracts.find((one) => one.event === 'renewal' && one.plan === 'annual' && one.region === 'JP')
  if (!found) throw new Error('the sample contracts hold no annual renewal')
  return found
}
