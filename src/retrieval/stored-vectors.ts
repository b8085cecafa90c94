/** The vector index of a tenant over the rows of its database: what was embedded once is never embedded again. */
import type { Db } from '../db.ts'
import type { Embedder } from '../embedder.ts'
import type { KeptFolder } from './kept-folder.ts'
import type { Digests } from './passage-digest.ts'
import { readVectors } from './vector.store.ts'
import type { VectorIndex } from './vector-index.ts'
import { createProcessIndex, restoreProcessIndex } from './vector-index-hnsw.ts'
import { createPgvectorIndex } from './vector-index-pgvector.store.ts'

/** Where a tenant's vectors are stored; undefined where making them again is cheaper than reading them, or asking PostgreSQL (bench:turn). */
export function vectorTable(db: Db, tenantId: string, { identity, dims, instant }: Embedder): VectorIndex | undefined {
  if (instant) return undefined
  return createPgvectorIndex(db.tenant(tenantId), { identity, dims, graph: db.kind === 'postgres' })
}

/** Where the process may have kept vectors, and what the passages' texts are now. */
export interface Kept {
  folder: KeptFolder
  digests: Digests
}

/**
 * PostgreSQL searches its own rows (pgvector). All else is in an index of the process: what was kept of it, and the rows
 * of the embedded database.
 */
export async function openVectorIndex(
  db: Db,
  tenantId: string,
  embedder: Embedder,
  kept: Kept | undefined,
): Promise<VectorIndex> {
  const table = vectorTable(db, tenantId, embedder)
  if (table && db.kind === 'postgres') return table
  const { dims, identity } = embedder
  const index = kept ? await restoreProcessIndex(dims, { ...kept, identity }) : createProcessIndex(dims)
  if (table === undefined) return index
  const known = await index.has([...(kept?.digests.keys() ?? [])])
  await index.put(await readVectors(db.tenant(tenantId), identity, [...known]))
  return {
    get kind() {
      return index.kind
    },
    search: index.search,
    has: index.has,
    keep: index.keep,
    remove: index.remove,
    async put(rows) {
      await table.put(rows)
      await index.put(rows)
    },
  }
}
