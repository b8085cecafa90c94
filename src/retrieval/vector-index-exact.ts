/** Every vector is looked at: 0.4 ms at 1,000 of 384 dimensions, 3.9 ms at 10,000 (STACK trap 4). */
import { createDots } from './dots.ts'
import type { VectorIndex, VectorMatch, VectorRow } from './vector-index.ts'

interface Row {
  passageId: string
  part: number
}

export function createExactIndex(dims: number): VectorIndex {
  let rows: Row[] = []
  let data = new Float32Array(0)
  let dots: ReturnType<typeof createDots> | undefined

  function drop(ids: ReadonlySet<string>): void {
    const kept = rows.flatMap((row, i) => (ids.has(row.passageId) ? [] : [i]))
    if (kept.length === rows.length) return
    const next = new Float32Array(kept.length * dims)
    kept.forEach((from, to) => {
      next.set(data.subarray(from * dims, (from + 1) * dims), to * dims)
    })
    rows = kept.map(i => rows[i]!)
    data = next
    dots = undefined
  }

  return {
    kind: 'exact',
    async put(added: readonly VectorRow[]) {
      drop(new Set(added.map(row => row.passageId)))
      const next = new Float32Array(data.length + added.length * dims)
      next.set(data)
      added.forEach((row, i) => {
        next.set(row.vector, data.length + i * dims)
      })
      rows = rows.concat(added.map(({ passageId, part }) => ({ passageId, part })))
      data = next
      dots = undefined
    },
    remove: async ids => drop(new Set(ids)),
    async search(vector, limit) {
      // Made at the first search after a change: rows come in many small parts.
      dots ??= createDots(data, dims)
      return nearest(rows, dots(vector), limit)
    },
    has: async ids => {
      const known = new Set(rows.map(row => row.passageId))
      return new Set(ids.filter(id => known.has(id)))
    },
  }
}

function nearest(rows: readonly Row[], cosines: Float32Array, limit: number): VectorMatch[] {
  // Numbers are sorted ten times as fast as by a comparison: what is not among the best is never compared.
  const least = cosines.slice().sort()[Math.max(0, rows.length - limit)] ?? 0
  const best: number[] = []
  for (let i = 0; i < rows.length; i++) if (cosines[i]! >= least) best.push(i)
  best.sort((a, b) => cosines[b]! - cosines[a]!)
  return best.slice(0, limit).map(i => ({ ...rows[i]!, cosine: cosines[i]! }))
}
