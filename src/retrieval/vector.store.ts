/** The rows of passage vectors. Every row names the embedder that made it; vectors of two embedders never meet. */
import type { TenantDb, TenantQuery } from '../db.ts'

export interface PassageVector {
  passageId: string
  /** 0 is the passage itself, 1… its questions in order. */
  part: number
  vector: Float32Array
}

/** Vectors made by this embedder for passages that still exist. */
export async function readVectors(db: TenantQuery, identity: string): Promise<PassageVector[]> {
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

const ROWS_AT_ONCE = 200

/** Stores vectors; one that is there already is replaced. */
export async function writeVectors(db: TenantDb, identity: string, vectors: readonly PassageVector[]): Promise<void> {
  for (let from = 0; from < vectors.length; from += ROWS_AT_ONCE) {
    const some = vectors.slice(from, from + ROWS_AT_ONCE)
    await db.query(
      `INSERT INTO passage_vector (tenant_id, identity, passage_id, part, embedding)
       SELECT $1, $2, v.passage_id, v.part, v.embedding::vector
       FROM unnest($3::uuid[], $4::int[], $5::text[]) AS v (passage_id, part, embedding)
       ON CONFLICT (tenant_id, identity, passage_id, part) DO UPDATE SET embedding = excluded.embedding`,
      [
        db.tenantId,
        identity,
        some.map(one => one.passageId),
        some.map(one => one.part),
        some.map(one => JSON.stringify([...one.vector])),
      ],
    )
  }
}
