import type { TenantApi } from '../../shared/api.ts'

export const STRATEGIES = ['manual', 'least_loaded', 'longest_idle', 'round_robin'] as const

/** What is edited here; the server's other fields are kept as they came. */
export interface Routing {
  strategy: (typeof STRATEGIES)[number]
  lastAgentFirst: boolean
  offerSeconds: number
}

export const ROUTING = ['routing']

export async function fetchRouting(api: TenantApi): Promise<Routing> {
  const { routing } = await api.get<{ routing: Routing }>('/routing')
  return routing
}

export async function saveRouting(api: TenantApi, wanted: Routing): Promise<Routing> {
  const { routing } = await api.put<{ routing: Routing }>('/routing', { routing: wanted })
  return routing
}
