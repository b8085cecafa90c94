/** Work rows of ingestion: a source to be read, its stage, and who works on it. The table is the truth. */
import { type Db, json, type TenantQuery } from '../db.ts'
import { Conflict, NotFound, type YingdaError } from '../errors.ts'
import { newId } from '../id.ts'

export type WorkStage = 'queued' | 'fetching' | 'parsing' | 'splitting' | 'embedding' | 'indexing'
export type IngestionStage = WorkStage | 'done' | 'failed' | 'cancelled'

/** Which work row, across tenants. */
export interface IngestionRef {
  tenantId: string
  id: string
}

export interface Claimed extends IngestionRef {
  sourceId: string
  /** undefined: to be fetched first. */
  version: number | undefined
  attempts: number
}

export interface IngestionResult {
  added: number
  changed: number
  same: number
  removed: number
  passages: number
  problems: number
  /** Pages of a site that could not be had, the first of them. */
  unread?: { url: string; code: string }[]
}

export interface IngestionFailure {
  code: string
  message: string
  remedy?: string
  params?: Record<string, string | number | boolean>
}

/** A claim of a process that died is free again after so long; a live one renews it with its progress. */
export const CLAIM_SECONDS = 30
/** A file that brings its process down is not tried for ever. */
export const MOST_ATTEMPTS = 5

const CURRENT = 'finished_at IS NULL'

/** `version` undefined: fetch first. @throws Conflict `ingestion_running` when the source is being read. */
export async function insertIngestion(
  db: TenantQuery,
  sourceId: string,
  version: number | undefined,
): Promise<IngestionRef> {
  const { rows } = await db.query<{ id: string }>(
    `INSERT INTO ingestion (tenant_id, id, source_id, version, stage) VALUES ($1, $2, $3, $4, 'queued')
     ON CONFLICT (tenant_id, source_id) WHERE finished_at IS NULL DO NOTHING RETURNING id`,
    [db.tenantId, newId(), sourceId, version ?? null],
  )
  if (rows[0] === undefined) {
    throw new Conflict('ingestion_running', 'This source is being read already.', {
      remedy: 'Wait until it is done, or cancel it.',
      value: sourceId,
    })
  }
  return { tenantId: db.tenantId, id: rows[0].id }
}

/** Takes the oldest row that nobody works on, those first that were tried least: one that brings processes down does not hold up the rest; or the given one; undefined when there is none. Safe with many processes. */
export async function claimIngestion(db: Db, ref?: IngestionRef): Promise<Claimed | undefined> {
  const { rows } = await db.query<{
    tenant_id: string
    id: string
    source_id: string
    version: number | null
    attempts: number
  }>(
    `UPDATE ingestion SET claimed_until = now() + make_interval(secs => ${CLAIM_SECONDS}), attempts = attempts + 1
     WHERE (tenant_id, id) = (SELECT tenant_id, id FROM ingestion WHERE ${CURRENT} AND claimed_until < now()
       AND ($1::uuid IS NULL OR (tenant_id = $1 AND id = $2)) ORDER BY attempts, created_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
     RETURNING tenant_id, id, source_id, version, attempts`,
    [ref?.tenantId ?? null, ref?.id ?? null],
  )
  const row = rows[0]
  return (
    row && {
      tenantId: row.tenant_id,
      id: row.id,
      sourceId: row.source_id,
      version: row.version ?? undefined,
      attempts: row.attempts,
    }
  )
}

/** Claims of the process before are void: it shares the database with nobody. */
export async function releaseIngestions(db: Db): Promise<void> {
  await db.query(`UPDATE ingestion SET claimed_until = '-infinity' WHERE ${CURRENT}`)
}

/** Left for the next process: this one ends, which is no fault of the source. */
export async function releaseIngestion(db: TenantQuery, id: string): Promise<void> {
  await db.query(
    `UPDATE ingestion SET claimed_until = '-infinity', attempts = attempts - 1
     WHERE tenant_id = $1 AND id = $2 AND ${CURRENT}`,
    [db.tenantId, id],
  )
}

/** Renews the claim; `cancelled` when somebody asked for it, or the row is gone. */
export async function noteProgress(
  db: TenantQuery,
  id: string,
  { stage, share, detail }: { stage: WorkStage; share: number; detail?: string | undefined },
): Promise<{ cancelled: boolean }> {
  const { rows } = await db.query<{ cancel_requested: boolean }>(
    `UPDATE ingestion SET stage = $3, share = $4, detail = $5,
       claimed_until = now() + make_interval(secs => ${CLAIM_SECONDS})
     WHERE tenant_id = $1 AND id = $2 AND ${CURRENT} RETURNING cancel_requested`,
    [db.tenantId, id, stage, share, detail ?? null],
  )
  return { cancelled: rows[0]?.cancel_requested ?? true }
}

/** The version that was fetched: a restart goes on with it. */
export async function noteVersion(db: TenantQuery, id: string, version: number): Promise<void> {
  await db.query('UPDATE ingestion SET version = $3 WHERE tenant_id = $1 AND id = $2', [db.tenantId, id, version])
}

export async function finishIngestion(db: TenantQuery, id: string, result: IngestionResult): Promise<void> {
  await end(db, id, 'done', json(result), null)
}

export async function failIngestion(db: TenantQuery, id: string, error: YingdaError): Promise<void> {
  const { code, message, remedy, params } = error
  const failure: IngestionFailure = { code, message, ...(remedy === undefined ? {} : { remedy }), params }
  await end(db, id, 'failed', null, json(failure))
}

/** A row that nobody works on ends at once; one that is worked on is told at its next progress. */
export async function cancelIngestion(db: TenantQuery, id: string): Promise<void> {
  const { count } = await db.query(
    `UPDATE ingestion SET cancel_requested = true,
       stage = CASE WHEN claimed_until < now() THEN 'cancelled' ELSE stage END,
       finished_at = CASE WHEN claimed_until < now() THEN now() END
     WHERE tenant_id = $1 AND id = $2 AND ${CURRENT}`,
    [db.tenantId, id],
  )
  if (count === 0) {
    throw new NotFound('ingestion_not_found', 'This source is not being read now.', { value: id })
  }
}

export const endCancelled = (db: TenantQuery, id: string): Promise<void> => end(db, id, 'cancelled', null, null)

async function end(
  db: TenantQuery,
  id: string,
  stage: IngestionStage,
  result: string | null,
  error: string | null,
): Promise<void> {
  await db.query(
    `UPDATE ingestion SET stage = $3, share = 1, detail = NULL, result = $4::jsonb, error = $5::jsonb,
       finished_at = now() WHERE tenant_id = $1 AND id = $2 AND ${CURRENT}`,
    [db.tenantId, id, stage, result, error],
  )
}

/** Rows for sources whose refresh is due; one whose reading goes on is left alone. Returns what was queued. */
export async function queueRefreshes(db: Db): Promise<IngestionRef[]> {
  const { rows } = await db.query<{ tenant_id: string; source_id: string }>(
    `UPDATE source SET refresh_due_at = now() + make_interval(hours => refresh_hours)
     WHERE refresh_due_at < now() RETURNING tenant_id, id AS source_id`,
  )
  const queued: IngestionRef[] = []
  for (const row of rows) {
    const tenant = db.tenant(row.tenant_id)
    const busy = await tenant.query(
      'SELECT 1 FROM ingestion WHERE tenant_id = $1 AND source_id = $2 AND finished_at IS NULL',
      [row.tenant_id, row.source_id],
    )
    if (busy.count === 0) queued.push(await insertIngestion(tenant, row.source_id, undefined))
  }
  return queued
}
