/** For how long each inbox keeps conversations. */
import type { Db, TenantQuery } from '../db.ts'
import { NotFound } from '../errors.ts'

export interface InboxRetention {
  id: string
  name: string
  /** After the last event; null: for ever. */
  days: number | null
}

export async function listRetention(db: TenantQuery): Promise<InboxRetention[]> {
  const { rows } = await db.query<InboxRetention>(
    'SELECT id, name, retention_days AS days FROM inbox WHERE tenant_id = $1 ORDER BY created_at, id',
    [db.tenantId],
  )
  return rows
}

/** @throws NotFound `inbox_not_found`. */
export async function setRetention(db: TenantQuery, inboxId: string, days: number | null): Promise<void> {
  const { count } = await db.query('UPDATE inbox SET retention_days = $3 WHERE tenant_id = $1 AND id = $2', [
    db.tenantId,
    inboxId,
    days,
  ])
  if (count === 0) throw new NotFound('inbox_not_found', 'There is no such inbox.', { value: inboxId })
}

/** Conversations that a retention of so many days would erase at once: what a person should know before he sets it. */
export async function countOlder(db: TenantQuery, inboxId: string, days: number): Promise<number> {
  const { rows } = await db.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM conversation c WHERE c.tenant_id = $1 AND c.inbox_id = $2
       AND c.last_at < now() - make_interval(days => $3) AND c.status IN ('open', 'resolved')
       AND NOT EXISTS (SELECT 1 FROM handoff h WHERE h.tenant_id = c.tenant_id AND h.conversation_id = c.id
         AND h.state <> 'closed')`,
    [db.tenantId, inboxId, days],
  )
  return rows[0]?.n ?? 0
}

export async function inboxesWithRetention(db: Db): Promise<{ tenantId: string; inboxId: string; days: number }[]> {
  const { rows } = await db.query<{ tenant_id: string; id: string; retention_days: number }>(
    'SELECT tenant_id, id, retention_days FROM inbox WHERE retention_days IS NOT NULL ORDER BY tenant_id, id',
  )
  return rows.map(row => ({ tenantId: row.tenant_id, inboxId: row.id, days: row.retention_days }))
}
