/** The rows of agents and their sessions. */
import { type Db, isUniqueViolation, one, type TenantQuery } from '../db.ts'
import { Conflict, NotFound } from '../errors.ts'
import { newId } from '../id.ts'
import type { AgentAvailability } from '../protocol.ts'
import type { Role } from './permissions.ts'

export interface Agent {
  tenantId: string
  id: string
  name: string
  email: string
  role: Role
  availability: AgentAvailability
  capacity: number
  load: number
  disabled: boolean
}

interface AgentRow {
  tenant_id: string
  id: string
  name: string
  email: string
  role: Role
  availability: AgentAvailability
  capacity: number
  load: number
  disabled: boolean
}

const COLUMNS = 'tenant_id, id, name, email, role, availability, capacity, load, disabled'

const toAgent = ({ tenant_id, ...rest }: AgentRow): Agent => ({ tenantId: tenant_id, ...rest })

export async function listAgents(db: TenantQuery): Promise<Agent[]> {
  const { rows } = await db.query<AgentRow>(
    `SELECT ${COLUMNS} FROM agent WHERE tenant_id = $1 ORDER BY created_at, id`,
    [db.tenantId],
  )
  return rows.map(toAgent)
}

/** @throws NotFound `agent_not_found`. */
export async function readAgent(db: TenantQuery, id: string): Promise<Agent> {
  const { rows } = await db.query<AgentRow>(`SELECT ${COLUMNS} FROM agent WHERE tenant_id = $1 AND id = $2`, [
    db.tenantId,
    id,
  ])
  if (rows[0] === undefined) throw new NotFound('agent_not_found', 'There is no such agent.', { value: id })
  return toAgent(rows[0])
}

export interface NewAgent {
  name: string
  email: string
  role: Role
  capacity: number
}

/** @throws Conflict `email_taken`. */
export async function insertAgent(db: TenantQuery, agent: NewAgent, passwordHash: string): Promise<Agent> {
  try {
    const rows = await db.query<AgentRow>(
      `INSERT INTO agent (tenant_id, id, name, email, role, capacity, password_hash)
       VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING ${COLUMNS}`,
      [db.tenantId, newId(), agent.name, agent.email, agent.role, agent.capacity, passwordHash],
    )
    return toAgent(one(rows))
  } catch (error) {
    if (!isUniqueViolation(error, 'agent_email')) throw error
    throw new Conflict('email_taken', 'An agent with this e-mail exists already.', {
      remedy: 'Use another e-mail, or edit that agent.',
      value: agent.email,
    })
  }
}

export interface AgentChange {
  name?: string | undefined
  role?: Role | undefined
  capacity?: number | undefined
  disabled?: boolean | undefined
}

/** @throws NotFound `agent_not_found`. */
export async function updateAgent(db: TenantQuery, id: string, change: AgentChange): Promise<Agent> {
  const { rows } = await db.query<AgentRow>(
    `UPDATE agent SET name = coalesce($3, name), role = coalesce($4, role), capacity = coalesce($5, capacity),
       disabled = coalesce($6, disabled) WHERE tenant_id = $1 AND id = $2 RETURNING ${COLUMNS}`,
    [db.tenantId, id, change.name ?? null, change.role ?? null, change.capacity ?? null, change.disabled ?? null],
  )
  if (rows[0] === undefined) throw new NotFound('agent_not_found', 'There is no such agent.', { value: id })
  return toAgent(rows[0])
}

/** Owners who can still sign in. */
export async function countOwners(db: TenantQuery): Promise<number> {
  const rows = await db.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM agent WHERE tenant_id = $1 AND role = 'owner' AND NOT disabled`,
    [db.tenantId],
  )
  return one(rows).n
}

export async function setPasswordHash(db: TenantQuery, id: string, passwordHash: string): Promise<void> {
  await db.query('UPDATE agent SET password_hash = $3 WHERE tenant_id = $1 AND id = $2', [
    db.tenantId,
    id,
    passwordHash,
  ])
}

export async function setAvailability(db: TenantQuery, id: string, availability: AgentAvailability): Promise<void> {
  await db.query('UPDATE agent SET availability = $3 WHERE tenant_id = $1 AND id = $2', [db.tenantId, id, availability])
}

/** By e-mail, across tenants, for sign-in. */
export async function findByEmail(db: Db, email: string): Promise<(Agent & { passwordHash: string }) | undefined> {
  const { rows } = await db.query<AgentRow & { password_hash: string }>(
    `SELECT ${COLUMNS}, password_hash FROM agent WHERE lower(email) = lower($1)`,
    [email],
  )
  if (rows[0] === undefined) return undefined
  const { password_hash, ...row } = rows[0]
  return { ...toAgent(row), passwordHash: password_hash }
}

export async function insertSession(
  db: TenantQuery,
  agentId: string,
  tokenHash: string,
  lifetimeHours: number,
  userAgent: string,
): Promise<void> {
  await db.query(
    `INSERT INTO agent_session (tenant_id, id, agent_id, token_hash, expires_at, user_agent)
     VALUES ($1, $2, $3, $4, now() + make_interval(hours => $5), $6)`,
    [db.tenantId, newId(), agentId, tokenHash, lifetimeHours, userAgent],
  )
}

/** The agent behind a session token, if it is alive and he may still sign in. */
export async function findBySession(db: Db, tokenHash: string): Promise<(Agent & { sessionId: string }) | undefined> {
  const { rows } = await db.query<AgentRow & { session_id: string }>(
    `SELECT ${COLUMNS.split(', ')
      .map(column => `a.${column}`)
      .join(', ')}, s.id AS session_id
     FROM agent_session s JOIN agent a ON a.tenant_id = s.tenant_id AND a.id = s.agent_id
     WHERE s.token_hash = $1 AND s.expires_at > now() AND NOT a.disabled`,
    [tokenHash],
  )
  if (rows[0] === undefined) return undefined
  const { session_id, ...row } = rows[0]
  return { ...toAgent(row), sessionId: session_id }
}

/** The agent of a session by its id: open sockets look again after a change of rights. */
export async function sessionAlive(db: TenantQuery, sessionId: string): Promise<Agent | undefined> {
  const { rows } = await db.query<AgentRow>(
    `SELECT ${COLUMNS.split(', ')
      .map(column => `a.${column}`)
      .join(', ')}
     FROM agent_session s JOIN agent a ON a.tenant_id = s.tenant_id AND a.id = s.agent_id
     WHERE s.tenant_id = $1 AND s.id = $2 AND s.expires_at > now() AND NOT a.disabled`,
    [db.tenantId, sessionId],
  )
  return rows[0] === undefined ? undefined : toAgent(rows[0])
}

/** Ends one session, or all of an agent. */
export async function deleteSessions(
  db: TenantQuery,
  which: { sessionId: string } | { agentId: string; exceptSessionId?: string },
): Promise<void> {
  if ('sessionId' in which) {
    await db.query('DELETE FROM agent_session WHERE tenant_id = $1 AND id = $2', [db.tenantId, which.sessionId])
    return
  }
  await db.query('DELETE FROM agent_session WHERE tenant_id = $1 AND agent_id = $2 AND id IS DISTINCT FROM $3::uuid', [
    db.tenantId,
    which.agentId,
    which.exceptSessionId ?? null,
  ])
}
