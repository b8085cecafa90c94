/**
 * An index in the process that fits any size: exact while it is small, a graph when it is large (Malkov & Yashunin 2018).
 *
 * Building a graph takes the better part of a millisecond a row, so nobody waits for it: the exact scan answers until the
 * graph holds all rows, and is then let go.
 */
import { createBreath } from '../breath.ts'
import type { KeptFolder } from './kept-folder.ts'
import { cuttingMeans, type Digests } from './passage-digest.ts'
import { byPassage, type VectorIndex } from './vector-index.ts'
import { createExactIndex } from './vector-index-exact.ts'
import { createGraphIndex, type GraphIndex, type GraphWriter } from './vector-index-graph.ts'
import { keepRows, restoreVectors } from './vector-index-kept.ts'

/** From here up HNSW pays: below, the exact scan takes under 5 ms of a processor at 384 dimensions. */
export const HNSW_FROM = 40_000

const SET = 'vectors'

/** An index of the process, with what its owner may wait for. */
export interface ProcessIndex extends VectorIndex {
  /** When the graph, if there will be one, has all rows. */
  settled(): Promise<void>
  keep: NonNullable<VectorIndex['keep']>
}

/** Exact until it holds `graphFrom` rows; where hnswlib-node is not installed it stays exact. */
export function createProcessIndex(dims: number, graphFrom = HNSW_FROM): ProcessIndex {
  return overParts(dims, graphFrom, undefined)
}

/** With the vectors that were kept of the passages whose texts are still these. */
export async function restoreProcessIndex(
  dims: number,
  { folder, identity, digests }: { folder: KeptFolder; identity: string; digests: Digests },
  graphFrom = HNSW_FROM,
): Promise<ProcessIndex> {
  const set = await folder.read(SET, means(dims, identity))
  const { graph, rows } = set ? await restoreVectors(set, dims, digests) : { rows: [], graph: undefined }
  const index = overParts(dims, graphFrom, graph)
  await index.put(rows)
  return index
}

/** What all kept vectors of one set have in common. */
function means(dims: number, identity: string): string {
  return `${cuttingMeans()} ${dims} ${identity}`
}

function overParts(dims: number, graphFrom: number, restored: GraphIndex | undefined): ProcessIndex {
  const exact = createExactIndex(dims)
  let graph = restored
  /** Passages that the graph does not know as they are now, while it is built. */
  let stale: Set<string> | undefined
  let building: Promise<void> | undefined
  /** What answers. */
  const index = () => graph ?? exact

  async function build(): Promise<void> {
    const made = await createGraphIndex(dims)
    if (!made) return
    const breath = createBreath()
    stale = new Set(exact.ids())
    for (const id of stale) {
      stale.delete(id)
      made.replace(id, exact.rowsOf(id))
      await breath()
    }
    stale = undefined
    graph = made
    exact.clear()
  }

  return {
    get kind() {
      return index().kind
    },
    async put(rows) {
      const breath = createBreath()
      for (const [id, own] of byPassage(rows)) {
        // In one step: the graph must not take a passage between the two.
        stale?.add(id)
        await Promise.all([index().put(own), breath()])
      }
      if (graph === undefined && exact.size() >= graphFrom) building ??= build()
    },
    async remove(ids) {
      for (const id of ids) stale?.add(id)
      await index().remove(ids)
    },
    search: (vector, limit, without) => index().search(vector, limit, without),
    has: ids => index().has(ids),
    settled: async () => building,
    async keep(folder, identity, digests) {
      await building
      const write: GraphWriter = parts => folder.write(SET, means(dims, identity), parts)
      if (graph) await graph.keepAll(digests, write)
      else await write(await keepRows(exact, digests))
    },
  }
}
