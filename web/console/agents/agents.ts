import type { AgentAvailability } from '../../../src/protocol.ts'
import type { TenantApi } from '../../shared/api.ts'
import type { Role } from '../../shared/session.ts'

export interface Agent {
  id: string
  name: string
  email: string
  role: Role
  availability: AgentAvailability
  capacity: number
  /** Conversations held now. */
  load: number
  disabled: boolean
}

export interface NewAgent {
  name: string
  email: string
  role: Role
  capacity: number
}

export const AGENTS = ['agents']
export const ROLES: readonly Role[] = ['agent', 'supervisor', 'admin', 'owner']

export async function fetchAgents(api: TenantApi): Promise<Agent[]> {
  const { agents } = await api.get<{ agents: Agent[] }>('/agents')
  return agents
}

export function addAgent(api: TenantApi, agent: NewAgent): Promise<{ agent: Agent; password: string }> {
  return api.post('/agents', agent)
}

export function changeAgent(
  api: TenantApi,
  id: string,
  change: Partial<Pick<Agent, 'name' | 'role' | 'capacity' | 'disabled'>>,
): Promise<unknown> {
  return api.patch(`/agents/${id}`, change)
}

export function resetPassword(api: TenantApi, id: string): Promise<{ password: string }> {
  return api.post(`/agents/${id}/reset-password`)
}
