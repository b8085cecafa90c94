/** Where passages stand: in which document, of which source, on which page of it. */
import type { TenantQuery } from '../db.ts'
import { NotFound } from '../errors.ts'

export interface PassagePlace {
  passageId: string
  documentId: string
  /** Absent when somebody wrote the document here. */
  sourceId?: string
  sourceName?: string
  /** Of the original, from 1. */
  page?: number
}

interface Row {
  passage_id: string
  document_id: string
  source_id: string | null
  source_name: string | null
  page: number | null
}

/** Of those that are still there; in no order. */
export async function readPlaces(db: TenantQuery, passageIds: readonly string[]): Promise<PassagePlace[]> {
  if (passageIds.length === 0) return []
  const { rows } = await db.query<Row>(
    `SELECT p.id AS passage_id, p.document_id, d.source_id, s.name AS source_name, p.page
     FROM passage p JOIN document d ON d.tenant_id = p.tenant_id AND d.id = p.document_id
     LEFT JOIN source s ON s.tenant_id = d.tenant_id AND s.id = d.source_id
     WHERE p.tenant_id = $1 AND p.id = ANY($2::uuid[])`,
    [db.tenantId, passageIds],
  )
  return rows.map(toPlace)
}

/** @throws NotFound `passage_not_found`. */
export async function readPlace(db: TenantQuery, passageId: string): Promise<PassagePlace> {
  const [place] = await readPlaces(db, [passageId])
  if (place === undefined) {
    throw new NotFound('passage_not_found', 'This passage is not in the knowledge any more.', { value: passageId })
  }
  return place
}

const toPlace = (row: Row): PassagePlace => ({
  passageId: row.passage_id,
  documentId: row.document_id,
  ...(row.source_id === null ? {} : { sourceId: row.source_id }),
  ...(row.source_name === null ? {} : { sourceName: row.source_name }),
  ...(row.page === null ? {} : { page: row.page }),
})
