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

/** The passages of enabled documents without vectors of this embedder, in the order of their ids. */
export async function listUnembedded(db: TenantQuery, identity: string): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `SELECT p.id FROM document d JOIN passage p ON p.tenant_id = d.tenant_id AND p.document_id = d.id
     WHERE d.tenant_id = $1 AND d.enabled AND NOT EXISTS (SELECT FROM passage_vector v
       WHERE v.tenant_id = p.tenant_id AND v.identity = $2 AND v.passage_id = p.id)
     ORDER BY p.id`,
    [db.tenantId, identity],
  )
  return rows.map(row => row.id)
}

/** The vectors of one embedder go. */
export async function dropVectors(db: TenantQuery, identity: string): Promise<void> {
  await db.query('DELETE FROM passage_vector WHERE tenant_id = $1 AND identity = $2', [db.tenantId, identity])
}

/** Those of all others go. */
export async function dropOtherVectors(db: TenantQuery, identities: readonly string[]): Promise<void> {
  await db.query('DELETE FROM passage_vector WHERE tenant_id = $1 AND NOT (identity = ANY($2::text[]))', [
    db.tenantId,
    identities,
  ])
}
