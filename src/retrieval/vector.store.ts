/** The rows of passage vectors. Every row names the embedder that made it; vectors of two embedders never meet. */
import type { TenantQuery } from '../db.ts'
import type { VectorRow } from './vector-index.ts'

/** Vectors made by this embedder for passages that still exist. */
export async function readVectors(db: TenantQuery, identity: string): Promise<VectorRow[]> {
  const { rows } = await db.query<{ passage_id: string; part: number; embedding: string }>(
    'SELECT passage_id, part, embedding::text AS embedding FROM passage_vector WHERE tenant_id = $1 AND identity = $2',
    [db.tenantId, identity],
  )
  return rows.map(row => ({
    passageId: row.passage_id,
    part: row.part,
    vector: Float32Array.from(JSON.parse(row.embedding) as number[]),
  }))
}
