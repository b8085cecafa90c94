/**
 * Approximate search for large knowledge bases (Malkov & Yashunin 2018), by hnswlib-node: an optional dependency that
 * needs a compiler, so it is imported on demand and its absence is a value (STACK trap 4).
 *
 * Building a graph takes the better part of a millisecond a row, so nobody waits for it: the exact scan answers until the
 * graph holds all rows, and is then let go.
 */
import { createBreath } from '../breath.ts'
import type { VectorIndex, VectorMatch, VectorRow } from './vector-index.ts'
import { createExactIndex } from './vector-index-exact.ts'

/** From here up HNSW pays: below, the exact scan takes under 5 ms of a processor at 384 dimensions. */
export const HNSW_FROM = 40_000
/** recall@10 of .9995 in 0.4 ms at 100,000 vectors (STACK trap 4). */
const M = 16
const EF_CONSTRUCTION = 200
const EF_SEARCH = 100

interface Graph {
  initIndex(options: { maxElements: number; m: number; efConstruction: number; allowReplaceDeleted: boolean }): void
  resizeIndex(size: number): void
  addPoint(point: number[], label: number, replaceDeleted?: boolean): void
  markDelete(label: number): void
  searchKnn(
    query: number[],
    count: number,
    filter?: (label: number) => boolean,
  ): { distances: number[]; neighbors: number[] }
  setEf(ef: number): void
}
type GraphClass = new (space: 'ip', dims: number) => Graph

/** An index of the process, with what its owner may wait for. */
export interface ProcessIndex extends VectorIndex {
  /** When the graph, if there will be one, has all rows. */
  settled(): Promise<void>
}

/** An exact index that becomes an HNSW graph when it holds `graphFrom` rows; it stays exact where hnswlib-node is not installed. */
export function createProcessIndex(dims: number, graphFrom = HNSW_FROM): ProcessIndex {
  const exact = createExactIndex(dims)
  /** What answers. */
  let index: VectorIndex = exact
  /** Passages that the graph does not know as they are now, while it is built. */
  let stale: Set<string> | undefined
  let building: Promise<void> | undefined

  async function build(): Promise<void> {
    const Graph = await loadHnsw()
    if (!Graph) return
    const graph = overGraph(new Graph('ip', dims))
    const breath = createBreath()
    stale = new Set(exact.ids())
    for (const id of stale) {
      stale.delete(id)
      graph.replace(id, exact.rowsOf(id))
      await breath()
    }
    stale = undefined
    index = graph
    exact.clear()
  }

  return {
    get kind() {
      return index.kind
    },
    async put(rows) {
      const breath = createBreath()
      for (const [id, own] of byPassage(rows)) {
        // In one step: the graph must not take a passage between the two.
        stale?.add(id)
        await Promise.all([index.put(own), breath()])
      }
      if (index === exact && exact.size() >= graphFrom) building ??= build()
    },
    async remove(ids) {
      for (const id of ids) stale?.add(id)
      await index.remove(ids)
    },
    search: (vector, limit, without) => index.search(vector, limit, without),
    has: ids => index.has(ids),
    settled: async () => building,
  }
}

/** Whether hnswlib-node is installed and was compiled. */
export async function hasHnsw(): Promise<boolean> {
  return (await loadHnsw()) !== undefined
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

interface GraphIndex extends VectorIndex {
  /** The passage has these rows now; none for gone. */
  replace(passageId: string, rows: readonly VectorRow[]): void
}

function overGraph(graph: Graph): GraphIndex {
  const labels = new Map<string, number[]>()
  const rows = new Map<number, { passageId: string; part: number }>()
  let capacity = HNSW_FROM
  let next = 0
  graph.initIndex({ maxElements: capacity, m: M, efConstruction: EF_CONSTRUCTION, allowReplaceDeleted: false })
  graph.setEf(EF_SEARCH)

  function replace(passageId: string, added: readonly VectorRow[]): void {
    for (const label of labels.get(passageId) ?? []) {
      graph.markDelete(label)
      rows.delete(label)
    }
    if (added.length === 0) labels.delete(passageId)
    else labels.set(passageId, added.map(add))
  }

  function add({ passageId, part, vector }: VectorRow): number {
    if (next >= capacity) {
      capacity *= 2
      graph.resizeIndex(capacity)
    }
    graph.addPoint(Array.from(vector), next)
    rows.set(next, { passageId, part })
    return next++
  }

  return {
    kind: 'hnsw',
    replace,
    async put(added) {
      for (const [id, own] of byPassage(added)) replace(id, own)
    },
    async remove(ids) {
      for (const id of ids) replace(id, [])
    },
    async search(vector, limit, without): Promise<VectorMatch[]> {
      const count = Math.min(limit, rows.size)
      if (count === 0) return []
      graph.setEf(Math.max(EF_SEARCH, count))
      const seen = without?.size ? (label: number) => !without.has(rows.get(label)?.passageId ?? '') : undefined
      const { distances, neighbors } = graph.searchKnn(Array.from(vector), count, seen)
      return neighbors.flatMap((label, i) => {
        const row = rows.get(label)
        return row ? [{ ...row, cosine: 1 - distances[i]! }] : []
      })
    },
    has: async ids => new Set(ids.filter(id => labels.has(id))),
  }
}

function byPassage(rows: readonly VectorRow[]): Map<string, VectorRow[]> {
  const groups = new Map<string, VectorRow[]>()
  for (const row of rows) {
    const group = groups.get(row.passageId)
    if (group) group.push(row)
    else groups.set(row.passageId, [row])
  }
  return groups
}
