/** Every vector is looked at. Rows are kept once, in the memory of the program that multiplies them. */
import { createDotRows, ONE } from '../dot-rows.ts'
import type { VectorIndex, VectorMatch, VectorRow } from './vector-index.ts'

interface Row {
  passageId: string
  part: number
}

export interface ExactIndex extends VectorIndex {
  /** Rows. */
  size(): number
  /** Of all passages that have rows. */
  ids(): Iterable<string>
  rowsOf(passageId: string): VectorRow[]
  /** The passage has these rows now; none for gone. */
  replace(passageId: string, rows: readonly VectorRow[]): void
  /** Lets all rows go, and their memory. */
  clear(): void
}

/** Below every product of unit vectors. */
const HIDDEN = -2 * ONE
/** The scale by which the best are told from the rest, without sorting all: so many steps from -2 to 2. */
const STEPS = 16_384
const STEPS_A_PRODUCT = STEPS / (4 * ONE)

export function createExactIndex(dims: number): ExactIndex {
  let rows: Row[] = []
  const places = new Map<string, number[]>()
  let dots = createDotRows(dims)

  function add({ passageId, part, vector }: VectorRow): void {
    const place = rows.push({ passageId, part }) - 1
    dots.set(place, vector)
    const own = places.get(passageId)
    if (own) own.push(place)
    else places.set(passageId, [place])
  }

  /** The last row takes the place of one that goes. */
  function drop(passageId: string): void {
    // From the last on: so none of its own is moved.
    const own = (places.get(passageId) ?? []).sort((a, b) => b - a)
    places.delete(passageId)
    for (const place of own) {
      const last = rows.length - 1
      const moved = rows.pop()!
      if (place === last) continue
      rows[place] = moved
      dots.copy(last, place)
      const others = places.get(moved.passageId)!
      others[others.indexOf(last)] = place
    }
  }

  return {
    kind: 'exact',
    async put(added: readonly VectorRow[]) {
      for (const id of new Set(added.map(row => row.passageId))) drop(id)
      for (const row of added) add(row)
    },
    async remove(ids) {
      for (const id of ids) drop(id)
    },
    async search(vector, limit, without) {
      const products = dots.products(vector, rows.length)
      let left = rows.length
      for (const id of without ?? []) {
        for (const place of places.get(id) ?? []) {
          products[place] = HIDDEN
          left--
        }
      }
      return nearest(rows, products, Math.min(limit, left))
    },
    has: async ids => new Set(ids.filter(id => places.has(id))),
    size: () => rows.length,
    ids: () => places.keys(),
    rowsOf: passageId => (places.get(passageId) ?? []).map(place => ({ ...rows[place]!, vector: dots.get(place) })),
    replace(passageId, added) {
      drop(passageId)
      for (const row of added) add(row)
    },
    clear() {
      rows = []
      places.clear()
      dots = createDotRows(dims)
    },
  }
}

function nearest(rows: readonly Row[], products: Int32Array, limit: number): VectorMatch[] {
  const least = leastStep(products, limit)
  const best: number[] = []
  for (let i = 0; i < products.length; i++) if (stepOf(products[i]!) >= least) best.push(i)
  best.sort((a, b) => products[b]! - products[a]!)
  return best.slice(0, limit).map(i => {
    const { passageId, part } = rows[i]!
    return { passageId, part, cosine: products[i]! / ONE }
  })
}

/** The step that the `limit` best reach: sorting all would take longer than the scan. */
function leastStep(products: Int32Array, limit: number): number {
  const counts = new Uint32Array(STEPS)
  for (let i = 0; i < products.length; i++) counts[stepOf(products[i]!)]!++
  let step = STEPS - 1
  for (let found = counts[step]!; found < limit && step > 0; ) found += counts[--step]!
  return step
}

/** Of what is hidden: 0. */
function stepOf(product: number): number {
  return Math.floor((product - HIDDEN) * STEPS_A_PRODUCT)
}
