/** What the audit log holds, the newest first. It is written by the database itself: src/db/audited-tables.ts. */
import type { Actor } from '../acting.ts'
import type { Db, TenantQuery } from '../db.ts'

export interface AuditEntry {
  id: string
  /** ISO 8601. */
  at: string
  actor: Actor
  action: 'add' | 'change' | 'remove'
  /** The table. */
  subject: string
  subjectId: string
  /** What it was called then, or whose it is. */
  label: string | null
  /** Columns that changed; secrets are stars. */
  before: Record<string, unknown> | null
  after: Record<string, unknown> | null
}

export interface AuditFilter {
  /** Who did it. */
  actorId?: string | undefined
  subject?: string | undefined
  /** One thing's history. */
  subjectId?: string | undefined
  action?: AuditEntry['action'] | undefined
  /** Times, ISO 8601; `to` is not included. */
  from?: string | undefined
  to?: string | undefined
}

export interface AuditPage {
  entries: AuditEntry[]
  /** What to ask with for the next page; missing: this was the last. */
  next?: string
}

interface Row extends Omit<AuditEntry, 'at' | 'subjectId'> {
  at: Date
  exact: string
  subject_id: string
}

/** A page, older than the entry that `cursor` names. */
export async function listAudit(
  db: TenantQuery,
  filter: AuditFilter,
  limit: number,
  cursor?: string,
): Promise<AuditPage> {
  const [beforeAt, beforeId] = cursor?.split('~') ?? []
  const { rows } = await db.query<Row>(
    `SELECT l.id, l.at, l.at::text AS exact, l.actor, l.action, l.subject, l.subject_id,
       CASE WHEN l.subject IN ('agent', 'setting') THEN l.label ELSE coalesce(a.name, l.label) END AS label,
       l.before, l.after
     FROM audit_log l LEFT JOIN agent a ON a.tenant_id = l.tenant_id
       AND a.id::text = coalesce(l.after ->> 'agent_id', l.before ->> 'agent_id', l.subject_id) AND l.subject <> 'api_key'
     WHERE l.tenant_id = $1
       AND ($2::text IS NULL OR l.actor ->> 'id' = $2) AND ($3::text IS NULL OR l.subject = $3)
       AND ($4::text IS NULL OR l.subject_id = $4) AND ($5::text IS NULL OR l.action = $5)
       AND ($6::timestamptz IS NULL OR l.at >= $6) AND ($7::timestamptz IS NULL OR l.at < $7)
       AND ($8::timestamptz IS NULL OR (l.at, l.id) < ($8, $9::uuid))
     ORDER BY l.at DESC, l.id DESC LIMIT $10`,
    [
      ...[db.tenantId, filter.actorId ?? null, filter.subject ?? null, filter.subjectId ?? null, filter.action ?? null],
      ...[filter.from ?? null, filter.to ?? null, beforeAt ?? null, beforeId ?? null, limit],
    ],
  )
  const last = rows.length === limit ? rows.at(-1) : undefined
  return { entries: rows.map(toEntry), ...(last === undefined ? {} : { next: `${last.exact}~${last.id}` }) }
}

const toEntry = ({ exact: _, subject_id, at, ...row }: Row): AuditEntry => ({
  ...row,
  at: at.toISOString(),
  subjectId: subject_id,
})

/** Names for the ids that stand in entries: of agents and teams. */
export async function readAuditNames(db: TenantQuery): Promise<Record<string, string>> {
  const { rows } = await db.query<{ id: string; name: string }>(
    'SELECT id, name FROM agent WHERE tenant_id = $1 UNION ALL SELECT id, name FROM team WHERE tenant_id = $1',
    [db.tenantId],
  )
  return Object.fromEntries(rows.map(row => [row.id, row.name]))
}

/** Removes what is older than so many days, of all tenants; returns how many. */
export async function sweepAudit(db: Db, days: number): Promise<number> {
  return (await db.query('DELETE FROM audit_log WHERE at < now() - make_interval(days => $1)', [days])).count
}
