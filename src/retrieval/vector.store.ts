/** The rows of passage vectors. Every row names the embedder that made it; vectors of two embedders never meet. */
import type { TenantQuery } from '../db.ts'
import type { VectorRow } from './vector-index.ts'

/** Vectors made by this embedder for passages that still exist, but for those that are known. */
export async function readVectors(
  db: TenantQuery,
  identity: string,
  known: readonly string[] = [],
): Promise<VectorRow[]> {
  const { rows } = await db.query<{ passage_id: string; part: number; embedding: string }>(
    `SELECT passage_id, part, embedding::text AS embedding FROM passage_vector v WHERE tenant_id = $1 AND identity = $2
       AND NOT EXISTS (SELECT FROM unnest($3::uuid[]) AS known(id) WHERE known.id = v.passage_id)`,
    [db.tenantId, identity, known],
  )
  return rows.map(row => ({
    passageId: row.passage_id,
    part: row.part,
    vector: Float32Array.from(JSON.parse(row.embedding) as number[]),
  }))
}
