/** A product of axes, each with so many classes; a cell is one class of every axis. */
export class CellSpace {
  readonly sizes: readonly number[]
  readonly #strides: readonly number[]
  readonly count: number

  constructor(sizes: readonly number[]) {
    this.sizes = sizes
    this.#strides = sizes.map((_, axis) => sizes.slice(axis + 1).reduce((product, size) => product * size, 1))
    this.count = sizes.reduce((product, size) => product * size, 1)
  }

  /** The number of a cell, the first axis being the slowest digit. */
  indexOf(classes: readonly number[]): number {
    return classes.reduce((sum, value, axis) => sum + value * (this.#strides[axis] ?? 0), 0)
  }

  classesOf(index: number): number[] {
    return this.sizes.map((size, axis) => Math.floor(index / (this.#strides[axis] ?? 1)) % size)
  }

  /** Every cell of a box: a set of classes for each axis. */
  cellsOf(box: Box): number[] {
    return box.reduce<number[]>(
      (cells, classes, axis) => {
        const stride = this.#strides[axis] ?? 0
        return cells.flatMap((cell) => classes.map((value) => cell + value * stride))
      },
      [0],
    )
  }
}

/** For each axis the classes it takes, in order. */
export type Box = readonly (readonly number[])[]

/**
 * Describes a set of cells by few boxes, which may share cells. Each box is as large as it can be: taking any further
 * class of any axis would bring in a cell that is neither in the set nor free to be in it.
 *
 * @param free cells nobody is in, so that a description may include them
 */
export function coverBoxes(
  space: CellSpace,
  { cells, free }: { cells: ReadonlySet<number>; free: ReadonlySet<number> },
): readonly Box[] {
  const open = new Set(cells)
  const boxes: Box[] = []
  const axes = space.sizes.map((_, axis) => axis)
  for (const seed of cells) {
    if (!open.has(seed)) continue
    const allowed = (cell: number) => cells.has(cell) || free.has(cell)
    // The last axes hold rare circumstances: grown first they drop out of the description. The other way round now
    // and then gives a larger box.
    const grown = [axes.toReversed(), axes].map((order) => grow(space, { seed, order, allowed }))
    const best = grown.reduce((a, b) => (sizeOf(b) > sizeOf(a) ? b : a))
    for (const cell of space.cellsOf(best)) open.delete(cell)
    boxes.push(best)
  }
  return reduced(space, boxes, cells)
}

/**
 * Takes out of each box what others cover as well, so that no box names customers it is not needed for. Axes that a
 * box takes whole stay whole: they need no words.
 */
function reduced(space: CellSpace, boxes: readonly Box[], cells: ReadonlySet<number>): readonly Box[] {
  const times = new Map<number, number>()
  const count = (box: Box, by: number) => {
    for (const cell of space.cellsOf(box)) times.set(cell, (times.get(cell) ?? 0) + by)
  }
  const needless = (box: Box) => space.cellsOf(box).every((cell) => !cells.has(cell) || (times.get(cell) ?? 0) > 1)
  for (const box of boxes) count(box, 1)
  return boxes
    .toReversed()
    .flatMap((box) => {
      if (needless(box)) {
        count(box, -1)
        return []
      }
      const small = box.reduce<Box>((kept, classes, axis) => {
        if (classes.length === space.sizes[axis]) return kept
        return classes.reduce((left, value) => {
          const slab = left.map((all, at) => (at === axis ? [value] : all))
          if ((left[axis]?.length ?? 0) < 2 || !needless(slab)) return left
          count(slab, -1)
          return left.map((all, at) => (at === axis ? all.filter((one) => one !== value) : all))
        }, kept)
      }, box)
      return [small]
    })
    .reverse()
}

function grow(
  space: CellSpace,
  { seed, order, allowed }: { seed: number; order: readonly number[]; allowed: (cell: number) => boolean },
): Box {
  const start = space.classesOf(seed)
  let box: readonly (readonly number[])[] = start.map((value) => [value])
  for (const axis of order) {
    const taken = [start[axis] ?? 0]
    for (let value = 0; value < (space.sizes[axis] ?? 0); value++) {
      if (taken.includes(value)) continue
      const slab = box.map((classes, at) => (at === axis ? [value] : classes))
      if (space.cellsOf(slab).every(allowed)) taken.push(value)
    }
    box = box.map((classes, at) => (at === axis ? taken.toSorted((a, b) => a - b) : classes))
  }
  return box
}

function sizeOf(box: Box): number {
  return box.reduce((product, { length }) => product * length, 1)
}
