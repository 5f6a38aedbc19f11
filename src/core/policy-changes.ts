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
  rowsOf,
} from './policy-customers.ts'
import { type Basis, type Told, toldBy } from './policy-outcome.ts'
import { type PolicyPack, type PolicyRow, rowName } from './policy-pack.ts'
import { type Asked, type Compared, changedRuns, type Difference, momentsFor, type Run } from './policy-timeline.ts'

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
    const compared = { rows: this.#rowsFor(start), packs: this.#packs }
    const looked = this.#axes.map(
      ({ name, classes }, axis) =>
        axis >= CHOOSING && classes.length > 1 && looksAt(name, this.#customer(start), compared),
    )
    const walked = new CellSpace(this.#axes.map(({ classes }, axis) => (looked[axis] ? classes.length : 1)))
    const open = this.#axes.map(({ classes }, axis) =>
      axis >= CHOOSING && !looked[axis] ? classes.map((_, index) => index) : [0],
    )
    const filling = this.#space.cellsOf(open)
    for (let one = 0; one < walked.count; one++) {
      const classes = walked.classesOf(one).map((value, axis) => value + (start[axis] ?? 0))
      const cell = this.#space.indexOf(classes)
      const customer = this.#customer(classes)
      if (!canExist(customer) || momentsFor(customer, compared).length === 0) {
        for (const offset of filling) this.#nobody.add(cell + offset)
        continue
      }
      this.kinds++
      for (const run of changedRuns(customer, { ...compared, tell: (asked) => this.#tell(asked) })) {
        const label = this.#labelFor(run)
        for (const offset of filling) label.cells.set(cell + offset, run.rules)
      }
    }
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
    const told = [
      toldBy(before, explain(charge, this.#compiled[0]), customer.event),
      toldBy(after, explain(charge, this.#compiled[1]), customer.event),
    ] as const
    const [old, now] = told.map(({ basis }) => JSON.stringify(basis))
    if (old !== now && told[0].answerKey === told[1].answerKey) {
      this.basis.set(`${old} ${now}`, { before: told[0].basis, after: told[1].basis })
    }
    return told
  }

  #rowsFor(classes: readonly number[]): readonly [PolicyRow, PolicyRow] {
    const moment = { chargeDay: 0, orderedAfter: 0, askedAfter: 0 }
    const charge = chargeOf(this.#customer(classes), this.#packs[0].provider, moment)
    const rowIn = (index: 0 | 1) => this.#rows[index].get(explain(charge, this.#compiled[index]).row)
    return [rowIn(0) ?? this.#packs[0].otherwise, rowIn(1) ?? this.#packs[1].otherwise]
  }

  #customer(classes: readonly number[]): Customer {
    return Object.fromEntries(
      this.#axes.map((axis, position) => [axis.name, axis.classes[classes[position] ?? 0]?.[0] ?? '']),
    ) as Record<CustomerAxis, string>
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
