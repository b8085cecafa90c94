import { createContext, useContext } from 'react'
import type { AgentAvailability } from '../../src/protocol.ts'
import { request, type TenantApi } from './api.ts'

/** What an agent may do; the server checks each again. */
export type Permission =
  | 'conversations:read'
  | 'conversations:write'
  | 'contacts:block'
  | 'canned:write'
  | 'desk-tools:write'
  | 'conversations:supervise'
  | 'privacy:write'
  | 'knowledge:read'
  | 'knowledge:write'
  | 'sources:write'
  | 'nlu:read'
  | 'nlu:write'
  | 'settings:read'
  | 'settings:write'
  | 'agents:read'
  | 'agents:write'
  | 'api-keys:write'
  | 'audit:read'
  | 'overview:read'

export type Role = 'owner' | 'admin' | 'supervisor' | 'agent' | 'analyst'

/** The agent who is signed in. */
export interface Me {
  id: string
  tenantId: string
  name: string
  displayName: string | null
  avatarId: string | null
  email: string
  role: Role
  availability: AgentAvailability
  permissions: Permission[]
  /** His role demands a second factor: he sets it up before anything else. */
  owesFactor: boolean
}

export interface Session {
  me: Me
  api: TenantApi
  can(permission: Permission): boolean
  /** Something of the account is different now. */
  changed(me: Me): void
  signOut(): Promise<void>
}

export const SessionContext = createContext<Session | undefined>(undefined)

export function useSession(): Session {
  const session = useContext(SessionContext)
  if (!session) throw new Error('useSession is used outside of SessionGate')
  return session
}

/** `code`: of the second factor, where the server asked for one. */
export async function signIn(email: string, password: string, code?: string): Promise<Me> {
  const credentials = { email, password, ...(code === undefined ? {} : { code }) }
  const { agent } = await request<{ agent: Me }>('POST', '/api/v1/session', credentials)
  return agent
}
