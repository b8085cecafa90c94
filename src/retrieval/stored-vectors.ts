/** The vector index of a tenant over the rows of its database: what was embedded once is never embedded again. */
import type { Db } from '../db.ts'
import type { Embedder } from '../embedder.ts'
import { readVectors } from './vector.store.ts'
import type { VectorIndex } from './vector-index.ts'
import { createProcessIndex } from './vector-index-hnsw.ts'
import { createPgvectorIndex } from './vector-index-pgvector.store.ts'

/** Where a tenant's vectors are stored; undefined where making them again is cheaper than reading them, or asking PostgreSQL (bench:turn). */
export function vectorTable(db: Db, tenantId: string, { identity, dims, instant }: Embedder): VectorIndex | undefined {
  if (instant) return undefined
  return createPgvectorIndex(db.tenant(tenantId), { identity, dims, graph: db.kind === 'postgres' })
}

/** PostgreSQL searches its own rows (pgvector); the embedded database is read into an index of the process. */
export async function openVectorIndex(db: Db, tenantId: string, embedder: Embedder): Promise<VectorIndex | undefined> {
  const table = vectorTable(db, tenantId, embedder)
  if (table === undefined || db.kind === 'postgres') return table
  const index = createProcessIndex(embedder.dims)
  await index.put(await readVectors(db.tenant(tenantId), embedder.identity))
  return {
    get kind() {
      return index.kind
    },
    search: index.search,
    has: index.has,
    remove: index.remove,
    async put(rows) {
      await table.put(rows)
      await index.put(rows)
    },
  }
}
