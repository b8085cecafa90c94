/** The rows of one-time links with which somebody sets his password. Only the hash of a link is kept. */
import type { Db, TenantQuery } from '../db.ts'
import { newId } from '../id.ts'

export type LinkPurpose = 'invitation' | 'password'

/** What a link opens, as long as it does. */
export interface OpenLink {
  tenantId: string
  id: string
  agentId: string
  purpose: LinkPurpose
  /** ISO 8601. */
  expiresAt: string
}

export async function insertLink(
  db: TenantQuery,
  agentId: string,
  purpose: LinkPurpose,
  tokenHash: string,
  hours: number,
): Promise<string> {
  const { rows } = await db.query<{ expires_at: Date }>(
    `INSERT INTO account_link (tenant_id, id, agent_id, purpose, token_hash, expires_at)
     VALUES ($1, $2, $3, $4, $5, now() + make_interval(hours => $6)) RETURNING expires_at`,
    [db.tenantId, newId(), agentId, purpose, tokenHash, hours],
  )
  return rows[0]!.expires_at.toISOString()
}

/** Across tenants, while it is neither used nor over nor its agent disabled. */
export async function findLink(db: Db, tokenHash: string): Promise<OpenLink | undefined> {
  const { rows } = await db.query<{
    tenant_id: string
    id: string
    agent_id: string
    purpose: LinkPurpose
    expires_at: Date
  }>(
    `SELECT l.tenant_id, l.id, l.agent_id, l.purpose, l.expires_at FROM account_link l
     JOIN agent a ON a.tenant_id = l.tenant_id AND a.id = l.agent_id
     WHERE l.token_hash = $1 AND l.used_at IS NULL AND l.expires_at > now() AND NOT a.disabled`,
    [tokenHash],
  )
  const row = rows[0]
  if (row === undefined) return undefined
  const { tenant_id: tenantId, id, agent_id: agentId, purpose, expires_at } = row
  return { tenantId, id, agentId, purpose, expiresAt: expires_at.toISOString() }
}

/** False when somebody was first. */
export async function useLink(db: TenantQuery, id: string): Promise<boolean> {
  const { count } = await db.query(
    'UPDATE account_link SET used_at = now() WHERE tenant_id = $1 AND id = $2 AND used_at IS NULL AND expires_at > now()',
    [db.tenantId, id],
  )
  return count > 0
}

/** The links of an agent open nothing any more. */
export async function removeLinks(db: TenantQuery, agentId: string): Promise<void> {
  await db.query('DELETE FROM account_link WHERE tenant_id = $1 AND agent_id = $2 AND used_at IS NULL', [
    db.tenantId,
    agentId,
  ])
}

/** Links that open nothing any more, after a month; returns how many. */
export async function sweepLinks(db: Db): Promise<number> {
  return (await db.query("DELETE FROM account_link WHERE expires_at < now() - interval '30 days'")).count
}
