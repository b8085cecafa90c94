/** Agents and teams as their colleagues see them: whom a conversation can be handed to. */
import type { TenantQuery } from '../db.ts'
import { NotFound } from '../errors.ts'
import type { AgentAvailability } from '../protocol.ts'

export interface Colleague {
  id: string
  name: string
  availability: AgentAvailability
  /** A desk of his is connected. */
  present: boolean
  load: number
  capacity: number
  teamIds: string[]
}

export interface Colleagues {
  agents: Colleague[]
  /** `online`: members who are connected and online. */
  teams: { id: string; name: string; online: number }[]
}

/** Two queries, however many there are. */
export async function readColleagues(db: TenantQuery): Promise<Colleagues> {
  const { rows: agents } = await db.query<Omit<Colleague, 'teamIds'> & { team_ids: string[] }>(
    `SELECT a.id, a.name, a.availability, a.load, a.capacity,
       EXISTS (SELECT 1 FROM presence p WHERE p.tenant_id = a.tenant_id AND p.agent_id = a.id AND p.expires_at > now()) AS present,
       coalesce((SELECT jsonb_agg(t.team_id) FROM agent_team t WHERE t.tenant_id = a.tenant_id AND t.agent_id = a.id), '[]') AS team_ids
     FROM agent a WHERE a.tenant_id = $1 AND NOT a.disabled ORDER BY a.name, a.id`,
    [db.tenantId],
  )
  const shown = agents.map(({ team_ids, ...agent }) => ({ ...agent, teamIds: team_ids }))
  const { rows: teams } = await db.query<{ id: string; name: string }>(
    'SELECT id, name FROM team WHERE tenant_id = $1 ORDER BY name, id',
    [db.tenantId],
  )
  const isOnline = (agent: Colleague, teamId: string) =>
    agent.present && agent.availability === 'online' && agent.teamIds.includes(teamId)
  return {
    agents: shown,
    teams: teams.map(team => ({ ...team, online: shown.filter(agent => isOnline(agent, team.id)).length })),
  }
}

/** The name that goes with a target. @throws NotFound `agent_not_found`, `team_not_found`. */
export async function readTargetName(db: TenantQuery, kind: 'agent' | 'team', id: string): Promise<string> {
  const { rows } = await db.query<{ name: string }>(
    kind === 'agent'
      ? 'SELECT name FROM agent WHERE tenant_id = $1 AND id = $2 AND NOT disabled'
      : 'SELECT name FROM team WHERE tenant_id = $1 AND id = $2',
    [db.tenantId, id],
  )
  if (rows[0] !== undefined) return rows[0].name
  throw new NotFound(`${kind}_not_found`, `There is no such ${kind}.`, { value: id })
}
