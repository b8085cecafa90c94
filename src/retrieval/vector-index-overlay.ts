/** A vector index with some rows laid over it, for a trial: the one below stays as it is. */
import type { VectorIndex, VectorRow } from './vector-index.ts'
import { createExactIndex } from './vector-index-exact.ts'

export async function overlayIndex(base: VectorIndex, rows: readonly VectorRow[]): Promise<VectorIndex> {
  const dims = rows[0]?.vector.length
  if (dims === undefined) return base
  const own = createExactIndex(dims)
  await own.put(rows)
  return {
    kind: base.kind,
    put: own.put,
    remove: own.remove,
    async search(vector, limit, without) {
      const both = [...(await base.search(vector, limit, without)), ...(await own.search(vector, limit, without))]
      return both.sort((a, b) => b.cosine - a.cosine).slice(0, limit)
    },
    async has(passageIds) {
      return new Set([...(await base.has(passageIds)), ...(await own.has(passageIds))])
    },
  }
}
