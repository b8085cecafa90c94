/** The documents of a source: each is replaced on its own, so that a stop in the middle loses and doubles nothing. */
import { json, type TenantDb, type TenantQuery } from '../db.ts'
import { newId } from '../id.ts'
import { type DocumentContent, hashOf, identityOf, type KnownDocument } from './knowledge.store.ts'
import { type PreparedPassage, replacePassages } from './passage.store.ts'
import type { Passage } from './passage.ts'
import type { Scope } from './scope.ts'

/** Where a document stands in its source. */
export interface Origin {
  sourceId: string
  /** The position of its original in the version. */
  file: number
}

/** A key that another source, or a person, has taken already is told apart by the source's id. */
export function ownKey(
  known: ReadonlyMap<string, KnownDocument>,
  content: DocumentContent,
  sourceId: string,
): DocumentContent {
  const taken = known.get(identityOf(content))
  if (taken === undefined || taken.sourceId === sourceId) return content
  return { ...content, key: `${content.key}-${sourceId.replaceAll('-', '').slice(-8)}` }
}

/** Stores one document and its passages in one transaction; returns the passages that came new. */
export async function putSourceDocument(
  db: TenantDb,
  { sourceId, file }: Origin,
  { id, content, prepared }: { id: string; content: DocumentContent; prepared: readonly PreparedPassage[] },
): Promise<Passage[]> {
  const { kind, key, language, title, similar, body, url, tags } = content
  return db.transaction(async tx => {
    // Whether a person has switched it off is his own; everything else is the source's.
    await tx.query(
      `INSERT INTO document (tenant_id, id, kind, key, language, title, similar_questions, body, url, tags, hash,
         source_id, source_file, scope)
       VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, $9, $10::jsonb, $11, $12, $13,
         coalesce((SELECT scope FROM source WHERE tenant_id = $1 AND id = $12), '{}'))
       ON CONFLICT (tenant_id, id) DO UPDATE SET title = excluded.title, similar_questions = excluded.similar_questions,
         body = excluded.body, url = excluded.url, tags = excluded.tags, hash = excluded.hash,
         source_file = excluded.source_file, revision = document.revision + 1, updated_at = now()`,
      [
        tx.tenantId,
        id,
        kind,
        key,
        language,
        title,
        json(similar),
        body,
        url ?? null,
        json(tags),
        hashOf(content),
        sourceId,
        file,
      ],
    )
    return replacePassages(tx, id, prepared)
  })
}

/** What a source says of where it applies holds for all its documents, those that come later too. Every process reads them again. */
export async function limitSource(tx: TenantQuery, sourceId: string, scope: Scope): Promise<void> {
  const values = [tx.tenantId, sourceId, json(scope)]
  await tx.query('UPDATE source SET scope = $3::jsonb WHERE tenant_id = $1 AND id = $2', values)
  await tx.query(
    `UPDATE document SET scope = $3::jsonb, revision = revision + 1, updated_at = now()
     WHERE tenant_id = $1 AND source_id = $2 AND scope <> $3::jsonb`,
    values,
  )
}

/** The id under which a content is stored: that of the document before it, or a new one. */
export const idOf = (known: ReadonlyMap<string, KnownDocument>, content: DocumentContent): string =>
  known.get(identityOf(content))?.id ?? newId()

/** A document that did not change may stand at another place of the new version. */
export async function moveDocument(db: TenantQuery, id: string, file: number): Promise<void> {
  await db.query(
    'UPDATE document SET source_file = $3 WHERE tenant_id = $1 AND id = $2 AND source_file IS DISTINCT FROM $3',
    [db.tenantId, id, file],
  )
}

/** What the source no longer has. Returns how many documents. */
export async function removeOtherDocuments(
  db: TenantQuery,
  sourceId: string,
  keep: readonly string[],
): Promise<number> {
  const { count } = await db.query(
    'DELETE FROM document WHERE tenant_id = $1 AND source_id = $2 AND NOT (id = ANY($3::uuid[]))',
    [db.tenantId, sourceId, keep],
  )
  return count
}
