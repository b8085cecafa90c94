import type { TenantApi } from '../../shared/api.ts'

export interface Team {
  id: string
  name: string
  agentIds: string[]
}

/** What routing knows of an agent. */
export interface AgentSkills {
  languages: string[]
  skills: { skill: string; level: number }[]
}

export interface Teams {
  teams: Team[]
  /** By agent. */
  agents: Record<string, AgentSkills>
}

export const TEAMS = ['teams']

export const fetchTeams = (api: TenantApi): Promise<Teams> => api.get('/teams')

export const saveTeam = (api: TenantApi, { id, ...team }: Omit<Team, 'id'> & { id?: string }): Promise<unknown> =>
  id === undefined ? api.post('/teams', team) : api.put(`/teams/${id}`, team)

export const removeTeam = (api: TenantApi, id: string): Promise<void> => api.remove(`/teams/${id}`)

export const saveSkills = (api: TenantApi, agentId: string, skills: AgentSkills): Promise<unknown> =>
  api.put(`/agents/${agentId}/routing`, skills)

/** Every skill that somebody has, for choosing instead of writing it a second way. */
export const knownSkills = ({ agents }: Teams): string[] =>
  [...new Set(Object.values(agents).flatMap(agent => agent.skills.map(one => one.skill)))].sort()
