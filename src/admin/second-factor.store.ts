/** The rows of second factors and recovery codes. */
import { one, type TenantQuery } from '../db.ts'

export interface SecondFactor {
  /** Sealed. */
  secret: Uint8Array
  confirmed: boolean
}

export async function readFactor(db: TenantQuery, agentId: string): Promise<SecondFactor | undefined> {
  const { rows } = await db.query<{ secret: Uint8Array; confirmed: boolean }>(
    `SELECT secret, confirmed_at IS NOT NULL AS confirmed FROM second_factor WHERE tenant_id = $1 AND agent_id = $2`,
    [db.tenantId, agentId],
  )
  return rows[0]
}

/** Of all agents who have one that is asked for. */
export async function listFactors(db: TenantQuery): Promise<Set<string>> {
  const { rows } = await db.query<{ agent_id: string }>(
    'SELECT agent_id FROM second_factor WHERE tenant_id = $1 AND confirmed_at IS NOT NULL',
    [db.tenantId],
  )
  return new Set(rows.map(row => row.agent_id))
}

/** Puts a new secret beside the account, not yet asked for; false where one is asked for already. */
export async function proposeFactor(db: TenantQuery, agentId: string, secret: Uint8Array): Promise<boolean> {
  const { count } = await db.query(
    `INSERT INTO second_factor AS f (tenant_id, agent_id, secret) VALUES ($1, $2, $3)
     ON CONFLICT (tenant_id, agent_id) DO UPDATE SET secret = excluded.secret, last_step = 0
       WHERE f.confirmed_at IS NULL`,
    [db.tenantId, agentId, secret],
  )
  return count > 0
}

/** Takes the code of a time step, once: false for it and all before it from then on. */
export async function takeStep(db: TenantQuery, agentId: string, step: number): Promise<boolean> {
  const { count } = await db.query(
    'UPDATE second_factor SET last_step = $3 WHERE tenant_id = $1 AND agent_id = $2 AND last_step < $3',
    [db.tenantId, agentId, step],
  )
  return count > 0
}

/** From now on it is asked for. */
export async function confirmFactor(db: TenantQuery, agentId: string): Promise<void> {
  await db.query('UPDATE second_factor SET confirmed_at = now() WHERE tenant_id = $1 AND agent_id = $2', [
    db.tenantId,
    agentId,
  ])
}

/** With its recovery codes; false where there was none. */
export async function removeFactor(db: TenantQuery, agentId: string): Promise<boolean> {
  await db.query('DELETE FROM recovery_code WHERE tenant_id = $1 AND agent_id = $2', [db.tenantId, agentId])
  const { count } = await db.query('DELETE FROM second_factor WHERE tenant_id = $1 AND agent_id = $2', [
    db.tenantId,
    agentId,
  ])
  return count > 0
}

/** In place of all before. */
export async function replaceRecoveryCodes(db: TenantQuery, agentId: string, hashes: readonly string[]): Promise<void> {
  await db.query('DELETE FROM recovery_code WHERE tenant_id = $1 AND agent_id = $2', [db.tenantId, agentId])
  await db.query(
    'INSERT INTO recovery_code (tenant_id, agent_id, hash) SELECT $1::uuid, $2::uuid, unnest($3::text[])',
    [db.tenantId, agentId, hashes],
  )
}

/** Takes a recovery code, once. */
export async function takeRecoveryCode(db: TenantQuery, agentId: string, hash: string): Promise<boolean> {
  const { count } = await db.query(
    `UPDATE recovery_code SET used_at = now() WHERE tenant_id = $1 AND agent_id = $2 AND hash = $3 AND used_at IS NULL`,
    [db.tenantId, agentId, hash],
  )
  return count > 0
}

export async function countRecoveryCodes(db: TenantQuery, agentId: string): Promise<number> {
  const rows = await db.query<{ n: number }>(
    'SELECT count(*)::int AS n FROM recovery_code WHERE tenant_id = $1 AND agent_id = $2 AND used_at IS NULL',
    [db.tenantId, agentId],
  )
  return one(rows).n
}
