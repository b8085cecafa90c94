/** The rows of agents' sessions: one a browser in which he signed in. */
import type { Db, TenantQuery } from '../db.ts'
import { NotFound } from '../errors.ts'
import { newId } from '../id.ts'
import { AGENT_COLUMNS, type Agent, type AgentRow, toAgent } from './agent.store.ts'

/** As it is listed. Times are ISO 8601. */
export interface AgentSession {
  id: string
  userAgent: string
  /** Of the last request, as far as our proxies tell it. */
  address: string
  createdAt: string
  /** To the minute. */
  seenAt: string
}

/** An agent, and the session that he asks with. */
export type AgentInSession = Agent & {
  sessionId: string
  /** It began with the password alone where more is demanded: it may set up a second factor, and nothing else. */
  owesFactor: boolean
}

const ALIVE = `FROM agent_session s JOIN agent a ON a.tenant_id = s.tenant_id AND a.id = s.agent_id
  WHERE s.expires_at > now() AND NOT a.disabled`

export async function insertSession(
  db: TenantQuery,
  agentId: string,
  tokenHash: string,
  lifetimeHours: number,
  userAgent: string,
  address = '',
  owesFactor = false,
): Promise<void> {
  await db.query(
    `INSERT INTO agent_session (tenant_id, id, agent_id, token_hash, expires_at, user_agent, address, owes_factor)
     VALUES ($1, $2, $3, $4, now() + make_interval(hours => $5), $6, $7, $8)`,
    [db.tenantId, newId(), agentId, tokenHash, lifetimeHours, userAgent, address, owesFactor],
  )
}

/** The agent behind a session token, if it is alive and he may still sign in; `stale`: not seen for a minute, or elsewhere. */
export async function findBySession(
  db: Db,
  tokenHash: string,
  address: string,
): Promise<(AgentInSession & { stale: boolean }) | undefined> {
  const { rows } = await db.query<AgentRow & { session_id: string; owes_factor: boolean; stale: boolean }>(
    `SELECT ${AGENT_COLUMNS}, s.id AS session_id, s.owes_factor,
       s.seen_at < now() - interval '1 minute' OR s.address <> $2 AS stale ${ALIVE} AND s.token_hash = $1`,
    [tokenHash, address],
  )
  const row = rows[0]
  return row && { ...toAgent(row), sessionId: row.session_id, owesFactor: row.owes_factor, stale: row.stale }
}

/** Remembers when and from where it was used. */
export async function touchSession(db: TenantQuery, sessionId: string, address: string): Promise<void> {
  await db.query('UPDATE agent_session SET seen_at = now(), address = $3 WHERE tenant_id = $1 AND id = $2', [
    db.tenantId,
    sessionId,
    address,
  ])
}

/** The agents of those sessions that are alive, by session, across tenants: open sockets look again. */
export async function aliveSessions(db: Db, sessionIds: readonly string[]): Promise<Map<string, Agent>> {
  const { rows } = await db.query<AgentRow & { session_id: string }>(
    `SELECT ${AGENT_COLUMNS}, s.id AS session_id ${ALIVE} AND s.id = ANY($1::uuid[])`,
    [sessionIds],
  )
  return new Map(rows.map(row => [row.session_id, toAgent(row)]))
}

/** Those that can still be used, the one used last first. */
export async function listSessions(db: TenantQuery, agentId: string): Promise<AgentSession[]> {
  const { rows } = await db.query<{ id: string; user_agent: string; address: string; created_at: Date; seen_at: Date }>(
    `SELECT id, user_agent, address, created_at, seen_at FROM agent_session
     WHERE tenant_id = $1 AND agent_id = $2 AND expires_at > now() ORDER BY seen_at DESC, id`,
    [db.tenantId, agentId],
  )
  return rows.map(row => ({
    id: row.id,
    userAgent: row.user_agent,
    address: row.address,
    createdAt: row.created_at.toISOString(),
    seenAt: row.seen_at.toISOString(),
  }))
}

/** This session owes nothing any more. */
export async function forgiveFactor(db: TenantQuery, sessionId: string): Promise<void> {
  await db.query('UPDATE agent_session SET owes_factor = false WHERE tenant_id = $1 AND id = $2', [
    db.tenantId,
    sessionId,
  ])
}

/** He has shown a code here: this session owes nothing any more, and others that owe one end, whoever began them. */
export async function settleFactor(db: TenantQuery, agentId: string, sessionId: string): Promise<void> {
  await forgiveFactor(db, sessionId)
  await db.query('DELETE FROM agent_session WHERE tenant_id = $1 AND agent_id = $2 AND owes_factor', [
    db.tenantId,
    agentId,
  ])
}

/** Ends one session of an agent. @throws NotFound `session_not_found`. */
export async function deleteSession(db: TenantQuery, agentId: string, sessionId: string): Promise<void> {
  const { count } = await db.query('DELETE FROM agent_session WHERE tenant_id = $1 AND agent_id = $2 AND id = $3', [
    db.tenantId,
    agentId,
    sessionId,
  ])
  if (count === 0) throw new NotFound('session_not_found', 'There is no such session.', { value: sessionId })
}

/** Ends all sessions of an agent, or all but one. */
export async function deleteSessions(db: TenantQuery, agentId: string, exceptSessionId?: string): Promise<void> {
  await db.query('DELETE FROM agent_session WHERE tenant_id = $1 AND agent_id = $2 AND id IS DISTINCT FROM $3::uuid', [
    db.tenantId,
    agentId,
    exceptSessionId ?? null,
  ])
}
