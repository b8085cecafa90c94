/** Sources as the console lists them: what each holds, what is being done with it, how often it answered. */
import type { TenantQuery } from '../db.ts'
import type { Problem } from '../parsing/parsed-file.ts'
import type { IngestionFailure, IngestionResult, IngestionStage } from './ingestion.store.ts'
import type { Scope } from './scope.ts'
import { type SourceKind, type SourceOptions, sourceNotFound } from './source.store.ts'

export interface IngestionView {
  id: string
  stage: IngestionStage
  share: number
  detail: string | null
  error: IngestionFailure | null
  result: IngestionResult | null
  createdAt: string
  finishedAt: string | null
}

export interface SourceView {
  id: string
  kind: SourceKind
  name: string
  url: string | null
  options: SourceOptions
  /** Where its documents apply. */
  scope: Scope
  refreshHours: number | null
  refreshedAt: string | null
  refreshDueAt: string | null
  createdAt: string
  /** The version whose documents answer. */
  version: number | null
  lastVersion: number
  /** Bytes and files of the last version. */
  size: number
  files: number
  mediaType: string | null
  pages: number | null
  documents: number
  passages: number
  /** Its last ingestion. */
  ingestion: IngestionView | null
  /** Answers of the bot from its documents in the last 30 days, and what visitors said of them. */
  used: number
  helpful: number
  notHelpful: number
}

export interface VersionView {
  version: number
  size: number
  createdAt: string
  files: {
    position: number
    name: string
    url: string | null
    mediaType: string | null
    pages: number | null
    problems: Problem[]
  }[]
}

const INGESTION = `(SELECT json_build_object('id', i.id, 'stage', i.stage, 'share', i.share, 'detail', i.detail, 'error', i.error,
    'result', i.result, 'createdAt', i.created_at, 'finishedAt', i.finished_at)
  FROM ingestion i WHERE i.tenant_id = s.tenant_id AND i.source_id = s.id ORDER BY i.created_at DESC, i.id DESC LIMIT 1)`

const LIST = `SELECT s.id, s.kind, s.name, s.url, s.options, s.scope, s.refresh_hours AS "refreshHours",
    s.refreshed_at AS "refreshedAt", s.refresh_due_at AS "refreshDueAt", s.created_at AS "createdAt", s.version,
    s.last_version AS "lastVersion", coalesce(v.size, 0) AS size, coalesce(f.files, 0) AS files,
    f.media_type AS "mediaType", f.pages, coalesce(d.documents, 0) AS documents, coalesce(d.passages, 0) AS passages,
    ${INGESTION} AS ingestion, coalesce(u.used, 0) AS used, coalesce(u.helpful, 0) AS helpful,
    coalesce(u.not_helpful, 0) AS "notHelpful"
  FROM source s
  LEFT JOIN source_version v ON v.tenant_id = s.tenant_id AND v.source_id = s.id AND v.version = s.last_version
  LEFT JOIN LATERAL (SELECT count(*)::int AS files, min(media_type) AS media_type, sum(pages)::int AS pages
    FROM source_file f WHERE f.tenant_id = s.tenant_id AND f.source_id = s.id AND f.version = s.last_version) f ON true
  LEFT JOIN LATERAL (SELECT count(DISTINCT d.id)::int AS documents, count(p.id)::int AS passages
    FROM document d LEFT JOIN passage p ON p.tenant_id = d.tenant_id AND p.document_id = d.id
    WHERE d.tenant_id = s.tenant_id AND d.source_id = s.id) d ON true
  LEFT JOIN LATERAL (SELECT count(*)::int AS used, count(*) FILTER (WHERE a.helpful)::int AS helpful,
      count(*) FILTER (WHERE NOT a.helpful)::int AS not_helpful
    FROM document d JOIN event e ON e.tenant_id = d.tenant_id AND e.provenance ->> 'documentId' = d.id::text
      AND e.provenance ->> 'documentId' IS NOT NULL AND e.at > now() - interval '30 days'
    LEFT JOIN answer_feedback a ON a.tenant_id = e.tenant_id AND a.conversation_id = e.conversation_id AND a.seq = e.seq
    WHERE d.tenant_id = s.tenant_id AND d.source_id = s.id) u ON true
  WHERE s.tenant_id = $1`

type Row = Omit<SourceView, 'refreshedAt' | 'refreshDueAt' | 'createdAt'> & {
  refreshedAt: Date | null
  refreshDueAt: Date | null
  createdAt: Date
}

/** Newest first. */
export async function listSources(db: TenantQuery): Promise<SourceView[]> {
  const { rows } = await db.query<Row>(`${LIST} ORDER BY s.created_at DESC, s.id DESC`, [db.tenantId])
  return rows.map(toView)
}

/** @throws NotFound `source_not_found`. */
export async function viewSource(db: TenantQuery, id: string): Promise<SourceView> {
  const { rows } = await db.query<Row>(`${LIST} AND s.id = $2`, [db.tenantId, id])
  if (rows[0] === undefined) throw sourceNotFound(id)
  return toView(rows[0])
}

/** Newest first. */
export async function listVersions(db: TenantQuery, sourceId: string): Promise<VersionView[]> {
  const { rows } = await db.query<Omit<VersionView, 'createdAt'> & { createdAt: Date }>(
    `SELECT v.version, v.size, v.created_at AS "createdAt", (SELECT json_agg(json_build_object('position', f.position,
        'name', f.name, 'url', f.url, 'mediaType', f.media_type, 'pages', f.pages, 'problems', f.problems)
        ORDER BY f.position)
      FROM source_file f WHERE f.tenant_id = v.tenant_id AND f.source_id = v.source_id AND f.version = v.version) AS files
     FROM source_version v WHERE v.tenant_id = $1 AND v.source_id = $2 ORDER BY v.version DESC`,
    [db.tenantId, sourceId],
  )
  return rows.map(row => ({ ...row, createdAt: row.createdAt.toISOString(), files: row.files ?? [] }))
}

const toView = (row: Row): SourceView => ({
  ...row,
  refreshedAt: row.refreshedAt?.toISOString() ?? null,
  refreshDueAt: row.refreshDueAt?.toISOString() ?? null,
  createdAt: row.createdAt.toISOString(),
})
