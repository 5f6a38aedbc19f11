import type { Features } from './knowledge-features.ts'

/** Wordings as vectors in an inverted index: features → wordings that have them. */
export interface KnowledgeIndex {
  /**
   * For each owner: how near its nearest wording is, leaning a little on the two behind it and on the middle of all.
   * The last owner has no middle: its wordings say different things.
   */
  nearness(features: Features): Float64Array
}

/** How much the two next wordings of an owner count beside its nearest. */
const SUPPORT = 0.25
/** How much the middle of all its wordings counts beside the nearest: a text can be like none and yet like all of them. */
const MIDDLE = 0.2

/** Takes wordings in, owner by owner, and makes the index of them. Names are kept once; everything else is numbers. */
export class KnowledgeIndexBuilder {
  readonly #idOf = new Map<string, number>()
  /** By feature: its weight, how many owners have it, and the last of them. */
  readonly #weights: number[] = []
  readonly #owners: number[] = []
  readonly #lastOwner: number[] = []
  /** The features of all wordings, one wording behind the other; where each ends, and whose it is. */
  readonly #ids: number[] = []
  readonly #ends: number[] = []
  readonly #ownerOf: number[] = []

  /** @param owner 0, 1, 2 …: the same as of the wording before, or the next */
  add(owner: number, features: Features): void {
    for (const [name, weight] of features) {
      const id = this.#idFor(name, weight)
      this.#ids.push(id)
      if (this.#lastOwner[id] === owner) continue
      this.#lastOwner[id] = owner
      this.#owners[id] = (this.#owners[id] ?? 0) + 1
    }
    this.#ends.push(this.#ids.length)
    this.#ownerOf.push(owner)
  }

  build(): KnowledgeIndex {
    const idOf = this.#idOf
    const total = (this.#ownerOf.at(-1) ?? -1) + 1
    // What no wording has says that the question is about something else: letters less so than words.
    const unknown = { word: Math.log(total + 1), letters: 0.6 * Math.log(total + 1) }
    const rarity = (owners: number) => Math.max(0.05, Math.log((total + 1) / (owners + 0.3)))
    const squares = Float64Array.from(this.#weights, (weight, id) => (weight * rarity(this.#owners[id] ?? 0)) ** 2)
    const vectors: Vectors = {
      squares,
      ids: Uint32Array.from(this.#ids),
      ends: Uint32Array.from(this.#ends),
      ownerOf: Uint16Array.from(this.#ownerOf),
    }
    const norms = normsOf(vectors)
    const posted = postingsOf(vectors)
    const spreads = spreadsOf(vectors, norms)
    return {
      nearness(features) {
        const dots = new Float64Array(norms.length)
        let square = 0
        for (const [name, weight] of features) {
          const id = idOf.get(name)
          square +=
            id === undefined ? (weight * (isWord(name) ? unknown.word : unknown.letters)) ** 2 : (squares[id] ?? 0)
          if (id !== undefined) addTo(dots, { posted, id, square: squares[id] ?? 0 })
        }
        return nearest({ dots, norms, spreads, ownerOf: vectors.ownerOf, length: Math.sqrt(square) || 1 })
      },
    }
  }

  #idFor(name: string, weight: number): number {
    const known = this.#idOf.get(name)
    if (known !== undefined) return known
    const id = this.#weights.push(weight) - 1
    this.#idOf.set(name, id)
    this.#owners.push(0)
    this.#lastOwner.push(-1)
    return id
  }
}

interface Vectors {
  /** By feature: what it adds to a square of a length. */
  readonly squares: Float64Array
  readonly ids: Uint32Array
  readonly ends: Uint32Array
  readonly ownerOf: Uint16Array
}

/** The wordings that have a feature are `rows` from `starts[id]` to `starts[id + 1]`. */
interface Postings {
  readonly starts: Uint32Array
  readonly rows: Uint16Array
}

function normsOf({ squares, ids, ends }: Vectors): Float64Array {
  return Float64Array.from(ends, (end, row) => {
    let sum = 0
    for (let at = ends[row - 1] ?? 0; at < end; at++) sum += squares[ids[at] ?? 0] ?? 0
    return Math.sqrt(sum) || 1
  })
}

function postingsOf({ squares, ids, ends }: Vectors): Postings {
  const starts = new Uint32Array(squares.length + 1)
  for (const id of ids) starts[id + 1] = (starts[id + 1] ?? 0) + 1
  for (let id = 0; id < squares.length; id++) starts[id + 1] = (starts[id + 1] ?? 0) + (starts[id] ?? 0)
  const rows = new Uint16Array(ids.length)
  const next = starts.slice()
  ends.forEach((end, row) => {
    for (let at = ends[row - 1] ?? 0; at < end; at++) {
      const id = ids[at] ?? 0
      const place = next[id] ?? 0
      rows[place] = row
      next[id] = place + 1
    }
  })
  return { starts, rows }
}

/** How long the sum of an owner's wordings is, each of length one: short where they say different things. */
function spreadsOf({ squares, ids, ends, ownerOf }: Vectors, norms: Float64Array): Float64Array {
  const spreads = new Float64Array((ownerOf.at(-1) ?? -1) + 1).fill(1)
  const sums = new Float64Array(squares.length)
  for (let row = 0; row < ends.length; ) {
    const owner = ownerOf[row] ?? 0
    const from = ends[row - 1] ?? 0
    for (; ownerOf[row] === owner; row++)
      for (let at = ends[row - 1] ?? 0; at < (ends[row] ?? 0); at++) {
        const id = ids[at] ?? 0
        sums[id] = (sums[id] ?? 0) + Math.sqrt(squares[id] ?? 0) / (norms[row] ?? 1)
      }
    let square = 0
    for (const id of ids.subarray(from, ends[row - 1] ?? 0)) {
      square += (sums[id] ?? 0) ** 2
      sums[id] = 0
    }
    spreads[owner] = Math.sqrt(square) || 1
  }
  return spreads
}

const isWord = (name: string): boolean => /^[<{=]/.test(name)

interface Posted {
  readonly posted: Postings
  readonly id: number
  readonly square: number
}

function addTo(dots: Float64Array, { posted: { starts, rows }, id, square }: Posted): void {
  for (const row of rows.subarray(starts[id], starts[id + 1])) dots[row] = (dots[row] ?? 0) + square
}

interface Compared extends Pick<Vectors, 'ownerOf'> {
  readonly dots: Float64Array
  readonly norms: Float64Array
  readonly spreads: Float64Array
  /** Of the text compared. */
  readonly length: number
}

function nearest({ dots, norms, spreads, ownerOf, length }: Compared): Float64Array {
  const owners = spreads.length
  const sums = new Float64Array(owners)
  const [first, second, third] = [new Float64Array(owners), new Float64Array(owners), new Float64Array(owners)]
  for (let row = 0; row < dots.length; row++) {
    const dot = dots[row] ?? 0
    if (dot === 0) continue
    const score = dot / (length * (norms[row] ?? 1))
    const owner = ownerOf[row] ?? 0
    sums[owner] = (sums[owner] ?? 0) + score
    if (score > (first[owner] ?? 0)) {
      third[owner] = second[owner] ?? 0
      second[owner] = first[owner] ?? 0
      first[owner] = score
    } else if (score > (second[owner] ?? 0)) {
      third[owner] = second[owner] ?? 0
      second[owner] = score
    } else if (score > (third[owner] ?? 0)) third[owner] = score
  }
  return first.map((one, owner) => {
    const mean = (one + (second[owner] ?? 0) + (third[owner] ?? 0)) / 3
    const near = one * (1 - SUPPORT) + mean * SUPPORT
    const isLast = owner === owners - 1
    return isLast ? near : near * (1 - MIDDLE) + ((sums[owner] ?? 0) / (spreads[owner] ?? 1)) * MIDDLE
  })
}
