/**
 * Approximate search for large knowledge bases (Malkov & Yashunin 2018), by hnswlib-node: an optional dependency that
 * needs a compiler, so it is imported on demand and its absence is a value (STACK trap 4).
 */

import type { VectorIndex, VectorMatch, VectorRow } from './vector-index.ts'
import { createExactIndex } from './vector-index-exact.ts'

/** From here up HNSW pays: below, the exact scan takes under 8 ms at 384 dimensions, and no start waits for a graph (STACK trap 4). */
export const HNSW_FROM = 20_000
/** recall@10 of .9995 in 0.4 ms at 100,000 vectors (STACK trap 4). */
const M = 16
const EF_CONSTRUCTION = 200
const EF_SEARCH = 100

interface Graph {
  initIndex(options: { maxElements: number; m: number; efConstruction: number; allowReplaceDeleted: boolean }): void
  resizeIndex(size: number): void
  addPoint(point: number[], label: number, replaceDeleted?: boolean): void
  markDelete(label: number): void
  searchKnn(query: number[], count: number): { distances: number[]; neighbors: number[] }
  setEf(ef: number): void
}
type GraphClass = new (space: 'ip', dims: number) => Graph

/** The HNSW index, or the exact one where hnswlib-node is not installed. */
export async function createHnswIndex(dims: number): Promise<VectorIndex> {
  const Graph = await loadHnsw()
  return Graph ? overGraph(new Graph('ip', dims)) : createExactIndex(dims)
}

/** undefined where hnswlib-node is not installed, or was not compiled. */
async function loadHnsw(): Promise<GraphClass | undefined> {
  try {
    const loaded = (await import('hnswlib-node')) as unknown as { default: { HierarchicalNSW: GraphClass } }
    return loaded.default.HierarchicalNSW
  } catch {
    return undefined
  }
}

function overGraph(graph: Graph): VectorIndex {
  const labels = new Map<string, number[]>()
  const rows = new Map<number, { passageId: string; part: number }>()
  let capacity = HNSW_FROM
  let next = 0
  graph.initIndex({ maxElements: capacity, m: M, efConstruction: EF_CONSTRUCTION, allowReplaceDeleted: false })
  graph.setEf(EF_SEARCH)

  function drop(passageId: string): void {
    for (const label of labels.get(passageId) ?? []) {
      graph.markDelete(label)
      rows.delete(label)
    }
    labels.delete(passageId)
  }

  function add({ passageId, part, vector }: VectorRow): void {
    if (next >= capacity) {
      capacity *= 2
      graph.resizeIndex(capacity)
    }
    graph.addPoint(Array.from(vector), next)
    rows.set(next, { passageId, part })
    labels.set(passageId, [...(labels.get(passageId) ?? []), next])
    next++
  }

  return {
    kind: 'hnsw',
    async put(added) {
      for (const id of new Set(added.map(row => row.passageId))) drop(id)
      for (const row of added) add(row)
    },
    async remove(ids) {
      for (const id of ids) drop(id)
    },
    async search(vector, limit): Promise<VectorMatch[]> {
      const count = Math.min(limit, rows.size)
      if (count === 0) return []
      graph.setEf(Math.max(EF_SEARCH, count))
      const { distances, neighbors } = graph.searchKnn(Array.from(vector), count)
      return neighbors.flatMap((label, i) => {
        const row = rows.get(label)
        return row ? [{ ...row, cosine: 1 - distances[i]! }] : []
      })
    },
    has: async ids => new Set(ids.filter(id => labels.has(id))),
  }
}
