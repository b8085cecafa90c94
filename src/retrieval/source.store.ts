/** The rows of sources: uploaded files, pages and sites, with the originals of each version. */
import { createHash } from 'node:crypto'
import { json, one, type TenantQuery } from '../db.ts'
import { NotFound } from '../errors.ts'
import { newId } from '../id.ts'
import type { ColumnMapping, Problem } from '../parsing/parsed-file.ts'

export type SourceKind = 'file' | 'page' | 'site'

export interface SourceOptions {
  /** Of a table; null: it is an article, whatever its header says. */
  columns?: ColumnMapping | null | undefined
  /** Of a site: links followed from the first page, and pages at most. */
  depth?: number | undefined
  pages?: number | undefined
}

/** Of a site, where nobody said. */
export const SITE_DEFAULTS = { depth: 2, pages: 50 }

export interface SourceContent {
  kind: SourceKind
  name: string
  url?: string | undefined
  options: SourceOptions
  /** Hours between two refreshes. */
  refreshHours?: number | undefined
}

export interface Source extends SourceContent {
  id: string
  createdAt: string
  refreshedAt?: string
  /** The version whose documents answer. */
  version?: number
  lastVersion: number
}

/** An original as it came. */
export interface OriginalFile {
  name: string
  url?: string | undefined
  bytes: Uint8Array
}

export interface StoredFile extends OriginalFile {
  position: number
  mediaType?: string
}

interface SourceRow {
  id: string
  kind: SourceKind
  name: string
  url: string | null
  options: SourceOptions
  refresh_hours: number | null
  refreshed_at: Date | null
  last_version: number
  version: number | null
  created_at: Date
}

const COLUMNS = 'id, kind, name, url, options, refresh_hours, refreshed_at, last_version, version, created_at'
/** What a refresh by the clock waits for. */
const NEXT_REFRESH = 'now() + make_interval(hours => refresh_hours)'

export async function insertSource(db: TenantQuery, content: SourceContent): Promise<Source> {
  const { kind, name, url, options, refreshHours } = content
  const row = one(
    await db.query<SourceRow>(
      `INSERT INTO source (tenant_id, id, kind, name, url, options, refresh_hours)
       VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7) RETURNING ${COLUMNS}`,
      [db.tenantId, newId(), kind, name, url ?? null, json(options), refreshHours ?? null],
    ),
  )
  return toSource(row)
}

/** @throws NotFound `source_not_found`. */
export async function readSource(db: TenantQuery, id: string): Promise<Source> {
  const { rows } = await db.query<SourceRow>(`SELECT ${COLUMNS} FROM source WHERE tenant_id = $1 AND id = $2`, [
    db.tenantId,
    id,
  ])
  if (rows[0] === undefined) throw sourceNotFound(id)
  return toSource(rows[0])
}

/** The file source of this name, if there is one: another upload of it is its next version. */
export async function findFileSource(db: TenantQuery, name: string): Promise<Source | undefined> {
  const { rows } = await db.query<SourceRow>(
    `SELECT ${COLUMNS} FROM source WHERE tenant_id = $1 AND kind = 'file' AND name = $2 ORDER BY id LIMIT 1`,
    [db.tenantId, name],
  )
  return rows[0] && toSource(rows[0])
}

/** @throws NotFound `source_not_found`. */
export async function changeSource(
  db: TenantQuery,
  id: string,
  { name, options, refreshHours }: Pick<SourceContent, 'name' | 'options' | 'refreshHours'>,
): Promise<void> {
  const { count } = await db.query(
    `UPDATE source SET name = $3, options = $4::jsonb, refresh_hours = $5,
       refresh_due_at = CASE WHEN $5::int IS NULL THEN NULL ELSE now() + make_interval(hours => $5::int) END
     WHERE tenant_id = $1 AND id = $2`,
    [db.tenantId, id, name, json(options), refreshHours ?? null],
  )
  if (count === 0) throw sourceNotFound(id)
}

/** Its documents, passages and vectors go with it. @throws NotFound `source_not_found`. */
export async function deleteSource(db: TenantQuery, id: string): Promise<void> {
  const { count } = await db.query('DELETE FROM source WHERE tenant_id = $1 AND id = $2', [db.tenantId, id])
  if (count === 0) throw sourceNotFound(id)
}

/** Stores the originals as the source's next version, in a transaction; the newest version where its content is the same. */
export async function addVersion(tx: TenantQuery, sourceId: string, files: readonly OriginalFile[]): Promise<number> {
  const hash = hashOf(files)
  const { rows } = await tx.query<{ last_version: number; last_hash: string | null }>(
    `SELECT last_version, (SELECT hash FROM source_version v WHERE v.tenant_id = s.tenant_id AND v.source_id = s.id
       AND v.version = s.last_version) AS last_hash
     FROM source s WHERE tenant_id = $1 AND id = $2 FOR UPDATE`,
    [tx.tenantId, sourceId],
  )
  if (rows[0] === undefined) throw sourceNotFound(sourceId)
  const { last_version: last, last_hash: lastHash } = rows[0]
  if (lastHash === hash) return last
  await insertVersion(tx, { sourceId, version: last + 1, hash }, files)
  return last + 1
}

/** @throws NotFound `source_version_not_found`. */
export async function requireVersion(db: TenantQuery, sourceId: string, version: number): Promise<void> {
  const { count } = await db.query(
    'SELECT 1 FROM source_version WHERE tenant_id = $1 AND source_id = $2 AND version = $3',
    [db.tenantId, sourceId, version],
  )
  if (count === 0) throw new NotFound('source_version_not_found', 'There is no such version.', { value: version })
}

async function insertVersion(
  tx: TenantQuery,
  { sourceId, version, hash }: { sourceId: string; version: number; hash: string },
  files: readonly OriginalFile[],
): Promise<void> {
  const size = files.reduce((sum, file) => sum + file.bytes.length, 0)
  await tx.query('INSERT INTO source_version (tenant_id, source_id, version, hash, size) VALUES ($1, $2, $3, $4, $5)', [
    tx.tenantId,
    sourceId,
    version,
    hash,
    size,
  ])
  for (const [position, { name, url, bytes }] of files.entries()) {
    await tx.query(
      `INSERT INTO source_file (tenant_id, source_id, version, position, name, url, bytes)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [tx.tenantId, sourceId, version, position, name, url ?? null, bytes],
    )
  }
  await tx.query('UPDATE source SET last_version = $3 WHERE tenant_id = $1 AND id = $2', [
    tx.tenantId,
    sourceId,
    version,
  ])
}

/** Positions of a version's files, in order: a site may have more bytes than one wants to hold at once. */
export async function listFiles(db: TenantQuery, sourceId: string, version: number): Promise<number[]> {
  const { rows } = await db.query<{ position: number }>(
    `SELECT position FROM source_file WHERE tenant_id = $1 AND source_id = $2 AND version = $3 ORDER BY position`,
    [db.tenantId, sourceId, version],
  )
  return rows.map(row => row.position)
}

/** @throws NotFound `source_file_not_found`. */
export async function readFile(
  db: TenantQuery,
  sourceId: string,
  version: number,
  position: number,
): Promise<StoredFile> {
  const { rows } = await db.query<{ name: string; url: string | null; bytes: Uint8Array; media_type: string | null }>(
    `SELECT name, url, bytes, media_type FROM source_file
     WHERE tenant_id = $1 AND source_id = $2 AND version = $3 AND position = $4`,
    [db.tenantId, sourceId, version, position],
  )
  const row = rows[0]
  if (row === undefined) {
    throw new NotFound('source_file_not_found', 'There is no such original.', { value: `${version}/${position}` })
  }
  return {
    position,
    name: row.name,
    bytes: row.bytes,
    ...(row.url === null ? {} : { url: row.url }),
    ...(row.media_type === null ? {} : { mediaType: row.media_type }),
  }
}

/** What reading an original has shown. */
export async function noteFile(
  db: TenantQuery,
  at: { sourceId: string; version: number; position: number },
  { mediaType, pages, problems }: { mediaType: string; pages?: number | undefined; problems: readonly Problem[] },
): Promise<void> {
  await db.query(
    `UPDATE source_file SET media_type = $5, pages = $6, problems = $7::jsonb
     WHERE tenant_id = $1 AND source_id = $2 AND version = $3 AND position = $4`,
    [db.tenantId, at.sourceId, at.version, at.position, mediaType, pages ?? null, json(problems)],
  )
}

/** From now on this version's documents answer. */
export async function serveVersion(db: TenantQuery, sourceId: string, version: number): Promise<void> {
  await db.query(
    `UPDATE source SET version = $3, refreshed_at = now(), refresh_due_at = ${NEXT_REFRESH}
     WHERE tenant_id = $1 AND id = $2`,
    [db.tenantId, sourceId, version],
  )
}

const hashOf = (files: readonly OriginalFile[]): string => {
  const hash = createHash('sha256')
  for (const { name, url, bytes } of files) hash.update(json([name, url ?? null, bytes.length])).update(bytes)
  return hash.digest('hex')
}

function toSource(row: SourceRow): Source {
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    ...(row.url === null ? {} : { url: row.url }),
    options: row.options,
    ...(row.refresh_hours === null ? {} : { refreshHours: row.refresh_hours }),
    createdAt: row.created_at.toISOString(),
    ...(row.refreshed_at === null ? {} : { refreshedAt: row.refreshed_at.toISOString() }),
    lastVersion: row.last_version,
    ...(row.version === null ? {} : { version: row.version }),
  }
}

export const sourceNotFound = (id: string): NotFound =>
  new NotFound('source_not_found', 'There is no such source.', { value: id })
