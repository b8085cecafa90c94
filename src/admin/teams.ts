/** Teams and what each agent can do: which team he is in, his skills with levels, his languages. */
import { isUniqueViolation, json, type TenantDb, type TenantQuery } from '../db.ts'
import { Conflict, NotFound } from '../errors.ts'
import { newId } from '../id.ts'

export interface Team {
  id: string
  name: string
  agentIds: string[]
}

/** What routing knows of an agent. */
export interface AgentRouting {
  languages: string[]
  /** Level 1 (knows a little) to 5 (knows it all). */
  skills: { skill: string; level: number }[]
}

export async function listTeams(db: TenantQuery): Promise<Team[]> {
  const { rows } = await db.query<{ id: string; name: string; agent_ids: string[] }>(
    `SELECT t.id, t.name, coalesce((SELECT jsonb_agg(m.agent_id ORDER BY m.agent_id) FROM agent_team m
       WHERE m.tenant_id = t.tenant_id AND m.team_id = t.id), '[]') AS agent_ids
     FROM team t WHERE t.tenant_id = $1 ORDER BY t.name, t.id`,
    [db.tenantId],
  )
  return rows.map(row => ({ id: row.id, name: row.name, agentIds: row.agent_ids }))
}

/** @throws Conflict `team_name_taken`, NotFound `agent_not_found`. */
export function addTeam(db: TenantDb, team: Omit<Team, 'id'>): Promise<Team> {
  return named(team.name, () =>
    db.transaction(async tx => {
      const id = newId()
      await tx.query('INSERT INTO team (tenant_id, id, name) VALUES ($1, $2, $3)', [tx.tenantId, id, team.name])
      await setMembers(tx, id, team.agentIds)
      return { id, ...team }
    }),
  )
}

/** @throws NotFound `team_not_found`, `agent_not_found`; Conflict `team_name_taken`. */
export function changeTeam(db: TenantDb, id: string, team: Omit<Team, 'id'>): Promise<Team> {
  return named(team.name, () =>
    db.transaction(async tx => {
      const { count } = await tx.query('UPDATE team SET name = $3 WHERE tenant_id = $1 AND id = $2', [
        tx.tenantId,
        id,
        team.name,
      ])
      if (count === 0) throw teamNotFound(id)
      await setMembers(tx, id, team.agentIds)
      return { id, ...team }
    }),
  )
}

/** What asked for the team asks for nobody in particular from now on. @throws NotFound `team_not_found`. */
export function removeTeam(db: TenantDb, id: string): Promise<void> {
  return db.transaction(async tx => {
    await tx.query('UPDATE handoff SET team_id = NULL WHERE tenant_id = $1 AND team_id = $2', [tx.tenantId, id])
    const { count } = await tx.query('DELETE FROM team WHERE tenant_id = $1 AND id = $2', [tx.tenantId, id])
    if (count === 0) throw teamNotFound(id)
  })
}

/** Only what differs is written: the audit log shall name who came and who went. */
async function setMembers(tx: TenantQuery, teamId: string, agentIds: readonly string[]): Promise<void> {
  await tx.query('DELETE FROM agent_team WHERE tenant_id = $1 AND team_id = $2 AND agent_id <> ALL($3::uuid[])', [
    tx.tenantId,
    teamId,
    agentIds,
  ])
  for (const agentId of new Set(agentIds)) {
    const { rows } = await tx.query('SELECT id FROM agent WHERE tenant_id = $1 AND id = $2', [tx.tenantId, agentId])
    if (rows.length === 0) throw agentNotFound(agentId)
    await tx.query('INSERT INTO agent_team (tenant_id, team_id, agent_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
      tx.tenantId,
      teamId,
      agentId,
    ])
  }
}

/** @throws NotFound `agent_not_found`. */
export function writeAgentRouting(db: TenantDb, agentId: string, routing: AgentRouting): Promise<void> {
  return db.transaction(async tx => {
    const { count } = await tx.query('UPDATE agent SET languages = $3::jsonb WHERE tenant_id = $1 AND id = $2', [
      tx.tenantId,
      agentId,
      json(routing.languages),
    ])
    if (count === 0) throw agentNotFound(agentId)
    await tx.query('DELETE FROM agent_skill WHERE tenant_id = $1 AND agent_id = $2 AND skill <> ALL($3::text[])', [
      tx.tenantId,
      agentId,
      routing.skills.map(one => one.skill),
    ])
    for (const { skill, level } of routing.skills) {
      await tx.query(
        `INSERT INTO agent_skill (tenant_id, agent_id, skill, level) VALUES ($1, $2, $3, $4)
         ON CONFLICT (tenant_id, agent_id, skill) DO UPDATE SET level = excluded.level`,
        [tx.tenantId, agentId, skill, level],
      )
    }
  })
}

/** Of all agents, by id. */
export async function readAgentRouting(db: TenantQuery): Promise<Record<string, AgentRouting>> {
  const { rows } = await db.query<{ id: string; languages: string[]; skills: AgentRouting['skills'] }>(
    `SELECT a.id, a.languages, coalesce((SELECT jsonb_agg(jsonb_build_object('skill', s.skill, 'level', s.level) ORDER BY s.skill)
       FROM agent_skill s WHERE s.tenant_id = a.tenant_id AND s.agent_id = a.id), '[]') AS skills
     FROM agent a WHERE a.tenant_id = $1`,
    [db.tenantId],
  )
  return Object.fromEntries(rows.map(({ id, ...routing }) => [id, routing]))
}

async function named<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!isUniqueViolation(error, 'team_name')) throw error
    throw new Conflict('team_name_taken', 'A team of this name exists already.', {
      remedy: 'Use another name.',
      value: name,
    })
  }
}

const teamNotFound = (id: string): NotFound => new NotFound('team_not_found', 'There is no such team.', { value: id })
const agentNotFound = (id: string): NotFound =>
  new NotFound('agent_not_found', 'There is no such agent.', { value: id })
