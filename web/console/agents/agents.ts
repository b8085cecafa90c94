import type { AgentAvailability } from '../../../src/protocol.ts'
import { failureOf, parseJson, type TenantApi, unreachable } from '../../shared/api.ts'
import type { Role } from '../../shared/session.ts'

export interface WorkingHours {
  timeZone: string
  /** Monday first. */
  week: { from: string; to: string }[][]
}

export interface Agent {
  id: string
  name: string
  /** What visitors see; null: the name. */
  displayName: string | null
  staffNumber: string | null
  avatarId: string | null
  email: string
  role: Role
  availability: AgentAvailability
  capacity: number
  /** Conversations held now. */
  load: number
  workingHours: WorkingHours | null
  disabled: boolean
  /** Has not chosen a password yet. */
  invited: boolean
}

export interface Staff {
  agents: Agent[]
  /** Ids of those with a second factor. */
  secured: string[]
}

export interface NewAgent {
  name: string
  email: string
  role: Role
  capacity: number
}

/** A one-time link; `path` behind this server's address. */
export interface MadeLink {
  path: string
  purpose: 'invitation' | 'password'
  expiresAt: string
}

export interface SignInRules {
  /** Who has one of these must have a second factor. */
  secondFactorRoles: Role[]
}

export const AGENTS = ['agents']
export const SIGN_IN_RULES = ['sign-in-rules']
export const ROLES: readonly Role[] = ['agent', 'supervisor', 'analyst', 'admin', 'owner']

export const fetchStaff = (api: TenantApi): Promise<Staff> => api.get('/agents')

export const inviteAgent = (api: TenantApi, agent: NewAgent): Promise<{ agent: Agent; link: MadeLink }> =>
  api.post('/invitations', agent)

export type AgentChange = Partial<
  Pick<Agent, 'name' | 'displayName' | 'staffNumber' | 'role' | 'capacity' | 'workingHours' | 'disabled'>
>

export const changeAgent = (api: TenantApi, id: string, change: AgentChange): Promise<unknown> =>
  api.patch(`/agents/${id}`, change)

export const makeLink = (api: TenantApi, id: string): Promise<{ link: MadeLink }> => api.post(`/agents/${id}/link`)

export const fetchSignInRules = (api: TenantApi): Promise<{ rules: SignInRules }> => api.get('/sign-in-rules')

export const saveSignInRules = (api: TenantApi, rules: SignInRules): Promise<{ rules: SignInRules }> =>
  api.put('/sign-in-rules', { rules })

export const resetSecondFactor = (api: TenantApi, id: string): Promise<unknown> =>
  api.post(`/agents/${id}/reset-second-factor`)

/** `owner` is `/me` or `/agents/ID`. */
export async function putAvatar(api: TenantApi, owner: string, image: Blob): Promise<{ avatarId: string }> {
  const response = await fetch(`${api.base}${owner}/avatar`, {
    method: 'PUT',
    credentials: 'same-origin',
    headers: { 'content-type': image.type },
    body: image,
  }).catch(() => {
    throw unreachable()
  })
  const body = parseJson(await response.text())
  if (!response.ok) throw failureOf(response.status, body)
  return body as { avatarId: string }
}

export const removeAvatar = (api: TenantApi, owner: string): Promise<void> => api.remove(`${owner}/avatar`)
