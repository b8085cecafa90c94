/** What a supervisor sees of this moment: who waits, for whom, how long, and who is there. */
import type { TenantQuery } from '../db.ts'
import type { HandoffReason } from '../message.ts'
import type { AgentAvailability, Wall } from '../protocol.ts'
import { readDeskSettings } from './desk-settings.ts'

/** Of those without a first reply the longest waiting are told, each with its name. */
const UNANSWERED_AT_MOST = 50

/** Four statements, however many wait. */
export async function readWall(db: TenantQuery): Promise<Wall> {
  const { firstReplySeconds } = await readDeskSettings(db)
  const teams = await readQueues(db)
  const waiting = teams.reduce((sum, team) => sum + team.waiting, 0)
  const longest = Math.max(0, ...teams.map(team => team.longestWaitMs))
  return {
    firstReplySeconds,
    waiting,
    longestWaitMs: longest,
    teams,
    agents: await readAgents(db),
    unanswered: await readUnanswered(db),
  }
}

/** Each team, also those for whom nobody waits, and those that ask for no team. */
async function readQueues(db: TenantQuery): Promise<Wall['teams']> {
  const { rows } = await db.query<{
    id: string | null
    name: string | null
    waiting: number
    longest: number
    online: number
  }>(
    `SELECT t.id, t.name, coalesce(q.waiting, 0)::int AS waiting, coalesce(q.longest, 0)::float8 AS longest,
       (SELECT count(*)::int FROM agent_team m JOIN agent a ON a.tenant_id = m.tenant_id AND a.id = m.agent_id
         WHERE m.tenant_id = $1 AND m.team_id = t.id AND NOT a.disabled AND a.availability = 'online' AND EXISTS (SELECT FROM presence p
           WHERE p.tenant_id = $1 AND p.agent_id = a.id AND p.expires_at > now())) AS online
     FROM (SELECT id, name FROM team WHERE tenant_id = $1) t
     FULL JOIN (SELECT team_id, count(*) AS waiting, ${waitedMs('min(queued_at)')} AS longest
       FROM handoff WHERE tenant_id = $1 AND state IN ('waiting', 'offered') GROUP BY team_id) q ON q.team_id = t.id
     ORDER BY t.name NULLS LAST`,
    [db.tenantId],
  )
  return rows.map(({ id, name, waiting, longest, online }) => ({
    ...(id === null ? {} : { id, name: name ?? '' }),
    waiting,
    longestWaitMs: longest,
    online,
  }))
}

async function readAgents(db: TenantQuery): Promise<Wall['agents']> {
  const { rows } = await db.query<{
    id: string
    name: string
    availability: AgentAvailability
    load: number
    capacity: number
    present: boolean
  }>(
    `SELECT a.id, a.name, a.availability, a.load, a.capacity, EXISTS (SELECT FROM presence p
       WHERE p.tenant_id = a.tenant_id AND p.agent_id = a.id AND p.expires_at > now()) AS present
     FROM agent a WHERE a.tenant_id = $1 AND NOT a.disabled ORDER BY a.name, a.id`,
    [db.tenantId],
  )
  return rows
}

/** Waiting, or with an agent who has not said a word since: within a day, the longest first. */
async function readUnanswered(db: TenantQuery): Promise<Wall['unanswered']> {
  const { rows } = await db.query<{
    conversation_id: string
    reason: HandoffReason
    waited: number
    contact_id: string
    contact_name: string | null
    team_name: string | null
    agent_name: string | null
  }>(
    `SELECT h.conversation_id, h.reason, ${waitedMs('h.queued_at')} AS waited, k.id AS contact_id,
       coalesce(k.name, k.email, k.phone) AS contact_name, t.name AS team_name, a.name AS agent_name
     FROM handoff h
     JOIN conversation c ON c.tenant_id = h.tenant_id AND c.id = h.conversation_id
     JOIN contact k ON k.tenant_id = c.tenant_id AND k.id = c.contact_id
     LEFT JOIN team t ON t.tenant_id = h.tenant_id AND t.id = h.team_id
     LEFT JOIN agent a ON a.tenant_id = h.tenant_id AND a.id = h.agent_id
     WHERE h.tenant_id = $1 AND h.state IN ('waiting', 'offered', 'assigned') AND h.queued_at > now() - interval '1 day'
       AND NOT EXISTS (SELECT FROM event e WHERE e.tenant_id = h.tenant_id AND e.conversation_id = h.conversation_id
         AND h.state = 'assigned' AND e.kind = 'message' AND e.sender_kind = 'agent' AND e.at >= h.queued_at)
     ORDER BY h.queued_at, h.id LIMIT ${UNANSWERED_AT_MOST}`,
    [db.tenantId],
  )
  return rows.map(row => ({
    conversationId: row.conversation_id,
    contactId: row.contact_id,
    ...(row.contact_name === null ? {} : { contactName: row.contact_name }),
    reason: row.reason,
    waitedMs: row.waited,
    ...(row.team_name === null ? {} : { teamName: row.team_name }),
    ...(row.agent_name === null ? {} : { agentName: row.agent_name }),
  }))
}

/** SQL: how long ago, ms, by the database's clock: no clock of a browser has to agree. */
function waitedMs(since: string): string {
  return `greatest(0, round(extract(epoch FROM now() - ${since}) * 1000))::float8`
}
