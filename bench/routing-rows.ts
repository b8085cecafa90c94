/** The rows of a simulated contact centre: made, moved in time, put away. */
import { type Db, json, type TenantQuery } from '../src/db.ts'
import { newId } from '../src/id.ts'

export interface WorldPlace {
  tenantId: string
  inboxId: string
  teamId: string
  agents: { id: string; name: string }[]
}

/** A tenant with an inbox, its agents, online, and a team of the first two. */
export async function openWorld(db: Db, capacities: readonly number[]): Promise<WorldPlace> {
  const [tenantId, inboxId, teamId] = [newId(), newId(), newId()]
  const agents = capacities.map((_, i) => ({ id: newId(), name: `Agent ${i}` }))
  await db.query('INSERT INTO tenant (id, name) VALUES ($1, $2)', [tenantId, 'Simulated'])
  await db.query(
    `WITH i AS (INSERT INTO inbox (tenant_id, id, name, channel, settings) VALUES ($1, $2, 'Inbox', 'web_chat', '{}')),
     t AS (INSERT INTO team (tenant_id, id, name) VALUES ($1, $3, 'Team'))
     INSERT INTO agent (tenant_id, id, name, email, role, password_hash, availability, capacity)
     SELECT $1, a.id, 'Agent', a.id || '@example.com', 'supervisor', 'none', 'online', a.capacity
     FROM unnest($4::uuid[], $5::int[]) AS a (id, capacity)`,
    [tenantId, inboxId, teamId, agents.map(agent => agent.id), capacities],
  )
  await db.query(
    'INSERT INTO agent_team (tenant_id, team_id, agent_id) SELECT $1, $2, m FROM unnest($3::uuid[]) AS m',
    [tenantId, teamId, agents.slice(0, 2).map(agent => agent.id)],
  )
  return { tenantId, inboxId, teamId, agents }
}

/** A conversation with the bot, of a visitor of its own. */
export async function openConversation(db: TenantQuery, { inboxId }: WorldPlace, id: string): Promise<void> {
  const contactId = newId()
  await db.query('INSERT INTO contact (tenant_id, id, inbox_id) VALUES ($1, $2, $3)', [db.tenantId, contactId, inboxId])
  await db.query('INSERT INTO conversation (tenant_id, id, inbox_id, contact_id) VALUES ($1, $2, $3, $4)', [
    db.tenantId,
    id,
    inboxId,
    contactId,
  ])
}

/** Time passes: every stored time lies so much further back. */
export async function moveTime(db: Db, tenantId: string, seconds: number): Promise<void> {
  const ago = 'make_interval(secs => $2)'
  await db.query(
    `WITH p AS (UPDATE presence SET expires_at = expires_at - ${ago} WHERE tenant_id = $1),
     h AS (
       UPDATE handoff SET queued_at = queued_at - ${ago}, offer_expires_at = offer_expires_at - ${ago},
         assigned_at = assigned_at - ${ago}, team_since = team_since - ${ago},
         declined_by = (SELECT coalesce(jsonb_object_agg(key, value::bigint - $2 * 1000), '{}')
           FROM jsonb_each_text(declined_by))
       WHERE tenant_id = $1 AND state <> 'closed'
     ), c AS (UPDATE conversation SET due_at = due_at - ${ago} WHERE tenant_id = $1 AND status = 'snoozed'),
     s AS (UPDATE sweep SET last_at = last_at - ${ago} WHERE name = 'presence')
     UPDATE agent SET given_at = given_at - ${ago}, freed_at = freed_at - ${ago},
       shift_changes_at = shift_changes_at - ${ago} WHERE tenant_id = $1`,
    [tenantId, seconds],
  )
}

/** An agent's working hours: all day, or never, from this moment on. */
export async function setShift(db: TenantQuery, agentId: string, works: boolean): Promise<void> {
  const day = works ? [{ from: '00:00', to: '24:00' }] : []
  await db.query(
    'UPDATE agent SET working_hours = $3::jsonb, shift_changes_at = now() WHERE tenant_id = $1 AND id = $2',
    [db.tenantId, agentId, json({ timeZone: 'Asia/Shanghai', week: Array(7).fill(day) })],
  )
}

/** The sweepers of later worlds find nothing of this one. */
export async function closeWorld(db: Db, tenantId: string): Promise<void> {
  await db.query('DELETE FROM setting WHERE tenant_id = $1', [tenantId])
  await db.query('DELETE FROM presence WHERE tenant_id = $1', [tenantId])
  await db.query('DELETE FROM handoff WHERE tenant_id = $1', [tenantId])
  await db.query("UPDATE conversation SET status = 'resolved' WHERE tenant_id = $1", [tenantId])
}

/** Everything of all worlds: tables that only grow make the thousandth sequence slower than the first. */
export async function clearWorlds(db: Db): Promise<void> {
  await db.query('TRUNCATE tenant, sweep CASCADE')
}
