/** The rows of API keys. */
import { type Db, one, type TenantQuery } from '../db.ts'
import { NotFound } from '../errors.ts'
import { newId } from '../id.ts'
import { type Agent, readAgent } from './agent.store.ts'
import type { Permission } from './permissions.ts'

/** A key as it is listed; the key itself is nowhere. Times are ISO 8601. */
export interface ApiKey {
  id: string
  name: string
  /** Its first characters. */
  beginning: string
  permissions: Permission[]
  /** Who made it. */
  agent: { id: string; name: string }
  createdAt: string
  lastUsedAt: string | null
  expiresAt: string | null
  revokedAt: string | null
}

interface ApiKeyRow {
  id: string
  name: string
  beginning: string
  permissions: Permission[]
  agent_id: string
  agent_name: string
  created_at: Date
  last_used_at: Date | null
  expires_at: Date | null
  revoked_at: Date | null
}

const toApiKey = (row: ApiKeyRow): ApiKey => ({
  id: row.id,
  name: row.name,
  beginning: row.beginning,
  permissions: row.permissions,
  agent: { id: row.agent_id, name: row.agent_name },
  createdAt: row.created_at.toISOString(),
  lastUsedAt: row.last_used_at?.toISOString() ?? null,
  expiresAt: row.expires_at?.toISOString() ?? null,
  revokedAt: row.revoked_at?.toISOString() ?? null,
})

const LIST = `SELECT k.id, k.name, k.beginning, k.permissions, k.agent_id, a.name AS agent_name,
    k.created_at, k.last_used_at, k.expires_at, k.revoked_at
  FROM api_key k JOIN agent a ON a.tenant_id = k.tenant_id AND a.id = k.agent_id WHERE k.tenant_id = $1`

/** All of a tenant, the newest first. */
export async function listApiKeys(db: TenantQuery): Promise<ApiKey[]> {
  const { rows } = await db.query<ApiKeyRow>(`${LIST} ORDER BY k.created_at DESC, k.id`, [db.tenantId])
  return rows.map(toApiKey)
}

export interface NewApiKey {
  name: string
  permissions: readonly Permission[]
  /** Days that it lives; left out: until it is revoked. */
  days?: number | undefined
}

export async function insertApiKey(
  db: TenantQuery,
  agentId: string,
  key: NewApiKey & { beginning: string; hash: string },
): Promise<ApiKey> {
  const id = newId()
  await db.query(
    `INSERT INTO api_key (tenant_id, id, name, beginning, hash, permissions, agent_id, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7, now() + make_interval(days => $8))`,
    [db.tenantId, id, key.name, key.beginning, key.hash, JSON.stringify(key.permissions), agentId, key.days ?? null],
  )
  return toApiKey(one(await db.query<ApiKeyRow>(`${LIST} AND k.id = $2`, [db.tenantId, id])))
}

/** The row stays, so that the list says what it was. @throws NotFound `api_key_not_found`. */
export async function revokeApiKey(db: TenantQuery, id: string): Promise<void> {
  const { rows } = await db.query(
    'UPDATE api_key SET revoked_at = coalesce(revoked_at, now()) WHERE tenant_id = $1 AND id = $2 RETURNING id',
    [db.tenantId, id],
  )
  if (rows.length === 0) throw new NotFound('api_key_not_found', 'There is no such API key.', { value: id })
}

/** The key with this hash, across tenants, if it is alive and its maker may still sign in; and its maker. */
export async function findApiKey(
  db: Db,
  hash: string,
): Promise<{ id: string; name: string; permissions: Permission[]; agent: Agent } | undefined> {
  const { rows } = await db.query<{
    tenant_id: string
    id: string
    name: string
    agent_id: string
    permissions: Permission[]
  }>(
    `SELECT tenant_id, id, name, agent_id, permissions FROM api_key
     WHERE hash = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())`,
    [hash],
  )
  if (rows[0] === undefined) return undefined
  const { tenant_id, id, name, agent_id, permissions } = rows[0]
  const agent = await readAgent(db.tenant(tenant_id), agent_id)
  return agent.disabled ? undefined : { id, name, permissions, agent }
}

/** Remembers that a key was used, once a minute at most. */
export async function touchApiKey(db: TenantQuery, id: string): Promise<void> {
  await db.query(
    `UPDATE api_key SET last_used_at = now() WHERE tenant_id = $1 AND id = $2
       AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')`,
    [db.tenantId, id],
  )
}
