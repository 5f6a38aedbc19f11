import { AppError } from '../errors.ts'
import { explain } from './policy.ts'
import { type CompiledPacks, compilePacks } from './policy-compile.ts'
import { type Box, CellSpace, coverBoxes } from './policy-cover.ts'
import {
  type Axis,
  axesFor,
  CUSTOMER_AXES,
  type Customer,
  type CustomerAxis,
  canExist,
  chargeOf,
  regionClass,
  rowsOf,
} from './policy-customers.ts'
import { type Compared, momentsFor } from './policy-moments.ts'
import { type Basis, type Told, toldBy } from './policy-outcome.ts'
import { type PolicyPack, type PolicyRow, rowName } from './policy-pack.ts'
import { type Asked, changedRuns, type Difference, type Run } from './policy-timeline.ts'

/** Customers whose answer changes in the same way. */
export interface ChangedGroup extends Difference {
  /** The values on each axis; an axis that makes no difference is absent. */
  readonly customers: Readonly<Partial<Record<CustomerAxis, readonly string[]>>>
  /** The rules that give the answers, in the old pack and in the new one. */
  readonly rules: { readonly before: readonly string[]; readonly after: readonly string[] }
}

/** A rule whose answer stays while the place it rests on changes. */
export interface BasisChange {
  readonly before: Basis
  readonly after: Basis
}

export interface PackChanges {
  /** How many kinds of customers were compared, each at every day on which an answer could turn. */
  readonly kinds: number
  readonly groups: readonly ChangedGroup[]
  readonly basis: readonly BasisChange[]
}

/** All cells with one and the same change, and the rules behind each. */
interface Labelled {
  readonly difference: Difference
  readonly cells: Map<number, Run['rules']>
}

/**
 * Compares two packs as "whose answer changes": every kind of customer the packs can tell apart is asked of both, at
 * every day on which an answer of either can turn, with all facts known. What is *asked* when facts are missing follows
 * from these answers.
 *
 * @throws {AppError} `policy.invalid` when the packs are of two providers
 */
export function comparePacks(before: PolicyPack, after: PolicyPack): PackChanges {
  if (before.provider !== after.provider) {
    throw new AppError('policy.invalid', `packs of two providers: ${before.provider} and ${after.provider}`)
  }
  const walk = new Walk(before, after)
  walk.all()
  return { kinds: walk.kinds, groups: walk.groups(), basis: [...walk.basis.values()] }
}

/** The axes a rule is chosen by; the rest matter only where the chosen row's answers look at them. */
const CHOOSING = CUSTOMER_AXES.indexOf('order')

class Walk {
  readonly #packs: readonly [PolicyPack, PolicyPack]
  readonly #compiled: readonly [CompiledPacks, CompiledPacks]
  readonly #rows: readonly [ReadonlyMap<string, PolicyRow>, ReadonlyMap<string, PolicyRow>]
  readonly #axes: readonly Axis[]
  readonly #space: CellSpace
  readonly #labels = new Map<string, Labelled>()
  readonly #texts = [new Map<PolicyRow, string>(), new Map<PolicyRow, string>()] as const
  readonly #nobody = new Set<number>()
  readonly basis = new Map<string, BasisChange>()
  kinds = 0

  constructor(before: PolicyPack, after: PolicyPack) {
    this.#packs = [before, after]
    this.#compiled = [compilePacks([before]), compilePacks([after])]
    this.#rows = [rowsByName(before), rowsByName(after)]
    this.#axes = axesFor(this.#packs)
    this.#space = new CellSpace(this.#axes.map(({ classes }) => classes.length))
  }

  all(): void {
    const choosing = this.#axes.slice(0, CHOOSING).map(({ classes }) => classes.length)
    const rest = this.#axes.slice(CHOOSING).map(() => 0)
    const space = new CellSpace(choosing)
    for (let cell = 0; cell < space.count; cell++) this.#chosen([...space.classesOf(cell), ...rest])
  }

  groups(): readonly ChangedGroup[] {
    return [...this.#labels.values()].flatMap(({ difference, cells }) =>
      coverBoxes(this.#space, { cells: new Set(cells.keys()), free: this.#nobody }).map((box) => ({
        ...difference,
        customers: this.#customersOf(box),
        rules: this.#rulesOf(box, cells),
      })),
    )
  }

  /** Everybody who comes to the same two rows: the axes those rows look at are walked, the others filled. */
  #chosen(start: readonly number[]): void {
    const anybody = this.#customer(start)
    const compared = { rows: this.#rowsFor(anybody), packs: this.#packs }
    const looked = this.#axes.map(
      ({ name, classes }, axis) => axis >= CHOOSING && classes.length > 1 && looksAt(name, anybody, compared),
    )
    const walked = new CellSpace(this.#axes.map(({ classes }, axis) => (looked[axis] ? classes.length : 1)))
    const open = this.#axes.map(({ classes }, axis) =>
      axis >= CHOOSING && !looked[axis] ? classes.map((_, index) => index) : [0],
    )
    const filling = this.#space.cellsOf(open)
    const alike = this.#isAlike(anybody, compared.rows)
    for (let one = 0; one < walked.count; one++) {
      const classes = walked.classesOf(one).map((value, axis) => value + (start[axis] ?? 0))
      const cell = this.#space.indexOf(classes)
      const customer = this.#customer(classes)
      if (!canExist(customer) || momentsFor(customer, compared).length === 0) {
        for (const offset of filling) this.#nobody.add(cell + offset)
        continue
      }
      this.kinds++
      if (alike) continue
      for (const run of changedRuns(customer, { ...compared, tell: (asked) => this.#tell(asked) })) {
        const label = this.#labelFor(run)
        for (const offset of filling) label.cells.set(cell + offset, run.rules)
      }
    }
  }

  /** Whether both packs come to the same text for this customer, so that there is nothing to compare. */
  #isAlike({ region, productKind }: Customer, rows: Compared['rows']): boolean {
    const [before, after] = this.#packs
    if (regionClass(region, before) !== regionClass(region, after)) return false
    const isService = ({ serviceKinds }: PolicyPack) => serviceKinds.some((kind) => kind === productKind)
    return isService(before) === isService(after) && this.#textOf(0, rows[0]) === this.#textOf(1, rows[1])
  }

  /** Everything in a pack that has a part in the answers of a row. */
  #textOf(index: 0 | 1, row: PolicyRow): string {
    const known = this.#texts[index].get(row)
    if (known !== undefined) return known
    const { answers, coolingOff, documents } = this.#packs[index]
    const { name: _, when: __, ...said } = row
    const sources = [row.clause, coolingOff?.clause].map((clause) => clause && documents[clause.document])
    const text = JSON.stringify([{ ...said, answers: answers[row.answers] }, coolingOff, sources])
    this.#texts[index].set(row, text)
    return text
  }

  #labelFor({ rules: _, ...difference }: Run): Labelled {
    const key = JSON.stringify(difference)
    const label = this.#labels.get(key) ?? { difference, cells: new Map() }
    this.#labels.set(key, label)
    return label
  }

  #tell({ customer, moment }: Asked): readonly [Told, Told] {
    const [before, after] = this.#packs
    const charge = chargeOf(customer, before.provider, moment)
    const answer = (index: 0 | 1, pack: PolicyPack): Told => {
      const { decision, row } = explain(charge, this.#compiled[index])
      return toldBy(pack, decision, { window: this.#rows[index].get(row)?.window, event: customer.event })
    }
    const told = [answer(0, before), answer(1, after)] as const
    const [old, now] = [told[0].basis, told[1].basis]
    if (told[0].answerKey === told[1].answerKey && !isSamePlace(old, now)) {
      this.basis.set(JSON.stringify([old, now]), { before: old, after: now })
    }
    return told
  }

  #rowsFor(customer: Customer): readonly [PolicyRow, PolicyRow] {
    const moment = { chargeDay: 0, orderedAfter: 0, askedAfter: 0 }
    const charge = chargeOf(customer, this.#packs[0].provider, moment)
    const rowIn = (index: 0 | 1) => this.#rows[index].get(explain(charge, this.#compiled[index]).row)
    return [rowIn(0) ?? this.#packs[0].otherwise, rowIn(1) ?? this.#packs[1].otherwise]
  }

  #customer(classes: readonly number[]): Customer {
    const customer: Partial<Record<CustomerAxis, string>> = {}
    for (const [position, axis] of this.#axes.entries()) {
      customer[axis.name] = axis.classes[classes[position] ?? 0]?.[0] ?? ''
    }
    // The axes are all there are
    return customer as Customer
  }

  #customersOf(box: Box): ChangedGroup['customers'] {
    return Object.fromEntries(
      this.#axes.flatMap(({ name, classes }, axis) => {
        const taken = box[axis] ?? []
        return taken.length === classes.length ? [] : [[name, taken.flatMap((index) => classes[index] ?? [])]]
      }),
    )
  }

  #rulesOf(box: Box, cells: Labelled['cells']): ChangedGroup['rules'] {
    const before = new Set<string>()
    const after = new Set<string>()
    for (const cell of this.#space.cellsOf(box)) {
      const rules = cells.get(cell)
      for (const rule of rules?.before ?? []) before.add(rule)
      for (const rule of rules?.after ?? []) after.add(rule)
    }
    return { before: [...before], after: [...after] }
  }
}

function isSamePlace(a: Basis, b: Basis): boolean {
  return a.rule === b.rule && a.section === b.section && a.document === b.document && a.url === b.url
}

function rowsByName(pack: PolicyPack): ReadonlyMap<string, PolicyRow> {
  return new Map(rowsOf(pack).map((row) => [rowName(row), row]))
}

/** Whether an answer of these rows can depend on where a customer stands on a later axis. */
function looksAt(name: CustomerAxis, { event, charge }: Customer, { rows, packs }: Compared): boolean {
  if (name === 'order') return event === 'purchase' && charge === 'made'
  return packs.some((pack, index) => {
    const answers = pack.answers[rows[index]?.answers ?? ''] ?? []
    return answers.some(({ if: given }) => given !== undefined && name in given)
  })
}
