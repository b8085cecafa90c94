/**
 * The graph of hnswlib-node as an index, and how it is kept for the next start. It is an optional dependency that needs a
 * compiler, so it is imported on demand and its absence is a value (STACK trap 4).
 */
import { createBreath } from '../breath.ts'
import { type KeptSet, NotAsKept, type Part } from './kept-folder.ts'
import type { Digests } from './passage-digest.ts'
import { byPassage, type VectorIndex, type VectorMatch, type VectorRow } from './vector-index.ts'
import { createExactIndex, type ExactIndex } from './vector-index-exact.ts'

/** Rows that a graph has room for at first. */
const ROOM = 40_000
/** recall@10 of .9995 in 0.4 ms at 100,000 vectors (STACK trap 4). */
const M = 16
const EF_CONSTRUCTION = 200
const EF_SEARCH = 100
/** Labels are never used again; a kept graph with fewer live ones than this share is built anew. */
const LIVE_AT_LEAST = 0.5

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
  getMaxElements(): number
  getNumDimensions(): number
  readIndex(path: string): Promise<boolean>
  writeIndex(path: string): Promise<boolean>
}
type GraphClass = new (space: 'ip', dims: number) => Graph

export interface GraphIndex extends VectorIndex {
  /** The passage has these rows now; none for gone. */
  replace(passageId: string, rows: readonly VectorRow[]): void
  size(): number
  /** Hands what is to be kept to `write`; what comes and goes meanwhile is laid over it, and seen at once. */
  keepAll(digests: Digests, write: GraphWriter): Promise<void>
}

export type GraphWriter = (parts: Record<string, Part>) => Promise<void>

interface Labels {
  /** Of each passage in the graph: its digest, and of its rows the parts and the labels. */
  passages: [id: string, digest: string, parts: number[], labels: number[]][]
  /** The first label that no row has had. */
  next: number
}

/** Whether hnswlib-node is installed and was compiled. */
export async function hasHnsw(): Promise<boolean> {
  return (await loadHnsw()) !== undefined
}

/** An empty graph; undefined where hnswlib-node is not installed, or was not compiled. */
export async function createGraphIndex(dims: number): Promise<GraphIndex | undefined> {
  const Class = await loadHnsw()
  if (Class === undefined) return undefined
  const graph = new Class('ip', dims)
  graph.initIndex({ maxElements: ROOM, m: M, efConstruction: EF_CONSTRUCTION, allowReplaceDeleted: false })
  return overGraph(graph, dims)
}

/**
 * The graph that was kept, without the passages that have changed; undefined where it is not worth it.
 * @throws NotAsKept
 */
export async function restoreGraphIndex(set: KeptSet, dims: number, digests: Digests): Promise<GraphIndex | undefined> {
  const Class = await loadHnsw()
  if (Class === undefined) return undefined
  const labels = (await set.json('labels')) as Labels
  const living = labels.passages.filter(([id, digest]) => digests.get(id) === digest)
  if (living.reduce((sum, [, , parts]) => sum + parts.length, 0) < LIVE_AT_LEAST * labels.next) return undefined
  const graph = new Class('ip', dims)
  const path = await set.path('graph')
  await graph.readIndex(path).catch(cause => {
    throw new NotAsKept('the graph cannot be read', { cause })
  })
  const index = overGraph(graph, dims, labels)
  const kept = new Set(living)
  for (const passage of labels.passages) if (!kept.has(passage)) index.replace(passage[0], [])
  return index
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

/** What changes while the graph is written. */
interface Overlay {
  ids: Set<string>
  rows: ExactIndex
}

function overGraph(
  graph: Graph,
  dims: number,
  { passages, next: first }: Labels = { passages: [], next: 0 },
): GraphIndex {
  const labels = new Map(passages.map(([id, , , own]) => [id, own]))
  /** By label; undefined for those that are gone. */
  const rows: ({ passageId: string; part: number } | undefined)[] = []
  for (const [passageId, , parts, own] of passages)
    own.forEach((label, i) => {
      rows[label] = { passageId, part: parts[i]! }
    })
  let living = passages.reduce((sum, [, , , own]) => sum + own.length, 0)
  let capacity = graph.getMaxElements()
  let next = first
  let overlay: Overlay | undefined
  graph.setEf(EF_SEARCH)

  function replaceInGraph(passageId: string, added: readonly VectorRow[]): void {
    for (const label of labels.get(passageId) ?? []) {
      graph.markDelete(label)
      rows[label] = undefined
      living--
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
    rows[next] = { passageId, part }
    living++
    return next++
  }

  function replace(passageId: string, added: readonly VectorRow[]): void {
    if (overlay === undefined) return replaceInGraph(passageId, added)
    overlay.ids.add(passageId)
    overlay.rows.replace(passageId, added)
  }

  function searchGraph(vector: Float32Array, limit: number, without: ReadonlySet<string> | undefined): VectorMatch[] {
    const count = Math.min(limit, living)
    if (count === 0) return []
    graph.setEf(Math.max(EF_SEARCH, count))
    const seen = without?.size ? (label: number) => !without.has(rows[label]?.passageId ?? '') : undefined
    const { distances, neighbors } = graph.searchKnn(Array.from(vector), count, seen)
    return neighbors.flatMap((label, i) => {
      const row = rows[label]
      return row ? [{ ...row, cosine: 1 - distances[i]! }] : []
    })
  }

  /** A passage at a time, so that each is in one place at any moment; what comes meanwhile follows. */
  async function takeIn({ ids, rows: laid }: Overlay): Promise<void> {
    const breath = createBreath()
    for (const id of ids) {
      ids.delete(id)
      replaceInGraph(id, laid.rowsOf(id))
      laid.replace(id, [])
      await breath()
    }
    overlay = undefined
  }

  return {
    kind: 'hnsw',
    replace,
    size: () => living,
    async put(added) {
      for (const [id, own] of byPassage(added)) replace(id, own)
    },
    async remove(ids) {
      for (const id of ids) replace(id, [])
    },
    async search(vector, limit, without) {
      if (overlay === undefined || overlay.ids.size === 0) return searchGraph(vector, limit, without)
      const hidden = new Set([...(without ?? []), ...overlay.ids])
      const both = [...(await overlay.rows.search(vector, limit, without)), ...searchGraph(vector, limit, hidden)]
      return both.sort((a, b) => b.cosine - a.cosine).slice(0, limit)
    },
    async has(ids) {
      const laid = overlay?.ids.size ? await overlay.rows.has(ids) : undefined
      return new Set(ids.filter(id => (overlay?.ids.has(id) ? laid?.has(id) : labels.has(id))))
    },
    async keepAll(digests, write) {
      const kept = [...labels].flatMap(([id, own]): Labels['passages'] => {
        const digest = digests.get(id)
        return digest === undefined ? [] : [[id, digest, own.map(label => rows[label]!.part), own]]
      })
      const labelled: Labels = { passages: kept, next }
      const laid = { ids: new Set<string>(), rows: createExactIndex(dims) }
      // hnswlib writes on a thread of its own: until it is done, nothing may change in the graph.
      overlay = laid
      try {
        await write({
          labels: [Buffer.from(JSON.stringify(labelled))],
          graph: path => graph.writeIndex(path),
        })
      } finally {
        await takeIn(laid)
      }
    },
  }
}
