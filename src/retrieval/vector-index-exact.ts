/** Every vector is looked at. Rows are kept once, in the memory of the program that multiplies them. */
import { createDotRows } from '../dots.ts'
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
  /** Lets all rows go, and their memory. */
  clear(): void
}

const STEPS = 2_000
/** Below every cosine. */
const HIDDEN = -2

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
      const cosines = dots.products(vector, rows.length)
      let left = rows.length
      for (const id of without ?? []) {
        for (const place of places.get(id) ?? []) {
          cosines[place] = HIDDEN
          left--
        }
      }
      return nearest(rows, cosines, Math.min(limit, left))
    },
    has: async ids => new Set(ids.filter(id => places.has(id))),
    size: () => rows.length,
    ids: () => places.keys(),
    rowsOf: passageId => (places.get(passageId) ?? []).map(place => ({ ...rows[place]!, vector: dots.get(place) })),
    clear() {
      rows = []
      places.clear()
      dots = createDotRows(dims)
    },
  }
}

function nearest(rows: readonly Row[], cosines: Float32Array, limit: number): VectorMatch[] {
  const least = leastStep(cosines, limit)
  const best: number[] = []
  for (let i = 0; i < rows.length; i++) if (stepOf(cosines[i]!) >= least) best.push(i)
  best.sort((a, b) => cosines[b]! - cosines[a]!)
  return best.slice(0, limit).map(i => ({ ...rows[i]!, cosine: cosines[i]! }))
}

/** The step of a fine scale that the `limit` best reach: sorting all would take as long as the scan. */
function leastStep(cosines: Float32Array, limit: number): number {
  const counts = new Uint32Array(STEPS + 1)
  for (let i = 0; i < cosines.length; i++) counts[stepOf(cosines[i]!)]!++
  let step = STEPS
  for (let found = counts[step]!; found < limit && step > 0; ) found += counts[--step]!
  return step
}

/** From -1 to 1; rounding may lead a little beyond. */
function stepOf(cosine: number): number {
  return Math.max(0, Math.min(STEPS, Math.floor((cosine + 1) * (STEPS / 2))))
}
