/**
 * Vectors in PostgreSQL with pgvector: table passage_vector(tenant_id, passage_id, part, identity, embedding). Only rows
 * of one tenant and one embedder's identity are seen. PGlite has no HNSW index: there the in-process ones serve.
 */
import type { VectorIndex, VectorRow } from './vector-index.ts'

/** The part of a tenant's database that is needed. */
export interface VectorDb {
  readonly tenantId: string
  query(sql: string, params: readonly unknown[]): Promise<{ rows: Record<string, unknown>[] }>
}

/** Rows a statement: PostgreSQL takes 65,535 parameters, a row has two of its own. */
const BATCH = 200

export function createPgvectorIndex(db: VectorDb, identity: string): VectorIndex {
  return {
    kind: 'pgvector',
    async put(rows) {
      await removeRows(db, identity, [...new Set(rows.map(row => row.passageId))])
      for (let at = 0; at < rows.length; at += BATCH) await insertRows(db, identity, rows.slice(at, at + BATCH))
    },
    remove: ids => removeRows(db, identity, ids),
    async search(vector, limit, without) {
      const { rows } = await db.query(
        `SELECT passage_id, part, 1 - (embedding <=> $1::vector) AS cosine FROM passage_vector
         WHERE tenant_id = $2 AND identity = $3 AND NOT (passage_id = ANY($5::uuid[]))
         ORDER BY embedding <=> $1::vector LIMIT $4`,
        [toSql(vector), db.tenantId, identity, limit, [...(without ?? [])]],
      )
      return rows.map(row => ({
        passageId: String(row.passage_id),
        part: Number(row.part),
        cosine: Number(row.cosine),
      }))
    },
    async has(ids) {
      const { rows } = await db.query(
        'SELECT DISTINCT passage_id FROM passage_vector WHERE tenant_id = $1 AND identity = $2 AND passage_id = ANY($3)',
        [db.tenantId, identity, ids],
      )
      return new Set(rows.map(row => String(row.passage_id)))
    },
  }
}

async function removeRows(db: VectorDb, identity: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await db.query('DELETE FROM passage_vector WHERE tenant_id = $1 AND identity = $2 AND passage_id = ANY($3)', [
    db.tenantId,
    identity,
    ids,
  ])
}

async function insertRows(db: VectorDb, identity: string, rows: readonly VectorRow[]): Promise<void> {
  const values = rows.map((_, i) => `($1, $2, $${3 * i + 3}, $${3 * i + 4}, $${3 * i + 5}::vector)`)
  const params = rows.flatMap(row => [row.passageId, row.part, toSql(row.vector)])
  await db.query(
    `INSERT INTO passage_vector (tenant_id, identity, passage_id, part, embedding) VALUES ${values.join(', ')}
     ON CONFLICT DO NOTHING`,
    [db.tenantId, identity, ...params],
  )
}

/** pgvector's text form. */
function toSql(vector: Float32Array): string {
  return `[${vector.join(',')}]`
}
