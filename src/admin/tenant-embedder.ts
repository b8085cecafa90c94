import type { Db } from '../db.ts'
import type { Embedder } from '../embedder.ts'

/** The embedder as this tenant has it: adapted where it has been, and the adaptation is of this very embedder. */
export async function tenantEmbedder(
  db: Db,
  tenantId: string,
  embedder: Embedder | undefined,
): Promise<Embedder | undefined> {
  if (embedder?.adapted === undefined) return embedder
  const { rows } = await db
    .tenant(tenantId)
    .query<{ bytes: Uint8Array }>('SELECT bytes FROM embedder_adaptation WHERE tenant_id = $1 AND base = $2', [
      tenantId,
      embedder.identity,
    ])
  return rows[0] === undefined ? embedder : embedder.adapted(new Uint8Array(rows[0].bytes))
}
