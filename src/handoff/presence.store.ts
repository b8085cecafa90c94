/**
 * Who is there: one row a live connection of an agent, kept alive by heartbeats and judged by the database's clock.
 * An assignment is a lease that lives only while its agent has such a row.
 */
import { type Db, one, type TenantQuery } from '../db.ts'

/** A connection that has not been heard of for this long is gone. Three missed heartbeats. */
export const PRESENCE_SECONDS = 45
/** A closed socket is often a reload: the agent keeps his chats for this long. */
export const RELOAD_GRACE_SECONDS = 15
/** If no server has swept for this long, all were down: nobody is blamed, every presence gets a fresh lease. */
export const OUTAGE_SECONDS = 20

/** Records a new connection. */
export async function connectPresence(db: TenantQuery, connectionId: string, agentId: string): Promise<void> {
  await db.query(
    `INSERT INTO presence (tenant_id, id, agent_id, expires_at) VALUES ($1, $2, $3, now() + make_interval(secs => $4))`,
    [db.tenantId, connectionId, agentId, PRESENCE_SECONDS],
  )
}

/** An open socket, and for how long nothing came from it: a machine that died does not close its sockets. */
export interface HeardConnection {
  id: string
  silentMs: number
}

/**
 * Prolongs the connections of this process, each from the moment when it was last heard; returns the ids that had
 * expired meanwhile and are gone. One that has been silent for a whole lease is not prolonged, nor returned.
 */
export async function heartbeat(db: Db, connections: readonly HeardConnection[]): Promise<string[]> {
  const heard = connections.filter(({ silentMs }) => silentMs < PRESENCE_SECONDS * 1000)
  const { rows } = await db.query<{ id: string }>(
    `UPDATE presence p SET expires_at = now() + make_interval(secs => $3 - o.silent_ms / 1000)
     FROM unnest($1::uuid[], $2::float8[]) AS o (id, silent_ms) WHERE p.id = o.id RETURNING p.id`,
    [heard.map(({ id }) => id), heard.map(({ silentMs }) => silentMs), PRESENCE_SECONDS],
  )
  const alive = new Set(rows.map(row => row.id))
  return heard.map(({ id }) => id).filter(id => !alive.has(id))
}

/** The socket closed: the lease ends soon, unless the agent comes back. */
export async function leavePresence(db: TenantQuery, connectionId: string): Promise<void> {
  await db.query(
    `UPDATE presence SET expires_at = least(expires_at, now() + make_interval(secs => $3)) WHERE tenant_id = $1 AND id = $2`,
    [db.tenantId, connectionId, RELOAD_GRACE_SECONDS],
  )
}

/** SQL: somebody of the tenant of `c` is connected and says he is online. */
export const SOMEBODY_ONLINE = `EXISTS (SELECT 1 FROM agent a JOIN presence p ON p.tenant_id = a.tenant_id AND p.agent_id = a.id
  WHERE a.tenant_id = c.tenant_id AND a.availability = 'online' AND NOT a.disabled AND p.expires_at > now())`

/** Agents of the tenant who are connected and say they are online. */
export async function countOnline(db: TenantQuery): Promise<number> {
  const rows = await db.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM agent a WHERE a.tenant_id = $1 AND a.availability = 'online' AND NOT a.disabled
       AND EXISTS (SELECT 1 FROM presence p WHERE p.tenant_id = a.tenant_id AND p.agent_id = a.id AND p.expires_at > now())`,
    [db.tenantId],
  )
  return one(rows).n
}

/** A conversation whose agent is gone. */
export interface LapsedLease {
  tenantId: string
  conversationId: string
  agentId: string
  epoch: number
}

/**
 * Removes expired connections and finds the assignments without a living agent. An assignment younger than a lease is
 * left alone: an agent may work over REST, without a socket, for that long.
 */
export async function sweepPresence(db: Db): Promise<LapsedLease[]> {
  await db.transaction(async tx => {
    const outage = await tx.query(
      `INSERT INTO sweep (name, last_at) VALUES ('presence', now())
       ON CONFLICT (name) DO UPDATE SET last_at = now() WHERE sweep.last_at > now() - make_interval(secs => $1)
       RETURNING name`,
      [OUTAGE_SECONDS],
    )
    if (outage.rows.length === 0) {
      await tx.query('UPDATE presence SET expires_at = now() + make_interval(secs => $1)', [PRESENCE_SECONDS])
      await tx.query(`UPDATE sweep SET last_at = now() WHERE name = 'presence'`)
    }
    await tx.query('DELETE FROM presence WHERE expires_at < now()')
  })
  const { rows } = await db.query<{ tenant_id: string; conversation_id: string; agent_id: string; epoch: number }>(
    `SELECT h.tenant_id, h.conversation_id, h.agent_id, h.epoch FROM handoff h
     WHERE h.state = 'assigned' AND h.assigned_at < now() - make_interval(secs => $1)
       AND NOT EXISTS (SELECT 1 FROM presence p WHERE p.tenant_id = h.tenant_id AND p.agent_id = h.agent_id)
     ORDER BY h.queued_at, h.id LIMIT 200`,
    [PRESENCE_SECONDS],
  )
  return rows.map(row => ({
    tenantId: row.tenant_id,
    conversationId: row.conversation_id,
    agentId: row.agent_id,
    epoch: row.epoch,
  }))
}
