import type { TenantApi } from '../../shared/api.ts'

export interface AgentSession {
  id: string
  userAgent: string
  address: string
  createdAt: string
  seenAt: string
  current: boolean
}

/** `owner` is `/me` or `/agents/ID`. */
export const sessionsKey = (owner: string): string[] => ['sessions', owner]

export async function fetchSessions(api: TenantApi, owner: string): Promise<AgentSession[]> {
  const { sessions } = await api.get<{ sessions: AgentSession[] }>(`${owner}/sessions`)
  return sessions
}

export const endSession = (api: TenantApi, owner: string, id: string): Promise<void> =>
  api.remove(`${owner}/sessions/${id}`)

/** All; of one's own all but this one. */
export const endSessions = (api: TenantApi, owner: string): Promise<void> => api.remove(`${owner}/sessions`)

const BROWSERS: readonly [RegExp, string][] = [
  [/MicroMessenger/, 'WeChat'],
  [/Edg\//, 'Edge'],
  [/Firefox\//, 'Firefox'],
  [/(Headless)?Chrome\//, 'Chrome'],
  [/Safari\//, 'Safari'],
]
const SYSTEMS: readonly [RegExp, string][] = [
  [/iPhone|iPad/, 'iOS'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
]

/** `Firefox · Windows`; what is not known as it came, shortened. */
export function deviceName(userAgent: string): string {
  const find = (names: readonly [RegExp, string][]) => names.find(([pattern]) => pattern.test(userAgent))?.[1]
  const known = [find(BROWSERS), find(SYSTEMS)].filter(one => one !== undefined)
  return known.length > 0 ? known.join(' · ') : userAgent.slice(0, 60)
}
